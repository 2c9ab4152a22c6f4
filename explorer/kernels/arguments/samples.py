"""Calls of a function that stand somewhere in its file, as arguments for a size n."""

from __future__ import annotations

import ast
import builtins
import re
from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from itertools import chain, takewhile
from pathlib import Path

from explorer.kernels.definitions import statements

DEPTH = 6
LARGE = 8
"""Lengths from here on stand for a size; smaller ones are kept, as the 3 of points in space."""
_TEST_BYTES = 2**18
_SHAPES: Mapping[str, str] = {
    "rand": "random", "random": "random", "random_sample": "random", "ranf": "random",
    "randn": "standard_normal", "standard_normal": "standard_normal", "normal": "normal",
    "uniform": "uniform", "randint": "integers", "integers": "integers", "poisson": "poisson",
    "permutation": "permutation", "exponential": "exponential", "choice": "choice",
}  # fmt: skip
"""Functions of np.random and the methods of a generator that do the same."""
_ASKING = ("input", "open", "parse_args", "argv", "get_ipython", "self", "cls", "load", "read_csv")
"""Names of what asks somebody, or reads a file: nothing to make arguments with."""
_MAKERS = ("zeros", "ones", "empty", "full", "arange", "linspace", "eye", "identity", "reshape")


def sample_calls(
    tree: ast.Module, path: Path, names: Collection[str]
) -> dict[str, tuple[list[ast.expr | None], dict[str, ast.expr | None], int]]:
    """Return for each function the arguments of the first call that can be used, and its line.

    Calls are looked for in the file, in docstrings' examples, and in a test file beside it; the
    line is 0 for one that is not of the file. Names are replaced by what they were set to; what
    then still is not known, is None.
    """
    names = set(names) - _loop_variables(tree)
    found: dict[str, tuple[list[ast.expr | None], dict[str, ast.expr | None], int]] = {}
    for scope, line_counts in chain(((s, True) for s in _scopes(tree)), _others(tree, path)):
        values: MutableMapping[str, ast.expr] = ChainMap({}, scope.constants)
        for statement in statements(scope.body):
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            for call in _calls(statement):
                name = ast.unparse(call.func).rpartition(".")[2]
                if name not in names or not (call.args or call.keywords):
                    continue
                written = list(takewhile(lambda a: not isinstance(a, ast.Starred), call.args))
                given = [_resolved(a, values, names) for a in written]
                named = {k.arg: _resolved(k.value, values, names) for k in call.keywords if k.arg}
                useful = sum(a is not None for a in [*given, *named.values()])
                known = found.get(name)
                best = 0 if known is None else _useful(known)
                if useful > best:
                    found[name] = (given, named, call.lineno if line_counts else 0)
            values.update(_set(statement))
    return found


def _loop_variables(tree: ast.Module) -> set[str]:
    """The names that loops at the top level set anew in each turn."""
    loops = [s for s in statements(tree.body) if isinstance(s, ast.For)]
    return {n.id for s in loops for n in ast.walk(s.target) if isinstance(n, ast.Name)}


def _set(statement: ast.stmt) -> dict[str, ast.expr]:
    """The names that a statement sets, and to what; those of a loop to what its first turn has."""
    match statement:
        case (
            ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=[first, *_]))
            | ast.For(target=ast.Name(id=name), iter=ast.List(elts=[first, *_]))
        ):
            return {name: first}
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return {name: value}
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Tuple(elts=items)):
            pairs = zip(parts, items, strict=False)
            return {part.id: value for part, value in pairs if isinstance(part, ast.Name)}
    return {}


def _useful(call: tuple[list[ast.expr | None], dict[str, ast.expr | None], int]) -> int:
    return sum(a is not None for a in [*call[0], *call[1].values()])


@dataclass(frozen=True)
class _Scope:
    """Statements that run one after another, and what the names of the file are set to."""

    body: list[ast.stmt]
    constants: dict[str, ast.expr] = field(default_factory=dict)


def _scopes(tree: ast.Module) -> Iterator[_Scope]:
    constants = _of_numpy(tree)
    yield _Scope(tree.body, dict(constants))
    for statement in tree.body:
        constants.update(_set(statement))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield _Scope(node.body, constants)


def _of_numpy(tree: ast.Module) -> dict[str, ast.expr]:
    """The names that a file imports out of NumPy, as in `from numpy.random import rand`."""
    imports = [s for s in statements(tree.body) if isinstance(s, ast.ImportFrom)]
    return {
        alias.asname or alias.name: ast.parse(f"{_SHORT[s.module]}.{alias.name}", mode="eval").body
        for s in imports
        if s.module in _SHORT
        for alias in s.names
        if alias.name != "*"
    }


_SHORT = {"numpy": "np", "numpy.random": "np.random", "numpy.linalg": "np.linalg"}


def _others(tree: ast.Module, path: Path) -> Iterator[tuple[_Scope, bool]]:
    """The examples of docstrings, and the functions of a test file beside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            lines = re.findall(r"^\s*(?:>>>|\.\.\.) ?(.*)$", ast.get_docstring(node) or "", re.M)
            body = _parsed("\n".join(lines))
            if body is not None and lines:
                yield _Scope(body.body), False
    for text in tests_beside(path):
        parsed = _parsed(text)
        if parsed is not None:
            yield from ((scope, False) for scope in _scopes(parsed))


def tests_beside(path: Path) -> tuple[str, ...]:
    """Return the texts of the test files that belong to a file by their names."""
    found = []
    for folder in (path.parent, path.parent / "tests", path.parent.parent / "tests"):
        test = folder / f"test_{path.stem}.py"
        try:
            text = test.read_text(encoding="utf-8") if test.is_file() else ""
        except (OSError, UnicodeDecodeError):
            continue
        if text and len(text) <= _TEST_BYTES:
            found.append(text)
    return tuple(found)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    inside = {
        id(part)
        for name in ("body", "orelse", "finalbody", "handlers", "cases")
        for child in getattr(statement, name, [])
        for part in ast.walk(child)
    }
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and id(node) not in inside:
            yield node


def _resolved(
    node: ast.expr, values: Mapping[str, ast.expr], names: Collection[str], depth: int = DEPTH
) -> ast.expr | None:
    """An expression with names replaced by what they were set to; None where one is unknown."""
    if depth == 0:
        return None
    unknown = False

    class Replace(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            nonlocal unknown
            known = name.id in ("np", "numpy", "math") or hasattr(builtins, name.id)
            unknown |= name.id in _ASKING
            if name.id in values:
                found = _resolved(values[name.id], values, names, depth - 1)
                unknown |= found is None
                return found or name
            unknown |= not (known or name.id in names)
            return name

    if any(isinstance(n, ast.Attribute) and n.attr in _ASKING for n in ast.walk(node)):
        return None
    if depth < DEPTH and _is_empty(node):  # it is filled where no call shows it
        return None
    copied = ast.parse(ast.unparse(node), mode="eval").body
    for part in ast.walk(copied):
        if isinstance(part, ast.Call):  # of another array, which need not be known
            part.keywords = [k for k in part.keywords if not _is_type_of_other(k)]
    made = Replace().visit(copied)
    return None if unknown else made


def _is_type_of_other(keyword: ast.keyword) -> bool:
    value = keyword.value
    return keyword.arg == "dtype" and isinstance(value, ast.Attribute) and value.attr == "dtype"


def _is_empty(node: ast.expr) -> bool:
    match node:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=func, args=[], keywords=[]):
            return ast.unparse(func).rpartition(".")[2] in ("List", "list", "Dict", "dict", "set")
    return False


def as_expressions(call: Mapping[str, ast.expr]) -> dict[str, str]:
    """Return the arguments of a call as expressions of n: what they hold stays, lengths grow.

    A number that is also such a length grows with it.
    """
    lengths: set[int] = set()
    made = {name: _as_expression(node, lengths) for name, node in call.items()}
    return {name: _in_lengths(text, lengths) for name, text in made.items()}


def _in_lengths(text: str, lengths: set[int]) -> str:
    """A number, or what is computed from numbers, with those that are lengths as n."""
    tree = ast.parse(text, mode="eval").body
    parts = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.operator, ast.unaryop)
    if not all(isinstance(node, parts) for node in ast.walk(tree)):
        return text
    plain = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is int]
    if not any(node.value in lengths for node in plain):
        return text
    return re.sub(r"\b\d+\b(?!\.)", lambda m: "n" if int(m[0]) in lengths else m[0], text)


def as_shape(text: str) -> str:
    """Return the lengths of a shape as n, those of 2 and 3 items as they are; empty for others."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return ""
    whole = isinstance(node, ast.Tuple) and all(
        isinstance(part, ast.Constant) and isinstance(part.value, int) for part in node.elts
    )
    return ast.unparse(_grown(node, set())) if whole else ""


def _as_expression(node: ast.expr, lengths: set[int]) -> str:
    while isinstance(node, ast.Subscript) and _is_only_cut(node.slice):
        node = node.value
    literal = _literal_array(node)
    if literal:
        return literal
    return ast.unparse(_Growing(lengths).visit(ast.parse(ast.unparse(node), mode="eval").body))


def _is_only_cut(index: ast.expr) -> bool:
    """Whether an index takes a part of an array, as [:100, :100], which has as many dimensions."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return all(isinstance(part, ast.Slice) and part.step is None for part in parts)


def _literal_array(node: ast.expr) -> str:
    """What stands for np.array([1.0, 2.0]); empty for anything else.

    One of records is repeated: what is in their fields may be of any kind.
    """
    match node:
        case ast.Call(
            func=ast.Attribute(attr="array" | "asarray"),
            args=[ast.List(elts=[ast.Tuple(), *_]), *more],
            keywords=keywords,
        ) if _is_of_records([*more, *(k.value for k in keywords if k.arg == "dtype")]):
            return f"np.resize({ast.unparse(node)}, n)"
        case ast.Call(func=ast.Attribute(attr="array" | "asarray"), args=[ast.List() as items, *_]):
            depth, first = 0, items
            leaf: ast.expr = first
            while isinstance(leaf, ast.List | ast.Tuple) and leaf.elts:
                depth, leaf = depth + 1, leaf.elts[0]
            shape = "n" if depth == 1 else f"({', '.join(['n'] * depth)})"
            if isinstance(leaf, ast.UnaryOp):
                leaf = leaf.operand
            if not isinstance(leaf, ast.Constant):
                return ""
            if isinstance(leaf.value, bool):
                return f"rng.random({shape}) < 0.5"
            if isinstance(leaf.value, int):
                return f"rng.integers(0, n, {shape})"
            if isinstance(leaf.value, float):
                return f"rng.random({shape})"
    return ""


def _is_of_records(types: list[ast.expr]) -> bool:
    """Whether a type that an array is made with has fields: np.dtype([…]), or such a list."""
    return any(isinstance(one, ast.Call | ast.List) for one in types)


class _Growing(ast.NodeTransformer):
    """Makes the lengths of arrays n, and draws from the generator that is given.

    `lengths` are those that it has made n.
    """

    def __init__(self, lengths: set[int]) -> None:
        self._lengths = lengths

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Attribute(attr="random"), attr=name) if name in _SHAPES:
                owner = ast.Attribute(ast.Name("rng"), _SHAPES[name])
            case ast.Attribute(value=ast.Call(func=made), attr=name) if (
                ast.unparse(made).endswith(("default_rng", "RandomState")) and name in _SHAPES
            ):
                owner = ast.Attribute(ast.Name("rng"), _SHAPES[name])
            case ast.Attribute(attr=name) if name in _MAKERS:
                return ast.Call(node.func, self._all_grown(node.args), self._keywords(node))
            case _:
                return node
        keyed = {k.arg: ast.unparse(k.value) for k in node.keywords}
        ends = name in ("randint", "integers") and keyed.get("dtype", "").endswith("int8")
        arguments = [*node.args[: 2 * ends], *self._all_grown(node.args[2 * ends :])]
        if name in ("rand", "randn"):
            arguments = [ast.Tuple(arguments)] if len(arguments) > 1 else arguments
        return ast.Call(owner, arguments, self._keywords(node))

    def _all_grown(self, nodes: list[ast.expr]) -> list[ast.expr]:
        return [_grown(node, self._lengths) for node in nodes]

    def _keywords(self, node: ast.Call) -> list[ast.keyword]:
        lengths = ("size", "shape", "num")
        return [
            ast.keyword(k.arg, _grown(k.value, self._lengths) if k.arg in lengths else k.value)
            for k in node.keywords
        ]


def _grown(node: ast.expr, lengths: set[int]) -> ast.expr:
    match node:
        case ast.Constant(value=bool()):
            return node
        case ast.Constant(value=int(value)) if value >= LARGE:
            lengths.add(value)
            return ast.Name("n")
        case ast.Constant(value=float(value)) if value >= LARGE and value.is_integer():
            return ast.parse("float(n)", mode="eval").body
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return ast.Tuple([_grown(part, lengths) for part in parts])
        case ast.Call(func=ast.Name(id="int"), args=[ast.Constant(value=float(value))]):
            return _grown(ast.Constant(int(value)), lengths)
        case ast.Call(func=ast.Name(id="int"), args=[inner]):
            return _grown(inner, lengths)
        case ast.BinOp(left=ast.Constant(), op=ast.Pow() | ast.Mult(), right=ast.Constant()):
            return ast.Name("n")
    return node
