"""Functions that a file imports from files of its own project, read and not run."""

import ast
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from explorer.kernels.definitions import definitions, statements
from explorer.kernels.function import Function, function_of
from explorer.kernels.kernel import KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import home_of, parse


def imported(tree: ast.Module, path: Path, wanted: Collection[str]) -> dict[str, Function]:
    """Return those functions by the names that the file calls them by; only the wanted ones.

    What cannot be read is left out: all that is lost is what it does with its arguments.
    """
    found = {}
    for name, file, original in _imports(tree, path):
        if name not in wanted:
            continue
        try:
            source, _, there = parse(file)
        except KernelError:
            continue
        made = next((d for d in definitions(there) if d.name == original), None)
        if made is not None:
            found[name] = function_of(made, lines_of(source), ([], {}, 0))
    return found


def _imports(tree: ast.Module, path: Path) -> Iterator[tuple[str, Path, str]]:
    """What is imported by name from other files: the name here, the file, and the name there."""
    home, _ = home_of(path)
    folders = (home, *path.resolve().parents)
    for statement in statements(tree.body):
        if isinstance(statement, ast.ImportFrom) and statement.level < len(folders):
            folder = folders[statement.level]
            place = folder.joinpath(*(statement.module or "").split("."))
            files = (place.with_suffix(".py"), place / "__init__.py")
            file = next((f for f in files if statement.module and os.path.isfile(f)), None)
            if file is not None:
                for alias in statement.names:
                    yield alias.asname or alias.name, file, alias.name
