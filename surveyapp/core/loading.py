"""Import of modules when they are needed."""

import sys
from importlib import import_module
from types import ModuleType

from surveyapp.core.tuning import importing


def loaded(name: str) -> ModuleType:
    """Return a module, imported with all that it needs."""
    if name in sys.modules:
        return import_module(name)
    with importing():
        return import_module(name)
