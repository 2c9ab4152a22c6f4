"""What signatures in a decorator make of a function: it is compiled for these alone."""

from __future__ import annotations

import operator
from typing import Any

from numba.core.dispatcher import Dispatcher


def declared(function: Dispatcher) -> tuple[Any, ...]:
    """Return the signatures that its decorator gives a compiled function; none where it has none.

    They say what is returned, and that arrays may have gaps, where `float64[:]` stands for one.
    """
    return () if getattr(function, "_can_compile", True) else tuple(function.nopython_signatures)


def taking(
    dispatcher: Any, signatures: tuple[Any, ...], given: tuple[Any, ...]
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return declared signatures, and the types for which a call with the given ones has code.

    No signatures where none of them takes these types: the function is compiled for those then.
    """
    convert = dispatcher.typingctx.can_convert
    fitting = [
        tuple(one.args)
        for one in signatures
        if len(one.args) == len(given)
        and all(convert(a, b) is not None for a, b in zip(given, one.args, strict=True))
    ]
    if not fitting:
        return (), given
    return signatures, max(fitting, key=lambda args: sum(map(operator.eq, args, given)))
