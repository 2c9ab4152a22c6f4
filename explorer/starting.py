"""Starting one of the program's own modules in a process of its own.

`python -m` would put the current folder first on the path of imports: a `numba.py` or a
`random.py` that lies there would be run. So Python is told not to (`-P`), and where this program
is, is handed along.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOTS = "NUMBA_EXPLORER_ROOTS"
"""In the environment of a process of another Python: where it was told to look for modules."""
OWN_ROOTS: Sequence[str] = tuple(os.environ.get(ROOTS, str(ROOT)).split(os.pathsep))
"""Where a process that this one starts looks for modules, after all that it has itself."""
_SAFE = "PYTHONSAFEPATH"
_RUN = (
    "import os, runpy, sys; roots, module = sys.argv[1:3]; del sys.argv[1:3]; "
    "sys.path += [root for root in roots.split(os.pathsep) if root not in sys.path]; "
    "runpy.run_module(module, run_name='__main__', alter_sys=True)"
)


def command(
    module: str,
    *arguments: str,
    program: str = sys.executable,
    roots: Sequence[str] = OWN_ROOTS,
) -> list[str]:
    """Return the command that runs a module of this program, as in `explorer.measure.layers`.

    Another Python, `program`, finds it in `roots`, after all that it has itself.
    """
    return [program, "-P", "-c", _RUN, os.pathsep.join(roots), module, *arguments]


@contextmanager
def nothing_of_the_current_folder() -> Iterator[None]:
    """Let what others start as Python meanwhile look for no module in the current folder."""
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        del os.environ[_SAFE]
        if before is not None:
            os.environ[_SAFE] = before


def environment() -> dict[str, str]:
    """Return this process's environment without empty entries of PYTHONPATH.

    Python takes such an entry, as in `PYTHONPATH=:/home/me/lib`, for the current folder.
    """
    found = dict(os.environ)
    if "PYTHONPATH" in found:
        entries = found["PYTHONPATH"].split(os.pathsep)
        found["PYTHONPATH"] = os.pathsep.join(entry for entry in entries if entry)
    return found
