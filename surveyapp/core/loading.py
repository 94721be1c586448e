"""Imports that are postponed until they are needed."""

import gc
import sys
from importlib import import_module
from types import ModuleType


def loaded(name: str) -> ModuleType:
    """Import a module with garbage collection off, then freeze, so that later collections skip its objects.

    Collecting would take a quarter of the time of the import, and modules stay loaded anyway.
    """
    if name in sys.modules:
        return import_module(name)
    collects = gc.isenabled()
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        if collects:
            gc.enable()
