"""Imports that are postponed until they are needed."""

import sys
from importlib import import_module
from types import ModuleType

from surveyapp.core.tuning import importing


def loaded(name: str) -> ModuleType:
    """Import a module with all that it needs, and return it."""
    if name in sys.modules:
        return import_module(name)
    with importing():
        return import_module(name)
