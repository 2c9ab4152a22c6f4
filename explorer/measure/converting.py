"""What it costs that arguments are lists, whose items Numba converts at each call."""

from collections.abc import Callable, Mapping
from typing import Any

from explorer.measure.batch import Stopwatch
from explorer.units import percent, seconds

MOST_CALLS = 5
WORTH_SAYING = 0.05
"""Converting that takes a smaller share of a call needs no sentence."""


def has_list(arguments: tuple[Any, ...]) -> bool:
    """Whether one of the arguments is a list of Python's, as long as it has items."""
    return any(isinstance(argument, list) and argument for argument in arguments)


def cost_s(empty: Callable[..., Any], arguments: tuple[Any, ...], watch: Stopwatch) -> float:
    """Return the seconds of a call of a compiled function that does nothing, the least of a few."""
    taken = []
    for _ in range(MOST_CALLS):
        began = watch.now()
        empty(*arguments)
        taken.append(watch.now() - began)
    return min(taken)


def in_words(cost: float, where: str, shortest: Mapping[str, float]) -> str:
    """Say the cost beside that of the fastest compiled variant; empty where it is small."""
    name = min(shortest, key=lambda variant: shortest[variant], default=None)
    if name is None or cost < WORTH_SAYING * shortest[name]:
        return ""
    share = min(cost / shortest[name], 1.0)
    return (
        f"Converting lists takes {seconds(cost, 2)} a call at {where}, as a compiled function that "
        f"does nothing shows: {percent(share)} of the {seconds(shortest[name], 2)} of {name}."
    )
