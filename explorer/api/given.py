"""What a script gives, as the texts that are read of the command line, too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from explorer.kernels.kernel import KernelError


def given(arguments: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Return arguments as expressions: texts are ones, of n and rng; a plain value is its repr.

    Raises KernelError for what its repr does not make again, as an array.
    """
    if arguments is None:
        return None
    return {name: v if isinstance(v, str) else _written(name, v) for name, v in arguments.items()}


def _written(name: str, value: object) -> str:
    text = repr(value)
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        kind = type(value).__name__
        raise KernelError(
            f"The argument {name} is of type {kind}, which is not passed on: give an expression "
            'of n and rng that makes it, as in "rng.random(n)".'
        ) from error
    return text


def listed(values: str | float | Iterable[float] | None) -> str | None:
    """Return numbers, or one, as the text that is read; what is none is refused there."""
    if values is None or isinstance(values, str):
        return values
    every = values if isinstance(values, Iterable) else (values,)
    return ",".join(str(int(v)) if _is_whole(v) else str(v) for v in every)


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()
