"""Which options of the compiler could change what was executed; each costs time to be tried."""

from collections import Counter
from collections.abc import Iterable

from explorer.why.executed import Executed
from explorer.why.facts import Loop
from explorer.why.optimised import Instruction
from explorer.why.tallies import ARITHMETIC, INTRINSIC, LIBM, is_libm

SELDOM = 0.01
"""Up to this share of what is executed, an operation is not what a call waits for."""
FASTMATH, ERROR_MODEL = "fastmath", "error_model"
REORDER, CONTRACT = "reassoc", "contract"
"""Flags of fastmath, which leave NaN and infinity as they are."""
_DIVISIONS = {"fdiv", "frem", "sdiv", "udiv", "srem", "urem"}
_FLOATING = {"fma", "fmuladd", "sqrt", "fadd", "fmul", "fmax", "fmin", "maxnum", "minnum", "fabs"}


def options_that_matter(executed: Iterable[Executed], loops: Iterable[Loop]) -> tuple[str, ...]:
    """Return the options, and flags of fastmath, that could change what was executed.

    `fastmath` is about numbers with a point, `error_model` about divisions, `reassoc` about sums
    and products in which each step needs the one before, `contract` about products that are added
    up. What makes less than a hundredth of the instructions is not what a call waits for.
    """
    ran: Counter[str] = Counter()
    for one in executed:
        for block, count in one.counts.items():
            for instruction in one.function.blocks.get(block, ()):
                ran["all"] += count
                ran[FASTMATH] += count * _is_floating(instruction)
                ran[ERROR_MODEL] += count * (instruction.operation in _DIVISIONS)
    for work in (loop.work for loop in loops):
        products, all_of_it = work.get("multiplication", 0), work.get("arithmetic", 0)
        ran[CONTRACT] += int(min(products, all_of_it - products))
        ran[REORDER] += int(sum(work.get(f"chain {name}", 0) for name in ("fadd", "fmul", "fma")))
    least = SELDOM * ran["all"]
    return tuple(n for n in (FASTMATH, ERROR_MODEL, REORDER, CONTRACT) if ran[n] > least)


def _is_floating(instruction: Instruction) -> bool:
    name = instruction.callee
    found = INTRINSIC.match(name)
    called = is_libm(name) or (found is not None and found[1] in {*LIBM, *_FLOATING})
    return called or instruction.operation in {*ARITHMETIC, "fcmp", "fneg"}
