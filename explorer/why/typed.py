"""What of the inferred types costs something that nobody asked for."""

import re
from collections.abc import Iterator, Sequence

from explorer.why.facts import Typed

_ARRAY = re.compile(r"^array\((\w+), (\d+)d, ([ACF])")
_WIDER = {"float32": "float64", "complex64": "complex128"}
_WHOLE = re.compile(r"^u?int\d+$|^Literal\[int\]")


def surprises(types: Sequence[Typed]) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for what became wider than the data, or has its elements apart."""
    arrays = [found for one in types if (found := _ARRAY.match(one.type))]
    kinds = {found[1] for found in arrays}
    narrow = next((kind for kind in _WIDER if kind in kinds and _WIDER[kind] not in kinds), "")
    before: dict[str, str] = {}
    for one in types:
        found = _ARRAY.match(one.type)
        if found and found[3] == "A" and one.name not in before:
            yield (
                one.line,
                (
                    f"{one.name} is not contiguous here (layout A): "
                    "the way from element to element is looked up."
                ),
            )
        elif narrow and one.type == _WIDER[narrow] and before.get(one.name) != one.type:
            yield one.line, f"{one.name} is {one.type}, while the arrays are {narrow}."
        elif one.type == "float64" and _WHOLE.match(before.get(one.name, "")):
            was = before[one.name]
            yield (
                one.line,
                (
                    f"{one.name} is float64 here: whole numbers of different kinds make one."
                    if was.startswith("uint")
                    else f"{one.name} is float64 here and was {was} before."
                ),
            )
        before[one.name] = one.type
