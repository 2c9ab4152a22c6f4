"""`numba-explorer callers`, `measure --callers`: several Python threads that call at once."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import msgspec

from explorer.callers.asking import ask
from explorer.callers.facts import Callers, Job
from explorer.callers.text import TITLES, rows, sentence
from explorer.commands.answers import OK, SOME_FAILED, CommandError, complain, say
from explorer.commands.columns import columns
from explorer.commands.named import dtype_of, fitting_kernel, on_the_cpu
from explorer.commands.progress import Screen
from explorer.commands.stopping import stoppable
from explorer.history import found as findings
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.target import Target
from explorer.kernels.ticking import ticked
from explorer.measure.asking import ref_to
from explorer.measure.hosts import ClusterError
from explorer.measure.machine import most_threads
from explorer.measure.transport import LostError
from explorer.measure.written import parse_callers, parse_sizes
from explorer.regular import is_folder
from explorer.results.called import events_of
from explorer.results.fold import apply
from explorer.results.journal import Journal
from explorer.results.record import Run
from explorer.units import count


def callers(options: argparse.Namespace) -> int:
    """Measure each variant with each number of callers, and return the exit status."""
    kernel = fitting_kernel(options)
    sizes = parse_sizes(options.size, 1.0)
    numbers = tuple(sorted({1, *parse_callers(options.callers)}))
    names = on_the_cpu(kernel, options.variants, ticked(kernel))
    found = [_ask(kernel, name, sizes[-1], numbers, options) for name in names]
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        table = [row for one in found for row in rows(one)]
        say(columns([list(TITLES), *table], frozenset({2, 3})))
        say("".join(f"\n{text}" for text in map(sentence, found) if text))
        complain(*(text for one in found for text in one.left_behind))
    return SOME_FAILED if any(one.failed for one in found) else OK


def _ask(
    kernel: Kernel, name: str, size: int, numbers: tuple[int, ...], options: argparse.Namespace
) -> Callers:
    job = Job(
        target=Target.of(kernel),
        variant=name,
        size=size,
        dtype=dtype_of(kernel, options.dtype),
        threads=min(options.threads or most_threads(), most_threads()),
    )
    found = ask(job, kernel.name, numbers, options.layer)
    about = findings.of_callers(name, size, job.threads, job.dtype, options.layer)
    if not found.failed:
        complain(findings.keep(ref_to(kernel), about, found))
    return found


LONGEST_CALL_S = 0.25
"""Seconds; calls that take longer are not made by several threads at once, again and again."""


def callers_of(options: argparse.Namespace) -> tuple[int, ...]:
    """Return how many Python threads are to call at once, none where that is not asked for."""
    if options.callers is None:
        return ()
    for name in ("before", "python", "other"):
        if getattr(options, name) is not None:
            raise CommandError(f"--callers is for one run: leave it or --{name} out.")
    if options.kernel is not None and is_folder(options.kernel):
        raise CommandError("--callers is for one kernel, not for a folder.")
    return tuple(sorted({1, *parse_callers(options.callers)}))


Ask = Callable[[Job, Sequence[int], str | None], Callers]
"""Finds out how a variant serves these numbers of callers, with a threading layer."""


@dataclass(frozen=True)
class AtOnce:
    """How many Python threads are to call each variant of a run at once, and where.

    `asking` is entered when the run is over; without it this machine is asked.
    """

    numbers: tuple[int, ...]
    asking: Callable[[], AbstractContextManager[Ask]] | None = None


def call_at_once(run: Run, kernel: Kernel, wanted: AtOnce, kept: Journal) -> tuple[Run, int]:
    """Let Python threads call each variant at once, at the sizes at which it has a time.

    Returns the run that knows it, and the exit status if it was stopped.
    """

    def here(job: Job, numbers: Sequence[int], layer: str | None) -> Callers:
        return ask(job, kernel.name, numbers, layer)

    try:
        with nullcontext(here) if wanted.asking is None else wanted.asking() as asked:
            return _called(run, kernel, wanted.numbers, asked, kept)
    except (ClusterError, KernelError) as error:
        complain(str(error))
        return run, SOME_FAILED


def _called(
    run: Run, kernel: Kernel, numbers: tuple[int, ...], ask: Ask, kept: Journal
) -> tuple[Run, int]:
    screen = Screen(sys.stderr)
    wanted = [
        record
        for point, record in sorted(run.points.items())
        if record.estimate is not None
        and record.estimate.median_s <= LONGEST_CALL_S
        and point.threads == run.threads_of(point.variant, max(run.plan.threads))
    ]
    try:
        with stoppable() as stopped:
            for place, record in enumerate(wanted):
                point = record.point
                where = f"{run.plan.axis} = {count(point.size)}"
                what = f"{point.variant} at {where}, called by several threads at once"
                screen.tell(what, place / len(wanted))
                job = Job(
                    target=Target.of(kernel),
                    variant=point.variant,
                    size=point.size,
                    dtype=run.plan.dtype,
                    threads=point.threads,
                    seed=run.plan.seed,
                )
                for event in events_of(ask(job, numbers, run.plan.layer)):
                    run = apply(run, event) or run
                    screen.warn(kept.append(event))
    except KeyboardInterrupt:
        return run, 128 + stopped[0]
    except LostError as error:
        complain(str(error))
        return run, SOME_FAILED
    finally:
        screen.clear()
    return run, OK
