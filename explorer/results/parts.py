"""Values of a file's content, each of the type that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, cast

import msgspec

from explorer.measure.plain_values import from_plain

T = TypeVar("T")
TEXT = cast(type[str | None], str | None)
NUMBER = cast(type[float | None], float | None)
COUNT = cast(type[int], Annotated[int, msgspec.Meta(ge=0)])
ERROR = cast(type[float | None], Annotated[float, msgspec.Meta(ge=0)] | None)
SERVED = cast(type[int | None], Annotated[int, msgspec.Meta(ge=0)] | None)

_REQUIRED: Any = object()


def part(content: Mapping[str, Any], key: str, kind: type[T], default: T = _REQUIRED) -> T:
    """One value of a type, or of its JSON text; the default where the key is missing."""
    if key not in content:
        if default is _REQUIRED:
            raise ValueError(f"“{key}” is missing")
        return default
    value = content[key]
    try:
        if isinstance(value, msgspec.Raw):
            return msgspec.json.decode(value, type=kind)
        return from_plain(kind, value)
    except ValueError as error:
        what, _, place = str(error).replace("`", "").partition(" - at $")
        raise ValueError(f"“{key}{place}”: {what[:1].lower()}{what[1:]}") from error


def mapping(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, Mapping):
        raise ValueError(f"“{key}” is not an object")
    return value
