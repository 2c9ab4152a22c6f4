"""How what is set up now differs from the run that is shown."""

from explorer.measure.plan import KernelRef, Plan
from explorer.results.record import Run
from explorer.units import listed

_PARTS = (
    ("dtype", "dtype"),
    ("layer", "threading layer"),
    ("binding", "placement of threads"),
    ("seed", "seed"),
    ("tolerance", "tolerance"),
    ("repeats", "number of processes"),
    ("sizes", "sizes"),
    ("threads", "thread counts"),
    ("variants", "variants"),
)
"""Parts of a plan that change what is measured, and what they are called."""


def differs(run: Run, plan: Plan) -> str | None:
    """Return a sentence about what a plan would measure otherwise than the run; None if nothing.

    Precision and budget are left out: they say how well is measured, not what.
    """
    shown, wanted = run.plan.kernel, plan.kernel
    title = shown.heading
    if is_other(shown, wanted):
        return f"This is about {title}; set up is {wanted.heading}."
    if shown.sha256 and wanted.sha256 and shown.sha256 != wanted.sha256:
        return f"This is about {title} as it was; its source has changed since."
    if not run.measured_here:
        return None
    parts = []
    if (shown.arguments or {}) != (wanted.arguments or {}):
        parts.append("arguments")
    parts += [words for name, words in _PARTS if _is_other(run, plan, name)]
    return f"Set up now: other {listed(parts)} than this run has." if parts else None


def is_other(one: KernelRef, other: KernelRef) -> bool:
    """Whether these are two kernels, not one in two versions."""
    return (one.name, one.function, one.file) != (other.name, other.function, other.file)


def _is_other(run: Run, plan: Plan, name: str) -> bool:
    """Whether a part of a plan is not what the run has, or was steered to have.

    What was measured last of a run may be a part of it only, as where it was extended, and sizes
    that were looked at closer are in no setup.
    """
    has, last, wanted = (getattr(one, name) for one in (run.plan, run.wanted, plan))
    if not isinstance(wanted, tuple):
        return bool(last != wanted)
    if not run.steered:
        return set(last) != set(wanted)  # in another order it is the same
    return not set(wanted) <= set(has) or (name != "sizes" and not set(last) <= set(wanted))
