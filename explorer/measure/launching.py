"""Starting a measuring process: it loads Numba and waits for its job."""

import subprocess
from collections.abc import Mapping

from explorer.measure import ending
from explorer.measure.child import AHEAD
from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.machine import most_threads
from explorer.measure.note import Page
from explorer.measure.options import PLACING
from explorer.measure.plan import Plan
from explorer.measure.strays import Mark
from explorer.starting import command
from explorer.starting import environment as own_environment

PLACED = {
    "close": {"OMP_PROC_BIND": "close", "OMP_PLACES": "cores"},
    "spread": {"OMP_PROC_BIND": "spread", "OMP_PLACES": "cores"},
    "free": {"OMP_PROC_BIND": "false"},
}
"""What tells OpenMP where to place threads (OpenMP API 5.2, sections 21.1.2 and 21.1.6)."""


def environment(plan: Plan) -> dict[str, str]:
    """Return the environment that a plan's process needs: Numba reads it when it is imported."""
    wanted = {**own_environment(), "PYTHONUNBUFFERED": "1"}
    wanted["MPLBACKEND"] = "Agg"  # a plot that the file shows must not wait for somebody
    wanted["NUMBA_NUM_THREADS"] = str(max(*plan.threads, most_threads()))  # more may be wished for
    wanted["NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING"] = "1"
    if plan.layer:
        wanted["NUMBA_THREADING_LAYER"] = plan.layer
    if plan.binding:
        wanted["NUMBA_THREADING_LAYER"] = PLACING
        wanted |= PLACED[plan.binding]
    return wanted


class Launched:
    """A process that measures as soon as it gets a job, and until then runs no code of a user's.

    On Linux it ends with the thread that made it; elsewhere when its input is closed. One that is
    started `ahead` of its job makes ready for whatever that may be.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        interpreter: Interpreter = OURS,
        *,
        ahead: bool = False,
    ) -> None:
        self.environment = environment
        self.serves = environment, interpreter
        self._mark = Mark()
        self.note = Page()
        self.process = subprocess.Popen(
            command(
                "explorer.measure.child",
                *([AHEAD] if ahead else []),
                self.note.argument,
                program=interpreter.program,
                roots=interpreter.roots,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._mark.on(environment),
            start_new_session=True,
            pass_fds=self.note.descriptors,
        )

    @property
    def lives(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def status(self) -> int | None:
        """Return how it ended, as `Popen.returncode`; None where it has not within seconds."""
        return ending.status(self.process)

    def kill(self) -> None:
        """End the process and whatever it started, also what outlived it."""
        if self.lives:
            self._mark.look(self.process.pid)
        ending.kill(self.process)

    def left_behind(self) -> list[str]:
        """Return a sentence for each program that it started and that outlived it."""
        return self._mark.left_behind(self.process.pid)

    def close(self) -> None:
        """End the process and give back what it used."""
        ending.close(self.process)
        self.note.close()


class Ahead:
    """Keeps a process started for the run that is likely to come next, or none.

    `interpreter` is the Python that will be wanted. All of it is for one thread, the one that will
    pull the run.
    """

    def __init__(self, interpreter: Interpreter = OURS) -> None:
        self.interpreter = interpreter
        self._spare: Launched | None = None

    def prepare(self, plan: Plan | None) -> None:
        """Have a process started that fits this plan; None means that none will be needed."""
        if plan is None:
            self.discard()
        elif not self._fits(plan):
            self.discard()
            self._spare = Launched(self._wanted(plan), self.interpreter, ahead=True)

    def take(self, plan: Plan) -> Launched:
        """Return a process for this plan, started ahead or now; it is the caller's to close."""
        if not self._fits(plan):
            self.discard()
            return Launched(self._wanted(plan), self.interpreter)
        spare, self._spare = self._spare, None
        assert spare is not None
        return spare

    def _fits(self, plan: Plan) -> bool:
        spare, wanted = self._spare, (self._wanted(plan), self.interpreter)
        return spare is not None and spare.lives and spare.serves == wanted

    def _wanted(self, plan: Plan) -> Mapping[str, str]:
        return self.interpreter.environment(environment(plan))

    def discard(self) -> None:
        """End the process that was started ahead."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.close()
