"""What ran in a call: functions, and how often each of their blocks did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.why.optimised import Function


@dataclass(frozen=True)
class Executed:
    """A function and how often each of its blocks ran in one call; those that never ran lack."""

    function: Function
    counts: Mapping[str, int]
