"""Starts the program: `python -m explorer` and the command `numba-explorer`."""

import os
import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # `python -m` has put the current folder first on the path of imports. A file that lies there
    # must not be taken for a module; so this comes before any other import.
    _root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if sys.path[0] != _root:
        del sys.path[0]

from explorer.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
