"""Which comparisons of a function are about indices: checks for a negative one, and of bounds."""

import re
from collections import defaultdict
from dataclasses import dataclass

from explorer.why.optimised import Function, Instruction

_COMPUTES = {
    "add", "sub", "mul", "shl", "and", "or", "ashr", "select", "sext", "zext", "trunc", "freeze",
    "insertelement", "shufflevector", "getelementptr",
}  # fmt: skip
"""What an address may be computed by of an index and what is added to a negative one."""
_NEGATIVE = re.compile(r"^icmp (?:samesign )?slt .*, (?:0|zeroinitializer)$")
_ENDS = re.compile(r"^icmp (?:samesign )?(?:eq|ne) |^icmp .* ptr ")
"""Ends a loop that counts, or asks whether arrays overlap: it is no check of an index."""
_COUNTS = re.compile(r'^(?:add|sub) (?:nuw |nsw )*\S+ %("[^"]+"|[-\w.$]+), -?\d+$')
_JOINS = ("and", "or", "select", "xor")


@dataclass(frozen=True)
class Checks:
    """Names of comparisons: those that add the length to a negative index, and those of bounds."""

    negative: frozenset[str] = frozenset()
    bounds: frozenset[str] = frozenset()


def checks_of(function: Function) -> Checks:
    """Return which comparisons are about what an address is computed of."""
    made = {i.result: i for block in function.blocks.values() for i in block if i.result}
    users: dict[str, list[Instruction]] = defaultdict(list)
    for block in function.blocks.values():
        for one in block:
            for name in one.used:
                users[name].append(one)
    addressed = _addressed(function, made)
    compared = {name: one for name, one in made.items() if one.operation == "icmp"}
    negative = {name for name in compared.keys() & addressed if _NEGATIVE.match(made[name].text)}
    bounds = {
        name
        for name, one in compared.items()
        if name not in negative
        and not _ENDS.match(one.text)
        and any(used in addressed and not _counts(made.get(used), made) for used in one.used)
        and _decides(name, users)
    }
    return Checks(frozenset(negative), frozenset(bounds))


def _addressed(function: Function, made: dict[str, Instruction]) -> set[str]:
    """All that addresses are computed of."""
    found: set[str] = set()
    left = [
        name
        for block in function.blocks.values()
        for one in block
        if one.operation == "getelementptr"
        for name in one.used
    ]
    while left:
        name = left.pop()
        one = made.get(name)
        if one is None or name in found:
            continue
        found.add(name)
        if one.operation in _COMPUTES:
            left += one.used
    return found


def _counts(one: Instruction | None, made: dict[str, Instruction]) -> bool:
    """Whether it is a loop's own counter, or an argument: no index that has to be looked at."""
    if one is None or one.operation == "phi":
        return True
    step = _COUNTS.match(one.text)
    return step is not None and _counts(made.get(step[1].strip('"')), made)


def _decides(name: str, users: dict[str, list[Instruction]], deepest: int = 3) -> bool:
    """Whether it depends on a comparison, alone or with others, which way is gone."""
    return any(
        one.operation == "br"
        or (one.operation in _JOINS and " i1 " in one.text and deepest > 0
            and _decides(one.result, users, deepest - 1))
        for one in users.get(name, ())
    )  # fmt: skip
