"""A run as a table in Markdown: what the terminal shows, for a report or an issue."""

from collections.abc import Iterable

from explorer.kernels.kernel import Kernel
from explorer.results.columns import Column, in_terminal
from explorer.results.record import Run
from explorer.results.table import rows
from explorer.results.words.conditions import conditions
from explorer.units import harmless

_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|"})


def dumped(run: Run, kernel: Kernel | None = None) -> str:
    """Return the Markdown text: the title, the conditions, and the table of all points."""
    shown = rows(run, kernel)
    columns = [c for c in in_terminal(run) if any(c.text(row) for row in shown)]
    lines = [
        line(column.heading(run) for column in columns),
        f"|{'|'.join(map(_rule, columns))}|",
        *(line(column.text(row) for column in columns) for row in shown),
    ]
    title = run.plan.kernel.heading
    parts = [f"## {plain(title)}", plain(conditions(run)), "\n".join(lines)]
    return "\n\n".join(parts if columns else parts[:2]) + "\n"


def line(texts: Iterable[str]) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(map(plain, texts))} |"


def _rule(column: Column) -> str:
    return "---" if column.is_text else "---:"


def plain(text: str) -> str:
    """Return a text in one line, without signs that mean anything in Markdown."""
    return " ".join(harmless(text).translate(_SPECIAL).split())
