"""What ran in a call: functions, and how often each of their blocks did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from explorer.why.optimised import Function


@dataclass(frozen=True)
class Executed:
    """A function and how often each of its blocks ran in one call; those that never ran lack.

    `moves` are by block how many of its loads and stores were of each kind (`accesses`), empty
    where threads share the work.
    """

    function: Function
    counts: Mapping[str, int]
    moves: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def less_often(self, block: str) -> int:
        """Return how often the branch at the end of a block went the way it goes less often.

        0 where it has no two ways, or where that cannot be told from what ran.
        """
        ways = self.function.successors(block)
        if len(set(ways)) != 2:
            return 0
        ran = self.counts.get(block, 0)
        for way in ways:
            if len(self._before.get(way, ())) == 1:
                went = self.counts.get(way, 0)
                return max(0, min(went, ran - went))
        return 0

    @cached_property
    def _before(self) -> Mapping[str, set[str]]:
        """By block those that lead to it."""
        found: dict[str, set[str]] = {}
        for block in self.function.blocks:
            for after in self.function.successors(block):
                found.setdefault(after, set()).add(block)
        return found
