"""Measuring on the command line to the end: pulled, saved, kept and printed."""

import argparse

from explorer.callers import text as callers_text
from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, CommandError, complain, say
from explorer.commands.callers import AtOnce, call_at_once
from explorer.commands.columns import columns
from explorer.commands.compare import compared, verdict
from explorer.commands.stopping import pull
from explorer.history import keeping
from explorer.history.archive import Archive
from explorer.history.comparable import baselines
from explorer.history.entry import id_of
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import ref_to
from explorer.measure.plan import KernelRef
from explorer.measure.transport import Transport
from explorer.results import table, wording
from explorer.results.called import called
from explorer.results.columns import in_terminal
from explorer.results.contrast.contrasts import contrasts
from explorer.results.journal import Journal
from explorer.results.record import Run
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions
from explorer.units import count

KEPT = "The run is kept: numba-explorer history."


def finish(
    running: Transport,
    kernel: Kernel,
    kept: Journal,
    options: argparse.Namespace,
    earlier: Run | None = None,
    callers: AtOnce | None = None,
) -> int:
    """Measure, save, keep, print; the journal is put away when the run is kept, not before.

    Raises CommandError, before anything is measured, where there is no baseline as is asked for.
    """
    name = options.against
    before = None if name is None else _baseline(ref_to(kernel), name, earlier)
    run, ended_by = pull(running, kept, earlier)
    if run is None:
        kept.put_away()
        return ended_by
    if callers is not None and not ended_by:
        run, ended_by = call_at_once(run, kernel, callers, kept)
    failed = outputs.save(run, kernel, options.output)
    trouble = keeping.settle(run, kept)
    say(report(run, kernel))
    status = OK
    if before is not None:
        found = contrasts(before, run)
        say(f"\n{compared(found)}")
        status = verdict(found, options.fail_above)
    problems = unexpected(run, kernel)
    told = [trouble] if trouble else [KEPT] if failed else []
    complain(*problems, *failed, *told)
    return ended_by or (REFUSED if failed else SOME_FAILED if problems else status)


def _baseline(ref: KernelRef, name: str, earlier: Run | None) -> Run:
    """Return the newest run of a kernel that has that name; not the one that is extended."""
    archive = Archive()
    own = "" if earlier is None else id_of(earlier)
    named = (entry for entry in baselines(archive, ref) if entry.name == name)
    found = [entry for entry in named if entry.id != own]
    if not found:
        raise CommandError(
            f"No run of “{ref.name}” has the name “{name}”; numba-explorer history lists them."
        )
    return archive.run(found[0])


def report(run: Run, kernel: Kernel | None) -> str:
    """Return what is printed: the table, the answer, the conditions."""
    rows, shown = table.rows(run, kernel), in_terminal(run)
    texts = [[column.heading(run) for column in shown]]
    texts += [[column.text(row) for column in shown] for row in rows]
    right = frozenset(place for place, column in enumerate(shown) if not column.is_text)
    parts = [
        columns(texts, right) if rows else "",
        "\n".join(answer(run, kernel)),
        _of_callers(run),
        conditions(run),
    ]
    return "\n\n".join(part for part in parts if part)


def _of_callers(run: Run) -> str:
    """What is printed of several callers, nothing where that was not asked for."""
    found = list(called(run))
    if not found:
        return ""
    head = [run.plan.axis, *callers_text.TITLES]
    table = [[count(one.size), *row] for one in found for row in callers_text.rows(one)]
    told = [
        f"At {run.plan.axis} = {count(one.size)}: {said}"
        for one in found
        if (said := callers_text.sentence(one))
    ]
    return columns([head, *table], frozenset({0, 3, 4})) + "\n\n" + "\n".join(told)


def unexpected(run: Run, kernel: Kernel) -> list[str]:
    """Return a sentence for each variant that failed or is wrong, unless it is so on purpose.

    Variants that failed alike share one.
    """
    names: dict[tuple[str, ...], list[str]] = {}
    told: set[tuple[str, str]] = set()
    for point in sorted(run.points):
        record = run.points[point]
        on_purpose = record.status == "wrong" and kernel.variant(point.variant).wrong_on_purpose
        once = (point.variant, record.status)
        if record.status not in ("failed", "wrong") or on_purpose or once in told:
            continue
        told.add(once)
        line = f" in line {record.line}" if record.line else ""
        key = (record.status, wording.at(run, point.size), line, record.reason)
        names.setdefault(key, []).append(wording.named(run, record))
    return [
        wording.sentence(
            f"{wording.some(those)} {_verb(status, len(those))} at {size}{line}: {reason}"
        )
        for (status, size, line, reason), those in names.items()
    ]


def _verb(status: str, number: int) -> str:
    return "failed" if status == "failed" else "is wrong" if number == 1 else "are wrong"
