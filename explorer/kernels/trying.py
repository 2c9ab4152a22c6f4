"""Trying guessed arguments on a user's function, and the next best ones where they do not fit."""

from __future__ import annotations

import ast
import re
import signal
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numba.core import event as numba_event

from explorer.kernels.guessing import OF_ARRAYS, UNKNOWN
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.loading import LoadedKernel
from explorer.kernels.own import AS_WRITTEN, PYTHON
from explorer.kernels.running import missing_import

SIZES = (16, 40)
"""Sizes that arguments are tried at: a guess may fit one only."""
SMALL = 8
"""The first one where arguments have n × n elements, whose sweep begins there."""
LONGEST_S = 1.0
"""A call that takes longer at such a size tells of a wrong guess: a loop that does not end."""
TOGETHER_S = 8.0
TURNS_TRIES = 6
"""So many values are tried for an argument that the head of a loop without turns depends on."""
_DEFINITE = "rng.random((n, n)) + n * np.eye(n)"
"""A matrix that can be solved and decomposed."""
ROUNDS = 5
COMPILED_TRIES = 5

_ARRAYS = (
    "rng.random(n)",
    "rng.random((n, n))",
    "rng.integers(0, n, n)",
    "rng.random((n, 3))",
    "rng.random((n, 2))",
    "rng.integers(0, n, (n, n))",
    "rng.random((n, n, n))",
    "rng.random((n, n, 3))",
    "rng.random(n) + 1j * rng.random(n)",
    "rng.integers(0, 2, n)",
    "rng.random(n) < 0.5",
    "np.arange(n + 1)",
    "rng.random(n + 1)",
    "rng.random(2 * n)",
    "rng.random((n + 1, n + 1))",
    "rng.random(n).tolist()",
)
_NUMBERS = ("n", "10", "2", "1", "0.5", "5", "n - 1", "n // 2", "True", "0.5 + 0.5j", "0")
_OTHERS = (
    '"the quick brown fox " * n',
    "numba.njit(lambda x: x - 0.25)",
    "numba.njit(lambda x, y: x + y)",
    "(n, n)",
    "np.float64",
    "None",
)


@dataclass(frozen=True)
class Fitted:
    """Arguments that a call of the function took. `changed` are those that differ from the guess.

    `failure` says why none fit, empty where these do; `suspects` are the arguments that it is
    about, `line` the line of the function where the call failed. `idle` is the line of a loop that
    makes no turn with these arguments, 0 where all do; it may be meant so. `finite` says that the
    results hold no NaN.
    """

    arguments: Mapping[str, str]
    changed: tuple[str, ...] = ()
    failure: str = ""
    suspects: tuple[str, ...] = ()
    line: int = 0
    idle: int = 0
    finite: bool = True


@dataclass(frozen=True)
class _Outcome:
    failure: str
    message: str = ""
    line: int = 0
    reached: int = 0
    suspects: tuple[str, ...] = ()
    idle: tuple[int, ...] = ()
    finite: bool = True


def fit(kernel: Kernel, loaded: LoadedKernel, guessed: tuple[str, ...]) -> Fitted:
    """Return arguments that the function takes, found by trying; only guessed ones are changed."""
    given = kernel.shared_arguments
    assert given is not None
    trial = _Trial(kernel, loaded)
    arguments = dict(given)
    first = outcome = trial.call(arguments)
    for _ in range(ROUNDS):
        if not outcome.failure:
            arguments, outcome = trial.better(arguments, guessed, outcome)
            arguments = trial.compiling(arguments, guessed)
            changed = tuple(k for k in guessed if arguments[k] != given[k])
            idle = min(outcome.idle, default=0)
            named = trial.in_head(outcome.idle, guessed)
            return Fitted(arguments, changed, "", named, 0, idle, outcome.finite)
        suspects = [name for name in outcome.suspects if name in guessed] or list(guessed)
        best: tuple[int, dict[str, str], _Outcome] | None = None
        fallback: tuple[int, dict[str, str], _Outcome] | None = None
        idle_tries = 0
        for tried in _next(arguments, suspects, outcome):
            if trial.late:
                break
            result = trial.call(tried)
            if not result.failure and not result.idle:
                best = (0, tried, result)
                break
            if not result.failure:  # something else may let every loop turn
                fallback = fallback or (0, tried, result)
                idle_tries += 1
                if idle_tries > TURNS_TRIES:
                    break
                continue
            if result.reached > (best[0] if best else outcome.reached):
                best = (result.reached, tried, result)
        best = fallback if fallback is not None and (best is None or best[2].failure) else best
        if best is None:
            break
        _, arguments, outcome = best
    if trial.compiled_takes(given):
        return Fitted(given)
    suspects_of_first = tuple(name for name in first.suspects if name in guessed) or guessed
    suspects_of_first = suspects_of_first or first.suspects
    return Fitted(given, (), first.failure, suspects_of_first, first.line)


class _Trial:
    """Calls the plain Python of a function with arguments and sees how far it gets."""

    def __init__(self, kernel: Kernel, loaded: LoadedKernel) -> None:
        self._kernel, self._loaded = kernel, loaded
        self._began = monotonic()
        self._refused = ""
        self._parts = _parts(kernel)
        self._loops = _loops(kernel)

    @property
    def late(self) -> bool:
        return monotonic() - self._began > TOGETHER_S

    def call(self, arguments: Mapping[str, str]) -> _Outcome:
        """Call at both sizes; the first failure counts."""
        python = self._loaded.variants.get(PYTHON)
        if python is None:
            return _Outcome("" if self.compiled_takes(arguments) else "it cannot be called")
        if python.unfit and self.compiled_takes(arguments):
            return _Outcome("")
        function = python.function
        outcome = _Outcome("")
        for size in self._sizes(arguments):
            outcome = self._call(function, arguments, size)
            if outcome.failure:
                return outcome
        return outcome

    def better(
        self, arguments: dict[str, str], guessed: tuple[str, ...], outcome: _Outcome
    ) -> tuple[dict[str, str], _Outcome]:
        """Return arguments with which more loops make turns, or results are no NaN, if any do."""
        tried = [
            {**arguments, name: text}
            for name in self.in_head(outcome.idle, guessed)
            for text in (_NUMBERS if "rng." not in arguments[name] else _ARRAYS)[:TURNS_TRIES]
        ]
        if not outcome.finite:
            square = [name for name in guessed if arguments[name] == "rng.random((n, n))"]
            tried += [{**arguments, name: _DEFINITE} for name in square]
        for other in tried:
            if self.late or (outcome.finite and not outcome.idle):
                break
            result = self.call(other)
            fewer = len(result.idle) < len(outcome.idle) and result.finite >= outcome.finite
            if not result.failure and (fewer or result.finite > outcome.finite):
                arguments, outcome = other, result
        return arguments, outcome

    def in_head(self, loops: tuple[int, ...], guessed: tuple[str, ...]) -> tuple[str, ...]:
        """Return the guessed arguments that the heads of these loops depend on."""
        named = [name for line in loops for name in self._named_in(line)]
        return tuple(name for name in dict.fromkeys(named) if name in guessed)

    def compiled_takes(self, arguments: Mapping[str, str]) -> bool:
        """Whether compiled code with checked indices takes arguments that Python does not."""
        names = ["boundscheck", AS_WRITTEN]
        for name in names:
            if name not in self._loaded.variants:
                continue
            variant = self._loaded.variants[name]
            try:
                variant.compile(self._made(arguments, self._sizes(arguments)[0]))
            except Exception:  # as written it may be compiled for other types
                continue
            try:
                for size in self._sizes(arguments):
                    within(variant.function, self._made(arguments, size))
            except (Exception, TooLongError):
                return False
            return True
        return False

    def compiling(self, arguments: dict[str, str], guessed: tuple[str, ...]) -> dict[str, str]:
        """Return arguments that Numba can compile for too, these where a few tries find none."""
        if self._compiles(arguments):
            return arguments
        arrays = [name for name in guessed if "rng." in arguments[name]]
        tries = [{**arguments, name: text} for name in arrays for text in _ARRAYS[1:3]]
        tries += [{**arguments, **dict.fromkeys(arrays, _ARRAYS[1])}] if len(arrays) > 1 else []
        tries += [{**arguments, name: _ARRAYS[0]} for name in guessed if arguments[name] == UNKNOWN]
        there = [name for name in self._named_in(self._refused_line()) if name in arrays]
        if _NO_ITEMS.search(self._refused):
            tries = [{**arguments, name: _deeper(arguments[name])} for name in there] + tries
        if "invert(float64)" in self._refused:
            truths = {name: f"{arguments[name]} < 0.5" for name in there}
            tries = [{**arguments, **truths}, *tries]
        if "array index type" in self._refused:
            numbers = [name for name in guessed if arguments[name] == UNKNOWN]
            tries = [{**arguments, name: "1"} for name in numbers] + tries
        called = [name for name in guessed if "(lambda" in arguments[name]]
        tries = [{**arguments, n: text} for n in called for text in OF_ARRAYS.values()] + tries
        for tried in tries[:COMPILED_TRIES]:
            if not self.late and not self.call(tried).failure and self._compiles(tried):
                return tried
        return arguments

    def _compiles(self, arguments: Mapping[str, str]) -> bool:
        variant = self._loaded.variants.get("boundscheck")
        if variant is None:
            return True
        try:
            variant.compile(self._made(arguments, SIZES[0]))
        except Exception as error:
            self._refused = str(error)
            return False
        return True

    def _refused_line(self) -> int:
        """The last line of the function's file that Numba's refusal names, 0 for none."""
        named = re.findall(r'File "([^"]+)", line (\d+)', self._refused)
        file = self._kernel.path.name
        return next((int(line) for path, line in reversed(named) if Path(path).name == file), 0)

    def _sizes(self, arguments: Mapping[str, str]) -> tuple[int, ...]:
        made = " ".join(arguments.values())
        if "(n, n, n" in made:
            return SMALL, SIZES[0]
        return (SMALL, *SIZES[1:]) if "(n, n" in made else SIZES

    def _made(self, arguments: Mapping[str, str], size: int) -> tuple[Any, ...]:
        return self._loaded.with_arguments(arguments).make_args(size, "float64", 0)

    def _call(
        self, function: Callable[..., Any], arguments: Mapping[str, str], size: int
    ) -> _Outcome:
        try:
            made = self._made(arguments, size)
        except KernelError as error:
            return _Outcome(str(error))
        lines: set[tuple[str, int]] = set()
        folder = str(self._kernel.path.parent)

        def trace(frame: types.FrameType, event: str, argument: Any) -> Any:
            if not frame.f_code.co_filename.startswith(folder):
                return None
            lines.add((frame.f_code.co_filename, frame.f_lineno))
            return trace

        sys.settrace(trace)
        try:
            with numba_event.install_recorder("numba:compiler_lock") as compiling:
                result = within(function, made)
        except TooLongError:
            if compiling.buffer:
                return _Outcome("")  # that is what took so long
            return _Outcome(f"a call gave no result within {LONGEST_S:g} s", "", 0, len(lines))
        except Exception as error:
            sys.settrace(None)
            line = self._line(error)
            if isinstance(error, NameError):
                self._refuse_missing(error.name or "", line)
            text = " ".join(str(error).split())[:200]
            sentence = f"{type(error).__name__}: {text}"
            return _Outcome(sentence, text, line, len(lines), self._named_in(line))
        finally:
            sys.settrace(None)
        seen = {line for file, line in lines if file == str(self._kernel.path)}
        idle = tuple(head for head, body in self._loops if head in seen and body not in seen)
        return _Outcome("", idle=idle, finite=_is_finite((result, *made)))

    def _refuse_missing(self, name: str, line: int) -> None:
        """Raise KernelError where a name is missing because its import failed."""
        why = missing_import(self._loaded.module, name, self._kernel.path)
        if why:
            where = f" in line {line}" if line else ""
            raise KernelError(f"{self._kernel.function} needs “{name}”{where}, and {why}")

    def _line(self, error: Exception) -> int:
        """The line of the function itself that the call had got to."""
        first, last, _ = self._parts
        trace, line = error.__traceback__, 0
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename == str(self._kernel.path) and first <= trace.tb_lineno <= last:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    def _named_in(self, line: int) -> tuple[str, ...]:
        _, _, by_line = self._parts
        return by_line.get(line, ())


def _is_finite(values: tuple[Any, ...]) -> bool:
    """Whether none of these arrays and numbers holds a NaN."""
    for value in values:
        if isinstance(value, tuple) and not _is_finite(value):
            return False
        if isinstance(value, float | np.ndarray | np.floating):
            array = np.asarray(value)
            if array.dtype.kind in "fc" and bool(np.isnan(array).any()):
                return False
    return True


def _node(kernel: Kernel) -> ast.AST | None:
    """The function in the tree of its file."""
    from explorer.kernels.listing import parse

    _, _, tree = parse(kernel.path)
    line = kernel.variants[0].line
    return next((node for node in ast.walk(tree) if _first_line(node) == line), None)


def _loops(kernel: Kernel) -> list[tuple[int, int]]:
    """The lines of the function's loops, and those in which their bodies begin."""
    node = _node(kernel)
    inside = ast.walk(node) if node is not None else []
    found = [n for n in inside if isinstance(n, ast.For | ast.While)]
    return [(loop.lineno, loop.body[0].lineno) for loop in found]


def _parts(kernel: Kernel) -> tuple[int, int, dict[int, tuple[str, ...]]]:
    """The first and last line of the function, and the arguments that each line depends on."""
    variant, node = kernel.variants[0], _node(kernel)
    if not isinstance(node, ast.FunctionDef | ast.Lambda):
        return 0, 0, {}
    behind = {name: {name} for name in variant.parameters}
    for child in ast.walk(node):
        match child:
            case ast.Assign(targets=targets, value=value):
                pairs = [(target, value) for target in targets]
            case ast.For(target=target, iter=value):
                pairs = [(target, value)]
            case _:
                continue
        for target, value in pairs:
            found = set().union(*(behind.get(n, set()) for n in _names(value)))
            for name in _names(target):
                if name not in variant.parameters:
                    behind.setdefault(name, set()).update(found)
    by_line: dict[int, tuple[str, ...]] = {}
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            known = by_line.get(child.lineno, ())
            direct = [child.id] if child.id in variant.parameters else []
            more = [*direct, *sorted(behind.get(child.id, ()))]
            by_line[child.lineno] = tuple(dict.fromkeys([*known, *more]))
    return variant.line, node.end_lineno or node.lineno, by_line


def _first_line(node: ast.AST) -> int:
    """The line in which a function begins, with its decorators; 0 for anything else."""
    if isinstance(node, ast.FunctionDef):
        return min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return node.lineno if isinstance(node, ast.Lambda) else 0


def _names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def _next(
    arguments: Mapping[str, str], suspects: list[str], outcome: _Outcome
) -> Iterator[dict[str, str]]:
    """Yield arguments with one of the suspects changed, the likeliest first; then two of them."""
    order = _order(outcome.message)
    arrays = [name for name in suspects if "rng." in arguments[name]]
    if _BEYOND in outcome.message:  # the same, but larger
        for name in arrays:
            for larger in _larger(arguments[name]):
                yield {**arguments, name: larger}
    fixed = re.findall(r"shapes? .*?\((\d+),?\)", outcome.message)
    for length in (number for number in re.findall(r"\d+", " ".join(fixed)) if int(number) < 8):
        for name in arrays:
            yield {**arguments, name: f"rng.random((n, {length}))"}
    if "shape" in outcome.message:  # one may have to reach beyond another
        for name in arrays:
            for wider in _wider(arguments[name]):
                yield {**arguments, name: wider}
    if "must be 2 or 3" in outcome.message:  # a cross product
        vectors = dict.fromkeys(arrays, "rng.random(3)")
        yield {**arguments, **vectors}
        for name in arrays if arrays[2:] else ():  # one may be a factor
            yield {**arguments, **vectors, name: UNKNOWN}
    if "definite" in outcome.message or "ingular" in outcome.message:
        for name in suspects:
            yield {**arguments, name: _DEFINITE}
    if "negative dimension" in outcome.message:  # a window that is larger than the data
        for name in arrays:
            if "(n, n" in arguments[name]:
                yield {**arguments, name: arguments[name].replace("(n, n", "(3, 3", 1)}
    if len(arrays) > 1:  # they often have to change together
        for text in islice(order, 3):
            yield {**arguments, **dict.fromkeys(arrays, text)}
    pairs = [(name, text) for text in order for name in suspects if arguments[name] != text]
    if _BEYOND in outcome.message:  # a number stays one, and an array an array
        pairs.sort(key=lambda pair: ("rng." in arguments[pair[0]]) != ("rng." in pair[1]))
    for name, text in pairs:
        yield {**arguments, name: text}
    if len(suspects) > 1:
        for text in islice(order, 6):
            yield {**arguments, **dict.fromkeys(suspects, text)}


def _larger(text: str) -> Iterator[str]:
    """The same array with more items along each axis."""
    for more in ("n + 1", "2 * n"):
        made = re.sub(r"\bn\b", more, text)
        yield re.sub(r"(rng\.integers\(0, )(n \+ 1|2 \* n)(, )", r"\1n\3", made)


_NO_ITEMS = re.compile(r"\b(?:len|contains|getitem|getiter|array)\((?:float64|int64)\b")
"""What Numba says of an item that is used as a row."""


def _deeper(text: str) -> str:
    """The same array with an axis more."""
    more = re.sub(r"\((n(?:, n)+)\)", r"(\1, n)", text)
    return more if more != text else re.sub(r"(random\(|, )n\)", r"\1(n, n))", text)


def _wider(text: str) -> Iterator[str]:
    """The same array with some items more along its first axis, its first two, or all."""
    found = re.search(r"\((n(?:, n)+)\)", text)
    if found is None:
        return
    axes = found[1].count("n")
    for more in (1, 2, 4):
        for first in range(1, axes + 1):
            shape = ", ".join([f"n + {more}"] * first + ["n"] * (axes - first))
            yield text.replace(found[0], f"({shape})")


def _order(message: str) -> tuple[str, ...]:
    """The arguments worth trying after such a message, the likeliest first."""
    for words, wanted in _AFTER:
        if any(word in message for word in words):
            rest = [t for t in (*_ARRAYS, *_NUMBERS, *_OTHERS) if t not in wanted]
            return (*wanted, *rest)
    return (*_ARRAYS, *_NUMBERS, *_OTHERS)


_BEYOND = "out of bounds"
_AFTER: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("tuple index out of range", "unsized object", "object is not iterable"), _ARRAYS[:2]),
    ((_BEYOND, "out of range"),
     ("rng.random(n + 1)", "1", "2", "n - 1", "rng.random((n, n))", "rng.integers(0, n, n)")),
    (("2 were indexed", "expected 2, got 1", "2-dimensional", "to scalar variable"),
     ("rng.random((n, n))", "rng.random((n, 3))", "rng.integers(0, n, (n, n))")),
    (("3 were indexed", "expected 3, got"),
     ("rng.random((n, n, n))", "rng.random((n, n, 3))", "rng.random((n, 3))")),
    (("integer", "index", "indices must", "bitwise", "slice indices", "&", "|", "<<", ">>"),
     ("n", "10", "rng.integers(0, n, n)", "2", "rng.integers(0, n, (n, n))", "1")),
    (("not callable",), ("numba.njit(lambda x: x - 0.25)", "numba.njit(lambda x, y: x + y)")),
    (("truth value", "setting an array element", "only length-1", "0-dimensional", "size-1"),
     ("0.5", "10", "n", "2", "1")),
    (("division by zero", "no result"), ("1", "2", "0.5", "10")),
    (("has no attribute 'append'", "'pop'", "'extend'"), ("rng.random(n).tolist()",)),
    (("has no attribute 'upper'", "'lower'", "'split'", "can only concatenate str"),
     ('"the quick brown fox " * n',)),
)  # fmt: skip
"""What an error message tells of the argument that caused it."""


class TooLongError(BaseException):
    """A call was given up; no `except Exception` in the function keeps it."""


def within(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call a function, and give the call up after a while, where the system can tell the time."""
    if not hasattr(signal, "setitimer"):
        return function(*arguments)

    def give_up(number: int, frame: types.FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
