"""Counting the work of many calls: a process for each variant, two at a time."""

from dataclasses import replace

import msgspec

from explorer.kernels.kernel import Kernel
from explorer.why.asking import job_of
from explorer.why.finding import ceilings_of
from explorer.why.job import WEIGH
from explorer.why.running import Running
from explorer.why.work import Weighed, Work

AT_ONCE = 2


def weigh(kernel: Kernel, wanted: dict[str, tuple[int, ...]], dtype: str, threads: int) -> Weighed:
    """Count the work of variants at sizes; `threads` is what a ceiling is measured with.

    What cannot be counted is left out, and `failed` says why by variant.
    """
    found: list[Work] = []
    failed: dict[str, str] = {}
    names = [name for name in wanted if wanted[name]]
    for name in names:
        variant = kernel.variant(name)
        if not variant.compiled and variant.options is None:
            failed[name] = "it is not compiled by Numba"
        elif kernel.origin(name):
            failed[name] = "it is of another file"
    jobs = [
        replace(job_of(kernel, name, wanted[name][0], 1, dtype, WEIGH), sizes=wanted[name])
        for name in names
        if name not in failed
    ]
    for start in range(0, len(jobs), AT_ONCE):
        running = [(job.variant, Running(job)) for job in jobs[start : start + AT_ONCE]]
        for name, one in running:
            answer = one.answer()
            if "work" in answer:
                found += msgspec.convert(answer["work"], list[Work])
            else:
                failed[name] = str(answer.get("failed", "nothing was counted"))
    first = job_of(kernel, names[0], 1, threads, dtype, WEIGH) if names else None
    return Weighed(tuple(found), ceilings_of(first, Running) if first is not None else None, failed)
