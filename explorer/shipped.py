"""Finds the files that ship with the program and are not code: icons, examples, sample runs."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# Wheels and frozen programs carry the folder inside the package; a checkout has it beside.
_FOLDERS = (_PACKAGE / "resources", _PACKAGE.parent / "resources")


def resource(name: str) -> Path:
    """Returns the path of a shipped file, as in ``resource("icon.svg")``.

    Raises FileNotFoundError where there is none of that name.
    """
    for folder in _FOLDERS:
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"{name} is not among the files that ship with Numba Explorer")
