"""Text in columns, for the terminal."""

from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Align the rows, the first of them a heading, in columns; those numbered are set right.

    Columns that are empty below the heading are left out.
    """
    kept = [i for i in range(len(rows[0])) if any(row[i] for row in rows[1:])]
    widths = {i: max(len(row[i]) for row in rows) for i in kept}
    lines = (
        "  ".join(row[i].rjust(widths[i]) if i in right else row[i].ljust(widths[i]) for i in kept)
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
