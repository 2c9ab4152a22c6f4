"""From what a user asks for to a plan that can be carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.kernels.ticking import ticked
from explorer.measure.forecast import enough_s
from explorer.measure.options import Options
from explorer.measure.plan import (
    TIMEOUT_LIMITS,
    TIMEOUT_S,
    Asked,
    Baseline,
    KernelRef,
    Plan,
    PlanError,
    check_options,
    checked,
)
from explorer.measure.topology import default_threads
from explorer.measure.written import parse_baseline, parse_sizes, parse_threads
from explorer.units import names


def read(written: Mapping[str, Any], most_threads: int, offered: Sequence[int] = ()) -> Asked:
    """Return what is asked for, from values by the names of `Asked`; parts may be texts.

    `offered` are the thread counts that `all` stands for. What is None or missing is not asked
    for. Raises PlanError about the first part that is not allowed.
    """
    values = {name: value for name, value in written.items() if value is not None}
    if "sizes" in values:
        density = values.get("points_per_decade", Asked.points_per_decade)
        values["sizes"] = parse_sizes(values["sizes"], density)
    if "threads" in values:
        values["threads"] = parse_threads(values["threads"], most_threads, offered)
    if "variants" in values:
        wanted = values["variants"]
        values["variants"] = names(wanted) if isinstance(wanted, str) else tuple(wanted)
    if "baseline" in values:
        values["baseline"] = parse_baseline(values["baseline"])
    asked = Asked(**values)
    check_options(asked)
    return asked


def plan_of(kernel: Kernel, most_threads: int, offered: Sequence[int] = (), **written: Any) -> Plan:
    """Build a plan for a kernel from what is written, as `read`; raises PlanError.

    Unless a budget is written, it grows with the points.
    """
    plan = make_plan(kernel, read(written, most_threads, offered), most_threads, offered)
    return plan if written.get("budget_s") else replace(plan, budget_s=enough_s(plan, kernel))


def make_plan(kernel: Kernel, asked: Asked, most_threads: int, offered: Sequence[int] = ()) -> Plan:
    """Build a plan for a kernel from what is asked for, the kernel's defaults for the rest.

    `most_threads` is what the program that measures may use, `offered` are the thread counts that
    are measured unless others are asked for, 1, 2, 4 … where there are none. Raises PlanError with
    one sentence about the first part that is not allowed.
    """
    chosen = ticked(kernel) if asked.variants is None else tuple(dict.fromkeys(asked.variants))
    if not chosen:
        raise PlanError("variants", "Variants: none is ticked; tick at least one.")
    unknown = [name for name in chosen if name not in kernel.variant_names]
    if unknown:
        raise PlanError(
            "variants",
            " ".join(
                (
                    f"Variants: “{kernel.name}” has no “{unknown[0]}”; "
                    f"it has {', '.join(kernel.variant_names)}.",
                    *kernel.remarks,
                )
            ),
        )
    dtype = asked.dtype or kernel.dtypes[0]
    if dtype not in kernel.dtypes:
        raise PlanError(
            "dtype", f"Dtype: “{kernel.name}” has no {dtype}; it has {', '.join(kernel.dtypes)}."
        )
    plan = Plan(
        kernel=ref_to(kernel),
        sizes=asked.sizes or parse_sizes(kernel.sizes, asked.points_per_decade),
        threads=asked.threads or tuple(offered) or default_threads(most_threads),
        variants=chosen,
        baseline=asked.baseline or default_baseline(kernel, chosen),
        dtype=dtype,
        timeout_s=max(TIMEOUT_S, TIMEOUT_LIMITS * asked.call_limit_s),
        axis=kernel.axis,
        **{option.name: getattr(asked, option.name) for option in fields(Options)},
    )
    return checked(plan)


def ref_to(kernel: Kernel) -> KernelRef:
    """Return what a plan keeps of its kernel."""
    return KernelRef(
        name=kernel.name,
        file=None if is_from_catalogue(kernel) else str(kernel.path),
        sha256=kernel.sha256,
        function=kernel.function,
        arguments=None if kernel.arguments is None else dict(kernel.arguments),
        variants=kernel.variant_names,
        title=kernel.title,
        size_name=kernel.size_name,
        own_data=tuple(v.name for v in kernel.variants if v.has_own_data),
    )


def default_baseline(kernel: Kernel, variants: Sequence[str]) -> Baseline:
    """Return the kernel's own baseline if it is measured, else the plainest compiled variant."""
    if kernel.baseline in variants and kernel.baseline is not None:
        return Baseline(kernel.baseline)
    for name in variants:
        variant = kernel.variant(name)
        if variant.compiled and not variant.asks_for_threads:
            return Baseline(name)
    return Baseline(variants[0])
