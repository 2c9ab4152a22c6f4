"""Arguments that people often need, as expressions of n, np and rng; and sweeping one of them."""

import ast
from collections.abc import Mapping

from explorer.kernels.arguments.growing import power
from explorer.kernels.arrays import INTEGERS, SORTED, ZEROS, Array, array_of
from explorer.kernels.expressions import tree_of

_ARRAYS = (
    Array(),
    Array(("n", "n")),
    Array(("n", "3")),
    Array(("n", "n"), by_columns=True),
    Array(holds=ZEROS),
    Array(("n", "n"), ZEROS),
    Array(holds=SORTED),
    Array(holds=INTEGERS, dtype="int64"),
    Array(dtype="complex128"),
    Array(as_list=True),
)
PRESETS: Mapping[str, str] = {
    **{array.words: array.expression for array in _ARRAYS},
    "n itself": "n",
    "a number": "0.5",
    "True": "True",
    "False": "False",
}
"""What each is, in a few words, and the expression."""

_FIXED_N = 1000
_FIXED_SIDE = 100


def in_words(expression: str) -> str:
    """Say what an expression makes; empty where it speaks for itself."""
    array = array_of(expression)
    if array is not None:
        return array.words
    if expression.strip() == "n":
        return "n itself"
    value = _constant(expression)
    if isinstance(value, bool) or value is None:
        return ""
    return "the same at every size" if isinstance(value, (int, float, complex, str)) else ""


def can_be_swept(expression: str) -> bool:
    """Whether an argument is a number, so that it can take the place of n on the axis."""
    value = _constant(expression)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def swept(arguments: Mapping[str, str], parameter: str, fixed: int | None = None) -> dict[str, str]:
    """Return the arguments with n put in for a parameter, and a fixed size for n elsewhere.

    The fixed size is 1,000, or 100 where an argument has n × n elements.
    """
    value = fixed if fixed is not None else fixed_size(arguments)
    return {
        name: ("n" if name == parameter else _without_n(text, value))
        for name, text in arguments.items()
    }


def fixed_size(arguments: Mapping[str, str]) -> int:
    """Return the n that the other arguments get while one of them is swept."""
    return _FIXED_SIDE if power(arguments.values()) > 1 else _FIXED_N


def sweep_range(expression: str) -> str:
    """Return the range over which an argument is swept: up to about eight times what it was."""
    value = _constant(expression)
    usual = abs(value) if isinstance(value, (int, float)) else 0
    high = 100
    while high < 8 * usual and high < 10**6:
        high *= 10
    return f"1:{high}"


def _without_n(text: str, value: int) -> str:
    tree = tree_of(text)
    if tree is None:
        return text
    return ast.unparse(_Fixed(value).visit(tree))


class _Fixed(ast.NodeTransformer):
    """Puts a number in for the name n."""

    def __init__(self, value: int) -> None:
        self._value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.copy_location(ast.Constant(self._value), node) if node.id == "n" else node


def _constant(text: str) -> object:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
