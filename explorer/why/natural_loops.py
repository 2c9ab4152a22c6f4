"""The loops of optimised code: which blocks they have, and how far a turn of one goes."""

import re
from collections import defaultdict
from dataclasses import dataclass

from explorer.why.optimised import Function

_STEP = re.compile(r"^add (?:nuw |nsw )*i\d+ %(\"[^\"]+\"|[-\w.$]+), (-?\d+)$")


@dataclass(frozen=True)
class Loop:
    """A natural loop: its header, all its blocks, those that jump back, and the loop around it."""

    header: str
    body: frozenset[str]
    latches: tuple[str, ...]
    own: frozenset[str]
    parent: str | None


def loops(function: Function) -> list[Loop]:
    """Return the natural loops of a function: blocks from which a jump leads back to a dominator.

    Dominators by the algorithm of Cooper, Harvey and Kennedy (2001).
    """
    if not function.blocks:
        return []
    following = {
        block: [after for after in function.successors(block) if after in function.blocks]
        for block in function.blocks
    }
    order = _in_reverse_postorder(next(iter(function.blocks)), following)
    number = {block: at for at, block in enumerate(order)}
    before: dict[str, list[str]] = defaultdict(list)
    for block in order:
        for after in following[block]:
            before[after].append(block)
    dominator = _dominators(order, number, before)
    bodies: dict[str, set[str]] = {}
    latches: dict[str, list[str]] = defaultdict(list)
    for block in order:
        for header in following[block]:
            if _dominates(header, block, dominator):
                latches[header].append(block)
                body, todo = bodies.setdefault(header, {header}), [block]
                while todo:
                    one = todo.pop()
                    if one not in body:
                        body.add(one)
                        todo += before[one]
    found = []
    for header, body in bodies.items():
        inner = [other for other in bodies if other != header and other in body]
        around = [other for other in bodies if other != header and header in bodies[other]]
        parent = min(around, key=lambda other: len(bodies[other]), default=None)
        own = body - set().union(*(bodies[other] for other in inner))
        found.append(Loop(header, frozenset(body), tuple(latches[header]), frozenset(own), parent))
    return found


def _in_reverse_postorder(entry: str, following: dict[str, list[str]]) -> list[str]:
    seen, done = {entry}, []
    stack = [(entry, iter(following[entry]))]
    while stack:
        block, rest = stack[-1]
        for after in rest:
            if after not in seen:
                seen.add(after)
                stack.append((after, iter(following[after])))
                break
        else:
            done.append(block)
            stack.pop()
    return done[::-1]


def _dominators(
    order: list[str], number: dict[str, int], before: dict[str, list[str]]
) -> dict[str, str]:
    dominator = {order[0]: order[0]}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            known = [one for one in before[block] if one in dominator]
            new = known[0]
            for other in known[1:]:
                while new != other:
                    if number[new] > number[other]:
                        new = dominator[new]
                    else:
                        other = dominator[other]
            if dominator.get(block) != new:
                dominator[block] = new
                changed = True
    return dominator


def _dominates(above: str, block: str, dominator: dict[str, str]) -> bool:
    while above != block:
        if dominator[block] == block:
            return False
        block = dominator[block]
    return True


def step(function: Function, loop: Loop) -> int:
    """Return how many turns of the source's loop one turn of a loop stands for.

    SIMD and unrolling let its counter grow by more than one; the smallest step of its counters is
    taken, and 1 where it has none.
    """
    results = {i.result: i for block in loop.body for i in function.blocks[block] if i.result}
    steps = []
    for phi in function.blocks[loop.header]:
        if phi.operation != "phi":
            continue
        for value, block in phi.incoming:
            made = results.get(value)
            if block in loop.body and made is not None:
                added = _STEP.match(made.text)
                if added and added[1].strip('"') == phi.result:
                    steps.append(abs(int(added[2])))
    return min((one for one in steps if one), default=1)
