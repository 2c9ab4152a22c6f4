"""What is found out about a variant, in which order: what measures is alone."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import msgspec

from explorer.measure.quiet import Observer
from explorer.why.ceilings import Ceilings, best_of, keep, kept
from explorer.why.facts import Advice
from explorer.why.job import BALANCE, CALIBRATE, COUNT, LAYERS_TRIED, LOOK, TRY, TWINS, Job
from explorer.why.mattering import CONTRACT, FASTMATH, REORDER
from explorer.why.running import Task

CEILINGS, QUIET = "ceilings", "quiet"
"""Parts besides the answers to tasks: the machine's ceilings, and what others did meanwhile."""

NOT_COMPARED = {"same_code_as": "compiling takes too long to compare with others"}
NOT_TRIED = {"advice": "compiling takes too long to try other threading layers"}
NOT_AGREED = {"advice": "calls take longer beside other threading layers than alone: none is tried"}
FLAGS_NOT_TRIED = {"advice": "compiling takes too long to try flags of fastmath alone"}
LONGEST_S = 2.0
"""A variant that takes longer to be compiled is not compiled in each threading layer, too."""
SHORT_S, SHORT_PARALLEL_S = 1.0, 0.5
"""Of one that takes longer, flags of fastmath are not tried alone beside all of them together."""
WAITING = 0.15
"""The share of the threads' time from which on another threading layer is tried."""

Start = Callable[..., Task]


class Layers(Protocol):
    """Threading layers, being made ready to be tried."""

    def advice(self, own: str, alone_s: float) -> list[Advice] | None:
        """Try them beside the one that the process takes on its own, which took so long alone."""


def parts(
    job: Job,
    start: Start,
    layers: Callable[[Job], Layers] | None = None,
    make_ready: Callable[[], None] = lambda: None,
) -> Iterator[tuple[str, Any]]:
    """Yield what was found out, by the task that found it, as it comes.

    What needs only the code is done at once, and changes are compiled meanwhile; then what measures
    is done, one after the other. `layers` starts processes for other threading layers, where there
    can be some; `make_ready` does what tasks need that measure.
    """
    looking, counting = (start(replace(job, task=task)) for task in (LOOK, COUNT))
    looked = looking.early()
    if looked:
        yield LOOK, looked
    comparing = None
    if _can_be_compared(job, looked):
        comparing = start(replace(job, task=TWINS), waits=True)
    make_ready()
    trying = start(replace(job, task=TRY), waits=True)
    counted = counting.answer()
    yield COUNT, counted
    matter = counted.get("options")
    some = matter
    short_s = SHORT_PARALLEL_S if job.parallel else SHORT_S
    if matter is not None and _compiling_s(looked) > short_s:
        some = [option for option in matter if option not in (REORDER, CONTRACT)]
    trying.tell({"options": some, "worked_on": counted.get("worked_on")})
    yield LOOK, looking.answer()
    trying.early()
    yield TWINS, comparing.now() if comparing is not None else {"reasons": NOT_COMPARED}
    observer = Observer()
    trying.go()
    reasons = {"reasons": FLAGS_NOT_TRIED} if some != matter and FASTMATH in (matter or ()) else {}
    tried = {**reasons, **trying.answer()}
    balanced = tried.pop(BALANCE, None)
    quiet = observer.look()
    waits = balanced is not None and _have_to_wait(balanced) and not quiet.disturbs(job.threads)
    tries = layers if waits else None
    if tries is not None and _compiling_s(looked) > LONGEST_S:
        balanced, tries = {**balanced, "reasons": NOT_TRIED}, None
    yield TRY, tried
    if balanced is not None:
        yield BALANCE, balanced
    yield QUIET, quiet
    if tries is not None:
        layered = tries(job).advice(tried.get("layer", ""), tried.get("fastest_s", math.inf))
        yield LAYERS_TRIED, {"reasons": NOT_AGREED} if layered is None else {"advice": layered}
        yield QUIET, observer.look()
    yield CEILINGS, ceilings_of(job, start, calm=not quiet.disturbs(job.threads))


def _can_be_compared(job: Job, looked: dict[str, Any]) -> bool:
    """Whether there is time to compile other variants, by what compiling this one took."""
    took = _compiling_s(looked)
    if not took:
        return True
    from explorer.why import twins  # LLVM, which is loaded where a variant was compiled

    return twins.are_worth_it(job, took)


def _compiling_s(looked: dict[str, Any]) -> float:
    """What compiling the variant took, 0 where that is not known yet."""
    stages = looked.get("compile", ())
    return float(sum(stage["seconds"] for stage in stages))


def _have_to_wait(balanced: dict[str, Any]) -> bool:
    """Whether threads wait long enough for another layer, with other ways to share, to matter."""
    busy, waiting = (
        sum(use[name] for use in balanced.get("threads_used", ()))
        for name in ("busy_s", "waiting_s")
    )
    return bool(waiting >= WAITING * (busy + waiting) > 0)


def ceilings_of(job: Job, start: Start, calm: bool = False) -> Ceilings | None:
    """Return what this machine can do at best; it is measured once, and kept.

    While other programs disturb that, it is measured again the next time, a few times or where it
    is `calm` now, and the best is kept.
    """
    known = kept()
    if known is not None and (known.quiet or (known.settled and not calm)):
        return known
    observer = Observer()
    found = start(replace(job, task=CALIBRATE)).answer()
    if CEILINGS not in found:
        return known
    ceilings = msgspec.convert(found[CEILINGS], Ceilings)
    ceilings = replace(ceilings, quiet=not observer.look().disturbs(job.threads))
    ceilings = ceilings if known is None else best_of(known, ceilings)
    keep(ceilings)
    return ceilings
