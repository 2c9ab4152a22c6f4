"""The process that tries how a kernel can be spread: a job on its input, an answer on its output.

Cut wrongly, compiled code reads beyond its arrays: so it is compiled with checks of bounds, in a
process of its own, and what is tried is said before. A way is right where the combined results of
2 and of 3 shares are those of the whole, at two sizes; and those of 2 that are cut anywhere, for
what one share would hand on to the next may have died away where even ones meet.
"""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from explorer.kernels.target import Target
from explorer.measure import manners
from explorer.workers.facts import KINDS, MEAN, Way

PARTS = (2, 3)
FEWEST_ROWS = 2
"""Of an uneven share: one row alone is laid out in both orders, which compiled code may refuse."""
MOST_CUT = 6
"""Of more arrays than this that grow, not all subsets are tried: the first so many are."""


@dataclass(frozen=True)
class Job:
    """What is to be tried: a variant at two sizes, but nothing of the first `skip` attempts."""

    target: Target
    variant: str
    sizes: tuple[int, int]
    dtype: str
    skip: int = 0
    seed: int = 0


def main() -> None:
    """Do the job on standard input; say on standard output what is tried, and what was right."""
    job, answers = manners.job_and_answers(Job)
    manners.limit_memory()

    def say(**told: Any) -> None:
        manners.tell(answers, told)

    job.target.go_home()
    try:
        for number, way in enumerate(_tried(job, say)):
            if way is not None:
                say(way=way)
                break
            say(tried=number + 1)
        say(done=True)
    except BaseException as error:  # the user's own code
        say(failed=job.target.failure(error))
    answers.close()


def _tried(job: Job, say: Any) -> Iterator[Way | None]:
    from explorer.workers.opened import Opened

    kernel = Opened(job.target.kernel(), (job.variant,))
    declared = kernel.declared()
    wholes = {size: kernel.named(size, job.dtype, job.seed) for size in job.sizes}
    candidates = [declared.spread]
    if declared.found:
        candidates = list(subsets(wholes[job.sizes[0]], wholes[job.sizes[1]]))
    for number, spread in enumerate(candidates):
        say(trying=number)
        if number < job.skip:
            yield None
        else:
            yield right(kernel, replace(declared, spread=spread), job)


def subsets(small: dict[str, Any], large: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the sets of arrays whose first axis grows with n, those that cut most first."""
    import numpy as np

    growing = [
        name
        for name, value in small.items()
        if isinstance(value, np.ndarray) and value.ndim and len(large[name]) > len(value) > 0
    ][:MOST_CUT]
    for number in range(len(growing), 0, -1):
        yield from itertools.combinations(growing, number)


def right(kernel: Any, way: Way, job: Job) -> Way | None:
    """Return this way with how its results combine, None where nothing gives the right one."""
    from explorer.workers import cutting

    function = kernel.loaded.variants[job.variant].function
    possible: list[list[str]] | None = None
    with suppress(Exception):  # whatever a wrong cut leads to
        for size, parts in itertools.product(job.sizes, PARTS):
            wanted = _called(kernel, function, kernel.named(size, job.dtype, job.seed))
            shares = []
            for part in range(parts):
                if way.makes:
                    share = kernel.share(size, part, parts, job.dtype, job.seed)
                else:
                    fresh = kernel.named(size, job.dtype, job.seed)
                    share = cutting.cut(fresh, way, part, parts)
                given, outputs = _called(kernel, function, share)
                for name in set(outputs) & set(way.spread):
                    outputs[name] = cutting.trimmed(outputs[name], way, part, parts)
                shares.append((given, outputs))
            found = _kinds(kernel, way, wanted, shares, job)
            if found is None:
                return None
            possible = found if possible is None else [
                [kind for kind in mine if kind in theirs]
                for mine, theirs in zip(possible, found, strict=True)
            ]  # fmt: skip
        if possible is not None and all(possible):
            ways = (replace(way, combine=kinds) for kinds in itertools.product(*possible))
            right = (one for one in ways if _right_anywhere(kernel, function, one, job))
            return next(right, None)
    return None


def _called(kernel: Any, function: Any, named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """What a call returns, and the outputs that it leaves."""
    return function(*named.values()), kernel.outputs(named)


def _right_anywhere(kernel: Any, function: Any, way: Way, job: Job) -> bool:
    """Whether two shares give the result of the whole wherever it is cut, where that was found.

    Means, and what a file's own function makes of shares, may be right for even ones only.
    """
    from explorer.workers import cutting

    if not way.found or way.combines or MEAN in way.combine:
        return True
    size = job.sizes[0]
    whole = kernel.named(size, job.dtype, job.seed)
    places = cutting.places([whole[name] for name in way.spread], FEWEST_ROWS)
    value, outputs = _called(kernel, function, whole)
    wanted = (value, *outputs.values())
    for place in places:
        shares = []
        for low, high in ((Fraction(0), place), (place, Fraction(1))):
            fresh = kernel.named(size, job.dtype, job.seed)
            shares.append(_called(kernel, function, cutting.cut_at(fresh, way, low, high)))
        returned, left = [given for given, _ in shares], [mine for _, mine in shares]
        made = cutting.together(way, returned, left)
        if not all(_same(kernel, *pair, job) for pair in zip(made, wanted, strict=True)):
            return False
    return True


def _kinds(
    kernel: Any, way: Way, wanted: tuple[Any, Any], shares: list[tuple[Any, Any]], job: Job
) -> list[list[str]] | None:
    """The kinds that give each part of the result; None where the rest of it is not right."""
    from explorer.workers.cutting import leaves

    returned, outputs = wanted
    if returned is None and not outputs:
        return None
    found: list[list[str]] = []
    if kernel.combine is not None:
        if not _same(kernel, kernel.combine([value for value, _ in shares]), returned, job):
            return None
    else:
        columns = zip(*(leaves(value) for value, _ in shares), strict=True)
        for column, whole in zip(columns, leaves(returned), strict=True):
            found.append(_right_kinds(kernel, column, whole, job))
    for name, whole in outputs.items():
        kinds = _right_kinds(kernel, [made[name] for _, made in shares], whole, job)
        if name not in way.spread:
            found.append(kinds)
        elif KINDS[0] not in kinds:
            return None
    return found


def _right_kinds(kernel: Any, values: Any, whole: Any, job: Job) -> list[str]:
    from explorer.workers.cutting import combined

    found = []
    for kind in KINDS:
        with suppress(Exception):  # that cannot be combined so
            if _same(kernel, combined(kind, values), whole, job):
                found.append(kind)
    return found


def _same(kernel: Any, mine: Any, whole: Any, job: Job) -> bool:
    from explorer.measure.comparing import compare
    from explorer.measure.tolerances import tolerance_for

    tolerance = kernel.loaded.tolerance(job.dtype)
    found = compare(mine, whole, tolerance_for(whole) if tolerance is None else tolerance)
    return not found.wrong and not found.unchecked


if __name__ == "__main__":
    main()
    manners.end()
