"""A run as CSV: tidy, one point a line, units in the header, quoted as RFC 4180 has it."""

import csv
import io
from collections.abc import Iterable

from explorer.kernels.kernel import Kernel
from explorer.results.columns import COLUMNS
from explorer.results.record import Run
from explorer.results.table import Row, rows
from explorer.units import harmless

FORMULAS = ("=", "+", "-", "@", "\t")


def dumped(run: Run, kernel: Kernel | None = None) -> str:
    """Return the CSV text; numbers in full precision, empty where there is none.

    `low` and `high` are the interval in one process, `lowest` and `highest` what is between the
    medians of several, empty for one. For `kernel` see `table.rows`.
    """
    return _lines(rows(run, kernel), "excel")


def as_tsv(chosen: Iterable[Row]) -> str:
    """Return rows as text for a spreadsheet: the same with tabs."""
    return _lines(chosen, "excel-tab", "\n")


def _lines(chosen: Iterable[Row], dialect: str, end: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect, lineterminator=end)
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows((_cell(column.value(row)) for column in COLUMNS) for row in chosen)
    return text.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = harmless(value)
        return f"'{value}" if value.startswith(FORMULAS) else value
    return value
