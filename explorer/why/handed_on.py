"""Compiled code that copies of a process hand on to each other: none waits for what another did.

Numba's own cache of functions does it. Its key lacks the options (numba issue 6845), so that each
function has a folder of its own there.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import config
from numba.core.caching import FunctionCache

VARIANT = "variant"
"""The name of the code of what is asked about, as it is."""


class _Handed(FunctionCache):  # type: ignore[misc]
    """Where code cannot be kept, or not be loaded, each copy compiles it."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        with suppress(Exception):
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(Exception):
            super().save_overload(sig, data)


def hand_on(dispatcher: Any, name: str) -> None:
    """Let a function be loaded where another copy compiled one of this name, or kept for others."""
    whole = config.CACHE_DIR
    if whole:
        config.CACHE_DIR = str(Path(whole, name))
        with suppress(RuntimeError):  # its file is gone
            dispatcher._cache = _Handed(dispatcher.py_func)
        config.CACHE_DIR = whole


def claim(name: str) -> bool:
    """Whether nobody has said before that it compiles the function of this name; then this does."""
    try:
        Path(config.CACHE_DIR, name).mkdir()
    except FileExistsError:
        return False
    return True
