"""What is to be measured: a plan, its parts, and what is allowed."""

import re
from dataclasses import dataclass, field

from explorer.measure.options import PLACING, Option, Options, declared, table
from explorer.refused import RefusedError
from explorer.units import count, names

_BITS = re.compile(r"(?:u?int|float|complex)(8|16|32|64|128)")
MAX_SIZE = 10**12
"""More elements than memory has: beyond it a size is a slip of the pen."""
TIMEOUT_S, TIMEOUT_LIMITS = 10.0, 4
"""A call is waited for so long, and at least so many times the limit on predicted calls."""
MAX_POINTS = 20_000
"""A first value of each of so many takes 20 minutes already (`forecast.POINT_S`)."""
OVERSUBSCRIPTION = 4
"""Threads per core that may be asked for, to see what too many cost."""


class PlanError(RefusedError, ValueError):
    """A plan that cannot be carried out.

    The message is one sentence that names the value and what is allowed; `field` names the
    part of the plan it belongs to, as in `Asked`.
    """

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


@dataclass(frozen=True, order=True)
class Point:
    """One thing to measure: a variant at a size with a thread count."""

    variant: str
    size: int
    threads: int


@dataclass(frozen=True)
class Baseline:
    """What speed-ups are relative to."""

    variant: str
    threads: int = 1


@dataclass(frozen=True)
class KernelRef:
    """Which kernel was measured.

    `file` is its path, None for one of the catalogue; `function` and `arguments` are set for a
    user's own function, as in `kernels.kernel.Kernel`. `variants` are the names of all variants
    that it has, ticked or not, in the order of the file: colours are given in that order. Those of
    `own_data` have arguments of their own.
    """

    name: str
    file: str | None = None
    sha256: str = ""
    function: str | None = None
    arguments: dict[str, str] | None = None
    variants: tuple[str, ...] = ()
    title: str = ""
    size_name: str = "n"
    own_data: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """What it is called to people: its title, or its name where a file tells none."""
        return self.title or self.name

    @property
    def shared_arguments(self) -> dict[str, str]:
        """The arguments of the function itself."""
        given = self.arguments or {}
        return {name: text for name, text in given.items() if name not in self.own_data}


@dataclass(frozen=True)
class Plan(Options):
    """What to measure, and by the options that it inherits how well, how long and where.

    In a process of its own, a call that has not returned after `timeout_s` is ended. `axis` names
    what the sizes are: n, or the argument that is swept. An `endless` plan is never precise enough
    nor out of budget: every point is measured in each round until somebody stops it, of each only
    the latest samples are kept, and the data only of sizes that are measured.
    """

    kernel: KernelRef
    sizes: tuple[int, ...]
    threads: tuple[int, ...]
    variants: tuple[str, ...]
    baseline: Baseline
    dtype: str = "float64"
    axis: str = "n"
    timeout_s: float = TIMEOUT_S
    endless: bool = False

    @property
    def itemsize(self) -> int:
        """Bytes of one element of the plan's dtype."""
        if named := _BITS.fullmatch(self.dtype):
            return int(named[1]) // 8
        import numpy as np  # `--help` and the window are there before it

        return int(np.dtype(self.dtype).itemsize)


@dataclass(frozen=True, kw_only=True)
class Asked(Options):
    """What the user asked for, as values; None leaves a part to the kernel or the machine.

    `points_per_decade` divides the kernel's own range of sizes where none are given.
    """

    sizes: tuple[int, ...] | None = declared(
        None, Option("--sizes", "as in 1e3:1e7 or 16,64,256", "SIZES")
    )
    points_per_decade: float = declared(
        2.0, Option("--points-per-decade", "how many sizes of a range", "N", float)
    )
    threads: tuple[int, ...] | None = declared(
        None, Option("--threads", "as in 1,2 or 1:4 or all", "THREADS")
    )
    variants: tuple[str, ...] | None = declared(
        None, Option("--variants", "with commas between", "NAMES", names)
    )
    dtype: str | None = declared(None, Option("--dtype", "as in float32", "DTYPE"))
    baseline: Baseline | None = field(
        default=None,
        metadata={"option": Option("--baseline", "what speed-ups are relative to",
                                   "VARIANT[@THREADS]")},
    )  # fmt: skip


def check_options(options: Options) -> None:
    """See that each option has a value that is allowed; raises PlanError."""
    for name, option in table().items():
        problem = option.problem(getattr(options, name))
        if problem:
            raise PlanError(name, problem)


def checked(plan: Plan) -> Plan:
    """Return the plan with a baseline that is measured; raises PlanError where it cannot run."""
    if plan.baseline.variant not in plan.variants:
        raise PlanError(
            "baseline",
            f"Baseline: “{plan.baseline.variant}” is not among the variants to measure: "
            f"{', '.join(plan.variants)}.",
        )
    if plan.baseline.threads != 1 and plan.baseline.threads not in plan.threads:
        raise PlanError(
            "baseline",
            f"Baseline: {plan.baseline.threads} threads are not measured; "
            f"measured are {', '.join(map(str, plan.threads))}.",
        )
    check_options(plan)
    if plan.binding is not None and plan.layer not in (None, PLACING):
        raise PlanError(
            "binding",
            f"Binding: the threading layer {plan.layer} does not place threads; only {PLACING} "
            "does.",
        )
    points = len(plan.sizes) * len(plan.threads) * len(plan.variants)
    if points > MAX_POINTS:
        raise PlanError(
            "sizes",
            f"Sizes: {count(points)} points are too many, at most {count(MAX_POINTS)} can be "
            "measured; take fewer sizes, thread counts or variants.",
        )
    return plan
