"""A function of a script or of a notebook's cell, written to a file so that a process can run it.

The file holds the function and, of what it uses, modules (as imports), the user's own functions,
and constants that Python can write down.
"""

import ast
import builtins
import hashlib
import inspect
import os
import stat
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from explorer import atomic
from explorer.kernels.kernel import KernelError

_PLAIN = (bool, int, float, complex, str, bytes, type(None))


def path_of(function: Any) -> tuple[Path, str]:
    """Return a file that holds a function, and its name there; raises KernelError in one sentence.

    That is the function's own file where it stands at the top of one.
    """
    plain = getattr(function, "py_func", function)
    name = getattr(plain, "__name__", "")
    if not inspect.isfunction(plain) or name == "<lambda>":
        raise KernelError(
            f"{function!r} cannot be measured: give a function of your own that was made with "
            "def, a path, or the name of a kernel."
        )
    found = inspect.getsourcefile(plain)
    at_top = plain.__qualname__ == name and not plain.__closure__
    if found is not None and at_top and Path(found).is_file():
        return Path(found).resolve(), name
    return _written(plain, name), name


def _written(function: Any, name: str) -> Path:
    text = "\n".join([*dict.fromkeys(_imports(function, set())), "", *_sources(function, set())])
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = _folder(f"numba-explorer-{key}") / f"{name}.py"
    atomic.write(path, text.encode())
    return path


def _folder(name: str) -> Path:
    """A folder for this text, the same again for the same one; another where it is not ours alone.

    Whoever else may write into it could put other code there.
    """
    folder = Path(tempfile.gettempdir()) / name
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    ours = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
    return folder if ours and stat.S_ISDIR(found.st_mode) else Path(tempfile.mkdtemp(prefix=name))


def _sources(function: Any, seen: set[int]) -> Iterator[str]:
    """The source of a function, after that of the user's functions and constants it uses."""
    if id(function) in seen:
        return
    seen.add(id(function))
    for name, value in _used(function):
        plain = getattr(value, "py_func", value)
        if inspect.isfunction(plain) and _is_users(plain):
            yield from _sources(plain, seen)
        elif isinstance(value, _PLAIN):
            yield f"{name} = {value!r}\n"
    try:
        source = textwrap.dedent(inspect.getsource(function))
        ast.parse(source)
    except (OSError, TypeError, SyntaxError) as error:
        raise KernelError(
            f"The source of “{function.__name__}” is not at hand; write it to a file."
        ) from error
    yield f"{source}\n"


def _imports(function: Any, seen: set[int]) -> Iterator[str]:
    if id(function) in seen:
        return
    seen.add(id(function))
    for name, value in _used(function):
        plain = getattr(value, "py_func", value)
        if isinstance(value, ModuleType):
            yield f"import {value.__name__} as {name}"
        elif inspect.isfunction(plain) and _is_users(plain):
            yield from _imports(plain, seen)
        elif getattr(value, "__module__", None) and hasattr(value, "__name__"):
            yield f"from {value.__module__} import {value.__name__} as {name}"


def _used(function: Any) -> Iterator[tuple[str, Any]]:
    """The global names in a function's source, its decorators included, that have a value."""
    scope = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    for name in dict.fromkeys(names):
        if name in scope and name != function.__name__ and not hasattr(builtins, name):
            yield name, scope[name]


def _is_users(function: Any) -> bool:
    """Whether a function is of a script or a cell, and not of an installed module."""
    found = inspect.getsourcefile(function) or ""
    return function.__module__ == "__main__" or not Path(found).is_file()
