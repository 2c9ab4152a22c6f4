"""What each loop of the source does in a call: counted blocks, put together by line."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from explorer.kernels.kernel import Kernel, Variant
from explorer.why import natural_loops
from explorer.why.accesses import (
    AGAIN,
    AGAIN_FLOAT,
    APART,
    BACK,
    JUMP,
    LINE,
    MOVED,
    NEXT,
    NUMBER,
    PASSES,
    STORED,
    WHOLE,
)
from explorer.why.chains import FORWARD, SPAN, chain, kind, rough, span
from explorer.why.executed import Executed
from explorer.why.facts import Loop
from explorer.why.indices import checks_of
from explorer.why.optimised import Function, Instruction
from explorer.why.source import Source
from explorer.why.tallies import ARITHMETIC, Sums, count, halves_of, told

_WHOLE = tuple(f"llvm.{call}" for call in WHOLE)
_CHOICE = re.compile(r'^select i1 %("[^"]+"|[-\w.$]+), (?:i\d+|ptr) ')
_POINTER = re.compile(r'ptr %("[^"]+"|[-\w.$]+)')


def loops_of(
    executed: Iterable[Executed], kernel: Kernel, variant: Variant, lines: Source
) -> tuple[Loop, ...]:
    """Return the loops of the source that ran, and those that no machine code is left of."""
    executed = tuple(executed)
    sums: dict[int, Sums] = defaultdict(Sums)
    memory: dict[int, tuple[str, int]] = {}
    callers = _callers(executed, kernel.path, lines)
    for one in executed:
        _add(one, kernel.path, lines, sums, callers.get(one.function.name, 0))
        for block, ran in one.counts.items():
            for instruction in one.function.blocks.get(block, ()):
                if ran and instruction.callee.startswith(_WHOLE):
                    line = _line(instruction, kernel.path, lines)
                    moved = one.moves.get(block, {}).get(MOVED, 0)
                    call = instruction.callee.split(".")[1]
                    memory[lines.loop_of(line) or line] = call, moved
    found = [told(_at_its_own(one, key, lines)) for key, one in sums.items() if one.trips]
    if not _has_lines(executed, kernel.path, lines):  # as where Python's objects are worked on
        return tuple(sorted(found, key=lambda loop: loop.line))
    reached = {lines.loop_of(one.line) or one.line for one in found}
    last = lines.last_of(variant.line)
    for head in sorted(lines.heads):
        if variant.line <= head <= last and head not in reached and not lines.around(head, reached):
            found.append(_gone(head, *memory.get(head, ("", 0))))
    return tuple(sorted(found, key=lambda loop: loop.line))


def _at_its_own(sums: Sums, key: int, lines: Source) -> Sums:
    """The same with lines of the loop itself only, where it is one."""
    own = Counter({line: n for line, n in sums.lines.items() if lines.loop_of(line) == key})
    if not own and key in lines.heads:
        own[key] = 1
    return replace(sums, lines=own) if own else sums


def _keys_around(
    loop: natural_loops.Loop, found: Mapping[str, natural_loops.Loop], keys: Mapping[str, int]
) -> Iterator[int]:
    """The keys of the loops around one."""
    at = loop.parent
    while at is not None:
        if at in keys:
            yield keys[at]
        at = found[at].parent


def _has_lines(executed: Iterable[Executed], path: Path, lines: Source) -> bool:
    """Whether any of what ran says which of the user's lines it is."""
    return any(
        _line(instruction, path, lines)
        for one in executed
        for block in one.counts
        for instruction in one.function.blocks.get(block, ())
    )


def _gone(head: int, call: str, moved: int) -> Loop:
    of_bytes = f", of {moved:,} bytes" if moved else ""
    said = (
        f"No loop is left: a single {call} does it{of_bytes} (counted)."
        if call
        else "No loop is left in the machine code: unrolled, or in closed form (counted)."
    )
    all_of_it = moved if call == "memset" else 2 * moved  # that is loaded and stored
    return Loop(head, 0, 0, all_of_it, None, 0, (said,), work={"stored": float(moved)})


def _line(instruction: Instruction, path: Path, lines: Source) -> int:
    """The innermost line in the user's file; 0 for none."""
    for file, line in instruction.places:
        if Path(file).name == path.name and line in lines.inside:
            return line
    return 0


def _depth(instruction: Instruction, path: Path, lines: Source) -> int:
    """Into how many of the user's functions it was inlined, one into the other."""
    return sum(
        Path(file).name == path.name and line in lines.inside for file, line in instruction.places
    )


def _callers(executed: Iterable[Executed], path: Path, lines: Source) -> dict[str, int]:
    """The user's line that calls each function, where it is called at one; of the first if many."""
    found: dict[str, int] = {}
    for one in executed:
        for block, ran in one.counts.items():
            for instruction in one.function.blocks.get(block, ()) if ran else ():
                line = _line(instruction, path, lines)
                if line and instruction.operation == "call":
                    found.setdefault(instruction.callee, line)
    return found


def _add(one: Executed, path: Path, lines: Source, sums: dict[int, Sums], caller: int) -> None:
    """Add the loops of a function; what has no line of the user's counts for the one that calls."""
    function, counts = one.function, one.counts
    found = {loop.header: loop for loop in natural_loops.loops(function)}
    keys: dict[str, int] = {}
    checks, halves = checks_of(function), halves_of(function)
    parents = {loop.parent for loop in found.values()}
    mains: dict[str, int] = {}
    for header, loop in found.items():
        weights = _weights(function, loop, path, lines, header in parents)
        main = weights.most_common(1)[0][0] if weights else caller
        if main:
            mains[header] = main
    for loop in sorted(found.values(), key=lambda loop: -len(loop.body)):
        if loop.header not in mains:
            continue
        around, main = loop.header in parents, mains[loop.header]
        key = lines.loop_of(main) or main
        begun = {
            lines.loop_of(line) or line
            for header, line in mains.items()
            if found[header].parent == loop.header
        }
        outer = lines.outer(key)
        if around and (key == main or key in begun):  # in each turn of it a loop inside begins
            key = key if outer in {0, *_keys_around(loop, found, keys)} else outer
        if loop.parent is not None and keys.get(loop.parent) == key:
            key = main
        keys[loop.header] = key
        ran = sum(counts.get(latch, 0) for latch in loop.latches)
        mine = sums[key]
        mine.trips += ran * natural_loops.step(function, loop)
        if not ran and not any(counts.get(block) for block in loop.own):
            mine.asleep |= any(
                i.operation in ARITHMETIC and i.shape[0] > 1
                for block in loop.own
                for i in function.blocks[block]
            )
            continue
        for name, steps in _longest(chain(function, loop), ran, one, loop).items():
            mine.work[f"chain {name}"] += steps
        if not around:
            _look_ahead(one, loop, mine)
            mine.work[PASSES] += _passes(one, loop, ran)
            mine.work[APART] += _of_lines(one, loop, ran)
        choices = _choices(function, loop)
        for block in loop.own:
            mine.work["branch"] += one.less_often(block)
            mine.work["choice"] += choices[block] * counts.get(block, 0)
            for far in (APART, JUMP, STORED):
                mine.work[far] += one.moves.get(block, {}).get(far, 0)
            for instruction in function.blocks[block]:
                line = _line(instruction, path, lines) or caller
                count(instruction, counts.get(block, 0), line, mine, checks, halves)


def _of_lines(one: Executed, loop: natural_loops.Loop, turns: int) -> float:
    """Accesses to a new line each: as many as turns have that do not share them with others."""
    found = sum(one.moves.get(block, {}).get(NEXT, 0) for block in loop.own)
    return max(0.0, turns - found / (LINE // NUMBER)) if turns and found >= turns / 2 else 0.0


def _passes(one: Executed, loop: natural_loops.Loop, turns: int) -> float:
    """How often a loop goes through its data again, on an average of its loads and stores."""
    blocks = {block: one.counts.get(block, 0) for block in loop.own}
    back = sum(one.moves.get(block, {}).get(BACK, 0) for block in blocks)
    done = sum(
        ran * (instruction.operation in ("load", "store"))
        for block, ran in blocks.items()
        for instruction in one.function.blocks[block]
    )
    return back * turns / done if done else 0.0


def _look_ahead(one: Executed, loop: natural_loops.Loop, sums: Sums) -> None:
    """Add how long a turn takes from its first step to its last, times its instructions.

    By how many of them the processor looks ahead, so many turns are under way at once.
    """
    ran = sum(
        one.counts.get(block, 0)
        for block in loop.own
        for instruction in one.function.blocks[block]
        if kind(instruction)
    )
    for name, steps in span(one.function, loop, one.counts).items():
        sums.work[f"{SPAN}{name}"] += round(steps * ran)


def _choices(function: Function, loop: natural_loops.Loop) -> Counter[str]:
    """How often each block chooses between whole numbers by loaded data: it may jump for that.

    Whether it does, or has both and takes one, LLVM decides when it chooses instructions.
    """
    own = {i.result: i for block in loop.own for i in function.blocks[block] if i.result}
    found: Counter[str] = Counter()
    for block in loop.own:
        chosen = (_CHOICE.match(instruction.text) for instruction in function.blocks[block])
        for name in {one[1].strip('"') for one in chosen if one}:
            compared = own.get(name)
            if compared is not None and compared.operation in ("fcmp", "icmp"):
                used = (own.get(name) for name in compared.used)
                found[block] += any(one is not None and one.operation == "load" for one in used)
    return found


def _weights(
    function: Function, loop: natural_loops.Loop, path: Path, lines: Source, around: bool
) -> Counter[int]:
    """How much of a loop is at each line; of one `around` others, without what is inlined into it.

    A function that is called there may have the loop inside, and as many instructions besides.
    """
    by_depth: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for block in loop.own:
        for instruction in function.blocks[block]:
            line = _line(instruction, path, lines)
            if line and instruction.operation not in ("phi", "br", "icmp"):
                weight = 1 if line in lines.heads else 4
                by_depth[_depth(instruction, path, lines) if around else 0][line] += weight
    return by_depth[min(by_depth)] if by_depth else Counter()


def _longest(
    steps: Mapping[str, float], ran: int, one: Executed, loop: natural_loops.Loop
) -> Mapping[str, int]:
    """The steps that wait for each other in a loop: those of its values, or those by way of memory.

    A load of what the turn before stored waits for that; a number with a point that is stored there
    is the result of an addition, or takes as long as one.
    """
    own = {name: round(ran * times) for name, times in steps.items()}
    again = Counter[str]()
    for block in loop.own:
        again.update(one.moves.get(block, {}))
    all_of_them = again[AGAIN] + again[AGAIN_FLOAT]
    part = _one_after_the_other(one, loop, all_of_them)
    by_memory = {FORWARD: round(part * all_of_them), "fadd": round(part * again[AGAIN_FLOAT])}
    by_memory = {name: count for name, count in by_memory.items() if count}
    return max(own, by_memory, key=rough)


def _one_after_the_other(one: Executed, loop: natural_loops.Loop, again: int) -> float:
    """Which part of the loads of what was just stored wait for each other.

    Those from places that stay the same are chains beside each other, one for each place.
    """
    own = [i for block in loop.own for i in one.function.blocks[block]]
    made = {i.result for i in own}
    stored = {found[1] for i in own if i.operation == "store" if (found := _POINTER.search(i.text))}
    steady: Counter[str] = Counter()
    for block in loop.own:
        for instruction in one.function.blocks[block]:
            found = _POINTER.search(instruction.text) if instruction.operation == "load" else None
            if found and found[1] in stored and found[1].strip('"') not in made:
                steady[found[1]] += one.counts.get(block, 0)
    beside = min(again, steady.total())
    return 1.0 if not beside else (again - beside + beside / len(steady)) / again
