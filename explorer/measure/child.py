"""The measuring process: `python -m explorer.measure.child JOB NOTE`.

Reads a job, then answers each line on its input with one event on its output, as a line of JSON,
and waits again: like the generator that it runs, it is idle between two pulls. The measured
code's own output cannot get between: it goes to standard error, and its input is empty.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import signal
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel

NOTE_BYTES = 512
LEAST_BYTES = 2**30
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>
FAILED_TO_LOAD = 3
REFUSED = "Refused"
"""What it answers instead of an event when the kernel's file cannot be run."""


def main() -> int:
    """Measure the job named on the command line; returns the exit status."""
    _end_with_parent()
    commands, events = _own_channels()
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if job["layer"] == "tbb":
        preload_tbb()
    sys.path.insert(0, str(Path(job["path"]).parent))
    _limit_memory()

    from explorer.kernels.finding import open_file
    from explorer.kernels.kernel import KernelError
    from explorer.measure.events import SEPARATE_PROCESS, encode, from_plain
    from explorer.measure.plan import Plan
    from explorer.measure.run import run

    board = _Board(Path(sys.argv[2]))
    plan = from_plain(Plan, job["plan"])
    try:
        kernel = open_file(Path(job["path"]), job["function"], job["arguments"])
        course = run(
            plan,
            without(kernel, job["refused"]),
            where=SEPARATE_PROCESS,
            reason=job["reason"],
            note=board.write,
            process=job["process"],
        )
        for _ in commands:
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


class _Board:
    """Where this process notes what it does next; it outlives the process."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), NOTE_BYTES)

    def write(self, phase: str, point: object) -> None:
        variant, size, threads = ("", 0, 0)
        if point is not None:
            variant, size, threads = point.variant, point.size, point.threads  # type: ignore[attr-defined]
        text = f"{phase}\t{variant}\t{size}\t{threads}".encode()
        self._map[:NOTE_BYTES] = text[:NOTE_BYTES].ljust(NOTE_BYTES, b"\0")


if __name__ == "__main__":
    raise SystemExit(main())
