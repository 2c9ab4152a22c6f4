"""A Python file's text and syntax tree, or a notebook's, without running a line of it."""

import ast
import gc
import hashlib
import io
import os
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explorer import regular
from explorer.kernels.kernel import KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.notebook import code_of, without_magics
from explorer.units import harmless

LARGEST = 64 * 2**20
"""Bytes of a file; a notebook also holds its pictures."""
LONGEST = 500_000
"""Characters of Python in it: longer texts are made by programs, and take long to look through."""


def parse(path: Path) -> tuple[str, str, ast.Module]:
    """Return a Python file's text, SHA-256 and syntax tree; raises KernelError in one sentence."""
    content = content_of(path)
    source, tree = parsed(path, content)
    return source, sha256_of(content), tree


def content_of(path: Path) -> bytes:
    """Return what a Python file or a notebook holds; raises KernelError in one sentence.

    Also where the path is no UTF-8 text: no run file could name it, nor would Numba take it.
    """
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise KernelError(
            f"“{harmless(str(path))}” cannot be measured: the name of the file or of a folder "
            "above it is not UTF-8 text; give it another name."
        ) from error
    try:
        return regular.content(path, LARGEST)
    except OSError as error:
        raise KernelError(f"“{path}” cannot be read: {error.strerror or error}.") from error


def sha256_of(content: bytes) -> str:
    """Return the sum that a file's content is known by, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parsed(path: Path, content: bytes) -> tuple[str, ast.Module]:
    """Return the text and the syntax tree of a file's content; raises KernelError."""
    try:
        source = _decoded(content)
    except (UnicodeError, SyntaxError, LookupError) as error:
        raise KernelError(
            f"“{path}” is not a Python file: it is not UTF-8 text, nor does it say what else it is."
        ) from error
    if path.suffix == ".ipynb":
        try:
            source = code_of(source)
        except ValueError as error:
            raise KernelError(f"“{path}” is not a notebook: {error}.") from error
    if len(source) > LONGEST:
        raise KernelError(f"“{path}” is too long: it has more than {LONGEST:,} characters.")
    try:
        try:
            tree = _tree(source, path)
        except SyntaxError:  # it may be the code of a notebook
            source = without_magics(source)
            tree = _tree(source, path)
    except (RecursionError, MemoryError) as error:
        raise KernelError(f"“{path}” is nested too deeply to be read.") from error
    except (SyntaxError, ValueError) as error:
        raise KernelError(f"“{path}” has a syntax error{_reason(error, source)}.") from error
    return source, tree


def _tree(source: str, path: Path) -> ast.Module:
    """Parse a text, in which no other thread can run: for the shortest time that there is.

    Of a long one so much comes that looking through it for garbage takes half as long again.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(source, filename=str(path))
    finally:
        if collects:
            gc.enable()


def values_of(tree: ast.Module) -> dict[str, Any]:
    """Return the values that a module gives to names, as far as they can be read off."""
    values: dict[str, Any] = {}
    for name, value in assigned(tree):
        try:
            values[name] = ast.literal_eval(value)
        except (ValueError, TypeError):
            values.pop(name, None)  # computed when the file runs
    return values


def assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a module gives values to in lines of its own, and these, in order."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((t.id, value) for t in targets if isinstance(t, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def documentation(node: ast.Module | ast.FunctionDef) -> str:
    """Return the docstring, empty where there is none, without what no screen shows."""
    return harmless(ast.get_docstring(node) or "")


def _decoded(content: bytes) -> str:
    """Text in UTF-8, or in what its first lines name (PEP 263), without a byte-order mark."""
    # Python 3.14 finds no encoding where there is a null byte; what is wrong is said when parsing.
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content.replace(b"\0", b" ")).readline)
    return content.decode(encoding)


_NEWER = re.compile(
    r"^\s*(type\s+\w+\s*(\[.*\])?\s*=|(async\s+)?def\s+\w+\[|class\s+\w+\[|except\s*\*|"
    r"match\s.*:\s*$|case\s.*:|except\s+\w+\s*,)|\b[tf][\"']|lazy import"
)


def _reason(error: SyntaxError | ValueError, source: str) -> str:
    """Where and why a text is not Python, and if it may be that of a newer one."""
    line = getattr(error, "lineno", None) or 0
    reason = f" in line {line}: {getattr(error, 'msg', error)}" if line else f": {error}"
    lines = lines_of(source)
    return reason + (of_newer_python(lines[line - 1]) if 0 < line <= len(lines) else "")


def of_newer_python(text: str) -> str:
    """Say what helps where a line that is not Python may be that of a newer one; empty if not."""
    if not _NEWER.search(text):
        return ""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"; if it is right in a newer Python, run Numba Explorer with that one, not {version}"


def home_of(path: Path) -> tuple[Path, str]:
    """Return the folder that a file's imports start from, and the package it is in.

    That is its own folder and no package, or for a file in a package the folder of the outermost.
    """
    folder, names = path.resolve().parent, []
    while os.path.exists(folder / "__init__.py"):
        names.append(folder.name)
        folder = folder.parent
    return folder, ".".join(reversed(names))
