"""Arrays as arguments: what one holds, how many, of which dtype and order, and its expression."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.kernels.expressions import tree_of

RANDOM, SORTED, INTEGERS, ZEROS, BOOLEANS = "random", "sorted", "integers", "zeros", "booleans"
DTYPES: Mapping[str, tuple[str, ...]] = {
    RANDOM: ("float64", "float32", "complex128"),
    SORTED: ("float64", "float32"),
    INTEGERS: ("int64", "int32", "int16", "uint8"),
    ZEROS: ("float64", "float32", "complex128", "int64", "int32", "uint8", "bool"),
    BOOLEANS: ("bool",),
}
"""What an array may hold, and the dtypes it can have then, the usual one first."""


@dataclass(frozen=True)
class Array:
    """An array, or a list, that an argument's expression makes.

    `shape` holds an expression for each axis. `low` and `high` are the expressions of the range
    that integers are from, the upper end not included. `by_columns` is Fortran's order.
    """

    shape: tuple[str, ...] = ("n",)
    holds: str = RANDOM
    dtype: str = "float64"
    by_columns: bool = False
    as_list: bool = False
    low: str = "0"
    high: str = "n"

    @property
    def expression(self) -> str:
        """The Python expression that makes it."""
        made = self._filled()
        if self.holds == SORTED:
            made = f"np.sort({made})"
        if self.by_columns and len(self.shape) > 1:
            made = f"np.asfortranarray({made})"
        whole = made if self.holds != BOOLEANS and self.dtype != "complex128" else f"({made})"
        return f"{whole}.tolist()" if self.as_list else made

    @property
    def words(self) -> str:
        """What it is, in a few words."""
        number = " × ".join(f"({axis})" if " " in axis else axis for axis in self.shape)
        held = {
            RANDOM: "complex numbers" if self.dtype == "complex128" else "random numbers",
            SORTED: "numbers, sorted",
            INTEGERS: f"integers from {self.low} to {_last(self.high)}",
            ZEROS: "zeros",
            BOOLEANS: "times True or False",
        }[self.holds]
        usual = self.dtype == DTYPES[self.holds][0] or (
            self.holds,
            self.dtype,
        ) == (RANDOM, "complex128")
        parts = [
            f"a list of {number} {held}" if self.as_list else f"{number} {held}",
            "" if usual or self.as_list else self.dtype,
            "by columns" if self.by_columns and len(self.shape) > 1 else "",
        ]
        return ", ".join(part for part in parts if part)

    def _filled(self) -> str:
        shape = f"({', '.join(self.shape)})" if len(self.shape) > 1 else self.shape[0]
        dtype = "" if self.dtype == DTYPES[self.holds][0] else f", dtype=np.{self.dtype}"
        match self.holds:
            case "integers":
                return f"rng.integers({self.low}, {self.high}, {shape}{dtype})"
            case "zeros":
                return f"np.zeros({shape}{dtype})"
            case "booleans":
                return f"rng.random({shape}) < 0.5"
        if self.dtype == "complex128":
            return f"rng.random({shape}) + 1j * rng.random({shape})"
        return f"rng.random({shape}{dtype})"


def array_of(expression: str) -> Array | None:
    """Return the array that an expression makes, None where it is another expression."""
    node = tree_of(expression)
    if node is None:
        return None
    as_list = by_columns = False
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="tolist"), args=[], keywords=[]):
            node, as_list = inner, True
    inner_node = _argument_of(node, "np.asfortranarray")
    if inner_node is not None:
        node, by_columns = inner_node, True
    sorted_node = _argument_of(node, "np.sort")
    found = _filled(node if sorted_node is None else sorted_node)
    if found is None or (sorted_node is not None and found.holds != RANDOM):
        return None
    holds = found.holds if sorted_node is None else SORTED
    made = Array(found.shape, holds, found.dtype, by_columns, as_list, found.low, found.high)
    return made if found.dtype in DTYPES[holds] and _same(made.expression, expression) else None


def _filled(node: ast.expr) -> Array | None:
    match node:
        case ast.BinOp(left=left, op=ast.Add()):
            return Array(_shape(left), RANDOM, "complex128")
        case ast.Compare(left=left):
            return Array(_shape(left), BOOLEANS, "bool")
        case ast.Call(func=func, args=args, keywords=keywords):
            named = {keyword.arg: ast.unparse(keyword.value) for keyword in keywords}
            given = named.get("dtype", "").removeprefix("np.")
            match ast.unparse(func), args:
                case "rng.random", [shape]:
                    return Array(_axes(shape), RANDOM, given or "float64")
                case "np.zeros", [shape]:
                    return Array(_axes(shape), ZEROS, given or "float64")
                case "rng.integers", [low, high, shape]:
                    ends = ast.unparse(low), ast.unparse(high)
                    return Array(_axes(shape), INTEGERS, given or "int64", False, False, *ends)
    return None


def _shape(node: ast.expr) -> tuple[str, ...]:
    return _axes(node.args[0]) if isinstance(node, ast.Call) and node.args else ("n",)


def _axes(node: ast.expr) -> tuple[str, ...]:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return tuple(ast.unparse(part) for part in parts)


def _argument_of(node: ast.expr, function: str) -> ast.expr | None:
    match node:
        case ast.Call(func=func, args=[inner], keywords=[]) if ast.unparse(func) == function:
            return inner
    return None


def _same(made: str, written: str) -> bool:
    return ast.dump(ast.parse(made.strip())) == ast.dump(ast.parse(written.strip()))


def _last(end: str) -> str:
    """The last integer of a range that ends before this."""
    return str(int(end) - 1) if end.isdigit() else f"{end} - 1"
