"""Formulas of a kernel file, evaluated from the syntax tree without running the file."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "int": int,
    "round": round,
    "sqrt": math.sqrt,
    "isqrt": math.isqrt,
    "log2": math.log2,
}

LONGEST = 200
"""Parts of an expression; a longer one is no formula that somebody wrote."""
MOST_BITS = 2048
"""A whole number with more is more than any float, and what is made of it takes ever longer."""


@dataclass(frozen=True)
class Formula:
    """A function of the file that only calculates: `return 3 * n * itemsize`.

    `constants` are the file's module-level numbers, which the formula may use.
    """

    expression: ast.expr
    constants: Mapping[str, float]

    def __call__(self, **names: float) -> float | None:
        """Evaluate it for these values; None where it is more than arithmetic."""
        try:
            return float(_value(self.expression, {**self.constants, **names}))
        except (ValueError, TypeError, KeyError, ArithmeticError):
            return None


def formula(function: ast.FunctionDef, constants: Mapping[str, float]) -> Formula | None:
    """Return the formula that a function consists of, or None when it does more than return."""
    statements = [s for s in function.body if not _is_docstring(s)]
    if len(statements) == 1 and isinstance(statements[0], ast.Return) and statements[0].value:
        expression = statements[0].value
        if next(islice(ast.walk(expression), LONGEST, None), None) is None:
            return Formula(expression, constants)
    return None


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _value(node: ast.expr, names: Mapping[str, float]) -> Any:
    """The value; raises ValueError where it is more than arithmetic, or beyond any size."""
    value = _worked_out(node, names)
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise ValueError("no size has so many digits")
    return value


def _worked_out(node: ast.expr, names: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return names[name]
        case ast.BinOp(left=left, op=op, right=right):
            base, other = _value(left, names), _value(right, names)
            if isinstance(op, ast.Pow) and abs(other) > 16:
                raise ValueError("a power this high is no size")
            return _BINARY[type(op)](base, other)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=[]):
            return _FUNCTIONS[name](*(_value(argument, names) for argument in args))
    raise ValueError(f"not arithmetic: {ast.dump(node)}")
