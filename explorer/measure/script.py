"""The process that runs a script of the user's and keeps what it calls a function with.

`python -m explorer.measure.script` reads a job (`measure.capturing`). Where the function is
defined, whether in a module that the script imports or in the script itself, it is replaced by one
that keeps what a call is given, before anything is done with it, and then makes the call: the first
one is often there to have the function compiled, with next to nothing. What is kept is told at
once, and again whenever a later call is given clearly more.
"""

import ast
import builtins
import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import threading
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from explorer.kernels.kernel import KernelError
from explorer.kernels.reading import content_of, home_of, parsed
from explorer.measure import manners

_KEEP = "__numba_explorer_keep__"
MORE_DATA, MORE_TURNS = 1.1, 2.0
"""So many times as much is clearly more: items of data, or, with as many of these, what the whole
numbers add up to, as of turns. Keeping each of many calls that grow bit by bit would take long."""


@dataclass(frozen=True)
class Job:
    """A function of a file, a script that may call it, with its arguments, and where arrays go.

    `call` is the number of the call that is wanted, from 1 on; 0 for one that is given most.
    """

    path: str
    function: str
    script: str
    given: tuple[str, ...]
    folder: str
    call: int


def main() -> None:
    """Run the job on standard input, and answer on standard output."""
    job, answers = manners.job_and_answers(Job)
    builtins.__class__ = types.ModuleType  # nothing is measured: a script may replace its names
    script, path = Path(job.script), Path(job.path)
    recorder = _Recorder(job, answers)
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
    try:
        exec(compile(code, str(script), "exec", dont_inherit=True), vars(module))
    finally:
        recorder.tell_calls()
    manners.end()  # threads of the script's may go on


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
    """Makes functions that keep what they are given, tell it, and do what they did before."""

    def __init__(self, job: Job, answers: BinaryIO) -> None:
        self._name, self._wanted = job.function, job.call
        self._script, self._folder = Path(job.script), Path(job.folder)
        self._answers = answers
        self._calls = 0
        self._most = (-1.0, -1.0)
        self._at_work = threading.local()

    def tell_calls(self) -> None:
        """Tell how many calls there were."""
        manners.tell(self._answers, {"calls": self._calls})

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
            compiled = function.py_func

            def call(itself: Any, *given: Any, **named: Any) -> Any:
                with self._seen(compiled, scope, given, named):
                    return kind.__call__(itself, *given, **named)

            function.__class__ = type(kind.__name__, (kind,), {"__call__": call})
            return function
        plain = getattr(function, "py_func", None) or getattr(function, "__wrapped__", function)

        @functools.wraps(function, updated=())
        def kept(*given: Any, **named: Any) -> Any:
            with self._seen(plain, scope, given, named):
                return function(*given, **named)

        return kept

    def _watch_method(self, owner: Any, scope: dict[str, Any], method: str) -> None:
        written = inspect.getattr_static(owner, method, None)
        if not isinstance(owner, type) or hasattr(owner, "class_type"):
            sentence = (
                f"The methods of “{self._name}” are compiled with their class; calls of a jitclass "
                "cannot be captured: give the arguments."
            )
            self._end_with({"refused": sentence})
        kind = type(written) if isinstance(written, staticmethod | classmethod) else None
        made = self.watched(written.__func__ if kind and written else written, scope)
        setattr(owner, method, kind(made) if kind else made)

    @contextmanager
    def _seen(
        self, plain: Any, scope: dict[str, Any], given: tuple[Any, ...], named: dict[str, Any]
    ) -> Iterator[None]:
        """Count a call that the function does not make itself, and keep it where it is wanted."""
        if getattr(self._at_work, "inside", False):
            yield
            return
        self._calls += 1
        if self._wanted:
            if self._calls == self._wanted:
                self._keep(plain, scope, given, named)
                manners.end()
        elif self._is_more((*given, *named.values())):
            self._keep(plain, scope, given, named)
        self._at_work.inside = True
        try:
            yield
        finally:
            self._at_work.inside = False

    def _is_more(self, values: tuple[Any, ...]) -> bool:
        """Whether this is clearly more than any call before was given; it counts from now on."""
        data, turns = sum(map(_items, values)), sum(map(_turns, values))
        most_data, most_turns = self._most
        same_data = data >= most_data
        more = data > MORE_DATA * most_data or (same_data and turns > MORE_TURNS * most_turns)
        if more:
            self._most = data, turns
        return more

    def _keep(
        self, plain: Any, scope: dict[str, Any], given: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        """Tell what one call is given; a call that cannot be kept ends the process."""
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
        except KernelError as error:
            self._end_with({"refused": str(error)})
        shapes = {k: v.shape for k, v in bound.items() if isinstance(v, np.ndarray)}
        told = {"arguments": texts, "shapes": shapes, "line": self._line(), "call": self._calls}
        manners.tell(self._answers, told)

    def _end_with(self, told: dict[str, Any]) -> NoReturn:
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


def _items(value: Any) -> float:
    """How many items of data a value holds."""
    size = getattr(value, "size", None)
    if isinstance(size, int):
        return size
    if isinstance(value, tuple):
        return sum(map(_items, value))
    if isinstance(value, str | bytes):
        return len(value)
    if not isinstance(value, Collection):
        return 1
    first = next(iter(value.values() if isinstance(value, Mapping) else value), None)
    return len(value) * _items(first)


def _turns(value: Any) -> float:
    """How large a whole number is, which may be one of turns; 0 for anything else."""
    return abs(int(value)) if isinstance(value, Integral) else 0


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
