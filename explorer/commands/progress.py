"""What the terminal shows during a run: one line of progress, and what the measured code prints."""

import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

from explorer.commands.answers import complain, mention
from explorer.measure.events import (
    Calling,
    Compiling,
    Event,
    Measured,
    Preparing,
    Printed,
    Progress,
    Started,
)
from explorer.units import count, harmless, seconds

WIDTH = 24
REDRAW_S = 0.1
LINES_SHOWN = 20
"""Of what the measured code prints: it may print in every call."""
_ERASE = "\r\x1b[K"


@contextmanager
def under_way(what: str, stream: TextIO) -> Iterator[None]:
    """Show what is being done before a run, where somebody looks at a terminal."""
    if not stream.isatty():
        yield
        return
    mention(f"{what} …", stream)
    try:
        yield
    finally:
        mention(_ERASE, stream)


class Screen:
    """Shows a run on a stream; the progress only on a terminal."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._terminal = stream.isatty()
        self._drawn: float | None = None
        self._doing = self._place = ""
        self._share = 0.0
        self._left_s: float | None = None
        self._printed = 0
        self._axis = "n"

    def show(self, event: Event) -> None:
        """Show what an event changes: what is announced at once, the rest ten times a second."""
        announced = True
        match event:
            case Started(plan=plan):
                self._axis = plan.axis
            case Preparing(what=what):
                self._doing = what[:1].lower() + what[1:]
            case Compiling(variant=variant):
                self._doing = f"compiling {variant}"
            case Calling(point=point, predicted_s=predicted):
                place = f"{self._axis} = {count(point.size)}"
                self._doing = f"{point.variant} at {place}, about {seconds(predicted, 2)}"
            case Measured(size=size):
                announced = False
                self._doing = f"measuring {self._axis} = {count(size)}"
            case Progress():
                announced = False
                self._share, self._left_s = event.share, event.left_s
                if event.repeats > 1:
                    self._place = f"process {event.repeat + 1} of {event.repeats}, "
            case Printed(text=text):
                self._print(text)
            case _:
                return
        now = self._clock()
        if announced or self._drawn is None or now - self._drawn >= REDRAW_S:
            self._drawn = now
            self._draw()

    def tell(self, what: str, share: float) -> None:
        """Show what is being done, and what share of all is done."""
        self._doing, self._share, self._drawn = what, share, self._clock()
        self._draw()

    def warn(self, sentence: str) -> None:
        """Print a sentence above the progress; nothing for an empty one."""
        if sentence:
            self.clear()
            complain(sentence)

    def clear(self) -> None:
        """Remove the progress."""
        if self._terminal and self._drawn is not None:
            self._write(_ERASE)
            self._drawn = None

    def _print(self, text: str) -> None:
        lines = text.splitlines()
        shown = lines[: max(0, LINES_SHOWN - self._printed)]
        self._printed += len(shown)
        if not shown:
            return
        self.clear()
        self._write("".join(f"{harmless(line)}\n" for line in shown))
        if self._printed == LINES_SHOWN:
            self._write("… what else the measured code prints is not shown.\n")

    def _draw(self) -> None:
        if self._terminal:
            full = round(self._share * WIDTH)
            bar = f"[{'#' * full}{'-' * (WIDTH - full)}] {round(100 * self._share):3d} %"
            left = "" if self._left_s is None else f"  at most {math.ceil(self._left_s)} s left"
            line = f"{bar}{left}  {self._place}{self._doing}"
            self._write(_ERASE + harmless(line)[: shutil.get_terminal_size().columns - 1])

    def _write(self, text: str) -> None:
        mention(text, self._stream)
