"""What was asked *Why?* about a run's points on this machine before, and is kept."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.kernels.kernel import Kernel
from explorer.measure import machine
from explorer.measure.plan import Point
from explorer.results.record import Run
from explorer.why.facts import UNKNOWN, Why
from explorer.why.kept import Answers


def asked(run: Run, kernel: Kernel | None) -> dict[Point, Why]:
    """Return the answers that are kept about points of a run that was made here of this kernel."""
    here = run.machine.get("cpu") == machine.facts()["cpu"]
    if kernel is None or kernel.sha256 != run.plan.kernel.sha256 or not here:
        return {}
    answers, names = Answers(kernel), kernel.variant_names
    kept = {
        point: answers.kept(point.variant, point.size, point.threads, run.plan.dtype)
        for point in run.points
        if point.variant in names
    }
    return {point: why for point, why in kept.items() if why is not None}


def limits(answers: Mapping[Point, Why]) -> dict[Point, str]:
    """Return in a word or two what limits the points that were asked about."""
    return {
        point: "no bound" if why.verdict.limit == UNKNOWN else why.verdict.limit
        for point, why in answers.items()
        if why.verdict is not None
    }
