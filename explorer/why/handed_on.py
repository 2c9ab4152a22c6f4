"""Compiled code that processes hand on to each other: none waits for what another did.

Numba's own cache of functions does it. Its key lacks the options (numba issue 6845), so that each
function has a folder of its own.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache

VARIANT = "variant"
"""The name of the code of what is asked about, as it is."""


class _Handed(FunctionCache):  # type: ignore[misc]
    """Where code cannot be kept, or not be loaded, each process compiles it."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        with suppress(Exception):
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(Exception):
            super().save_overload(sig, data)


class _WithAddresses(CompileResultCacheImpl):  # type: ignore[misc]
    """What a copy compiled may hold addresses: of what was there before it was copied."""

    def check_cachable(self, cres: Any) -> bool:
        return not cres.lifted


class _HandedToCopies(_Handed):
    _impl_class = _WithAddresses


def hand_on(dispatcher: Any, name: str) -> None:
    """Let a function be loaded where another copy compiled one of this name, or kept for others.

    A `name` that is a whole path is a folder of other processes, too.
    """
    _hand_on(dispatcher, name, _Handed)


def hand_to_copies(dispatcher: Any, name: str) -> None:
    """Do the same among this process and its copies, which have everything at the same place."""
    _hand_on(dispatcher, name, _HandedToCopies)


def claim(name: str) -> bool:
    """Whether nobody has said before that it compiles the function of this name; then this does."""
    try:
        Path(config.CACHE_DIR, name).mkdir()
    except FileExistsError:
        return False
    return True


def _hand_on(dispatcher: Any, name: str, kind: type[_Handed]) -> None:
    whole = config.CACHE_DIR
    if whole or Path(name).is_absolute():
        config.CACHE_DIR = str(Path(whole, name))
        with suppress(RuntimeError):  # its file is gone
            dispatcher._cache = kind(dispatcher.py_func)
        config.CACHE_DIR = whole
