"""What is printed of a run: table, answer, conditions, and what was not to be expected."""

from explorer.callers import text as callers_text
from explorer.commands.columns import columns
from explorer.kernels.kernel import Kernel
from explorer.results import table, wording
from explorer.results.called import called
from explorer.results.columns import in_terminal
from explorer.results.record import Run
from explorer.results.words.answer import answer
from explorer.results.words.conditions import conditions
from explorer.units import count


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
