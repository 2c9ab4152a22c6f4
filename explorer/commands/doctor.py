"""`numba-explorer doctor`: how fine this machine can see now."""

import argparse
import signal
import sys

from explorer.commands.answers import OK, say
from explorer.measure.diagnosis import Doing
from explorer.measure.doctor import report

_ERASE = "\r\x1b[K"


def doctor(options: argparse.Namespace) -> int:
    """Print the report while it is made and return the exit status."""
    # Ended like by Ctrl+C, so that measuring processes and their folders go too.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for found in report():
            _show(found, options.progress)
    finally:
        signal.signal(signal.SIGTERM, before)
    return OK


def _show(found: str | Doing, progress: bool) -> None:
    terminal = sys.stderr.isatty() and not progress
    if terminal:
        print(_ERASE, end="", file=sys.stderr, flush=True)
    if isinstance(found, str):
        say(found)
    elif progress:
        say(str(found), sys.stderr)
    elif terminal:
        print(f"{found} …", end="", file=sys.stderr, flush=True)
