"""What was asked *Why?* about a run's points: the run keeps it, and so does the machine."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from explorer.kernels.kernel import Kernel
from explorer.measure import machine
from explorer.measure.events import CLUSTER_WORKER
from explorer.measure.plan import Point
from explorer.results.record import Run
from explorer.why.facts import UNKNOWN, Why
from explorer.why.kept import Answers


def asked(run: Run, kernel: Kernel | None) -> dict[Point, Why]:
    """Return what is kept about points of a run: with it, and on this machine if it ran here.

    Of another source than the run's nothing is known. What this machine keeps may be newer.
    """
    if kernel is not None and kernel.sha256 != run.plan.kernel.sha256:
        return {}
    known = {_point(why): replace(why, kept=True) for why in run.asked}
    found = {point: why for point, why in known.items() if point in run.points}
    if kernel is None or elsewhere(run) or not run.machine.get("cpu"):
        return found
    answers, names = Answers(kernel), kernel.variant_names
    kept = {
        point: answers.kept(point.variant, point.size, point.threads, run.plan.dtype)
        for point in run.points
        if point.variant in names
    }
    return found | {point: why for point, why in kept.items() if why is not None}


def elsewhere(run: Run) -> str:
    """Name what a run was measured on, where that is not this machine; else nothing."""
    if run.where == CLUSTER_WORKER:
        return f"the host {run.machine.get('host', 'of a cluster')}"
    cpu = run.machine.get("cpu")
    return "" if not cpu or cpu == machine.facts()["cpu"] else "another machine"


def with_answers(run: Run, answers: Iterable[Why]) -> Run:
    """Return a run that keeps these answers about its points, besides those that it has."""
    known = {_point(why): why for why in run.asked}
    for why in answers:
        known[_point(why)] = replace(why, kept=False, left_behind=())
    return replace(run, asked=tuple(known[point] for point in sorted(known)))


def _point(why: Why) -> Point:
    return Point(why.variant, why.size, why.threads or 1)


def limits(answers: Mapping[Point, Why]) -> dict[Point, str]:
    """Return in a word or two what limits the points that were asked about."""
    return {
        point: "no bound" if why.verdict.limit == UNKNOWN else why.verdict.limit
        for point, why in answers.items()
        if why.verdict is not None
    }
