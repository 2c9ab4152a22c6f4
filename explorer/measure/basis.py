"""What a run measures, as it is now: both the plan and the variants may become more meanwhile."""

from dataclasses import dataclass

from explorer.kernels.loaded import LoadedKernel
from explorer.measure.batch import Stopwatch
from explorer.measure.note import Note
from explorer.measure.plan import Plan


@dataclass
class Basis:
    """The plan and its kernel, with the clock and who is told what is done next.

    Every part of a run holds this one, so that all go by the same.
    """

    plan: Plan
    loaded: LoadedKernel
    watch: Stopwatch
    note: Note

    @property
    def of_users(self) -> bool:
        """Whether it is a function of a user's own file."""
        return self.loaded.kernel.function is not None
