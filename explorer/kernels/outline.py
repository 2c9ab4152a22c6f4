"""Any Python file, read without running it: its functions, and what each seems to take."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.kernels.listing import parse


@dataclass(frozen=True)
class Function:
    """A function at the top level of a file.

    `arguments` holds, for each parameter, the Python expression guessed for a size n.
    `writes` are the parameters whose elements it assigns; `calls` the names that it calls.
    """

    name: str
    line: int
    summary: str
    decorators: tuple[str, ...]
    parameters: tuple[str, ...]
    arguments: dict[str, str]
    writes: tuple[str, ...]
    calls: tuple[str, ...]
    source: str

    @property
    def compiled(self) -> bool:
        """Whether a decorator of Numba's compiles it."""
        return any("jit" in text or "vectorize" in text for text in self.decorators)

    @property
    def has_loop(self) -> bool:
        """Whether any loop stands in it."""
        return any(isinstance(n, ast.For | ast.While) for n in ast.walk(ast.parse(self.source)))

    @property
    def has_range_loop(self) -> bool:
        """Whether a loop over range stands in it, which could become one over prange."""
        return any(
            isinstance(node, ast.For)
            and isinstance(node.iter, ast.Call)
            and ast.unparse(node.iter.func) == "range"
            for node in ast.walk(ast.parse(self.source))
        )


@dataclass(frozen=True)
class Outline:
    """What a file offers. `makes_args` says whether it has `make_args(n)`: a kernel file."""

    path: Path
    sha256: str
    summary: str
    functions: tuple[Function, ...]
    makes_args: bool

    def function(self, name: str) -> Function | None:
        """Return the function of that name, None when there is none."""
        return next((f for f in self.functions if f.name == name), None)

    @property
    def choices(self) -> tuple[Function, ...]:
        """The functions that somebody may want to measure: not those with an underscore first."""
        public = [f for f in self.functions if f.name != "make_args"]
        return tuple([f for f in public if not f.name.startswith("_")] or public)

    @property
    def likeliest(self) -> Function | None:
        """The function to begin with: a compiled one, else one with a loop that no other calls."""
        called = {name for function in self.functions for name in function.calls}
        free = [f for f in self.choices if f.name not in called and f.parameters]
        for wanted in (
            [f for f in free if f.compiled],
            [f for f in free if f.has_loop],
            [f for f in self.choices if f.compiled or f.has_loop],
            free,
            self.choices,
        ):
            if wanted:
                return wanted[0]
        return None


def outline(path: Path) -> Outline:
    """Read a file's outline; raises KernelError in one sentence when it is not Python."""
    source, sha256, tree = parse(path)
    nodes = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    samples = _sample_calls(tree)
    functions = tuple(
        _function(node, source, samples.get(node.name, [])) for node in nodes if _measurable(node)
    )
    return Outline(
        path=path,
        sha256=sha256,
        summary=(ast.get_docstring(tree) or "").partition("\n")[0],
        functions=functions,
        makes_args=any(node.name == "make_args" for node in nodes),
    )


def _measurable(node: ast.FunctionDef) -> bool:
    return not node.args.vararg and not node.args.kwarg and not node.args.kwonlyargs


def _function(node: ast.FunctionDef, source: str, sample: list[ast.expr | None]) -> Function:
    use = _Use(node)
    arguments = [*node.args.posonlyargs, *node.args.args]
    defaults: list[ast.expr | None] = [None] * (len(arguments) - len(node.args.defaults))
    defaults += node.args.defaults
    sample = sample + [None] * (len(arguments) - len(sample))
    guesses = {
        argument.arg: use.guess(argument, default, value)
        for argument, default, value in zip(arguments, defaults, sample, strict=False)
    }
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return Function(
        name=node.name,
        line=first,
        summary=(ast.get_docstring(node) or "").partition("\n")[0],
        decorators=tuple(ast.unparse(decorator) for decorator in node.decorator_list),
        parameters=tuple(guesses),
        arguments=guesses,
        writes=tuple(name for name in guesses if name in use.written),
        calls=tuple(sorted(use.calls)),
        source="\n".join(source.splitlines()[first - 1 : node.end_lineno]),
    )


def _sample_calls(tree: ast.Module) -> dict[str, list[ast.expr | None]]:
    """Arguments of calls at the file's top level, names replaced by what they were set to."""
    values: dict[str, ast.expr] = {}
    found: dict[str, list[ast.expr | None]] = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = value
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args) if args:
                    found.setdefault(name, [_resolved(argument, values) for argument in args])
    return found


def _resolved(node: ast.expr, values: dict[str, ast.expr]) -> ast.expr | None:
    return values.get(node.id) if isinstance(node, ast.Name) else node


_SIZE_NAMES = {"n", "size", "length", "num", "count", "nx", "ny", "nz", "npoints", "n_samples"}
_INDEX_NAMES = ("idx", "index", "indices", "labels", "bins", "ind", "indptr")
_WHOLE_NAMES = ("iter", "steps", "max", "order", "degree", "seed", "window", "chunk", "repeat")
_WHOLE_ARRAY = ("sum", "mean", "cumsum", "empty_like", "zeros_like", "sort")
_TWO_ARRAYS = ("dot", "outer", "matmul")
_CHANGING_METHODS = {"sort", "fill", "append", "extend", "insert", "pop", "clear", "reverse"}


class _Use:
    """How a function's body uses its parameters."""

    def __init__(self, node: ast.FunctionDef) -> None:
        self.dimensions: dict[str, int] = {}
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.indices: set[str] = set()
        self.ranges: set[str] = set()
        self.iterated: set[str] = set()
        self.calls: set[str] = set()
        for child in ast.walk(node):
            self._look_at(child)

    def _look_at(self, node: ast.AST) -> None:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=index, ctx=context):
                count = len(index.elts) if isinstance(index, ast.Tuple) else 1
                self.dimensions[name] = max(count, self.dimensions.get(name, 0))
                (self.read if isinstance(context, ast.Load) else self.written).add(name)
                self._note_indices(index)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="shape")):
                axis = node.slice.value if isinstance(node.slice, ast.Constant) else 0
                if isinstance(axis, int):
                    self.dimensions[name] = max(axis + 1, self.dimensions.get(name, 1))
            case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name))):
                self.dimensions[name] = max(2, self.dimensions.get(name, 0))
            case ast.Assign(
                targets=[ast.Tuple(elts=axes)],
                value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
            ):
                self.dimensions[name] = max(len(axes), self.dimensions.get(name, 0))
            case ast.AugAssign(target=ast.Subscript(value=ast.Name(id=name))):
                self.read.add(name)
            case ast.For(iter=ast.Name(id=name)):
                self.iterated.add(name)
            case ast.Call(func=ast.Name(id=function), args=args):
                self.calls.add(function)
                names = [argument.id for argument in args if isinstance(argument, ast.Name)]
                if function in ("range", "prange"):
                    self.ranges.update(names)
                elif function in ("len", "sum", "max", "min", "sorted", "enumerate", "zip"):
                    self.iterated.update(names)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=method)):
                names = [argument.id for argument in node.args if isinstance(argument, ast.Name)]
                if method in _WHOLE_ARRAY or (method in _TWO_ARRAYS and len(names) == 2):
                    self.iterated.update(names)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                self.iterated.add(name)
                if method in _CHANGING_METHODS:
                    self.written.add(name)
            case ast.Attribute(value=ast.Name(id=name), attr="size" | "shape" | "T" | "ndim"):
                self.iterated.add(name)

    def _note_indices(self, index: ast.expr) -> None:
        for node in ast.walk(index):
            match node:
                case ast.Subscript(value=ast.Name(id=name)):
                    self.indices.add(name)

    def guess(self, argument: ast.arg, default: ast.expr | None, sample: ast.expr | None) -> str:
        """Return the expression that most likely makes this argument."""
        name, hint = argument.arg, _annotation(argument)
        if default is not None and _literal(default) is not None:
            return ast.unparse(default)
        if isinstance(sample, ast.List) or "list" in hint.lower():
            return "rng.random(n).tolist()"
        dimensions = self.dimensions.get(name, 1 if name in self.iterated else 0)
        if "ndarray" in hint or "[:" in hint:
            dimensions = max(dimensions, hint.count(":") or 1)
        if dimensions and name not in self.ranges:
            return self._array(name, dimensions, hint)
        return self._scalar(name, hint, sample)

    def _array(self, name: str, dimensions: int, hint: str) -> str:
        shape = "n" if dimensions == 1 else f"({', '.join(['n'] * dimensions)})"
        if name in self.indices or name.lower().startswith(_INDEX_NAMES) or "int" in hint:
            return f"rng.integers(0, n, {shape})"
        if "complex" in hint:
            return f"rng.random({shape}) + 1j * rng.random({shape})"
        if name in self.written and name not in self.read:
            return f"np.zeros({shape})"
        return f"rng.random({shape})"

    def _scalar(self, name: str, hint: str, sample: ast.expr | None) -> str:
        if (
            sample is not None
            and isinstance(_literal(sample), int | float)
            and name.lower() not in (_SIZE_NAMES)
        ):
            return ast.unparse(sample)
        if name in self.ranges or name.lower() in _SIZE_NAMES or name == "N":
            whole = any(word in name.lower() for word in _WHOLE_NAMES)
            return "100" if whole else "n"
        if "int" in hint or any(word in name.lower() for word in _WHOLE_NAMES):
            return "10"
        if "complex" in hint:
            return "0.5 + 0.5j"
        return "True" if "bool" in hint else "0.5"


def _annotation(argument: ast.arg) -> str:
    return "" if argument.annotation is None else ast.unparse(argument.annotation)


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
