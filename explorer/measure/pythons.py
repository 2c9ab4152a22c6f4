"""Which Python measures a user's file: this program's, or the one that was chosen for the file.

A choice is remembered for the user, by the file's place, and holds wherever the file is run: with
and without a window, while arguments are found, and when it is asked why.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import platformdirs

from explorer import regular
from explorer.measure.interpreter import (
    OURS,
    Interpreter,
    InterpreterError,
    of_environment,
    program_of,
    used,
)

LARGEST = 2**20
"""Bytes of the list; more is none of this program's."""
_NEAR = (".venv", "venv", "env")
"""What people call the environment in their project's folder."""


def measures(path: Path) -> Interpreter:
    """Return the Python that measures a file; raises InterpreterError where it is gone."""
    program = remembered().get(str(path.resolve()))
    if program is None:
        return OURS
    if not os.access(program, os.X_OK):
        raise InterpreterError(
            f"“{program}”, which was chosen to measure “{path.name}”, is gone; choose another one."
        )
    return used(program)


def choose(path: Path, python: Path | None) -> Interpreter:
    """Remember for a file an environment's Python, None for this program's, and return it.

    `python` is its program or the folder of the environment. Raises InterpreterError where it
    cannot measure, or where the choice cannot be written down.
    """
    found = OURS if python is None else of_environment(python)
    remember(path, found)
    return found


def remember(path: Path, found: Interpreter) -> None:
    """Remember which Python measures a file; raises InterpreterError where that cannot be kept."""
    known = {file: program for file, program in remembered().items() if os.path.exists(file)}
    known.pop(str(path.resolve()), None)
    if found != OURS:
        known[str(path.resolve())] = found.program
    try:
        _write(known)
    except OSError as error:
        reason = error.strerror or error
        raise InterpreterError(f"The choice cannot be kept in “{_list()}”: {reason}.") from error


def near(path: Path) -> list[str]:
    """Return the programs that are likely meant for a file, the nearest first.

    Those of the environments in the folders above it and of the active one, and those that were
    chosen for other files.
    """
    folders = [folder / name for folder in path.resolve().parents for name in _NEAR]
    marked = [folder for folder in folders if os.path.isfile(folder / "pyvenv.cfg")]
    active = [os.environ[name] for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if os.environ.get(name)]
    found = []
    for place in [*map(str, marked), *active, *remembered().values()]:
        with suppress(InterpreterError):
            found.append(program_of(Path(place)))
    return [program for program in dict.fromkeys(found) if used(program) != OURS]


def remembered() -> Mapping[str, str]:
    """Return the programs that were chosen, by the files' places; none from a damaged list."""
    try:
        found = json.loads(regular.content(_list(), LARGEST))
    except (OSError, ValueError):
        return {}
    if type(found) is not dict:
        return {}
    return {file: program for file, program in found.items() if isinstance(program, str)}


def _list() -> Path:
    folder: Path = platformdirs.user_config_path("numba-explorer", appauthor=False)
    return folder / "pythons.json"


def _write(known: Mapping[str, str]) -> None:
    path = _list()
    half = path.with_name(f"{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    half.write_text(json.dumps(known, indent=1), encoding="utf-8")
    half.replace(path)
