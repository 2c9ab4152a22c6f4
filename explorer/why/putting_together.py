"""The answers of all tasks, put together as what is known of a variant."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from explorer.kernels.kernel import Kernel
from explorer.measure.quiet import Quiet
from explorer.why.bounds import bounds
from explorer.why.ceilings import Ceilings
from explorer.why.facts import DONE, FIRST, Advice, Loop, Remark, Stage, Why, from_parts
from explorer.why.finding import CEILINGS, QUIET
from explorer.why.job import BALANCE, COUNT, LAYERS_TRIED, LOOK, TRY, TWINS, Job
from explorer.why.limits import is_sure, verdict
from explorer.why.source import source
from explorer.why.telling import is_of_threads

_GIVES = {COUNT: "loops", TWINS: "same_code_as", TRY: "advice", BALANCE: "threads_used"}
"""What each task besides the first finds out."""


def put_together(kernel: Kernel, job: Job, found: Mapping[str, Any]) -> Why:
    """Return what is known, of the answers by task that are there until now."""
    known: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for task in (LOOK, *_GIVES):
        part = found.get(task, {})
        if "failed" in part:
            reasons[_GIVES[task]] = part["failed"]
        reasons |= part.get("reasons", {})
        known |= {name: value for name, value in part.items() if name in Why.__dataclass_fields__}
    layered = found.get(LAYERS_TRIED, {})
    reasons |= layered.get("reasons", {})
    if "advice" in known:
        advice = [*known["advice"], *layered.get("advice", ())]
        known["advice"] = sorted(advice, key=lambda one: -one["ratio"]["median"])
    known["reasons"] = reasons
    threaded = job.threads > 1 or kernel.is_threaded(job.variant)
    why = from_parts(kernel.name, job.variant, job.size, job.threads if threaded else None, known)
    why = replace(why, loops=_with_shares(why, kernel), remarks=_as_executed(why, kernel))
    if QUIET not in found:
        return why
    quiet = _quiet(found)
    why = replace(why, others_cores=round(quiet.others_cores, 2))
    concern = quiet.disturbs(job.threads)
    if concern:
        why = _unsure(why)
    if CEILINGS not in found:
        return why
    ceilings = msgspec.convert(msgspec.to_builtins(found[CEILINGS]), Ceilings | None)
    why = _with_first(why, found.get(LOOK, {}), ceilings.linear_algebra_s if ceilings else 0.0)
    tried = found.get(TRY, {})
    if ceilings is None or "fastest_s" not in tried:
        return why
    ceilings = ceilings.at(tried["cycle_s"], tried["read"], tried["data_bytes"])
    least = bounds(why, ceilings, tried["call_s"], tried["data_bytes"], job.parallel)
    said = verdict(why, least, ceilings, tried["fastest_s"], job.parallel, crowded=bool(concern))
    if concern:
        said = replace(said, sentence=f"{said.sentence} {concern}")
    return replace(why, verdict=said)


def _with_first(why: Why, looked: Mapping[str, Any], linear_algebra_s: float) -> Why:
    """The same with what the first function of a process pays for all."""
    if why.compile is None or "first_function_s" not in looked:
        return why
    paid = Stage(FIRST, looked["first_function_s"] + linear_algebra_s)
    return replace(why, compile=(*why.compile, paid))


def _unsure(why: Why) -> Why:
    """What is known where other programs took cores: nothing that these may have made."""
    if why.contention is not None and not is_sure(why.contention):
        unsure = {"contention": "other programs took cores meanwhile, which looks like contention"}
        why = replace(why, contention=None, reasons={**why.reasons, **unsure})
    if why.waiting_share is not None:
        unsure = {
            "waiting_share": "other programs took cores meanwhile, for which threads wait, too"
        }
        why = replace(why, waiting_share=None, reasons={**why.reasons, **unsure})
    if why.advice is not None:
        why = replace(why, advice=tuple(map(_beside_others, why.advice)))
    return why


def is_disturbed(job: Job, found: Mapping[str, Any]) -> bool:
    """Whether other programs had a part in what was measured."""
    return bool(_quiet(found).disturbs(job.threads))


def _quiet(found: Mapping[str, Any]) -> Quiet:
    return msgspec.convert(msgspec.to_builtins(found[QUIET]), Quiet)


SLIGHT = 0.05
"""Up to this share of a loop's work, SIMD is next to nothing."""


_ASLEEP = "That version does not run here (counted)."
_BY_ONE = "The functions that it calls still take one element each (counted)."


def _as_executed(why: Why, kernel: Kernel) -> tuple[Remark, ...] | None:
    """The remarks; of a loop that the compiler made SIMD, it is added where that does not run."""
    if why.remarks is None or why.loops is None:
        return why.remarks
    lines = source(kernel.path, kernel.sha256)
    slight = {
        lines.loop_of(loop.line) or loop.line
        for loop in why.loops
        if loop.trips and loop.simd_share is not None and loop.simd_share < SLIGHT
    }
    calling = {lines.loop_of(loop.line) or loop.line for loop in why.loops if loop.work.get("libm")}
    more = {
        lines.loop_of(loop.line) or loop.line
        for loop in why.loops
        if loop.simd_share is not None and loop.simd_share >= SLIGHT
    }
    turning = slight | more
    return tuple(
        replace(remark, text=f"{remark.text} {_BY_ONE if at in calling else _ASLEEP}")
        if remark.kind == DONE and "SIMD" in remark.text and at in (slight - more) | calling
        else remark
        for remark in why.remarks
        for at in [lines.loop_of(remark.line) or remark.line]
        if not (
            remark.text.startswith("Made a single")  # of a copy that this call does not take
            and at in turning
        )
    )


def _with_shares(why: Why, kernel: Kernel) -> tuple[Loop, ...] | None:
    """The loops, each with the share of the time that its lines take."""
    if why.loops is None or why.lines is None:
        return why.loops
    lines = source(kernel.path, kernel.sha256)
    shares: dict[int, float] = defaultdict(float)
    for line in why.lines:
        shares[lines.loop_of(line.line) or line.line] += line.share
    return tuple(
        replace(loop, share=shares[lines.loop_of(loop.line) or loop.line]) for loop in why.loops
    )


def _beside_others(advice: Advice) -> Advice:
    """Advice as it can be given where other programs took cores: threads had to wait for these."""
    if not advice.helps or not is_of_threads(advice.change):
        return advice
    text = f"not sure to help: {advice.text.partition(',')[0]} while other programs took cores."
    return replace(advice, helps=False, text=text)
