"""How a command answers: exit statuses, refusals, and lines on standard error."""

import sys
from typing import TextIO

from explorer import groundwork
from explorer.refused import RefusedError
from explorer.units import harmless

OK, SOME_FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
PROGRAM = "numba-explorer"


class CommandError(RefusedError):
    """A request that cannot be carried out; the message is one sentence that says why."""

    status = REFUSED


class NothingToDoError(CommandError):
    """A request that is carried out by doing nothing; the message says why."""

    status = OK


def complain(*sentences: str) -> None:
    """Print each of these that says something in a line of its own on standard error."""
    for sentence in filter(None, sentences):
        mention(harmless(f"{PROGRAM}: {' '.join(sentence.split())}\n"), sys.stderr)


def mention(text: str, stream: TextIO) -> None:
    """Write what nobody may be there to read: nothing fails where it cannot be written."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        groundwork.silence(stream)


def say(text: str, stream: TextIO | None = None, end: str = "\n") -> None:
    """Print a text, which may repeat what a file or the measured code says."""
    print(harmless(text), file=stream, end=end, flush=True)
