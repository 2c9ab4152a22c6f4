"""The measuring process: `python -m explorer.measure.child NOTE`.

Loads Numba and waits. The first line on its input is its job; it answers each later one with one
event on its output, as a line of JSON, and waits again: like the generator that it runs, it is
idle between two pulls. Such a line is empty, or says what is wanted from then on. The measured
code's own output cannot get between: it goes to standard error, and its input is empty.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel

LEAST_BYTES = 2**30
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>
FAILED_TO_LOAD = 3
REFUSED = "Refused"
"""What it answers instead of an event when the kernel's file cannot be run."""


def main() -> int:
    """Measure the job that comes; returns the exit status."""
    _end_with_parent()
    commands, events = _own_channels()
    if os.environ.get("NUMBA_THREADING_LAYER") == "tbb":
        preload_tbb()

    from explorer.measure.run import run
    from explorer.measure.warming import warm_up

    warm_up(parallel=False)  # starting threads would settle the threading layer
    line = commands.readline()
    if not line:
        return 0  # nobody needs this process any more

    from explorer.kernels.finding import open_file
    from explorer.kernels.kernel import KernelError
    from explorer.kernels.listing import home_of
    from explorer.measure.events import SEPARATE_PROCESS, encode, from_plain
    from explorer.measure.note import Board
    from explorer.measure.plan import Plan
    from explorer.measure.steering import Mailbox, Wish

    job = json.loads(line)
    sys.path.insert(0, str(home_of(Path(job["path"]))[0]))
    _limit_memory()
    board = Board(Path(sys.argv[1]))
    plan = from_plain(Plan, job["plan"])
    wishes = Mailbox()
    try:
        kernel = open_file(Path(job["path"]), job["function"], job["arguments"])
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
            print(encode(event), file=events, flush=True)
    except KernelError as error:
        print(json.dumps({"event": REFUSED, "sentence": str(error)}), file=events, flush=True)
        return FAILED_TO_LOAD
    return 0


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

        import psutil

        free = max(psutil.virtual_memory().available, LEAST_BYTES)
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


def _end_with_parent() -> None:
    """Be killed when the thread that pulls dies, even in a call that never returns (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _own_channels() -> tuple[TextIO, TextIO]:
    """Keep standard input and output for the protocol and give the measured code others."""
    commands = os.fdopen(os.dup(0), "r", encoding="utf-8")
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, events


if __name__ == "__main__":
    raise SystemExit(main())
