"""What is asked of a GPU, and found out."""

from dataclasses import dataclass

from explorer.kernels.target import Target
from explorer.measure.timed import Timed

BLOCKS = (32, 64, 128, 256, 512, 1024)
"""Threads of a block that are tried unless others are asked for."""
MOST_LOW = 20
"""Samples that are left out in all of a block's before the GPU is taken as it is."""


@dataclass(frozen=True)
class Job:
    """A CUDA variant at some sizes, with so many threads in a block, one number after the other."""

    target: Target
    variant: str
    sizes: tuple[int, ...]
    blocks: tuple[int, ...]
    dtype: str
    budget_s: float
    seed: int = 0


@dataclass(frozen=True)
class Launched:
    """Calls at one size with blocks of so many threads.

    `kernel` is one launch, by the GPU's own events around a batch of them; `there` and `back` are
    the copies of a whole call by such events, and `wall` is that call by the clock of the CPU,
    which waits for its end. Without times it is `wrong` or `failed`, each a sentence, or only
    `compared` with the reference's results. `throttled` samples of all `samples` are left out, for
    the GPU's clock was low.
    """

    size: int
    block: int
    kernel: Timed | None = None
    there: Timed | None = None
    back: Timed | None = None
    wall: Timed | None = None
    bytes_there: int = 0
    bytes_back: int = 0
    samples: int = 0
    throttled: int = 0
    compared: bool = False
    wrong: str = ""
    failed: str = ""


@dataclass(frozen=True)
class OnGpu:
    """All of one variant. `device` is the GPU's name; `simulated` where there is none.

    `clock_known` is whether it could be seen when the GPU's clock was lowered.
    """

    kernel: str
    variant: str
    axis: str
    device: str
    simulated: bool
    clock_known: bool
    launched: tuple[Launched, ...] = ()
    failed: str = ""

    def best(self, size: int) -> Launched | None:
        """Return the block whose kernel takes least at a size."""
        known = [one for one in self.launched if one.size == size and one.kernel is not None]
        return min(known, key=lambda one: one.kernel.median_s if one.kernel else 0.0, default=None)
