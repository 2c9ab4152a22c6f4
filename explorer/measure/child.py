"""The measuring process: `python -m explorer.measure.child NOTE`.

Loads Numba and waits. The first line on its input is its job; it answers each later one, which is
empty or says what is wanted from then on, with one event on its output (framed, as `pipes` says),
and waits again: like the generator that it runs, it is idle between two pulls. The measured code's
own output cannot get between: it goes to standard error, and its input is empty.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import warnings
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel

LEAST_BYTES = 2**30
FAR = 200
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>
FAILED_TO_LOAD = 3
REFUSED = "Refused: "
"""What it answers instead of an event, a sentence after it, when the file cannot be run."""


def main() -> int:
    """Measure the job that comes; returns the exit status."""
    _end_with_parent()
    commands, events = _own_channels()
    if os.environ.get("NUMBA_THREADING_LAYER") == "tbb":
        preload_tbb()

    from explorer.measure.machine import usable_cores
    from explorer.measure.run import run
    from explorer.measure.warming import warm_up

    usable_cores()  # before parallel code may bind this thread
    warm_up(parallel=False)  # starting threads would settle the threading layer
    line = commands.readline()
    if not line:
        return 0  # nobody needs this process any more

    from explorer.kernels.finding import open_file
    from explorer.kernels.kernel import KernelError
    from explorer.kernels.listing import home_of
    from explorer.kernels.running import CHANGED
    from explorer.measure.events import SEPARATE_PROCESS, Finished, encode, from_plain
    from explorer.measure.note import Board
    from explorer.measure.pipes import framed
    from explorer.measure.plan import Plan
    from explorer.measure.steering import Mailbox, Wish

    job = json.loads(line)
    sys.path.insert(0, str(home_of(Path(job["path"]))[0]))
    _limit_memory()
    _warn_once()
    board = Board(sys.argv.pop())
    plan = from_plain(Plan, job["plan"])
    wishes = Mailbox()
    try:
        kernel = open_file(Path(job["path"]), job["function"], job["arguments"])
        if plan.kernel.sha256 not in ("", kernel.sha256):
            raise KernelError(CHANGED.format(kernel.path))
        course = run(
            plan,
            without(kernel, job["refused"]),
            where=SEPARATE_PROCESS,
            reason=job["reason"],
            note=board.write,
            process=job["process"],
            repeat=job["repeat"],
            continues=job["continues"],
            wishes=wishes.take,
        )
        for line in commands:
            if line.strip():
                wishes.put(from_plain(Wish, json.loads(line)))
            event = next(course, None)
            if event is None:
                break
            events.write(framed(encode(event)))
            events.flush()
            if isinstance(event, Finished):
                _end()
    except KernelError as error:
        events.write(framed(f"{REFUSED}{' '.join(str(error).split())}"))
        events.flush()
        return FAILED_TO_LOAD
    return 0


def _end() -> NoReturn:
    """End at once: what the measured code left to be done at exit, or in threads, may hang."""
    with suppress(Exception):
        sys.stderr.flush()
        sys.stdout.flush()
    os._exit(0)


def without(kernel: Kernel, refused: Collection[str]) -> Kernel:
    """Return the kernel without references that ended an earlier process."""
    return replace(
        kernel,
        reference=None if kernel.reference in refused else kernel.reference,
        second_reference=None if kernel.second_reference in refused else kernel.second_reference,
    )


def _limit_memory() -> None:
    """Let asking for more memory than is free fail, instead of stalling the whole machine."""
    if sys.platform.startswith("linux"):
        import resource

        from explorer.measure.memory import free_bytes

        free = max(free_bytes(), LEAST_BYTES)
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or free < most:
            resource.setrlimit(resource.RLIMIT_DATA, (free, most))


def preload_tbb() -> None:
    """Load pip's TBB, which the loader does not look for in a virtual environment."""
    folders = {Path(sys.prefix) / "lib", Path(sys.prefix) / "Library" / "bin"}
    for folder in folders:
        for name in ("libtbb.so.12", "tbb12.dll"):
            if (folder / name).exists():
                ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL)
                return


def _warn_once() -> None:
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
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = once


def _end_with_parent() -> None:
    """Be killed when the thread that pulls dies, even in a call that never returns (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _own_channels() -> tuple[TextIO, BinaryIO]:
    """Keep standard input and output for the protocol and give the measured code others."""
    commands = os.fdopen(_out_of_the_way(0), "r", encoding="utf-8")
    events = os.fdopen(_out_of_the_way(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, events


def _out_of_the_way(descriptor: int) -> int:
    """A copy of a descriptor, with a number that code that guesses one does not come to."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # so many files may not be open here
            return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FAR)
    return os.dup(descriptor)


if __name__ == "__main__":
    raise SystemExit(main())
