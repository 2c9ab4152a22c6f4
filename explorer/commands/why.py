"""`numba-explorer why`: what limits a variant, line by line."""

import argparse

from explorer.commands.answers import CommandError
from explorer.why.running import Started


def why(options: argparse.Namespace) -> int:
    """Find out and print; returns the exit status.

    A process loads Numba from the beginning on, while it is worked out what it is to be asked.
    """
    if options.follow and not options.json:
        raise CommandError("--follow is for --json.")
    started = Started()
    try:
        from explorer.commands.why_told import told

        return told(options, started)
    finally:
        started.discard()
