"""What is asked and found out: how many calls a second Python threads get done together."""

from dataclasses import dataclass

from explorer.kernels.target import Target
from explorer.measure.events import Served

HOLDS, FREE, AS_IT_IS = "holds the GIL", "nogil=True", "as it is"
"""How a function is called: compiled as it is by default, compiled to release the GIL, or as given
where Numba does not compile it."""


@dataclass(frozen=True)
class Job:
    """What a process is asked: one variant, called by so many threads at once."""

    target: Target
    variant: str
    size: int
    dtype: str
    threads: int
    callers: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Callers:
    """All of one variant. `left_behind` names the programs that it started and that still run."""

    kernel: str
    variant: str
    size: int
    threads: int
    parallel: bool
    served: tuple[Served, ...]
    left_behind: tuple[str, ...] = ()

    @property
    def failed(self) -> str:
        """Why some number of callers could not be served; empty where all were."""
        return next((one.failed for one in self.served if one.failed), "")
