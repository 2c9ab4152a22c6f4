"""Two plans that differ only in who runs their threads, or where these are placed."""

from dataclasses import replace
from typing import Any

from explorer.measure.options import PLACING, SIDES, table
from explorer.measure.plan import Plan, checked

LEFT_OPEN = "automatic"
"""What is written for a value that is left to Numba or the system."""


def otherwise(plan: Plan, wanted: dict[str, Any]) -> tuple[Plan, Plan]:
    """Return a plan, and the same with other values of `SIDES`; raises PlanError.

    Only one layer places threads, so that one is both plans' where their placement differs: else
    the effect of another layer would be taken for that of the placement.
    """
    if wanted.keys() == {"binding"} and plan.layer is None:
        plan = replace(plan, layer=PLACING)
    return plan, checked(replace(plan, **wanted))


def differing(plan: Plan, other: Plan) -> dict[str, Any]:
    """Return the other plan's values of `SIDES` where they are not the same."""
    pairs = {name: (getattr(plan, name), getattr(other, name)) for name in SIDES}
    return {name: there for name, (here, there) in pairs.items() if here != there}


def read(text: str) -> tuple[str, Any]:
    """Return an option of `SIDES` and its value, from `layer=tbb`; raises ValueError."""
    name, _, value = text.partition("=")
    if name not in SIDES:
        raise ValueError(f"“{name}” is none of {', '.join(SIDES)}")
    choices = table()[name].choices
    known = {one or LEFT_OPEN: one for one in choices}
    if value not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}, not “{value}”")
    return name, known[value]
