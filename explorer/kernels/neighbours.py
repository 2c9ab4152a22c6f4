"""Functions that a file imports from files of its own project, read and not run."""

import ast
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from explorer.kernels.definitions import definitions, statements
from explorer.kernels.function import Function, function_of
from explorer.kernels.kernel import KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import content_of, home_of, parsed


@dataclass(frozen=True)
class Import:
    """A name that a file imports: the name here, the name there, and the files it may be from."""

    name: str
    original: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Neighbour:
    """A file that names are imported from, and what it holds."""

    path: Path
    content: bytes
    imports: tuple[Import, ...]


def imports(tree: ast.Module, path: Path, wanted: Collection[str]) -> tuple[Import, ...]:
    """Return what a file imports by name from files of its project; only the wanted names."""
    return tuple(one for one in _imports(tree, path) if one.name in wanted)


def _imports(tree: ast.Module, path: Path) -> Iterator[Import]:
    home, _ = home_of(path)
    folders = (home, *path.resolve().parents)
    for statement in statements(tree.body):
        if isinstance(statement, ast.ImportFrom) and statement.level < len(folders):
            folder = folders[statement.level]
            place = folder.joinpath(*(statement.module or "").split("."))
            files = (place.with_suffix(".py"), place / "__init__.py") if statement.module else ()
            for alias in statement.names:
                yield Import(alias.asname or alias.name, alias.name, files)


def neighbours(wanted: Collection[Import]) -> tuple[Neighbour, ...]:
    """Return the files that these are imported from, as they are now.

    What cannot be read is left out: all that is lost is what it does with its arguments.
    """
    by_file: dict[Path, list[Import]] = {}
    for one in wanted:
        file = next((file for file in one.files if os.path.isfile(file)), None)
        if file is not None:
            by_file.setdefault(file, []).append(one)
    found = []
    for file, theirs in by_file.items():
        with suppress(KernelError):
            found.append(Neighbour(file, content_of(file), tuple(theirs)))
    return tuple(found)


def imported(found: Collection[Neighbour]) -> dict[str, Function]:
    """Return the functions of these files by the names that the importing file calls them by."""
    made = {}
    for neighbour in found:
        with suppress(KernelError):
            source, tree = parsed(neighbour.path, neighbour.content)
            by_name = {definition.name: definition for definition in definitions(tree)}
            for one in neighbour.imports:
                if one.original in by_name:
                    definition = by_name[one.original]
                    made[one.name] = function_of(definition, lines_of(source), ([], {}, 0))
    return made
