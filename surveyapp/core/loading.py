"""Parts of the product that are loaded when they are needed."""

import gc
import sys
from importlib import import_module
from types import ModuleType


def loaded(name: str) -> ModuleType:
    """A module with all that it needs.

    What is loaded stays. So nobody looks for garbage meanwhile, which would take a quarter of the time, nor later in
    what was loaded.
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
