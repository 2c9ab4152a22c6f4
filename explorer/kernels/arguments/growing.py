"""Arguments of a call as expressions of n: what they hold stays, lengths grow."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from explorer.kernels.expressions import tree_of

LARGE, SMALL = 8, 4
"""Lengths from here on stand for a size; smaller ones are kept, as the 3 of points in space. Where
no argument has any such, those from the second number on do."""
_SHAPES: Mapping[str, str] = {
    "rand": "random", "random": "random", "random_sample": "random", "ranf": "random",
    "randn": "standard_normal", "standard_normal": "standard_normal", "normal": "normal",
    "uniform": "uniform", "randint": "integers", "integers": "integers", "poisson": "poisson",
    "permutation": "permutation", "exponential": "exponential", "choice": "choice",
}  # fmt: skip
"""Functions of np.random and the methods of a generator that do the same."""
_NO_LENGTHS = (
    "iter", "steps", "order", "degree", "seed", "window", "chunk", "repeat", "bins", "state",
)  # fmt: skip


def is_no_length(name: str) -> bool:
    """Whether a whole number of that name is none of items."""
    low = name.lower()
    return any(word in low for word in _NO_LENGTHS) or low.startswith("max")


_MAKERS = ("zeros", "ones", "empty", "full", "arange", "linspace", "eye", "identity", "reshape")


def as_expressions(
    call: Mapping[str, ast.expr], makers: Mapping[str, tuple[str, ...]], least: int = LARGE
) -> dict[str, str]:
    """Return the arguments of a call as expressions of n: what they hold stays, lengths grow.

    A number that is also such a length grows with it; one below `least` is none. `makers` are
    functions that make arguments, and their parameters: what they are given grows too.
    """
    lengths = _Lengths(least)
    made = {name: _as_expression(node, lengths, makers) for name, node in call.items()}
    return {name: _in_lengths(text, lengths.found) for name, text in made.items()}


@dataclass(frozen=True)
class _Lengths:
    """From which number on lengths are made n, and those that were."""

    least: int = LARGE
    found: set[int] = field(default_factory=set)


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


def power(texts: Iterable[str]) -> int:
    """Return the power of n with which the largest array that these expressions make grows."""
    made = " ".join(texts)
    shapes = re.findall(r"(?<!\w)\(([^()]*)\)", made)  # no call's
    axes = [len(re.findall(r"\bn\b", shape)) for shape in shapes]
    return max([1 + bool(re.search(r"\bn \* n\b", made)), *axes])


def as_shape(text: str) -> str:
    """Return the lengths of a shape as n, those of 2 and 3 items as they are; empty for others."""
    node = tree_of(text)
    if not isinstance(node, ast.Tuple) or not all(
        isinstance(part, ast.Constant) and isinstance(part.value, int) for part in node.elts
    ):
        return ""
    return ast.unparse(_grown(node, _Lengths()))


def _as_expression(node: ast.expr, lengths: _Lengths, makers: Mapping[str, tuple[str, ...]]) -> str:
    while isinstance(node, ast.Subscript) and _is_only_cut(node.slice):
        node = node.value
    literal = _literal_array(node)
    if literal:
        return literal
    grown = _Growing(lengths, makers).visit(ast.parse(ast.unparse(node), mode="eval").body)
    return ast.unparse(grown)


def _is_only_cut(index: ast.expr) -> bool:
    """Whether an index takes a part of an array, as [:100, :100], which has as many dimensions."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return all(isinstance(part, ast.Slice) and part.step is None for part in parts)


def is_literal(node: ast.expr | None) -> bool:
    """Whether it is an array of items that are written down."""
    return node is not None and bool(_literal_array(node))


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
            axes: list[str] = []
            leaf: ast.expr = items
            while isinstance(leaf, ast.List | ast.Tuple) and leaf.elts:
                inside = isinstance(leaf.elts[0], ast.List | ast.Tuple)
                axes.append("1" if inside and len(leaf.elts) == 1 else "n")  # one row stays one
                leaf = leaf.elts[0]
            shape = "n" if len(axes) == 1 else f"({', '.join(axes)})"
            if len(axes) == 1 and _is_sorted(items):
                return f"np.sort(rng.random({shape}))"
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


def _is_sorted(items: ast.List) -> bool:
    """Whether numbers that are written down increase, not as whole ones may that are counted up."""
    try:
        values = ast.literal_eval(items)
    except (ValueError, TypeError):
        return False
    real = any(isinstance(value, float) for value in values)
    return len(values) > 2 and real and all(a < b for a, b in pairwise(values))


def _is_of_records(types: list[ast.expr]) -> bool:
    """Whether a type that an array is made with has fields: np.dtype([…]), or such a list."""
    return any(isinstance(one, ast.Call | ast.List) for one in types)


class _Growing(ast.NodeTransformer):
    """Makes the lengths of arrays n, and draws from the generator that is given.

    `lengths` gets those that it has made n.
    """

    def __init__(self, lengths: _Lengths, makers: Mapping[str, tuple[str, ...]]) -> None:
        self._lengths, self._makers = lengths, makers

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Attribute(attr="random"), attr=name) if name in _SHAPES:
                owner = ast.Attribute(ast.Name("rng"), _SHAPES[name])
            case ast.Attribute(value=ast.Call(func=made), attr=name) if (
                ast.unparse(made).endswith(("default_rng", "RandomState")) and name in _SHAPES
            ):
                owner = ast.Attribute(ast.Name("rng"), _SHAPES[name])
            case ast.Attribute(attr="reshape", value=ast.Call(args=[length]) as made):
                shape = self._all_grown(node.args)
                axes = [a for s in shape for a in (s.elts if isinstance(s, ast.Tuple) else [s])]
                if ast.unparse(length) == "n" and "-1" not in map(ast.unparse, axes):
                    made.args = [_product(axes)]  # as many as there are places
                return ast.Call(node.func, shape, self._keywords(node))
            case ast.Attribute(attr=name) if name in _MAKERS:
                return ast.Call(node.func, self._all_grown(node.args), self._keywords(node))
            case ast.Name(id=name) if name in self._makers:
                return self._grown_call(node, self._makers[name])
            case _:
                return node
        keyed = {k.arg: ast.unparse(k.value) for k in node.keywords}
        ends = name in ("randint", "integers") and keyed.get("dtype", "").endswith("int8")
        arguments = [*node.args[: 2 * ends], *self._all_grown(node.args[2 * ends :])]
        if name in ("rand", "randn"):
            arguments = [ast.Tuple(arguments)] if len(arguments) > 1 else arguments
        return ast.Call(owner, arguments, self._keywords(node))

    def _grown_call(self, node: ast.Call, parameters: tuple[str, ...]) -> ast.Call:
        """A call of one of the file's own functions."""
        given = zip(node.args, [*parameters, *[""] * len(node.args)], strict=False)
        return ast.Call(
            node.func,
            [self._length(name, value) for value, name in given],
            [ast.keyword(k.arg, self._length(k.arg or "", k.value)) for k in node.keywords],
        )

    def _length(self, name: str, value: ast.expr) -> ast.expr:
        return value if is_no_length(name) else _grown(value, self._lengths)

    def _all_grown(self, nodes: list[ast.expr]) -> list[ast.expr]:
        return [_grown(node, self._lengths) for node in nodes]

    def _keywords(self, node: ast.Call) -> list[ast.keyword]:
        lengths = ("size", "shape", "num")
        return [
            ast.keyword(k.arg, _grown(k.value, self._lengths) if k.arg in lengths else k.value)
            for k in node.keywords
        ]


def _product(parts: list[ast.expr]) -> ast.expr:
    product = parts[0]
    for part in parts[1:]:
        product = ast.BinOp(product, ast.Mult(), part)
    return product


def _grown(node: ast.expr, lengths: _Lengths) -> ast.expr:
    match node:
        case ast.Constant(value=bool()):
            return node
        case ast.Constant(value=int(value)) if value >= lengths.least:
            lengths.found.add(value)
            return ast.Name("n")
        case ast.Constant(value=float(value)) if value >= lengths.least and value.is_integer():
            return ast.parse("float(n)", mode="eval").body
        case ast.List(elts=[ast.Tuple(), *_]):  # the fields of records, no shape
            return node
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return ast.Tuple([_grown(part, lengths) for part in parts])
        case ast.Call(func=ast.Name(id="int"), args=[ast.Constant(value=float(value))]):
            return _grown(ast.Constant(int(value)), lengths)
        case ast.Call(func=ast.Name(id="int"), args=[inner]):
            return _grown(inner, lengths)
        case ast.BinOp(left=ast.Constant(), op=ast.Pow() | ast.Mult(), right=ast.Constant()):
            return ast.Name("n")
    return node
