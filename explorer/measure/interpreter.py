"""Another Python that measures: that of an environment with another Numba or NumPy."""

import json
import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.measure.program import Program
from explorer.starting import OWN_ROOTS, ROOT, ROOTS, environment

NEEDED = {
    "psutil": "Process", "msgspec": "json", "scipy": "__version__",
    "platformdirs": "user_data_path", "threadpoolctl": "ThreadpoolController",
}  # fmt: skip
"""What the measuring process needs besides, each with something that it has; taken from this
environment where that fits."""
LONGEST_S = 60.0
_PLACES = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
"""Where an environment has its program."""
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
for name, has in %r.items():
    try:
        getattr(importlib.import_module(name), has)
    except Exception:
        said["missing"].append(name)
print(json.dumps(said))
"""


class InterpreterError(KernelError):
    """A Python that cannot measure; the message is one sentence that says why."""


@dataclass(frozen=True)
class Interpreter:
    """A Python to measure with: its program, and where it looks for what it has not itself.

    `first` are folders in which imports are looked for before all others.
    """

    program: str = sys.executable
    roots: Sequence[str] = OWN_ROOTS
    first: tuple[str, ...] = ()

    def environment(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of its process."""
        made = dict(wanted)
        if self.program != sys.executable:
            made[ROOTS] = os.pathsep.join(self.roots)
            _leave_bundle(made)
        if self.first:
            paths = [*self.first, *filter(None, [wanted.get("PYTHONPATH")])]
            made["PYTHONPATH"] = os.pathsep.join(paths)
        return made


OURS = Interpreter()
"""The one that this program runs in."""


def of_environment(path: Path) -> Interpreter:
    """Return the Python of an environment, given by its program or its folder.

    Raises InterpreterError where it has no Numba, or lacks what the measuring process needs.
    """
    found = used(program_of(path))
    said = _probed(found)
    major, minor = said["python"]
    if (major, minor) < (3, 11):
        raise InterpreterError(f"“{path}” is Python {major}.{minor}; it takes 3.11 or newer.")
    if said["numba"] is None or said["numpy"] is None:
        raise InterpreterError(f"“{path}” cannot import Numba and NumPy: {said['why']}.")
    if said["missing"]:
        names = " ".join(said["missing"])
        raise InterpreterError(
            f"“{path}” (Python {major}.{minor}) lacks what measuring needs: "
            f"{found.program} -m pip install {names}"
        )
    return found


def used(program: str) -> Interpreter:
    """Return the Python of a program, without looking at it."""
    if program == sys.executable:
        return OURS
    own = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    return Interpreter(program, tuple(dict.fromkeys([str(ROOT), *own])))


def program_of(path: Path) -> str:
    """Return the program of an environment, given by itself or its folder.

    Raises InterpreterError where there is none.
    """
    for candidate in (path, *(path / place for place in _PLACES)):
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return str(candidate.absolute())
    raise InterpreterError(
        f"“{path}” is no Python: name its program, as in venv/bin/python, or the folder of a "
        "virtual environment."
    )


def _leave_bundle(environment: dict[str, str]) -> None:
    """Give back what a bundle found set: its libraries are not those of another Python."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = environment.pop(f"{name}_ORIG", None)
        if before is not None:
            environment[name] = before
        elif getattr(sys, "frozen", False):
            environment.pop(name, None)


def _probed(found: Interpreter) -> dict[str, Any]:
    program = found.program
    try:
        words = [program, "-c", _PROBE % (NEEDED,), *found.roots]
        answer = Program(words, b"", found.environment(environment()), os.sep).answer(LONGEST_S)
        if answer.status is None:
            raise InterpreterError(f"“{program}” did not answer within {LONGEST_S:g} s.")
        return dict(json.loads(answer.content))
    except (OSError, ValueError) as error:
        raise InterpreterError(f"“{program}” does not answer as a Python does.") from error
