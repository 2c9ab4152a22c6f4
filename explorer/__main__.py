"""Starts the program: `python -m explorer` and the command `numba-explorer`."""

import os
import sys

# `python -m` has put the current folder first on the path of imports, and an empty entry of
# PYTHONPATH stands for it, too. A file that lies there must not be taken for a module; so this
# comes before any other import.
_root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if __name__ == "__main__" and not sys.flags.safe_path and sys.path[0] != _root:
    del sys.path[0]
if "" in (os.environ.get("PYTHONPATH") or "-").split(os.pathsep):
    sys.path[:] = [
        folder
        for folder in sys.path
        if folder == _root or not (os.path.isdir(folder) and os.path.samefile(folder, os.curdir))
    ]

from explorer.cli import main  # noqa: E402

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
