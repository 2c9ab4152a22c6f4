"""Asking why: the processes that find facts out are started, and their answers put together."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target
from explorer.refused import RefusedError
from explorer.why.facts import Why
from explorer.why.finding import QUIET, parts
from explorer.why.job import ALL, COUNT, LOOK, TRY, TWINS, Job
from explorer.why.kept import Answers
from explorer.why.putting_together import is_disturbed, put_together
from explorer.why.running import CAN_BE_COPIED, Running, Started

LONGEST_S = 300.0
"""Of all that is found out together."""
LEFT_BEHIND = "left_behind"
TOLD = (LOOK, COUNT, TWINS, QUIET)
"""Parts after which more is known that can be told before the rest."""


class WhyError(RefusedError):
    """Nothing can be found out; the message is one sentence that says why."""


def ask(
    kernel: Kernel,
    variant: str,
    size: int,
    threads: int,
    dtype: str = "",
    anew: bool = False,
    tell: Callable[[Why], None] = lambda _: None,
    started: Started | None = None,
) -> Why:
    """Find out what can be known of a variant; raises WhyError and KernelError.

    A process that was `started` before is asked, where it fits; it is the caller's to discard.

    What was found out before on a quiet machine is returned as it was, unless `anew` is wanted.
    Until all is known, `tell` is called with what is, each time that it is more.
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
    job = job_of(kernel, variant, size, threads, dtype, ALL)
    found: dict[str, Any] = {}
    for name, part in _parts(job, started):
        found[name] = part
        if name in TOLD and "failed" not in found.get(LOOK, {}):
            tell(put_together(kernel, job, found))
    if "failed" in found[LOOK]:
        failed = f"{variant} at {kernel.axis} = {size:,}: {found[LOOK]['failed'].rstrip('.')}."
        raise WhyError(" ".join([failed, *_left_behind(found)]))
    why = replace(put_together(kernel, job, found), left_behind=tuple(_left_behind(found)))
    if why.verdict is not None and not is_disturbed(job, found):
        answers.keep(dtype, replace(why, left_behind=()))
    return why


def _parts(job: Job, started: Started | None) -> Iterator[tuple[str, Any]]:
    """What tasks find out: in copies of one process, in a process each where there are none."""
    if not CAN_BE_COPIED:
        yield from parts(job, Running)
        return
    running = Running(job, started=started)
    heard: dict[str, Any] = {}
    for line in running.lines(LONGEST_S):
        heard |= line
        yield from line.items()
    answer = running.answer(LONGEST_S)
    left, failed = answer.pop(LEFT_BEHIND), answer.pop("failed", "")
    if failed:
        yield (TRY if LOOK in answer else LOOK), {"failed": failed}
    else:
        yield from ((name, part) for name, part in answer.items() if part != heard.get(name))
    yield LEFT_BEHIND, left


def _left_behind(found: dict[str, Any]) -> list[str]:
    """The sentences about programs that still run, whichever process started them."""
    apart = [said for part in found.values() if isinstance(part, dict)
             for said in part.get(LEFT_BEHIND, ())]  # fmt: skip
    return [*found.get(LEFT_BEHIND, ()), *apart]


def job_of(kernel: Kernel, variant: str, size: int, threads: int, dtype: str, task: str) -> Job:
    """Return what a process is to be asked."""
    return Job(
        task=task,
        target=Target.of(kernel),
        variant=variant,
        size=size,
        threads=threads,
        dtype=dtype,
        parallel=threads > 1 and kernel.is_threaded(variant),
    )
