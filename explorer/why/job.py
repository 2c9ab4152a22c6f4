"""What a child process of this room is asked: one variant at one size, as a line of JSON."""

from dataclasses import dataclass
from typing import Any

from explorer.kernels.kernel import Kernel
from explorer.kernels.target import Target

_COARSE = ("float32", "complex64")

LOOK, COUNT, TWINS, TRY = "look", "count", "twins", "try"
BALANCE, CALIBRATE, WEIGH = "balance", "calibrate", "weigh"
LAYERS_TRIED = "layers"
ALL = "all"
"""All that is asked of a variant."""


@dataclass(frozen=True)
class Job:
    """One task of a child.

    `parallel` says that threads share its loops. `options` are those of the compiler to be tried,
    None for all; `worked_on` which arguments are, by their place, None for all; `sizes` those to be
    weighed.
    """

    task: str
    target: Target
    variant: str
    size: int
    threads: int
    dtype: str
    seed: int = 0
    parallel: bool = False
    options: tuple[str, ...] | None = None
    worked_on: tuple[int, ...] | None = None
    sizes: tuple[int, ...] = ()


@dataclass
class Call:
    """A variant that is ready to be called."""

    kernel: Kernel
    variant: Any
    loaded: Any
    arguments: tuple[Any, ...]

    @property
    def dispatcher(self) -> Any:
        """What Numba compiles, None where calls do that themselves."""
        return self.variant.dispatcher

    def tolerance(self, dtype: str, result: Any) -> float:
        """Return the relative deviation of a result that is allowed; reordered sums need some."""
        from explorer.measure.tolerances import tolerance_for  # NumPy, which who asks does without

        stated = self.loaded.tolerance(dtype)
        suited = tolerance_for(result, computed_from=self.arguments)
        found = suited if stated is None else float(stated)
        return max(found, 1e-4 if dtype in _COARSE else 1e-9)

    def fresh(self) -> tuple[Any, ...]:
        """Return arguments as the first call found them where a call changes them."""
        changed = (*self.kernel.in_place, *self.kernel.outputs)
        names = self.variant.variant.parameters
        made = list(self.arguments)
        for at, name in enumerate(names[: len(made)]):
            if name in changed and hasattr(made[at], "copy"):
                made[at] = made[at].copy()
        return tuple(made)


def ready(job: Job) -> Call:
    """Run the kernel's file and make the arguments; raises KernelError and what the file raises."""
    import numba

    from explorer.kernels.loading import load

    kernel = job.target.kernel()
    loaded = load(kernel, [job.variant])
    numba.set_num_threads(job.threads)
    arguments = loaded.make_args_of(job.variant, job.size, job.dtype, job.seed)
    return Call(kernel, loaded.variants[job.variant], loaded, arguments)
