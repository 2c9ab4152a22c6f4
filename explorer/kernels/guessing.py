"""Guessing a function's arguments from names, annotations, defaults, and use in the body."""

from __future__ import annotations

import ast
from typing import Any

_SIZE_NAMES = {"n", "size", "length", "num", "count", "nx", "ny", "nz", "npoints", "n_samples"}
_FIRST_NAMES = {"lo", "low", "left", "start", "begin", "first"}
_LAST_NAMES = {"hi", "high", "right", "end", "stop", "last"}
_INDEX_NAMES = ("idx", "index", "indices", "labels", "bins", "ind", "indptr")
_WHOLE_NAMES = ("iter", "steps", "max", "order", "degree", "seed", "window", "chunk", "repeat")
_REDUCING = {"sum", "mean", "std", "var", "median", "prod", "max", "min", "argmax", "argmin"}
_WHOLE_ARRAY = _REDUCING | {
    "sort", "argsort", "unique", "cumsum", "cumprod", "diff", "empty_like", "zeros_like",
    "ones_like", "full_like",
}  # fmt: skip
_TWO_ARRAYS = {"dot", "outer", "matmul", "vdot", "kron", "convolve", "correlate"}
_NEW_ARRAYS = {"zeros", "ones", "empty", "full", "arange", "eye", "identity"}
_MATRIX = {"solve", "inv", "det", "cholesky", "qr", "eig", "eigh", "eigvals", "svd", "lstsq"}
_TEXT_METHODS = {"split", "lower", "upper", "strip", "startswith", "endswith", "splitlines"}
_CHANGING_METHODS = {"sort", "fill", "append", "extend", "insert", "pop", "clear", "reverse"}
UNKNOWN = "0.5"
"""The guess for an argument that nothing is known of."""
_TEXT = '"the quick brown fox " * n'


class Use:
    """How a function's body uses its parameters."""

    def __init__(self, node: ast.FunctionDef) -> None:
        self.dimensions: dict[str, int] = {}
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.indices: set[str] = set()
        self.ranges: set[str] = set()
        self.iterated: set[str] = set()
        self.matrices: set[str] = set()
        self.texts: set[str] = set()
        self.calls: set[str] = set()
        self.handed: list[tuple[str, list[str]]] = []
        self._complex = False
        self._as_index: set[str] = set()
        self._whole: dict[str, int] = {}
        self._second: dict[str, set[int | None]] = {}
        self._aliases = _aliases(node)
        self._turns = _constant_turns(node)
        for child in ast.walk(node):
            self._look_at(child)
        for names in (self.written, self.read, self.indices, self.ranges, self.iterated):
            names.update([p for a, p in self._aliases.items() if a in names])
        for alias, parameter in self._aliases.items():
            known = self.dimensions.get(alias, 0)
            self.dimensions[parameter] = max(known, self.dimensions.get(parameter, 0))
        self._takes_array = any(self.dimensions.values()) or bool(self.iterated)

    def _look_at(self, node: ast.AST) -> None:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=index, ctx=context):
                self._look_at_items(name, index)
                (self.read if isinstance(context, ast.Load) else self.written).add(name)
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
            case ast.Compare(
                left=ast.Subscript(value=ast.Name(id=name)),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=int(value))],
            ):
                self._whole[name] = max(value, self._whole.get(name, 1))
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                self.iterated.update(filter(None, (_array_name(left), _array_name(right))))
            case ast.Constant(value=complex()) | ast.Name(id="cmath" | "complex"):
                self._complex = True
            case ast.Call(func=func, args=args):
                self._look_at_call(func, args)
            case ast.Attribute(value=ast.Name(id=name), attr="size" | "shape" | "T" | "ndim"):
                self.iterated.add(name)

    def _look_at_items(self, name: str, index: ast.expr) -> None:
        axes = index.elts if isinstance(index, ast.Tuple) else [index]
        self.dimensions[name] = max(len(axes), self.dimensions.get(name, 0))
        if len(axes) == 2:
            corner = isinstance(axes[0], ast.Constant)
            length = None if corner else self._least_length(axes[1])
            self._second.setdefault(name, set()).add(length)
        for axis in axes:
            if isinstance(axis, ast.Name):
                self._as_index.add(axis.id)
        for node in ast.walk(index):
            match node:
                case ast.Subscript(value=ast.Name(id=inner)):
                    self.indices.add(inner)

    def _least_length(self, index: ast.expr) -> int | None:
        """How long an axis must be for an index that is known; None for any other index."""
        match index:
            case ast.Constant(value=int(value)) if value >= 0:
                return value + 1
            case ast.Name(id=name):
                return self._turns.get(name)
        return None

    def _look_at_call(self, func: ast.expr, args: list[ast.expr]) -> None:
        names = [argument.id for argument in args if isinstance(argument, ast.Name)]
        match func:
            case ast.Name(id=function):
                self.calls.add(function)
                self.handed.append((function, [_name(argument) for argument in args]))
                if function in ("range", "prange"):
                    self.ranges.update(name for a in args for name in _plain_names(a))
                elif function in ("len", "sum", "max", "min", "sorted", "enumerate", "zip"):
                    self.iterated.update(names if function == "len" or len(args) == 1 else [])
                    if function in ("enumerate", "zip"):
                        self.iterated.update(names)
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=method):
                if method in _WHOLE_ARRAY or (method in _TWO_ARRAYS and len(names) == 2):
                    self.iterated.update(names)
                elif method in _NEW_ARRAYS:
                    self.ranges.update(name for name in _plain_names(args[0])) if args else None
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="linalg"), attr=method
            ):
                self.iterated.update(names)
                if method in _MATRIX and args:
                    self.matrices.update(filter(None, [_array_name(args[0])]))
            case ast.Attribute(value=ast.Name(id="numba" | "nb"), attr="prange"):
                self.ranges.update(name for a in args for name in _plain_names(a))
            case ast.Attribute(value=ast.Name(id=name), attr=method):
                if method in _TEXT_METHODS:
                    self.texts.add(name)
                self.iterated.add(name)
                if method in _CHANGING_METHODS:
                    self.written.add(name)

    def guess(self, argument: ast.arg, default: ast.expr | None, sample: ast.expr | None) -> str:
        """Return the expression that most likely makes this argument."""
        name, hint = argument.arg, _annotation(argument)
        if default is not None and _literal(default) is not None:
            return ast.unparse(default)
        if isinstance(sample, ast.List) or "list" in hint.lower():
            return "rng.random(n).tolist()"
        if name in self.texts or hint == "str":
            return _TEXT
        dimensions = self.dimensions.get(name) or (1 if name in self.iterated else 0)
        if name in self.matrices:
            dimensions = 2
        if "ndarray" in hint or "[:" in hint:
            dimensions = max(dimensions, hint.count(":") or 1)
        if dimensions and name not in self.ranges:
            return self._array(name, dimensions, hint)
        return self._scalar(name, hint, sample)

    def _array(self, name: str, dimensions: int, hint: str) -> str:
        shape = self._shape(name, dimensions)
        if name in self.indices or name.lower().startswith(_INDEX_NAMES) or "int" in hint:
            return f"rng.integers(0, n, {shape})"
        if name in self._whole:
            return f"rng.integers(0, {self._whole[name] + 1}, {shape})"
        if "complex" in hint:
            return f"rng.random({shape}) + 1j * rng.random({shape})"
        if name in self.written and name not in self.read:
            return f"np.zeros({shape}{', dtype=np.complex128' if self._complex else ''})"
        return f"rng.random({shape})"

    def _shape(self, name: str, dimensions: int) -> str:
        second = self._second.get(name, {None})
        if dimensions == 2 and None not in second:
            return f"(n, {max(length for length in second if length is not None)})"
        return "n" if dimensions == 1 else f"({', '.join(['n'] * dimensions)})"

    def _scalar(self, name: str, hint: str, sample: ast.expr | None) -> str:
        if isinstance(sample, ast.Constant | ast.UnaryOp) and isinstance(
            _literal(sample), int | float | complex
        ):
            return ast.unparse(sample)
        if self._takes_array and name.lower() in _FIRST_NAMES and "float" not in hint:
            return "0"
        if self._takes_array and name.lower() in _LAST_NAMES and "float" not in hint:
            return "n - 1"
        if name in self.ranges or name.lower() in _SIZE_NAMES or name == "N":
            whole = any(word in name.lower() for word in _WHOLE_NAMES)
            return "100" if whole else "n"
        whole = any(word in name.lower() for word in _WHOLE_NAMES)
        if "int" in hint or name in self._as_index or whole:
            return "10"
        if "complex" in hint:
            return "0.5 + 0.5j"
        return "True" if "bool" in hint else UNKNOWN


def _aliases(node: ast.FunctionDef) -> dict[str, str]:
    """Local names that are just another name of a parameter."""
    parameters = {argument.arg for argument in [*node.args.posonlyargs, *node.args.args]}
    found = {}
    for child in ast.walk(node):
        match child:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                if other in parameters and name not in parameters:
                    found[name] = other
    return found


def _constant_turns(node: ast.FunctionDef) -> dict[str, int]:
    """Loop variables that run up to a number written down, and that number."""
    found = {}
    for child in ast.walk(node):
        match child:
            case ast.For(
                target=ast.Name(id=name),
                iter=ast.Call(args=[*_, ast.Constant(value=int(value))]),
            ):
                found[name] = value
    return found


def _plain_names(node: ast.expr) -> list[str]:
    """Names in an expression that are numbers there: not those inside calls and indices."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.BinOp(left=left, right=right):
            return [*_plain_names(left), *_plain_names(right)]
        case ast.UnaryOp(operand=inner):
            return _plain_names(inner)
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in _plain_names(part)]
        case ast.Call(func=ast.Name(id="min" | "max" | "int"), args=args):
            return [name for part in args for name in _plain_names(part)]
    return []


def _array_name(node: ast.expr) -> str:
    """The name of an array that stands there as it is or transposed."""
    inner = node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node
    return _name(inner)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _annotation(argument: ast.arg) -> str:
    return "" if argument.annotation is None else ast.unparse(argument.annotation)


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
