"""Two runs side by side: their processes take turns, so that what drifts drifts for both."""

from __future__ import annotations

import uuid
from collections.abc import Generator
from dataclasses import dataclass, replace

from explorer.kernels.kernel import Kernel
from explorer.measure.events import Event, Preparing, Started
from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.launching import Ahead
from explorer.measure.plan import Plan
from explorer.measure.process import STARTING, ProcessRun


@dataclass(frozen=True)
class Side:
    """One of the two: what is measured, by which Python, and why in processes of its own.

    `file` is what the source is called in the run, where it lies elsewhere for the moment.
    """

    plan: Plan
    kernel: Kernel
    reason: str
    interpreter: Interpreter = OURS
    file: str | None = None


class SideBySide:
    """Both sides. `events` is pulled by one thread; any may call `kill`.

    The first process is one of the first side, then two of the second, two of the first, and so
    on: what rises or falls steadily meanwhile is the same for both.
    """

    def __init__(self, *sides: Side) -> None:
        self._sides = sides
        self._together = uuid.uuid4().hex
        self._runs = [
            ProcessRun(side.plan, side.kernel, side.reason, Ahead(side.interpreter))
            for side in sides
        ]

    def kill(self) -> None:
        """End what is under way; `events` then ends too."""
        for run in self._runs:
            run.kill()

    def events(self) -> Generator[tuple[int, Event], None, None]:
        """Yield what happens, with the number of the side. Raises KernelError."""
        streams = [run.events() for run in self._runs]
        repeats = self._sides[0].plan.repeats
        for repeat in range(repeats):
            for number in (0, 1) if repeat % 2 == 0 else (1, 0):
                for event in _process(streams[number]):
                    yield number, self._marked(number, event)

    def _marked(self, number: int, event: Event) -> Event:
        """Say of a run which other one it was measured beside, and where its source is."""
        if not isinstance(event, Started):
            return event
        plan, file = event.plan, self._sides[number].file
        if file is not None:
            plan = replace(plan, kernel=replace(plan.kernel, file=file))
        return replace(event, plan=plan, beside=self._together)


def _process(stream: Generator[Event, None, None]) -> Generator[Event, None, None]:
    """What happens up to where the next process would be started."""
    for event in stream:
        if isinstance(event, Preparing) and event.what.startswith(STARTING):
            return
        yield event
