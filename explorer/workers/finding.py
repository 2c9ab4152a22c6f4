"""Finding how a kernel is spread: the process that tries is started, and started again."""

import signal
from collections.abc import Callable
from dataclasses import replace

import msgspec

from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.measure.question import Question
from explorer.measure.written import parse_sizes
from explorer.refused import RefusedError
from explorer.starting import environment
from explorer.workers.facts import Way
from explorer.workers.finder import Job

LONGEST_S = 60.0
MOST_CRASHES = 5
LEAST = 30
"""Rows: three shares with a halo need some."""


class SpreadError(RefusedError):
    """A kernel cannot be spread, or not measured so; the message is one sentence."""


def find_way(
    kernel: Kernel,
    dtype: str,
    sizes: tuple[int, ...],
    complain: Callable[[str], object] = lambda sentence: None,
) -> Way:
    """Return how a kernel is spread; raises SpreadError where nothing that was tried is right.

    `complain` is told of each program that trying it has started and that still runs.
    """
    job = Job(
        target=Target.of(kernel),
        variant=_trustworthy(kernel),
        sizes=_two(kernel, sizes),
        dtype=dtype,
    )
    for _ in range(MOST_CRASHES):
        # A read beyond an array is then an error, not whatever lies there.
        wanted = {**environment(), "NUMBA_BOUNDSCHECK": "1", "MPLBACKEND": "Agg"}
        question = Question("explorer.workers.finder", job, wanted)
        answer = question.answer(LONGEST_S)
        told = answer.told()
        for sentence in question.left_behind():
            complain(sentence)
        if "failed" in told:
            raise SpreadError(f"“{kernel.name}” cannot be spread: {told['failed'].rstrip('.')}.")
        if "way" in told:
            return msgspec.convert(told["way"], Way)
        if "done" in told:
            break
        if answer.status is None or "trying" not in told:
            how = f"after {LONGEST_S:g} s it was not known"
            if answer.status is not None:
                how = f"the process that tried {ended(answer.status)}"
            raise SpreadError(f"How “{kernel.name}” can be spread was not found: {how}.")
        job = replace(job, skip=told["trying"] + 1)
    raise SpreadError(_NOT_FOUND.format(kernel.name))


_NOT_FOUND = (
    "How “{}” can be spread was not found: whichever of its growing arrays are cut, the results "
    "of the shares do not combine to the right one. Its file can say it: spread, halo, combine, "
    "make_part."
)


def _trustworthy(kernel: Kernel) -> str:
    """The variant to try with: the one that is right, or the first."""
    for name in (kernel.reference, kernel.baseline):
        if name in kernel.variant_names:
            assert name is not None
            return name
    return kernel.variant_names[0]


def _two(kernel: Kernel, sizes: tuple[int, ...]) -> tuple[int, int]:
    """Two sizes, small ones of those that make sense for the kernel."""
    first = max(LEAST, min(*sizes, *parse_sizes(kernel.sizes, 1.0)))
    return first, first * 3 // 2 + 1


def ended(status: int) -> str:
    """Say how a process ended."""
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
