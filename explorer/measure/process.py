"""The same run in processes of its own, as the same events, pulled in the same way.

Such a process can be killed at any moment. When the measured code kills it, or a call does not
return in time, the point under way becomes a failed one, and the other variants go on in a new
process. A plan may ask for the whole to be repeated in several fresh processes.
"""

import os
import threading
from collections.abc import Callable, Generator
from dataclasses import replace

from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.made_variants import AS_WRITTEN, PYTHON
from explorer.measure import layers
from explorer.measure.events import (
    Compiled,
    Event,
    Failed,
    Finished,
    Measured,
    Preparing,
    Progress,
    Started,
    Steered,
)
from explorer.measure.interpreter import OURS
from explorer.measure.launching import Ahead
from explorer.measure.parent import UNHINDERED, Child, Job
from explorer.measure.plan import TIMEOUT_LIMITS, Plan
from explorer.measure.steering import After, Wishes, no_wishes
from explorer.measure.transport import LostError
from explorer.units import count

STARTING = "Starting process"
"""Begins what is said between two repeats."""
UNHINDERED_SINCE = (
    f"since then all is measured with the threading layer {UNHINDERED}, whose threads leave the "
    "cores to others while they wait; your own program may have another."
)
ENOUGH = 2
"""When so many variants of the same code did not return at the smallest size, no other is tried."""


class ProcessRun:
    """A run in separate processes. `events` is pulled by one thread; any may call `kill`.

    The first process is taken from `ahead`, where it may have been started already. `wishes` is
    asked what is wanted from then on; `after` is what this run goes on with. `follows` says of a
    repeat whether it is told its turns.
    """

    def __init__(
        self,
        plan: Plan,
        kernel: Kernel,
        reason: str,
        ahead: Ahead | None = None,
        *,
        wishes: Wishes = no_wishes,
        after: After | None = None,
        follows: Callable[[int], bool] = lambda repeat: False,
    ) -> None:
        self._plan, self._kernel, self._reason = plan, kernel, reason
        self._ahead = ahead or Ahead()
        self._wishes, self._after = wishes, after or After(0, 0)
        self._continues, self._follows = after is not None, follows
        self._child: Child | None = None
        self._killed = threading.Event()
        self._started = 0
        self._refused: set[str] = set()
        self._endless: list[str] = []
        self._left_behind: list[str] = []
        self._layer: str | None = None
        self._notes: list[str] = []
        self._threaded: dict[str, bool] = {}
        self._measured = False

    def kill(self) -> None:
        """End the process at once, whatever it is doing; `events` then ends too."""
        self._killed.set()
        if self._child is not None:
            self._child.kill()

    def note(self) -> str:
        """Return what is being done, in words; nothing before the first process is there."""
        child = self._child
        return child.note() if child is not None else ""

    def events(self) -> Generator[Event, None, None]:
        """Yield what happens.

        Raises KernelError when the kernel's file cannot be run, and LostError where it no longer
        can be, after something was measured. What ended a process, or cannot be compiled, is not
        tried again in later ones.
        """
        finished: list[Finished] = []
        try:
            yield from self._repeats(finished)
        except KernelError as error:
            if not self._measured:
                raise
            raise LostError(str(error)) from error  # what was measured is not to be lost
        if not self._killed.is_set():
            yield _summed(finished, self._notes + self._left_behind)

    def _repeats(self, finished: list[Finished]) -> Generator[Event, None, None]:
        for repeat in range(self._plan.repeats):
            if repeat:
                yield Preparing(f"{STARTING} {repeat + 1} of {self._plan.repeats}")
            end = yield from self._repeat(repeat)
            if self._killed.is_set():
                return
            finished += [end] if end else []

    def _repeat(self, repeat: int) -> Generator[Event, None, Finished | None]:
        """Measure the plan once, in as many processes as it takes; return how it ended."""
        plan, finished = replace(self._plan, variants=self._left()), None
        while plan.variants and not self._killed.is_set():
            ended, overdue, used_s = None, False, 0.0
            numbers = self._started + self._after.processes, repeat + self._after.repeats
            refused = frozenset(self._refused)
            job = Job(
                plan, self._kernel, self._reason, *numbers, refused, self._continues,
                self._follows(repeat),
            )  # fmt: skip
            launched = self._ahead.take(replace(plan, layer=self._layer or plan.layer))
            self._child = Child(launched, job, self._wishes)
            if self._killed.is_set():
                self._child.kill()
            try:
                for event in self._child.events():
                    if isinstance(event, Progress):
                        used_s = event.used_s
                        event = replace(event, repeat=repeat)
                    if isinstance(event, Compiled):
                        self._threaded[event.variant] = event.threaded
                    self._measured |= isinstance(event, Measured)
                    if isinstance(event, Steered):
                        self._plan = plan = event.plan
                    if isinstance(event, Failed) and not event.size:
                        self._refused.add(event.variant)
                    if isinstance(event, Finished):
                        finished = event
                    elif self._started == 0 or not isinstance(event, Started):
                        yield event
                ended, overdue = self._child.ended, self._child.overdue
            finally:
                self._child.close()
                self._left_behind += self._child.left_behind
            self._started += 1
            if ended is None or self._killed.is_set():
                break
            if self._child.held_up and self._may_be_unhindered(plan):
                self._layer, overdue = UNHINDERED, False
                self._notes.append(f"{self._child.held_up}: {UNHINDERED_SINCE}")
                yield Preparing(f"Starting again with the threading layer {UNHINDERED}")
            elif ended.variant:
                yield ended
                self._refused.add(ended.variant)
            else:
                yield from self._without_data(plan, ended)
                plan = replace(plan, sizes=tuple(s for s in plan.sizes if s != ended.size))
                if not plan.sizes:
                    break
            if overdue and ended.size in (0, plan.sizes[0]) and self._is_made(ended.variant):
                self._endless.append(ended.variant)
                plan = replace(plan, timeout_s=min(plan.timeout_s, _again_s(plan)))
                yield from self._give_up()
            budget_s = max(plan.budget_s - used_s, plan.budget_s / 2)
            plan = replace(plan, variants=self._left(), budget_s=budget_s)
        return finished

    def _may_be_unhindered(self, plan: Plan) -> bool:
        """Whether a layer that nobody chose may do what the one Numba takes could not."""
        chosen = (
            plan.layer or plan.binding or self._layer or os.environ.get("NUMBA_THREADING_LAYER")
        )
        return not chosen and self._ahead.interpreter == OURS and layers.is_here(UNHINDERED)

    def _without_data(self, plan: Plan, ended: Failed) -> Generator[Event, None, None]:
        """Say of all points at a size that its data cannot be made."""
        for name in plan.variants:
            for threads in plan.threads if self._threaded.get(name) else (1,):
                yield replace(ended, variant=name, threads=threads)

    def _give_up(self) -> Generator[Event, None, None]:
        """Try no more of the same code when enough variants of it never returned."""
        if len(self._endless) < ENOUGH:
            return
        where = f"{self._plan.axis} = {count(self._plan.sizes[0])}"
        reason = (
            f"Not tried, because {' and '.join(self._endless)} had not returned at {where}; choose "
            "smaller sizes, or arguments with less to do."
        )
        for name in filter(self._is_made, self._left()):
            self._refused.add(name)
            yield Failed(name, reason, threaded=self._kernel.variant(name).asks_for_threads)

    def _is_made(self, name: str) -> bool:
        """Whether a variant is the user's own function under some options: the same code."""
        kernel = self._kernel
        made = name in (PYTHON, AS_WRITTEN) or kernel.variant(name).options is not None
        return kernel.function is not None and made

    def _left(self) -> tuple[str, ...]:
        return tuple(name for name in self._plan.variants if name not in self._refused)


def _again_s(plan: Plan) -> float:
    """How long a call is waited for when the same code had not returned before."""
    return TIMEOUT_LIMITS * plan.call_limit_s


def _summed(finished: list[Finished], more_notes: list[str]) -> Finished:
    """The end of a run from the ends of its repeats: precise where all of them are."""
    whys = {end.why for end in finished} or {"budget"}
    return Finished(
        why=next(why for why in ("budget", "unsteady", "precise") if why in whys),
        layer=finished[-1].layer if finished else None,
        seconds=sum(end.seconds for end in finished),
        timed_s=sum(end.timed_s for end in finished),
        notes=tuple(dict.fromkeys([n for end in finished for n in end.notes] + more_notes)),
    )
