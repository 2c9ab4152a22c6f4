"""Another Python that measures: that of an environment with another Numba or NumPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.starting import ROOT, environment

NEEDED = ("psutil", "msgspec", "scipy", "platformdirs")
"""What the measuring process needs besides; taken from this environment where that fits."""
LONGEST_S = 60.0
_PROBE = """
import importlib, json, sys
said = {"python": list(sys.version_info[:2])}
for name in ("numba", "numpy"):
    try:
        said[name] = importlib.import_module(name).__version__
    except Exception as error:
        said[name] = None
        said["why"] = f"{type(error).__name__}: {error}"
sys.path += sys.argv[1:]
said["missing"] = []
for name in %r:
    try:
        importlib.import_module(name)
    except Exception:
        said["missing"].append(name)
print(json.dumps(said))
"""


class InterpreterError(Exception):
    """A Python that cannot measure; the message is one sentence that says why."""


@dataclass(frozen=True)
class Interpreter:
    """A Python to measure with: its program, and where it looks for what it has not itself.

    `first` are folders in which imports are looked for before all others.
    """

    program: str = sys.executable
    roots: tuple[str, ...] = (str(ROOT),)
    first: tuple[str, ...] = ()

    def environment(self, wanted: dict[str, str]) -> dict[str, str]:
        """Return the environment of its process."""
        if not self.first:
            return wanted
        paths = [*self.first, *filter(None, [wanted.get("PYTHONPATH")])]
        return {**wanted, "PYTHONPATH": os.pathsep.join(paths)}


OURS = Interpreter()
"""The one that this program runs in."""


def of_environment(path: Path) -> Interpreter:
    """Return the Python of an environment, given by its program or its folder.

    Raises InterpreterError where it has no Numba, or lacks what the measuring process needs.
    """
    program = _program(path)
    own = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    roots = tuple(dict.fromkeys([str(ROOT), *own]))
    said = _probed(program, roots)
    major, minor = said["python"]
    if (major, minor) < (3, 11):
        raise InterpreterError(f"“{path}” is Python {major}.{minor}; it takes 3.11 or newer.")
    if said["numba"] is None or said["numpy"] is None:
        raise InterpreterError(f"“{path}” cannot import Numba and NumPy: {said['why']}.")
    if said["missing"]:
        names = " ".join(said["missing"])
        raise InterpreterError(
            f"“{path}” (Python {major}.{minor}) lacks what measuring needs: "
            f"{program} -m pip install {names}"
        )
    return Interpreter(program, roots)


def _program(path: Path) -> str:
    for candidate in (path, path / "bin" / "python", path / "Scripts" / "python.exe"):
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate.absolute())
    raise InterpreterError(
        f"“{path}” is no Python: name its program, as in venv/bin/python, or the folder of a "
        "virtual environment."
    )


def _probed(program: str, roots: tuple[str, ...]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [program, "-c", _PROBE % (NEEDED,), *roots],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=LONGEST_S,
            env=environment(),
            cwd=os.sep,
            check=False,
        )
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        raise InterpreterError(f"“{program}” did not answer within {LONGEST_S:g} s.") from None
    except (OSError, ValueError) as error:
        raise InterpreterError(f"“{program}” does not answer as a Python does.") from error
