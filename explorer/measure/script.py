"""The process that runs a script of the user's until it calls a function.

`python -m explorer.measure.script` reads a job (`measure.capturing`). Where the function is
defined, whether in a module that the script imports or in the script itself, it is replaced by one
that keeps what its first call is given, before anything is done with it; that call is never made,
and the process ends.
"""

import ast
import builtins
import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from explorer.kernels.kernel import KernelError
from explorer.kernels.reading import content_of, home_of, parsed
from explorer.measure import manners

_KEEP = "__numba_explorer_keep__"


@dataclass(frozen=True)
class Job:
    """A function of a file, a script that may call it, with its arguments, and where arrays go."""

    path: str
    function: str
    script: str
    given: tuple[str, ...]
    folder: str


def main() -> None:
    """Run the job on standard input, and answer on standard output."""
    job, answers = manners.job_and_answers(Job)
    builtins.__class__ = types.ModuleType  # nothing is measured: a script may replace its names
    script, path = Path(job.script), Path(job.path)
    recorder = _Recorder(job.function, script, Path(job.folder), answers)
    sys.argv = [str(script), *job.given]
    sys.path.insert(0, str(script.parent))
    sys.path.append(str(home_of(path)[0]))
    sys.meta_path.insert(0, _Finder(path, job.function, recorder))
    module = types.ModuleType("__main__")
    module.__file__ = str(script)
    sys.modules["__main__"] = module
    vars(module)[_KEEP] = recorder.watched
    source, tree = parsed(script, content_of(script))
    same = script.resolve() == path
    code = _keeping(source, str(script), job.function) if same else tree
    exec(compile(code, str(script), "exec", dont_inherit=True), vars(module))


def _keeping(source: str | bytes, name: str, function: str) -> ast.Module:
    """The file's tree, in which the function is replaced once it is there."""
    tree = ast.parse(source, name)
    tree.body = _watching(tree.body, function)
    return ast.fix_missing_locations(tree)


def _watching(body: list[ast.stmt], function: str) -> list[ast.stmt]:
    made: list[ast.stmt] = []
    owner, _, method = function.rpartition(".")
    for statement in body:
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            for field in ("body", "orelse", "finalbody"):
                inside = getattr(statement, field, None)
                if inside:
                    setattr(statement, field, _watching(inside, function))
        made.append(statement)
        if isinstance(statement, ast.ClassDef) and owner == statement.name:
            kept = ast.parse(f"{_KEEP}({owner}, globals(), {method!r})").body[0]
            made.append(ast.copy_location(kept, statement))
        bound = [statement.name] if isinstance(statement, ast.FunctionDef) else []
        if isinstance(statement, ast.Assign):
            bound = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        if function in bound:
            watched = ast.parse(f"{function} = {_KEEP}({function}, globals())").body[0]
            made.append(ast.copy_location(watched, statement))
    return made


class _Recorder:
    """Makes functions that keep what they are given, tell it, and end the process."""

    def __init__(self, name: str, script: Path, folder: Path, answers: BinaryIO) -> None:
        self._name, self._script, self._folder = name, script, folder
        self._answers = answers

    def watched(self, function: Any, scope: dict[str, Any], method: str = "") -> Any:
        """Return the function, which now keeps what Python gives it; of a class, a method of it.

        One that Numba compiled stays the object that it is: other compiled functions may call it.
        """
        if method:
            self._watch_method(function, scope, method)
            return function
        if not callable(function):
            return function
        numba = sys.modules.get("numba.core.dispatcher")
        if numba is not None and isinstance(function, numba.Dispatcher):
            kind = type(function)
            plain = function.py_func

            def call(itself: Any, *given: Any, **named: Any) -> NoReturn:
                self._keep(plain, scope, given, named)

            function.__class__ = type(kind.__name__, (kind,), {"__call__": call})
            return function
        plain = getattr(function, "py_func", None) or getattr(function, "__wrapped__", function)

        @functools.wraps(function, updated=())
        def kept(*given: Any, **named: Any) -> NoReturn:
            self._keep(plain, scope, given, named)

        return kept

    def _watch_method(self, owner: Any, scope: dict[str, Any], method: str) -> None:
        written = inspect.getattr_static(owner, method, None)
        if not isinstance(owner, type) or hasattr(owner, "class_type"):
            self._tell({"refused": f"The methods of “{self._name}” are compiled with their class; "
                        "calls of a jitclass cannot be captured: give the arguments."})  # fmt: skip
        kind = type(written) if isinstance(written, staticmethod | classmethod) else None
        made = self.watched(written.__func__ if kind and written else written, scope)
        setattr(owner, method, kind(made) if kind else made)

    def _keep(
        self, plain: Any, scope: dict[str, Any], given: tuple[Any, ...], named: dict[str, Any]
    ) -> NoReturn:
        """Tell what one call was given, and end the process."""
        import numpy as np

        from explorer.kernels.as_text import as_text

        module = types.ModuleType("file")
        vars(module).update(scope)
        try:
            bound = _bound(plain, given, named)
            texts = {}
            for name, value in bound.items():
                try:
                    texts[name] = as_text(value, self._folder, module)
                except KernelError as error:
                    raise KernelError(f"The argument {name}: {error}.") from error
            shapes = {k: v.shape for k, v in bound.items() if isinstance(v, np.ndarray)}
            source = f"the call in line {self._line()} of “{self._script.name}”"
            told = {"arguments": texts, "source": source, "shapes": shapes}
        except KernelError as error:
            told = {"refused": str(error)}
        self._tell(told)

    def _tell(self, told: dict[str, Any]) -> NoReturn:
        manners.tell(self._answers, told)
        os._exit(0)

    def _line(self) -> int:
        """The line of the script that is being run."""
        frame, line = sys._getframe(), 0
        while frame is not None:
            if frame.f_code.co_filename == str(self._script):
                return frame.f_lineno
            frame = frame.f_back  # type: ignore[assignment]
        return line


def _bound(plain: Any, given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """The arguments by name, defaults included; a ufunc's by the order of its parameters."""
    try:
        bound = inspect.signature(plain).bind(*given, **named)
    except (TypeError, ValueError) as error:
        raise KernelError(f"The call in the script does not fit: {error}.") from error
    bound.apply_defaults()
    return dict(bound.arguments)


class _Finder(importlib.abc.MetaPathFinder):
    """Lets the one module that is the file be made with its function replaced."""

    def __init__(self, path: Path, function: str, recorder: _Recorder) -> None:
        self._path, self._function, self._recorder = path, function, recorder

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the usual module, with another loader where it is the file."""
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found is None or not found.origin or not found.origin.endswith(".py"):
            return None
        if Path(found.origin).resolve() != self._path:
            return None
        found.loader = _Loader(name, found.origin, self._function, self._recorder)
        return found


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads the file anew, never from compiled bytes."""

    def __init__(self, name: str, path: str, function: str, recorder: _Recorder) -> None:
        super().__init__(name, path)
        self._function, self._recorder = function, recorder

    def get_code(self, fullname: str) -> types.CodeType:
        """Return the file's code with the function replaced."""
        source = Path(self.path).read_bytes()
        tree = _keeping(source, self.path, self._function)
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run it, with what replaces the function among its names."""
        vars(module)[_KEEP] = self._recorder.watched
        super().exec_module(module)


if __name__ == "__main__":
    main()
