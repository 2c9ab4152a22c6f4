"""Two runs side by side: rounds alternate between their processes, so that both see one machine."""

import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from explorer.kernels.kernel import Kernel
from explorer.measure.events import Event, Finished, Measured, Preparing, Started, Waiting
from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.launching import Ahead
from explorer.measure.plan import Plan
from explorer.measure.process import STARTING, ProcessRun
from explorer.measure.steering import Mailbox, Turn, Wish


@dataclass(frozen=True)
class Side:
    """One of the two: what is measured, by which Python, and why in processes of its own.

    `file` is what the source is called in the run, where it lies elsewhere for the moment, and
    `commit` where it is from.
    """

    plan: Plan
    kernel: Kernel
    reason: str
    interpreter: Interpreter = OURS
    file: str | None = None
    commit: str = ""


Told = Generator[tuple[int, Event], None, Measured | Waiting | None]


class SideBySide:
    """Both sides. `events` is pulled by one thread; any may call `kill`.

    Each repeat is a pair of processes, one of each side, which never measure at the same time. One
    of them leads, by turns: it measures what is known worst, and the other one then the same
    points, in as many rounds. So a round of the one is a tenth of a second from that of the other.
    """

    def __init__(self, *sides: Side) -> None:
        self._sides = sides
        self._together = uuid.uuid4().hex
        self._boxes = [Mailbox() for _ in sides]
        self._runs = [
            ProcessRun(
                side.plan,
                side.kernel,
                side.reason,
                Ahead(side.interpreter),
                wishes=box.take,
                follows=_all_but_each(number),
            )
            for number, (side, box) in enumerate(zip(sides, self._boxes, strict=True))
        ]
        self._streams = [run.events() for run in self._runs]
        self._ended: set[int] = set()

    def kill(self) -> None:
        """End what is under way; `events` then ends too."""
        for run in self._runs:
            run.kill()

    def events(self) -> Generator[tuple[int, Event], None, None]:
        """Yield what happens, with the number of the side. Raises KernelError."""
        try:
            for repeat in range(self._sides[0].plan.repeats):
                self._ended.clear()
                yield from self._pair(_leads(repeat))
        finally:
            for stream in self._streams:
                stream.close()

    def _pair(self, leader: int) -> Generator[tuple[int, Event], None, None]:
        """One process of each, turn after turn; when one is over, so is the other."""
        follower = 1 - leader
        while isinstance(measured := (yield from self._pulled(leader)), Measured):
            self._tell(follower, _turn(measured))
            if (yield from self._pulled(follower)) is None:
                break
        for number in (leader, follower):
            self._tell(number, Turn())
            while number not in self._ended:
                yield from self._pulled(number)

    def _pulled(self, number: int) -> Told:
        """What happens up to where it has measured something, or waits; None where it is over."""
        for event in self._streams[number]:
            if isinstance(event, Waiting):
                return event
            if isinstance(event, Preparing) and event.what.startswith(STARTING):
                break
            yield number, self._marked(number, event)
            if isinstance(event, Measured):
                return event
            if isinstance(event, Finished):
                break
        self._ended.add(number)
        return None

    def _tell(self, number: int, turn: Turn) -> None:
        """Say what is next, to one that is not over: the next process would take it for its own."""
        if number not in self._ended:
            self._boxes[number].put(Wish(self._sides[number].plan, turn=turn))

    def _marked(self, number: int, event: Event) -> Event:
        """Say of a run which other one it was measured beside, and where its source is."""
        if not isinstance(event, Started):
            return event
        plan, side = event.plan, self._sides[number]
        if side.file is not None:
            plan = replace(plan, kernel=replace(plan.kernel, file=side.file))
        commit = side.commit or event.commit
        return replace(event, plan=plan, commit=commit, beside=self._together)


def _leads(repeat: int) -> int:
    """Which side leads in a repeat."""
    return repeat % 2


def _all_but_each(number: int) -> Callable[[int], bool]:
    """Whether a side is told its turns, in each repeat."""
    return lambda repeat: _leads(repeat) != number


def _turn(measured: Measured) -> Turn:
    """The same once more: the points, in as many rounds as the one that has most of them."""
    rounds = (len({sample.round for sample in update.samples}) for update in measured.updates)
    return Turn(tuple(update.point for update in measured.updates), max(rounds))
