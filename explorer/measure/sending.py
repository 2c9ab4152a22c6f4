"""A kernel as it is sent to another machine: its files as text, for they need not be there.

So are files of data that its arguments name, as those of a captured call or of an array from a
file do. What its code reads by itself has to be there.
"""

import ast
import base64
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from explorer.kernels.expressions import tree_of
from explorer.kernels.finding import catalogue, is_from_catalogue, open_file
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.together import laid_out, together
from explorer.measure.plain_values import to_plain
from explorer.measure.scratch import Scratch
from explorer.units import size_in_bytes

MOST_DATA = 2**27
"""Bytes of data that are sent along at most: they travel as one message."""
_DATA = "data"


def packed(kernel: Kernel) -> dict[str, Any]:
    """Return what `Unpacked` makes a kernel of; raises KernelError when a file cannot be read."""
    own = not is_from_catalogue(kernel)
    files = together(kernel.path) if own else {}
    return {
        "name": kernel.name,
        "files": {name: content.decode("latin-1") for name, content in files.items()},
        "function": kernel.function,
        "arguments": to_plain(kernel.arguments),
        _DATA: {
            path: base64.b64encode(content).decode()
            for path, content in _data_of(kernel.arguments or {}).items()
        },
    }


class Unpacked:
    """The kernel that was sent; its files are there until this is closed."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Raises KernelError where the first file is none of a kernel."""
        self._folder: Scratch | None = None
        if not content["files"]:
            path = next(kernel.path for kernel in catalogue() if kernel.name == content["name"])
            self.kernel = open_file(path)
            return
        self._folder = Scratch()
        folder = Path(self._folder.name)
        files = {name: text.encode("latin-1") for name, text in content["files"].items()}
        path = laid_out(folder, files)
        arguments = _here(content["arguments"], content[_DATA], folder / "data sent along")
        try:
            self.kernel = open_file(path, content["function"], arguments)
        except KernelError:
            self.close()
            raise

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            self._folder.cleanup()


def _data_of(arguments: Mapping[str, str]) -> dict[str, bytes]:
    """The files that arguments name by a whole path, as `np.load('/home/me/x.npy')` does."""
    found: dict[str, bytes] = {}
    for name, text in arguments.items():
        for path in set(_paths(text)) - found.keys():
            try:
                too_large = Path(path).stat().st_size + sum(map(len, found.values())) > MOST_DATA
                found[path] = b"" if too_large else Path(path).read_bytes()
            except OSError as error:
                raise KernelError(f"“{path}” cannot be read: {error.strerror or error}.") from error
            if too_large:
                raise KernelError(
                    f"{name} is from “{path}”: more than {size_in_bytes(MOST_DATA)} of data are "
                    "not sent to another machine. Write an expression that makes it there."
                )
    return found


def _paths(text: str) -> Iterator[str]:
    for node in _strings(_tree(text)):
        with suppress(OSError, ValueError):
            if Path(node.value).is_absolute() and Path(node.value).is_file():
                yield node.value


def _tree(text: str) -> ast.AST:
    return tree_of(text) or ast.Constant(None)  # as whoever opens the kernel says


def _strings(tree: ast.AST) -> Iterator[Any]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def _here(
    arguments: Mapping[str, str] | None, data: Mapping[str, str], folder: Path
) -> dict[str, str] | None:
    """The arguments with the data's files as they are here; writes them."""
    if arguments is None or not data:
        return None if arguments is None else dict(arguments)
    folder.mkdir()
    places: dict[str, str] = {}
    for number, (path, content) in enumerate(data.items()):
        place = folder / f"{number}-{Path(path).name}"
        place.write_bytes(base64.b64decode(content))
        places[path] = str(place)
    return {name: _renamed(text, places) for name, text in arguments.items()}


def _renamed(text: str, places: Mapping[str, str]) -> str:
    """An expression with other paths in it."""
    tree = _tree(text)
    named = [node for node in _strings(tree) if node.value in places]
    for node in named:
        node.value = places[node.value]
    return ast.unparse(tree) if named else text
