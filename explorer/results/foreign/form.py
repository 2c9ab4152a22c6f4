"""Reading JSON of other programs part by part, and refusing what is not as it has to be.

Numbers with a point arrive as Decimal (`reading`), so that a time in nanoseconds becomes seconds
without rounding twice.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from explorer.measure.plan import MAX_SIZE
from explorer.refused import excerpt

_LONGEST_S = 10**12
_BRACKETS = re.compile(r"(.*)\[(.*)\]\s*", re.DOTALL)


class ForeignError(ValueError):
    """A file of another program cannot be read; the message is a clause that says why."""


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object as it is, and anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def list_of(held: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return a list of objects; raises ForeignError."""
    found = held.get(key)
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise ForeignError(f"“{key}” is not a list of objects")
    return found


def text_of(value: Any) -> str:
    """Return a text in one line, empty where it is none."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    """Return a positive whole number, also one written as text; None where it is none."""
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    number = int(text) if text.isdecimal() and len(text) < 16 else 0
    return number if 1 <= number <= MAX_SIZE else None


def time_of(value: Any, power: int = 0) -> float:
    """Return seconds, from a number of 10**power seconds; raises ForeignError where it is none."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        seconds = float(Decimal(value).scaleb(power))
        if 0 < seconds < _LONGEST_S:
            return seconds
    raise ForeignError(f"“{excerpt(str(value))}” is not a time")


def moment(value: Any) -> str:
    """Return a moment as ISO 8601, empty where it is none."""
    try:
        return datetime.fromisoformat(text_of(value)).isoformat()
    except ValueError:
        return ""


def brackets(name: str) -> tuple[str, str]:
    """Return a name, and what stands in brackets at its end."""
    found = _BRACKETS.fullmatch(name)
    return (found[1].strip(), found[2]) if found and found[1].strip() else (name, "")


def known(**values: Any) -> dict[str, Any]:
    """Return what is known of these."""
    return {name: value for name, value in values.items() if value}
