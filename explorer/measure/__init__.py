import sys
from importlib import import_module
from types import ModuleType


class _Callable(ModuleType):
    """The package itself; scripts call it: `explorer.measure(...)` has the same name."""

    def __call__(self, *arguments: object, **named: object) -> object:
        """Measure from a script: see `explorer.api.measuring.measure`."""
        return import_module("explorer.api.measuring").measure(*arguments, **named)


sys.modules[__name__].__class__ = _Callable
