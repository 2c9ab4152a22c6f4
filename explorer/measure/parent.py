"""The parent's side of a measuring process: giving it its job, pulling its events, its end."""

import json
import signal
import threading
from codecs import getincrementaldecoder
from collections.abc import Collection, Generator
from dataclasses import dataclass
from queue import Empty, Queue
from time import monotonic
from uuid import uuid4

from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.target import Target
from explorer.measure import note
from explorer.measure.child import BROKEN, CUT_OFF, REFUSED
from explorer.measure.events import Event, Failed, Finished, Measured, Printed, decode
from explorer.measure.launching import Launched
from explorer.measure.note import COMPILING, LOADING
from explorer.measure.own_frames import OwnFrames
from explorer.measure.pipes import Lines, Reader, Writer, unframed
from explorer.measure.plain_values import as_line, to_plain
from explorer.measure.plan import Plan, Point
from explorer.measure.quiet import Patience
from explorer.measure.steering import Wishes, no_wishes
from explorer.units import seconds

POLL_S = 0.1
UNHINDERED = "tbb"
"""The threading layer that goes on without a thread that gets no core."""
KEPT_BUSY = (
    "threads that wait for one another keep the rest busy. Try again when the machine is quiet"
)
SPOILT = (
    "the measured code wrote into what the process reports on, or replaced something that Python "
    "itself uses"
)
CLOSED = "the measured code closed what the process reports on"
LAST_WORDS_S = 0.5
"""So long what a dead process wrote last is waited for: its pipe may be kept open by others."""
COMPILE_TIMEOUT_S = 120.0
LONGEST_LAST = 200
"""Characters of the last line that a process wrote, where it ended before anything was called."""
OUTPUT_LIMIT = 20_000
"""Characters of the measured code's output that are handed on; of a failed call, the last ones."""


@dataclass(frozen=True)
class Job:
    """What one measuring process is to do.

    `process` and `repeat` are its numbers, as in `events.Update`; `refused` are variants that are
    not to be called as references either, `reason` says why it is not done in this process,
    `continues` that it goes on with a run that was over, `follows` that it is told its turns.
    """

    plan: Plan
    kernel: Kernel
    reason: str
    process: int = 0
    repeat: int = 0
    refused: Collection[str] = ()
    continues: bool = False
    follows: bool = False

    def dumped(self, key: str) -> bytes:
        """Return the line that the process reads; by the key its reports are known as its own."""
        told = {name: value for name, value in vars(self).items() if name != "kernel"}
        told |= {"key": key, "target": Target.of(self.kernel), "refused": sorted(self.refused)}
        return as_line(told)


class Child:
    """One measuring process at its job. Any thread may call `kill`, one does the rest.

    `wishes` is asked at each pull what is wanted from then on.

    When it is over, `ended` says what it died of, None where it finished or was killed from
    outside; it names no variant where that was making the data of a size. `overdue` says whether
    that was a call that did not return, `held_up` says so where other programs may have held its
    threads up; `left_behind` has a sentence for each program that still runs when it is closed.
    """

    def __init__(self, launched: Launched, job: Job, wishes: Wishes = no_wishes) -> None:
        self.ended: Failed | None = None
        self.overdue = False
        self.held_up = ""
        self.left_behind: list[str] = []
        self._launched, self._process = launched, launched.process
        self._plan, self._kernel, self._job = job.plan, job.kernel, job
        self._wishes = wishes
        self._asked = self._stopped = self._measured = False
        self._key = uuid4().hex
        self._lines: Queue[bytes | None] = Queue()
        self._output: Queue[str] = Queue()
        self._printed_all = threading.Event()
        self._kept = 0
        self._last = ""
        self._own_frames = OwnFrames()
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        commands, events, output = self._process.stdin, self._process.stdout, self._process.stderr
        assert commands is not None
        assert events is not None
        assert output is not None
        self._writer = Writer("measuring process: commands", commands)
        cut = Lines()

        def take(piece: bytes) -> None:
            for line in cut.of(piece):
                self._lines.put(line)

        self._readers = [
            Reader("measuring process: events", events.fileno(), take, self._no_more_events),
            Reader(
                "measuring process: output",
                output.fileno(),
                self._take_output,
                self._printed_all.set,
            ),
        ]

    def kill(self) -> None:
        """End the process and whatever it started; `events` then ends without a failure."""
        self._stopped = True
        self._launched.kill()

    def close(self) -> None:
        """End the process and give back what it used; returns within some seconds."""
        self.kill()
        self._writer.close()
        for reader in self._readers:
            reader.close()
        self.left_behind = self._launched.left_behind()
        self._launched.close()

    def events(self) -> Generator[Event, None, None]:
        """Yield its events until it has finished or `ended` says how it died.

        How it ends after that is of no account: what was measured is measured.
        """
        event: Event | None = None
        while not isinstance(event, Finished):
            self._ask()
            event = self._answer()
            yield from self._printed(last=event is None or isinstance(event, Finished))
            if event is None:
                return
            self._measured |= isinstance(event, Measured)
            yield event

    def _answer(self) -> Event | None:
        """Wait for the event that was asked for; None when the process is over, or was ended.

        Whatever else was written where events come from was printed by the measured code. Raises
        KernelError where the process says that the file cannot be run.
        """
        while (line := self._line()) is not None:
            try:
                report, other = unframed(line, self._key)
                if other:
                    self._take_output(other + b"\n")
                if report is not None and report.startswith(BROKEN.encode()):
                    why, full = json.loads(report[len(BROKEN) :])
                    self.ended = self._failure(f"{self._words(*self._under_way())}: {why}", full)
                    self.kill()
                    return None
                if report is not None:
                    return _event(report)
            except ValueError:
                phase, point = self._under_way()
                self.ended = self._failure(f"{self._words(phase, point)}: {SPOILT}")
                self.kill()
                return None
        if self.ended is None and not self._stopped:
            self.ended = self._death()
        return None

    def _ask(self) -> None:
        """Ask for an event, and say what is wanted from now on."""
        job = b"" if self._asked else self._job.dumped(self._key)
        self._asked = True
        wish = self._wishes()
        said = json.dumps(to_plain(wish)) if wish is not None else ""
        self._writer.write(job + said.encode() + b"\n")

    def _line(self) -> bytes | None:
        """Wait for a line; None when the process is over."""
        waiting_for, patience = b"", Patience(self._process.pid)
        died: float | None = None
        while True:
            try:
                return self._lines.get(timeout=POLL_S)
            except Empty:
                if not self._launched.lives:
                    self._launched.kill()  # what it started may keep its output open
                    died = died or monotonic()
                    if monotonic() - died > LAST_WORDS_S:
                        return None
                page = self._launched.note.content()
                if page != waiting_for:
                    waiting_for, patience = page, Patience(self._process.pid)
                elif patience.is_over(self._limit(), max(self._under_way()[1].threads, 1)):
                    self.ended, self.overdue = self._overdue(patience.delayed_by), True
                    self.kill()

    def _limit(self) -> float:
        calling = note.is_calling(*self._under_way(), self._kernel)
        return self._plan.timeout_s if calling else max(COMPILE_TIMEOUT_S, self._plan.timeout_s)

    def _overdue(self, busy: str) -> Failed:
        phase, point = self._under_way()
        limit = seconds(self._limit(), 2)
        said = f"{self._words(phase, point)} had not returned after {limit}{busy}"
        if not busy:
            return self._failure(f"{said}; {note.next_step(phase, point, self._kernel)}")
        self.held_up = said
        hindered = self._launched.environment.get("NUMBA_THREADING_LAYER") != UNHINDERED
        other_layer = f", or with the threading layer {UNHINDERED}" if hindered else ""
        return self._failure(f"{said}: {KEPT_BUSY}{other_layer}")

    def _death(self) -> Failed:
        phase, point = self._under_way()
        status = self._launched.status()
        self._printed_all.wait(LAST_WORDS_S)
        how = f"exited with status {status}"
        if status == CUT_OFF:
            return self._failure(f"{self._words(phase, point)}: {CLOSED}")
        if status is None:
            how = "stopped reporting"
        elif status < 0:
            known: dict[int, str] = {
                signal.SIGSEGV: "crashed: it read or wrote memory that is not its own (SIGSEGV)",
                signal.SIGABRT: "crashed: it aborted (SIGABRT)",
                signal.SIGKILL: (
                    "was killed (SIGKILL), as it is where memory or its processor time runs out"
                ),
                signal.SIGXCPU: "reached its limit on processor time (SIGXCPU)",
            }
            how = known.get(-status, f"was ended by signal {-status}")
        return self._failure(f"{self._words(phase, point)}: the process {how}")

    def _failure(self, sentence: str, details: str = "") -> Failed:
        """The event of an end, with what was printed last where there are no other details."""
        phase, point = self._under_way()
        frames = OwnFrames()
        text = frames.without(details or self._last) + frames.rest()
        if phase == LOADING or not (point.variant or self._measured):
            last = text.strip().rpartition("\n")[2][:LONGEST_LAST]
            more = last.rstrip(": ") not in sentence
            raise KernelError(f"{sentence} ({last})." if more else f"{sentence}.")
        size = 0 if phase == COMPILING else point.size
        threads = point.threads if size else 0
        known = point.variant in self._kernel.variant_names
        asks = not known or self._kernel.is_threaded(point.variant)
        reason = f"{sentence.rstrip('.')}."
        return Failed(point.variant, reason, size, threads, details=text, threaded=asks)

    def _words(self, phase: str, point: Point) -> str:
        return note.in_words(phase, point, self._plan, self._kernel)

    def note(self) -> str:
        """Return what the process is doing, in words; nothing where it is over meanwhile."""
        try:
            return self._words(*self._under_way())
        except ValueError:  # its note was closed, by the thread that pulls
            return ""

    def _under_way(self) -> tuple[str, Point]:
        names = (*self._kernel.variant_names, *self._plan.variants)
        return note.read(self._launched.note.content(), names)

    def _printed(self, last: bool) -> Generator[Event, None, None]:
        text = ""
        while not self._output.empty():
            text += self._output.get()
        self._last, text = "", self._own_frames.without(text)
        if last:
            text += self._own_frames.rest()
        if text:
            yield Printed(text[-OUTPUT_LIMIT:])

    def _no_more_events(self) -> None:
        self._lines.put(None)

    def _take_output(self, piece: bytes) -> None:
        text = self._decode(piece)
        self._last = (self._last + text)[-OUTPUT_LIMIT:]
        if self._kept < OUTPUT_LIMIT:
            self._kept += len(text)
            self._output.put(text)


def _event(report: bytes) -> Event:
    """The event of a report; raises ValueError where it is none, KernelError where it refuses."""
    if report.startswith(REFUSED.encode()):
        raise KernelError(report.decode()[len(REFUSED) :])
    return decode(report)
