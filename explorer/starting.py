"""Starting one of the program's own modules in a process of its own.

`python -m` would put the current folder first on the path of imports: a `numba.py` or a
`random.py` that lies there would be run. So Python is told not to (`-P`), and where this program
is, is handed along.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_RUN = (
    "import runpy, sys; root, module = sys.argv[1:3]; del sys.argv[1:3]; "
    "root in sys.path or sys.path.append(root); "
    "runpy.run_module(module, run_name='__main__', alter_sys=True)"
)


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this program, as in `explorer.measure.layers`."""
    return [sys.executable, "-P", "-c", _RUN, str(ROOT), module, *arguments]


def environment() -> dict[str, str]:
    """Return this process's environment without empty entries of PYTHONPATH.

    Python takes such an entry, as in `PYTHONPATH=:/home/me/lib`, for the current folder.
    """
    found = dict(os.environ)
    if "PYTHONPATH" in found:
        entries = found["PYTHONPATH"].split(os.pathsep)
        found["PYTHONPATH"] = os.pathsep.join(entry for entry in entries if entry)
    return found
