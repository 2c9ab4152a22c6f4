"""Running a user's file, or the part of it that is needed."""

import __future__

import ast
import importlib
import importlib.util
import linecache
import os
import re
import sys
import types
import warnings
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from types import ModuleType

from explorer.kernels.kernel import KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.needed import LeftOut, binds, needed
from explorer.kernels.reading import home_of, of_newer_python, parse
from explorer.kernels.refusal import Refusal, explain

UNREAD = __future__.annotations.compiler_flag
"""Compiled so, annotations are not evaluated."""
NOT_DEFINED = re.compile(r"NameError: name '(\w+)' is not defined")
CHANGED = "“{}” was changed while it was being measured; start again to measure what it is now."


def run_file(
    path: Path, sha256: str, names: Collection[str] | None
) -> tuple[ModuleType, tuple[LeftOut, ...]]:
    """Run a file, or of a script only what gives these names; returns its module.

    An import that fails is left out with whatever it was for, unless something needed uses it.
    Raises KernelError in one sentence that names the line, also where the file has another content
    than that of `sha256`.
    """
    source, found, tree = parse(path)
    if found != sha256:
        raise KernelError(CHANGED.format(path))
    left_out: tuple[LeftOut, ...] = ()
    if names is not None:
        tree, left_out = needed(tree, names)
    _, package = home_of(path)
    name = f"explorer_kernel_{path.stem}_{sha256[:8]}"
    name = f"{package}.{name}" if package else name
    if package:
        _open_package(package, path.resolve().parent)
    _show_lines(path, source)
    spec = importlib.util.spec_from_loader(name, None, origin=str(path))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    if package:
        module.__package__ = package
    sys.modules[name] = module  # Numba looks functions' modules up
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if names is None:
                exec(compile(tree, str(path), "exec", dont_inherit=True), vars(module))
            else:
                _run_parts(tree, path, module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, Exception | SystemExit):
            raise KernelError(_failure(error, path, source)) from error
        raise
    return module, left_out


def _show_lines(path: Path, source: str) -> None:
    """Let tracebacks and Numba's parallel pass, which asks by a relative path, read these lines.

    A notebook on disk has others.
    """
    lines = lines_of(source, keepends=True)
    names = {str(path)}
    with suppress(ValueError, OSError):  # on another drive, or in no folder that is still there
        names.add(os.path.relpath(path))
    for name in names:
        linecache.cache[name] = (len(source), None, lines, name)


def _run_parts(tree: ast.Module, path: Path, module: ModuleType) -> None:
    """Run statement after statement, passing over imports that fail: they may be for the rest."""
    future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    missing: dict[str, Exception] = {}
    for statement in tree.body:
        if statement in future:
            continue
        part = ast.Module([*future, statement], [])
        try:
            exec(compile(part, str(path), "exec", dont_inherit=True), vars(module))
        except ImportError as error:
            if isinstance(statement, ast.Try):  # nor can what it imports instead be had
                missing |= dict.fromkeys(binds(statement), error)
                continue
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                raise
            missing |= _one_by_one(statement, error, path, module)
        except NameError as error:
            cause = missing.get(error.name or "")
            if cause is None or not isinstance(statement, ast.FunctionDef):
                raise cause or error from error
            try:  # only its annotations may need what could not be imported
                exec(compile(part, str(path), "exec", UNREAD, dont_inherit=True), vars(module))
            except NameError:
                raise cause from error
    vars(module)["__missing__"] = missing


def _one_by_one(
    statement: ast.Import | ast.ImportFrom, error: ImportError, path: Path, module: ModuleType
) -> dict[str, Exception]:
    """Import each of the names of a failing import by itself; return what those raise that fail."""
    first, *others = statement.names
    if not others:
        return {_bound(first): error}
    missing: dict[str, Exception] = {}
    for alias in statement.names:
        try:
            alone = ast.copy_location(
                ast.Import([alias])
                if isinstance(statement, ast.Import)
                else ast.ImportFrom(statement.module, [alias], statement.level),
                statement,
            )
            part = ast.Module([alone], [])
            exec(compile(part, str(path), "exec", dont_inherit=True), vars(module))
        except Exception as why:  # a module that is there may raise anything
            missing[_bound(alias)] = why
    return missing


def _bound(alias: ast.alias) -> str:
    """The name that a part of an import gives a value."""
    return alias.asname or alias.name.partition(".")[0]


def explained(error: BaseException, path: Path, module: ModuleType | None = None) -> Refusal:
    """Return what `explain` does; of a name that its failing import left out, that is the cause."""
    why = explain(error, path)
    absent = NOT_DEFINED.search(why.full)
    cause = absent and missing_import(module or ModuleType(path.stem), absent[1], path)
    if not absent or not cause:
        return why
    return replace(why, sentence=f"“{absent[1]}” is missing, as {cause}")


def missing_import(module: ModuleType, name: str, path: Path) -> str:
    """Say in which line and why importing a name failed; empty where the file imports no such."""
    found: dict[str, Exception] = vars(module).get("__missing__", {})
    error = found.get(name) or _passed_over(module, name, path)
    if error is None:
        return ""
    why = explain(error, path)
    where = f" in line {why.line}" if why.line else ""
    return f"its import{where} fails: {why_not_imported(error, path)}"


def why_not_imported(error: Exception, path: Path) -> str:
    """Say in a sentence why a file's import failed, and what helps."""
    return _of_own_package(error, path) or lacking(error, path) or explain(error, path).sentence


def _passed_over(module: ModuleType, name: str, path: Path) -> Exception | None:
    """Return what an import raises that the file tries, as in `try: import x`, and goes on."""
    for node in ast.walk(parse(path)[2]):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if name in map(_bound, node.names):
            code = compile(ast.Module([node], []), str(path), "exec", dont_inherit=True)
            try:
                exec(code, {**vars(module)})
            except Exception as error:
                return error
    return None


def _open_package(package: str, folder: Path) -> None:
    """Import a file's package; where its own first file fails, let its modules be found without."""
    try:
        importlib.import_module(package)
    except Exception as error:
        # Generated files or dependencies are missing; the module may need neither.
        names = package.split(".")
        for depth in range(len(names), 0, -1):
            name = ".".join(names[:depth])
            if name not in sys.modules:
                bare = types.ModuleType(name)
                bare.__path__ = [str(folder)]
                vars(bare)[_FAILED] = error
                sys.modules[name] = bare
            folder = folder.parent


_FAILED = "__failed__"
"""What a package that could not be imported keeps of that."""


def lacking(error: Exception, path: Path) -> str:
    """Say what is not there because the file's package cannot be imported; empty for all else."""
    for package in accumulate(home_of(path)[1].split("."), "{}.{}".format):
        module = sys.modules.get(package)
        if module and _FAILED in vars(module) and package in _asked(error, path):
            cause = vars(module)[_FAILED]
            what = explain(error, path).sentence.partition(";")[0].rstrip(".")
            why = _of_own_package(cause, path) or explain(cause, path).sentence
            return f"{what}, as importing the package “{package}” fails: {why}"
    return ""


def _asked(error: Exception, path: Path) -> set[str]:
    """The modules that an error says, or of a name may mean, to lack something."""
    match error:
        case AttributeError(obj=ModuleType(__name__=str(name))) | ImportError(name=str(name)):
            return {name}
        case NameError() if not isinstance(error, UnboundLocalError):
            return _taken_whole(path)
    return set()


def _taken_whole(path: Path) -> set[str]:
    """The modules that a file imports all names of."""
    names = home_of(path)[1].split(".")
    taken = set()
    for node in ast.walk(parse(path)[2]):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            home = names[: len(names) + 1 - node.level] if node.level else []
            taken.add(".".join(filter(None, [*home, node.module])))
    return taken


def _failure(error: Exception | SystemExit, path: Path, source: str) -> str:
    why = explain(error, path)
    lines = lines_of(source)
    text = lines[why.line - 1].strip() if 0 < why.line <= len(lines) else ""
    where = f" in line {why.line}" if why.line else ""
    if isinstance(error, SystemExit):
        sentence = f"“{text}” ends the program there; give the value that it makes in the file"
        if "parse_args" in source:
            sentence = f"“{text}” reads the command line; what is measured needs a value of it"
        return f"“{path.name}” stopped{where} while it was run: {sentence}."
    if isinstance(error, EOFError):
        return f"“{path.name}” asks for input{where}, “{text}”; write a value there instead."
    sentence = why_not_imported(error, path)
    if isinstance(error, SyntaxError):  # of a file that this one imports
        sentence = f"{sentence.rstrip('.')}{of_newer_python(error.text or '')}."
    return f"“{path.name}” failed{where} while it was run: {sentence}"


def _of_own_package(error: BaseException, path: Path) -> str:
    """Say that a module of the file's own package is not there; empty for any other error."""
    package = home_of(path)[1].partition(".")[0]
    absent = error.name if isinstance(error, ModuleNotFoundError) and error.name else ""
    if not package or absent.partition(".")[0] != package:
        return ""
    return (
        f"the file's own package has no module “{absent}”; where that is made when the package is "
        "built or installed, do that first."
    )
