"""Asking how a variant serves several callers: for each number of them in a process of its own.

A threading layer keeps threads for each Python thread that ever called it, which slow down one
caller, too; and it may end the process that calls it from several threads at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from explorer.callers.facts import AS_IT_IS, Callers, Job
from explorer.measure.events import Served
from explorer.measure.plain_values import read_line
from explorer.measure.program import Answer
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.starting import environment

LONGEST_S = 120.0
"""What has not ended after this is ended: compiling twice and nine rounds take seconds."""


def ask(
    job: Job,
    kernel: str,
    numbers: Sequence[int],
    layer: str | None = None,
    begun: Callable[[Question], object] = lambda question: None,
) -> Callers:
    """Measure one variant with each number of callers, the first of which is 1.

    `begun` gets each process when it is at work, to end it from another thread.
    """
    answers = {number: _answer(replace(job, callers=number), layer, begun) for number in numbers}
    alone = answers[numbers[0]].get("rates", {})
    served: list[Served] = []
    for number, answer in answers.items():
        if "failed" in answer:
            served.append(Served(AS_IT_IS, number, failed=answer["failed"]))
        for mode, rates in answer.get("rates", {}).items():
            one = None if number == numbers[0] else alone.get(mode)
            served.append(told(mode, number, rates, one))
    parallel = any(answer.get("parallel") for answer in answers.values())
    left = tuple(sentence for answer in answers.values() for sentence in answer["left_behind"])
    return Callers(kernel, job.variant, job.size, job.threads, parallel, tuple(served), left)


def told(mode: str, number: int, rates: list[float], alone: list[float] | None) -> Served:
    """Return what rounds of so many callers say, in calls per second, beside those of one caller.

    Of both the least and the greatest round are left out of the bounds.
    """
    middle = median(rates)
    if not alone:
        return Served(mode, number, middle)
    (low, *_, high), (least, *_, most) = (sorted(rates)[1:-1], sorted(alone)[1:-1])
    return Served(mode, number, middle, middle / median(alone), low / most, high / least)


def _answer(job: Job, layer: str | None, begun: Callable[[Question], object]) -> dict[str, Any]:
    wanted = {**environment(), **({"NUMBA_THREADING_LAYER": layer} if layer else {})}
    question = Question("explorer.callers.child", job, wanted, measures(Path(job.target.path)))
    begun(question)
    answer = question.answer(LONGEST_S)
    left = {"left_behind": question.left_behind()}
    if answer.status is None:
        return {"failed": f"it had not ended after {LONGEST_S:g} s", **left}
    try:
        found = read_line(answer.content)
    except ValueError:
        return {"failed": _ended(answer), **left}
    return {**(found if isinstance(found, dict) else {"failed": "it answered nothing"}), **left}


def _ended(answer: Answer) -> str:
    if "workqueue" in answer.said:
        return (
            "the workqueue threading layer ended the process: it cannot be called from several "
            "threads at once; omp and tbb can"
        )
    return answer.ended
