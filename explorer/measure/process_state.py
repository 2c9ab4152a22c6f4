"""What a call may change of its process and leave so: the calls of others must not find it.

A variant that sets `sys.stdout = None`, leaves the folder, turns warnings into errors, starts a
timer or replaces `np.array` would spoil the points after it, and the data that are made for them.
Only in a process of its own: elsewhere others are at work in it, too.
"""

from __future__ import annotations

import builtins
import gc
import locale
import os
import signal
import sys
import warnings
import weakref
from contextlib import suppress
from types import ModuleType
from typing import TextIO

import numpy as np

from explorer.measure.copies import Copies
from explorer.measure.manners import out_of_the_way

_REPLACED = (
    "copy", "json", "math", "msgspec.json", "numpy", "numpy.linalg", "numpy.random", "os",
    "pickle", "random", "signal", "time", "timeit", "warnings",
)  # fmt: skip
"""Modules whose functions are put back; those of Python's own `builtins` come first."""
_LISTS: tuple[tuple[ModuleType, str], ...] = (
    (warnings, "filters"),
    (gc, "callbacks"),
    (sys, "path"),
)
_STREAMS = ("stdin", "stdout", "stderr")


class ProcessState:
    """Remembers the state that a process has now, and gives it back."""

    def __init__(self) -> None:
        modules = [builtins, *(sys.modules[name] for name in _REPLACED if name in sys.modules)]
        self._names = [_Names(module) for module in modules]
        self.copies = Copies()
        self._streams = [_Stream(name) for name in _STREAMS]
        self._lists = [(module, name, list(getattr(module, name))) for module, name in _LISTS]
        self._traced, self._profiled = sys.gettrace(), sys.getprofile()
        self._recursion = sys.getrecursionlimit()
        self._collects = gc.isenabled()
        self._errors = np.geterr()
        self._locale = locale.setlocale(locale.LC_ALL)
        self._folder = _folder()
        self._files = {number: (out_of_the_way(number), _file(number)) for number in range(3)}
        for kept, _ in self._files.values():
            weakref.finalize(self, _close, kept)

    def restore(self) -> bool:
        """Give back what has changed; returns whether anything had. What cannot be is left."""
        sys.settrace(self._traced)
        sys.setprofile(self._profiled)
        restored = [names.restore() for names in self._names]
        for number, (kept, known_file) in self._files.items():
            if _file(number) != known_file:
                with suppress(OSError):
                    os.dup2(kept, number)
                restored.append(True)
        restored += [stream.restore() for stream in self._streams]
        for module, name, known in self._lists:
            found = getattr(module, name)
            if found != known:
                found[:] = known
                restored.append(True)
        if sys.getrecursionlimit() != self._recursion:
            with suppress(RecursionError):
                sys.setrecursionlimit(self._recursion)
            restored.append(True)
        if gc.isenabled() != self._collects:
            (gc.enable if self._collects else gc.disable)()
            restored.append(True)
        if np.geterr() != self._errors:
            np.seterr(**self._errors)
            restored.append(True)
        if locale.setlocale(locale.LC_ALL) != self._locale:
            with suppress(locale.Error):
                locale.setlocale(locale.LC_ALL, self._locale)
            restored.append(True)
        if _folder() != self._folder:
            with suppress(OSError):
                os.chdir(self._folder)
            restored.append(True)
        if hasattr(signal, "setitimer") and signal.getitimer(signal.ITIMER_REAL)[0]:
            signal.setitimer(signal.ITIMER_REAL, 0)  # also what `signal.alarm` has set
            restored.append(True)
        return any(restored)


class _Names:
    """What the names of a module stand for."""

    def __init__(self, module: ModuleType) -> None:
        self._now = vars(module)
        self._known = dict(self._now)

    def restore(self) -> bool:
        """Let those that were there stand for the same again; new ones stay."""
        try:
            if self._now == self._known:
                return False
        except Exception:  # a value in place of another is compared with it, and cannot be
            pass
        lost = [n for n, value in self._known.items() if self._now.get(n, self) is not value]
        self._now.update({name: self._known[name] for name in lost})
        self._known = dict(self._now)
        return bool(lost)


class _Stream:
    """One of the three that every program has, in `sys`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: TextIO | None = getattr(sys, name)

    def restore(self) -> bool:
        """Put it back; one that was closed is opened again, where the system still has it."""
        found, known = getattr(sys, self._name, None), self._known
        if known is not None and known.closed:
            number = _STREAMS.index(self._name)
            with suppress(OSError):
                self._known = known = open(  # noqa: SIM115
                    number, "w" if number else "r", encoding="utf-8", closefd=False
                )
        if found is known:
            return False
        setattr(sys, self._name, known)
        return True


def _close(number: int) -> None:
    with suppress(OSError):  # the measured code has closed it
        os.close(number)


def _file(number: int) -> tuple[int, int] | None:
    """What a descriptor of an open file stands for."""
    with suppress(OSError):
        found = os.fstat(number)
        return found.st_dev, found.st_ino
    return None


def _folder() -> str:
    with suppress(OSError):
        return os.getcwd()
    return ""
