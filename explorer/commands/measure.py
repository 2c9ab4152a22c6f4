"""`numba-explorer measure`: measuring without a window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Generator

from explorer.cli import INTERRUPTED, OK, REFUSED, SOME_FAILED, CommandError, complain
from explorer.commands import outputs
from explorer.commands.columns import columns
from explorer.commands.progress import ProgressLine
from explorer.kernels.finding import find, is_from_catalogue
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.events import Event, Finished
from explorer.measure.machine import most_threads
from explorer.measure.plan import Plan, PlanError, make_plan
from explorer.results import answer, journal, table, wording
from explorer.results.record import Run, apply

SHOWN = tuple(i for i, name in enumerate(table.COLUMNS) if name not in ("Minimum", "Reason"))
LEFT = ("Variant", "Status")


def measure(options: argparse.Namespace) -> int:
    """Measure as asked for, print and save what came out, and return the exit status."""
    try:
        kernel = find(options.kernel)
        plan = _plan(kernel, options)
    except (KernelError, PlanError) as error:
        raise CommandError(str(error)) from error
    outputs.check(options.output)
    if plan.layer:
        os.environ["NUMBA_THREADING_LAYER"] = plan.layer  # read when Numba is imported
    run, stopped = pull(plan, kernel)
    if run is None:
        return INTERRUPTED
    failed = outputs.save(run, kernel, options.output)
    print(report(run, kernel))
    problems = unexpected(run, kernel)
    for sentence in (*problems, *failed):
        complain(sentence)
    if stopped:
        return INTERRUPTED
    return REFUSED if failed else SOME_FAILED if problems else OK


def pull(plan: Plan, kernel: Kernel) -> tuple[Run | None, bool]:
    """Measure a plan, showing the progress; returns the run, and whether Ctrl+C stopped it.

    Raises CommandError when the kernel's file cannot be run.
    """
    from explorer.measure.run import run as measuring  # loads Numba

    line = ProgressLine(sys.stderr)
    kept = journal.Journal(journal.default_folder(), complain)
    events: Generator[Event, None, None] = measuring(plan, kernel)
    run: Run | None = None
    try:
        for event in events:
            run = apply(run, event)
            kept.write(event)
            line.show(event)
    except KeyboardInterrupt:
        run = None if run is None else apply(run, _stopped())
    except KernelError as error:
        raise CommandError(str(error)) from error
    except BaseException:
        kept.close()
        raise
    finally:
        line.clear()
        events.close()
    kept.discard()
    return run, run is None or run.finished == "stopped"


def report(run: Run, kernel: Kernel) -> str:
    """Return what is printed: the table, the answer, the conditions."""
    rows = table.rows(run, kernel)
    texts = [table.COLUMNS, *(table.cells(row) for row in rows)]
    shown = [tuple(row[i] for i in SHOWN) for row in texts]
    right = frozenset(i for i, name in enumerate(shown[0]) if name not in LEFT)
    parts = [
        columns(shown, right) if rows else "",
        "\n".join(answer.answer(run, kernel)),
        answer.conditions(run),
    ]
    return "\n\n".join(part for part in parts if part)


def unexpected(run: Run, kernel: Kernel) -> list[str]:
    """Return a sentence for each variant that failed or is wrong, unless it is so on purpose."""
    found: dict[tuple[str, str], str] = {}
    for point in sorted(run.points):
        record = run.points[point]
        on_purpose = record.status == "wrong" and kernel.variant(point.variant).wrong_on_purpose
        if record.status in ("failed", "wrong") and not on_purpose:
            verb = "failed" if record.status == "failed" else "is wrong"
            name = wording.named(run, record)
            text = f"{name} {verb} at {wording.at(point.size)}: {record.reason}"
            found.setdefault((point.variant, record.status), wording.sentence(text))
    return list(found.values())


def _plan(kernel: Kernel, options: argparse.Namespace) -> Plan:
    return make_plan(
        kernel,
        most_threads=most_threads(),
        from_catalogue=is_from_catalogue(kernel),
        sizes=options.sizes,
        points_per_decade=options.points_per_decade,
        threads=options.threads or "all",
        variants=options.variants,
        dtype=options.dtype,
        baseline=options.baseline,
        precision=options.precision,
        budget_s=options.budget,
        call_limit_s=options.call_limit,
        layer=options.layer,
    )


def _stopped() -> Finished:
    from explorer.measure.threads import layer

    return Finished("stopped", layer())
