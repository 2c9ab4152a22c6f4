"""How a command answers: exit statuses, refusals, and lines on standard error."""

from __future__ import annotations

import sys

OK, SOME_FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
PROGRAM = "numba-explorer"


class CommandError(Exception):
    """A request that cannot be carried out; the message is one sentence that says why."""


def complain(sentence: str) -> None:
    """Print one line on standard error."""
    print(f"{PROGRAM}: {' '.join(sentence.split())}", file=sys.stderr)
