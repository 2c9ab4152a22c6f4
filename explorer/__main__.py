"""Starts the program: `python -m explorer` and the command `numba-explorer`."""

from __future__ import annotations

import sys

from explorer.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
