"""Numba Explorer: measures what Numba's options and threads are worth.

For scripts and notebooks::

    import explorer
    run = explorer.measure(my_function, sizes="1e3:1e6", arguments={"a": "rng.random(n)"})
    print(run.answer())

Importing this loads neither Numba, NumPy nor Qt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.version import __version__

__all__ = ["__version__", "compare", "measure", "open"]

if TYPE_CHECKING:
    from explorer.api.comparing import compare
    from explorer.api.measured import open
    from explorer.api.measuring import measure

_HOMES = {"measure": "measuring", "open": "measured", "compare": "comparing"}


def __getattr__(name: str) -> object:
    """Import what scripts use when they use it."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"explorer.api.{_HOMES[name]}"), name)
    raise AttributeError(f"module “explorer” has no attribute “{name}”")
