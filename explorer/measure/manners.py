"""What makes a measuring process harmless: its memory, its warnings, its channels, its end.

The measured code is anybody's. It may ask for more memory than there is, print into what the
program reports on, start others, and never return.
"""

import builtins
import ctypes
import gc
import json
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, NoReturn, TextIO, TypeVar

from explorer.starting import ROOT

T = TypeVar("T")

LEAST_BYTES = 2**30
"""Numba and what it compiles take some hundred megabytes; with less nothing could be measured."""
FAR = 200
"""A descriptor's number from which on code that guesses one does not come to it."""
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # from <linux/prctl.h>
_FREE = ("print", "input", "breakpoint", "exit", "quit", "help")
"""Python's own names that nothing but the measured code needs."""
_KEPT = {name for name in vars(builtins) if not name.startswith("_")}.difference(_FREE)


def end(status: int = 0) -> NoReturn:
    """End at once: what the measured code left to be done at exit, or in threads, may hang."""
    say_all()
    os._exit(status)


def say_all() -> None:
    """Hold nothing back of what was printed."""
    with suppress(Exception):
        sys.stderr.flush()
        sys.stdout.flush()


def limit_memory() -> None:
    """Let asking for more memory than is free fail, instead of stalling the whole machine."""
    if sys.platform.startswith("linux"):
        import resource

        from explorer.measure.groups import free_bytes

        free = max(free_bytes(), LEAST_BYTES)
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or free < most:
            resource.setrlimit(resource.RLIMIT_DATA, (free, most))


@contextmanager
def for_good() -> Iterator[None]:
    """Look for no garbage among what is loaded inside, which stays: neither then nor ever again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def preload_tbb() -> None:
    """Load pip's TBB, which the loader does not look for in a virtual environment."""
    folders = {Path(sys.prefix) / "lib", Path(sys.prefix) / "Library" / "bin"}
    for folder in folders:
        for name in ("libtbb.so.12", "tbb12.dll"):
            if (folder / name).exists():
                ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL)
                return


def preload_layer() -> None:
    """Load what the threading layer that is asked for needs to be loaded before Numba."""
    if os.environ.get("NUMBA_THREADING_LAYER") == "tbb":
        preload_tbb()


def warn_once() -> None:
    """Let each warning be shown once, and none of Numba's, whose substance is in the events.

    Python's own memory of what it has shown is lost whenever the filters change.
    """
    from numba.core.errors import NumbaWarning

    warnings.simplefilter("ignore", NumbaWarning)
    show, seen = warnings.showwarning, set[tuple[type[Warning], str]]()

    def once(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if (category, str(message)) not in seen:
            seen.add((category, str(message)))
            if filename.startswith(f"{ROOT}{os.sep}"):  # it warns whoever called it: us
                print(f"{category.__name__}: {message}", file=file or sys.stderr)
            else:
                show(message, category, filename, lineno, file, line)

    warnings.showwarning = once


def end_with_parent() -> None:
    """Be killed when the thread that pulls dies, even in a call that never returns (Linux).

    What the measured code starts stays below this process, so that it can be found.
    """
    if sys.platform.startswith("linux"):
        prctl = ctypes.CDLL(None).prctl
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def job_and_answers(
    kind: type[T], load: Callable[[], None] = lambda: None, *, silent: bool = False
) -> tuple[T, BinaryIO]:
    """Begin a process that is asked once: return the job on its input, and where to answer.

    It ends with who asks, or where nothing is asked, and has TBB at hand where that is wanted.
    What has to be loaded for any job is there before the job is. `silent` as for `own_channels`.
    """
    from explorer.measure.plain_values import from_plain

    end_with_parent()
    commands, answers = own_channels(silent=silent)  # what is loaded may print
    preload_layer()
    with for_good():
        load()
    with commands:
        asked = commands.buffer.read()
    if not asked:
        end()
    return from_plain(kind, json.loads(asked)), answers


class _Builtins(ModuleType):
    """Python's own names, which stay what they are."""

    def __setattr__(self, name: str, value: object) -> None:
        _refuse(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        _refuse(name)
        super().__delattr__(name)


def _refuse(name: str) -> None:
    if name in _KEPT:
        raise AttributeError(
            f"builtins.{name} cannot be replaced while this is measured: whatever else is at work "
            "in the process uses it, too."
        )


def tell(answers: BinaryIO, told: Any) -> None:
    """Answer a line of JSON, which is there at once."""
    from explorer.measure.plain_values import as_line

    answers.write(as_line(told))
    answers.flush()


def own_channels(*, silent: bool = False) -> tuple[TextIO, BinaryIO]:
    """Keep standard input and output for the protocol; the measured code's input is empty.

    What it prints goes to standard error, or nowhere where it is to be `silent`. It cannot replace
    Python's own names, without which no answer would be true.
    """
    builtins.__class__ = _Builtins
    commands = os.fdopen(out_of_the_way(0), "r", encoding="utf-8")
    answers = os.fdopen(out_of_the_way(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing if silent else 2, 1)
    os.close(nothing)
    return commands, answers


def out_of_the_way(descriptor: int) -> int:
    """Return a copy of a descriptor, with a number that code that guesses one does not come to."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # so many files may not be open here
            return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FAR)
    return os.dup(descriptor)
