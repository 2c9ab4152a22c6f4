"""What the names of arguments tell beside one another: weights and biases, and x, y and z."""

import re
from collections.abc import Collection, Mapping

from explorer.kernels.arguments.use import Use

_FAMILIES = ("xyz", "uvw")


def of_layer(use: Use, name: str) -> int:
    """Return the dimensions of a network's weights and biases; 0 for anything else.

    They are told by both names: w1 beside b1, fc1w beside fc1b.
    """
    named = {parameter.lower() for parameter in use.parameters}
    layer = re.fullmatch(r"(\w*)([wb])(\d*)", name.lower())
    if layer and (layer[1] or layer[3]):
        other = "b" if layer[2] == "w" else "w"
        if f"{layer[1]}{other}{layer[3]}" in named:
            return 2 if layer[2] == "w" else 1
    return 1 if "bias" in name.lower() and use.takes_array else 0


def like_sisters(
    guesses: Mapping[str, str], array: str, unknown: Collection[str]
) -> tuple[str, ...]:
    """Return those of which nothing is known and whose sisters are all such an array."""
    found = []
    for name in unknown:
        family = next((letters for letters in _FAMILIES if name in letters), "")
        sisters = [guesses[s] for s in family if s in guesses and s not in unknown]
        if sisters and set(sisters) == {array}:
            found.append(name)
    return tuple(found)
