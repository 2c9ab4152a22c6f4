"""`numba-explorer doctor`: how fine this machine can see now."""

from __future__ import annotations

import argparse

from explorer.cli import OK
from explorer.measure.doctor import report


def doctor(options: argparse.Namespace) -> int:
    """Print the report while it is made and return the exit status."""
    for line in report():
        print(line, flush=True)
    return OK
