"""Values of a file's content; what is wrong of them is named by where it stands."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from explorer.measure.plain_values import from_plain

T = TypeVar("T")

Text = msgspec.Raw | memoryview
_MISSING = re.compile(r"Object missing required field (\w+)")


def told(kind: type[T], value: Any, at: str = "") -> T:
    """Return a value of a type, from what JSON held or from its text.

    Raises ValueError that names the part that is wrong, below the one that is `at` this place; and
    msgspec.DecodeError where the text is no JSON.
    """
    try:
        if isinstance(value, Text):
            return msgspec.json.decode(value, type=kind)
        return from_plain(kind, value)
    except msgspec.ValidationError as error:
        what, _, below = str(error).replace("`", "").partition(" - at $")
        place = f"{at}{below}".lstrip(".")
        if lacking := _MISSING.match(what):
            named = ".".join(filter(None, (place, lacking[1])))
            raise ValueError(f"“{named}” is missing") from error
        raise ValueError(f"“{place}”: {what[:1].lower()}{what[1:]}") from error
