"""Asking why: the processes that find facts out are started, and their answers put together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from explorer.kernels.kernel import Kernel
from explorer.measure.program import Answer
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.measure.quiet import Observer
from explorer.starting import environment
from explorer.why.ceilings import Ceilings, best_of
from explorer.why.ceilings import keep as keep_ceilings
from explorer.why.ceilings import kept as ceilings_kept
from explorer.why.facts import DONE, ONE_THREAD, Advice, Loop, Remark, Why, from_parts
from explorer.why.job import BALANCE, CALIBRATE, COUNT, LOOK, TRY, TWINS, Job
from explorer.why.kept import Answers
from explorer.why.limits import bounds, is_sure, verdict
from explorer.why.source import source

LONGEST_S = 60.0
"""After this long a process is ended, and what it would have found is missing."""
ENDED = "the process that was to find it out ended ({})"


class WhyError(Exception):
    """Nothing can be found out; the message is one sentence that says why."""


def ask(kernel: Kernel, variant: str, size: int, threads: int, dtype: str = "",
        anew: bool = False) -> Why:  # fmt: skip
    """Find out what can be known of a variant; raises WhyError and KernelError.

    What was found out before on a quiet machine is returned as it was, unless `anew` is wanted.
    """
    chosen = kernel.variant(variant)
    if not chosen.compiled and chosen.options is None:
        raise WhyError(f"{variant} is not compiled by Numba: there is no compiled code to look at.")
    if kernel.origin(variant):
        raise WhyError(f"{variant} is of another file: ask about “{kernel.origin(variant)}”.")
    dtype = dtype or kernel.dtypes[0]
    answers = Answers(kernel)
    known_before = None if anew else answers.kept(variant, size, threads, dtype)
    if known_before is not None:
        return known_before
    job = job_of(kernel, variant, size, threads, dtype, LOOK)
    running = [Running(replace(job, task=task)) for task in (LOOK, COUNT, TWINS)]
    looked, *others = [one.answer() for one in running]
    parallel = threads > 1 and kernel.is_threaded(variant)
    matter = others[0].get("options")
    job = replace(job, options=None if matter is None else tuple(matter))
    ceilings = ceilings_of(job)
    observer = Observer()
    for task in (TRY, BALANCE) if parallel else (TRY,):
        others.append(Running(replace(job, task=task)).answer())  # alone: it measures
    quiet = observer.look()
    left = [sentence for part in (looked, *others) for sentence in part["left_behind"]]
    if "failed" in looked:
        failed = f"{variant} at {kernel.axis} = {size:,}: {looked['failed'].rstrip('.')}."
        raise WhyError(" ".join([failed, *left]))
    known, reasons = dict(looked), dict(looked["reasons"])
    for task, part in zip(_GIVES, others, strict=False):
        if "failed" in part:
            reasons[_GIVES[task]] = part["failed"]
        reasons |= part.get("reasons", {})
        known |= {name: value for name, value in part.items() if name != "reasons"}
    known["reasons"] = reasons
    known["left_behind"] = left
    known = {name: value for name, value in known.items() if name in Why.__dataclass_fields__}
    said = threads if threads > 1 or kernel.is_threaded(variant) else None
    why = from_parts(kernel.name, variant, size, said, known)
    why = replace(why, loops=_with_shares(why, kernel), remarks=_as_executed(why, kernel))
    tried = others[2]
    why = replace(why, others_cores=round(quiet.others_cores, 2))
    if ceilings is None or "fastest_s" not in tried:
        return why
    least = bounds(why, ceilings, tried["call_s"], tried["data_bytes"], parallel)
    concern = quiet.disturbs(threads)
    if concern and why.contention is not None and not is_sure(why.contention):
        unsure = {"contention": "other programs took cores meanwhile, which looks like contention"}
        why = replace(why, contention=None, reasons={**why.reasons, **unsure})
    if concern and why.advice is not None:
        why = replace(why, advice=tuple(map(_beside_others, why.advice)))
    found = verdict(why, least, ceilings, tried["fastest_s"], parallel, crowded=bool(concern))
    if concern:
        found = replace(found, sentence=f"{found.sentence} {concern}")
    why = replace(why, verdict=found)
    if not concern:
        answers.keep(dtype, replace(why, left_behind=()))
    return why


def ceilings_of(job: Job) -> Ceilings | None:
    """Return what this machine can do at best; it is measured once, and kept.

    While other programs disturb that, it is measured again the next time, and the best is kept.
    """
    known = ceilings_kept()
    if known is not None and known.settled:
        return known
    observer = Observer()
    found = Running(replace(job, task=CALIBRATE)).answer()
    if "ceilings" not in found:
        return known
    ceilings = msgspec.convert(found["ceilings"], Ceilings)
    ceilings = replace(ceilings, quiet=not observer.look().disturbs(job.threads))
    ceilings = ceilings if known is None else best_of(known, ceilings)
    keep_ceilings(ceilings)
    return ceilings


def job_of(kernel: Kernel, variant: str, size: int, threads: int, dtype: str, task: str) -> Job:
    """Return what a process is to be asked."""
    return Job(
        task=task,
        path=str(kernel.path),
        function=kernel.function,
        arguments=None if kernel.arguments is None else dict(kernel.arguments),
        variant=variant,
        size=size,
        threads=threads,
        dtype=dtype,
    )


_GIVES = {COUNT: "loops", TWINS: "same_code_as", TRY: "advice", BALANCE: "threads_used"}
"""What each process besides the first finds out, in the order in which they are asked."""


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
    if advice.change != ONE_THREAD or not advice.helps:
        return advice
    text = f"not sure to help: {advice.text.partition(',')[0]} while other programs took cores."
    return replace(advice, helps=False, text=text)


class Running:
    """A process that does a job.

    What it compiles, with line tables or counters in it, must not get into the cache of functions
    with `cache=True`, where other programs would find it; nor may it find code there that has none.
    """

    def __init__(self, job: Job) -> None:
        self._cache = TemporaryDirectory(prefix="numba-explorer-", ignore_cleanup_errors=True)
        wanted = {
            **environment(),
            "MPLBACKEND": "Agg",
            "NUMBA_NUM_THREADS": str(job.threads),
            "NUMBA_CACHE_DIR": self._cache.name,
        }
        self._question = Question(
            "explorer.why.child", msgspec.json.encode(job), wanted, measures(Path(job.path))
        )

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence.

        `left_behind` beside that names the programs that it left.
        """
        with self._cache:
            answer = self._question.answer(LONGEST_S)
        return {**self._found(answer), "left_behind": self._question.left_behind()}

    def _found(self, answer: Answer) -> dict[str, Any]:
        if answer.status is None:
            return {"failed": f"it was given up after {LONGEST_S:g} s"}
        try:
            found = msgspec.json.decode(answer.content)
        except msgspec.DecodeError:
            return {"failed": ENDED.format(answer.status)}
        return found if isinstance(found, dict) else {"failed": "it answered nothing"}
