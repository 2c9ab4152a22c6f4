"""`numba-explorer kernels --verify`: whether what the lessons claim holds on this machine."""

from collections.abc import Sequence

from explorer.commands.answers import INTERRUPTED, OK, SOME_FAILED, complain, say
from explorer.commands.reporting import unexpected
from explorer.commands.stopping import pull
from explorer.kernels.finding import catalogue, find
from explorer.kernels.kernel import Kernel, UndecidedError
from explorer.kernels.loading import load
from explorer.measure.asking import plan_of
from explorer.measure.machine import most_threads, offered
from explorer.measure.place import placed, start
from explorer.measure.plan import Plan
from explorer.results.analysis import wrong_variants
from explorer.results.record import Run

HELD, NOT_HELD, UNDECIDED, NO_CLAIM = "held", "not held", "undecided", "no claim"

PRECISION = 0.005
"""So fine that the whole budget is used: what troubles a machine for seconds comes and goes."""


def verify(names: Sequence[str], budget_s: float | None) -> int:
    """Measure each kernel by its defaults and print its claim; returns the exit status.

    1 where a claim does not hold, a point failed, or a result is wrong that should be right or
    right that should be wrong. A claim that does not hold is measured a second time, and where it
    then holds it is undecided. Without names it is the whole catalogue.
    """
    kernels = [find(name) for name in names] or list(catalogue())
    width = max(len(kernel.name) for kernel in kernels)
    status = OK
    for kernel in kernels:
        plan = plan_of(kernel, most_threads(), offered(), precision=PRECISION, budget_s=budget_s)
        judged = _judged(plan, kernel)
        if judged is not None and judged[1] == NOT_HELD:
            judged = _judged(plan, kernel)
            if judged is not None and judged[1] == HELD:
                judged = judged[0], UNDECIDED, f"{judged[2]} (It did not hold the first time.)"
        if judged is None:
            return INTERRUPTED
        run, verdict, sentence = judged
        say(f"{kernel.name:<{width}}  {verdict:<{len(UNDECIDED)}}  {sentence}")
        problems = [*unexpected(run, kernel), *not_wrong(run, kernel)]
        for problem in problems:
            complain(f"{kernel.name}: {problem}")
        if problems or verdict == NOT_HELD:
            status = SOME_FAILED
    return status


def _judged(plan: Plan, kernel: Kernel) -> tuple[Run, str, str] | None:
    """Measure, and return the run with its verdict and sentence; None where it was stopped."""
    run, stopped = pull(start(plan, kernel, placed(plan, kernel, most_threads())))
    return None if run is None or stopped else (run, *claimed(run, kernel))


def claimed(run: Run, kernel: Kernel) -> tuple[str, str]:
    """Return whether the kernel file's claim held for a run, and its sentence."""
    claim = getattr(load(kernel).module, "claim", None)
    if claim is None:
        return NO_CLAIM, ""
    try:
        sentence, held = claim(run)
    except UndecidedError as error:
        return UNDECIDED, str(error)
    except Exception as error:  # the file's own code
        return NOT_HELD, f"The claim itself failed: {type(error).__name__}: {error}"
    return HELD if held else NOT_HELD, str(sentence)


def not_wrong(run: Run, kernel: Kernel) -> list[str]:
    """Return a sentence for each measured variant that should have been wrong and never was."""
    wrong = wrong_variants(run)
    looked_at = {point.variant for point, record in run.points.items() if record.estimate}
    return [
        f"{variant.name} is wrong on purpose, and all its results were right."
        for variant in kernel.variants
        if variant.wrong_on_purpose and variant.name in looked_at and variant.name not in wrong
        if max(run.plan.threads) > 1 or not run.is_threaded(variant.name)  # alone nobody races
    ]
