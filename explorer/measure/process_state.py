"""What a call may change of its process and leave so: the calls of others must not find it.

A variant that sets `sys.stdout = None`, leaves the folder, turns warnings into errors, starts a
timer or replaces `np.array` would spoil the points after it, and the data that are made for them.
Only in a process of its own: elsewhere others are at work in it, too.
"""

import builtins
import decimal
import gc
import locale
import os
import signal
import sys
import threading
import tracemalloc
import warnings
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from inspect import getattr_static
from types import ModuleType
from typing import Any, TextIO

import numpy as np
from numba.np.ufunc import parallel

from explorer.measure.manners import out_of_the_way
from explorer.measure.strays import Copies

_REPLACED = (
    "copy", "json", "math", "msgspec.json", "numba", "numba.core.config", "numpy", "numpy.linalg",
    "numpy.random", "os", "pickle", "random", "signal", "time", "timeit", "warnings",
)  # fmt: skip
"""Modules whose functions are put back; those of Python's own `builtins` come first."""
_LISTS: tuple[tuple[ModuleType, str], ...] = (
    (warnings, "filters"),
    (gc, "callbacks"),
    (sys, "path"),
    (sys, "path_hooks"),
    (sys, "meta_path"),
)
_STREAMS = ("stdin", "stdout", "stderr")


class ProcessState:
    """Remembers the state that a process has now, and gives it back.

    Of the modules that are `imported` by the measured code that is what can be called: the rest
    is their own.
    """

    def __init__(self, imported: Iterable[ModuleType] = ()) -> None:
        modules = [builtins, *(sys.modules[name] for name in _REPLACED if name in sys.modules)]
        self._names = [_Names(sys.modules), *(_Names(vars(module)) for module in modules)]
        others = {id(one): one for module in imported for one in _with_parts(module)}
        others = {key: one for key, one in others.items() if one not in modules}
        self._names += [CodeNames(vars(module), callable) for module in others.values()]
        self.copies = Copies()
        self._streams = [_Stream(name) for name in _STREAMS]
        self._lists = [(module, name, list(getattr(module, name))) for module, name in _LISTS]
        self._traced, self._profiled = sys.gettrace(), sys.getprofile()
        self._settings = [(look, give, look()) for look, give in _SETTINGS]
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
        for look, give, was in self._settings:
            if look() != was:
                with suppress(Exception):  # the folder may be gone, the recursion too deep
                    give(was)
                restored.append(True)
        return any(restored)


def _folder() -> str:
    with suppress(OSError):
        return os.getcwd()
    return ""


def _mask() -> int:
    """The permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _chunk_size() -> int:
    """How many turns of a parallel loop are handed out together; 0 is Numba's own choice."""
    if not parallel._is_initialized:
        return 0  # asking would start the threads, and choose their layer
    return int(parallel.get_parallel_chunksize())


def _decimal() -> dict[str, Any]:
    """How decimal numbers are rounded in this thread."""
    now = decimal.getcontext()
    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
    traps = [trap for trap, is_on in now.traps.items() if is_on]
    return {**{name: getattr(now, name) for name in names}, "traps": traps}


def _give_environment(known: dict[str, str]) -> None:
    for name in [name for name in os.environ if name not in known]:
        del os.environ[name]
    os.environ.update(known)


_SETTINGS: list[tuple[Callable[[], Any], Callable[[Any], object]]] = [
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (threading.gettrace, threading.settrace),  # of threads that are begun later
    (threading.getprofile, threading.setprofile),
    (tracemalloc.is_tracing, lambda traces: (tracemalloc.start if traces else tracemalloc.stop)()),
    (gc.get_threshold, lambda known: gc.set_threshold(*known)),
    (gc.isenabled, lambda collects: (gc.enable if collects else gc.disable)()),
    (np.geterr, lambda known: np.seterr(**known)),
    (np.getbufsize, np.setbufsize),
    (_chunk_size, parallel.set_parallel_chunksize),
    (np.get_printoptions, lambda known: np.set_printoptions(**known)),
    (lambda: locale.setlocale(locale.LC_ALL), lambda known: locale.setlocale(locale.LC_ALL, known)),
    (_decimal, lambda known: decimal.setcontext(decimal.Context(**known))),
    (lambda: dict(os.environ), _give_environment),
    (_folder, os.chdir),
    (_mask, os.umask),
]
"""What is set for the whole process or this thread: how to look at it, and how to set it."""
_BINDING = ("OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY")
"""Settings with which OpenMP binds the thread that calls it to a core."""
if hasattr(os, "sched_getaffinity") and not any(map(os.environ.get, _BINDING)):
    _SETTINGS.append(
        (lambda: os.sched_getaffinity(0), lambda cores: os.sched_setaffinity(0, cores))
    )
if sys.version_info >= (3, 12):
    _TOOLS = 6  # who may watch what Python does

    def _watched() -> dict[int, int]:
        """Of which events each of them is told."""
        tools = filter(sys.monitoring.get_tool, range(_TOOLS))
        return {tool: sys.monitoring.get_events(tool) for tool in tools}

    def _give_watched(known: dict[int, int]) -> None:
        for tool in _watched():
            sys.monitoring.set_events(tool, known.get(tool, 0))
            if tool not in known:
                sys.monitoring.free_tool_id(tool)

    _SETTINGS.append((_watched, _give_watched))
if hasattr(signal, "setitimer"):  # it tells of what `signal.alarm` has set, too
    _SETTINGS.append(
        (lambda: bool(signal.getitimer(signal.ITIMER_REAL)[0]),
         lambda runs: signal.setitimer(signal.ITIMER_REAL, 0))
    )  # fmt: skip


def imported_by(file: ModuleType | None) -> list[ModuleType]:
    """The modules that a file has names for."""
    names = {} if file is None else vars(file)
    return [value for value in names.values() if isinstance(value, ModuleType)]


def _with_parts(module: ModuleType) -> list[ModuleType]:
    """A module and, of a package, its own modules that are loaded."""
    own = (value for value in list(vars(module).values()) if isinstance(value, ModuleType))
    return [module, *(part for part in own if part.__name__.startswith(f"{module.__name__}."))]


class _Names:
    """What the names of a module stand for, or of all modules that there are."""

    def __init__(
        self, names: dict[str, Any], is_kept: Callable[[Any], bool] = lambda value: True
    ) -> None:
        self._now = names
        self._known = {name: value for name, value in names.items() if is_kept(value)}

    def restore(self) -> bool:
        """Let those that were there stand for the same again; new ones stay.

        Calls no function of Python's own, which may be what was replaced, and compares no values,
        which may say that they equal anything.
        """
        lost = self._lost()
        self._now.update(lost)
        return lost != {}

    def _lost(self) -> dict[str, Any]:
        return {n: was for n, was in self._known.items() if self._now.get(n, self) is not was}


class CodeNames(_Names):
    """What those names stand for that are code, in a module of which the rest is its own.

    What wraps the very same code stays, as it computes the same: after `step = numba.njit(step)`
    in a first call the module remembers that `step` is compiled, and would call the plain one.
    """

    def _lost(self) -> dict[str, Any]:
        lost = super()._lost()
        for name, was in list(lost.items()):
            now = self._now.get(name)
            if getattr_static(now, "__wrapped__", None) is was:
                self._known[name] = now
                del lost[name]
        return lost


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
