"""The measuring process: `python -m explorer.measure.child [ahead] NOTE`.

Loads Numba and waits; `ahead` of its job it makes the compiler ready, else only where that is
needed. The first line on its input is its job; it answers each later one, which is
empty or says what is wanted from then on, with one event on its output (framed, as `pipes` says),
and waits again: like the generator that it runs, it is idle between two pulls. The measured code's
own output cannot get between: it goes to standard error, and its input is empty.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from traceback import format_tb
from typing import TYPE_CHECKING

from explorer.measure import manners

if TYPE_CHECKING:
    from explorer.kernels.kernel import Kernel

AHEAD = "ahead"
FAILED_TO_LOAD = 3
CUT_OFF = 213
"""Its status where the measured code has closed what it is asked, or reports, on."""
BROKEN = "Broken: "
"""Begins what it answers instead of an event when it cannot go on: why, and all of that."""
REFUSED = "Refused: "
"""What it answers instead of an event, a sentence after it, when the file cannot be run."""


def main() -> int:
    """Measure the job that comes; returns the exit status."""
    manners.end_with_parent()
    commands, events = manners.own_channels()
    manners.preload_layer()

    with manners.for_good():
        import explorer.kernels.own  # noqa: F401  (reads the file that comes)
        from explorer.measure.machine import usable_cores
        from explorer.measure.run import run
        from explorer.measure.warming import compiles, get_ready, warm_up
        from explorer.measure.within_calls import WithinCalls

        usable_cores()  # before parallel code may bind this thread
        ahead = AHEAD in sys.argv
        if ahead:
            sys.argv.remove(AHEAD)  # the measured code sees none of its arguments
            warm_up(parallel=False)  # starting threads would settle the threading layer
    line = commands.readline()
    if not line:
        return 0  # nobody needs this process any more

    from explorer.kernels.kernel import KernelError
    from explorer.kernels.refusal import explain
    from explorer.kernels.running import CHANGED
    from explorer.kernels.target import Target
    from explorer.measure.events import SEPARATE_PROCESS, Finished, encode
    from explorer.measure.note import Board
    from explorer.measure.pipes import framed
    from explorer.measure.plain_values import from_plain
    from explorer.measure.plan import Plan
    from explorer.measure.steering import Mailbox, Wish

    job = json.loads(line)
    manners.limit_memory()
    manners.warn_once()
    board = Board(sys.argv.pop())
    plan, target = from_plain(Plan, job["plan"]), from_plain(Target, job["target"])
    wishes = Mailbox()
    try:
        kernel = target.kernel()
        if plan.kernel.sha256 not in ("", kernel.sha256):
            raise KernelError(CHANGED.format(kernel.path))
        if compiles(plan, kernel):
            with manners.for_good():
                get_ready(kernel, warm=ahead)
        # later than what the compiler needs, which must not find files of the same names
        target.go_home()
        WithinCalls(board.compiling).listen()
        course = run(
            plan,
            without(kernel, job["refused"]),
            where=SEPARATE_PROCESS,
            reason=job["reason"],
            note=board.write,
            process=job["process"],
            repeat=job["repeat"],
            continues=job["continues"],
            follows=job["follows"],
            wishes=wishes.take,
        )
        for line in commands:
            if line.strip():
                wishes.put(from_plain(Wish, json.loads(line)))
            event = next(course, None)
            if event is None:
                break
            events.write(framed(encode(event), job["key"]))
            events.flush()
            if isinstance(event, Finished):
                manners.say_all()
                commands.read()  # who asked looks at what was started here, and ends this process
                manners.end()
    except KernelError as error:
        events.write(framed(f"{REFUSED}{' '.join(str(error).split())}", job["key"]))
        events.flush()
        return FAILED_TO_LOAD
    except BaseException as error:  # the measured code's, or of what it did to this process
        with suppress(OSError, ValueError):  # where this goes may be closed
            why = explain(error, Path(target.path))
            full = "".join([*format_tb(error.__traceback__), why.full])
            events.write(framed(BROKEN + json.dumps([why.sentence, full]), job["key"]))
            events.flush()
            manners.end()
        manners.end(CUT_OFF)
    return 0


def without(kernel: Kernel, refused: Collection[str]) -> Kernel:
    """Return the kernel without references that ended an earlier process."""
    return replace(
        kernel,
        reference=None if kernel.reference in refused else kernel.reference,
        second_reference=None if kernel.second_reference in refused else kernel.second_reference,
        lethal=frozenset(refused),
    )


if __name__ == "__main__":
    raise SystemExit(main())
