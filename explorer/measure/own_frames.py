"""What the measured code prints of its stack, without the frames of the program that called it.

Python prints a frame as `  File "…", line 3, in f`, its source and marks below it, both further to
the right (`traceback`, `logging`), or as `  File "…", line 3 in f` (`faulthandler`). The stacks of
a group of exceptions have a line at their left.
"""

import os
import re
import timeit
from collections.abc import Iterator

from explorer.starting import ROOT

_BEGINS = '  File "'
_FRAME = re.compile(rf'{_BEGINS}(.*)", line \d+,? in ')
_LEFT = re.compile(r" *\| ?")
"""What stands left of the stacks of a group."""
_MAY_BE_LEFT = re.compile(r" {0,80}\|? ?")
_OWN = f"{ROOT / 'explorer'}{os.sep}"
_MEASURED = f"{ROOT / 'explorer' / 'kernels' / 'catalogue'}{os.sep}"
MOST_HELD = 2**16
"""Characters of one stack; a longer one is shown as it is."""


class OwnFrames:
    """Takes them out of a text that comes piece by piece.

    A stack of which no frame is the measured code's, as that of an error of the program's own, is
    left as it is.
    """

    def __init__(self) -> None:
        self._begun = ""
        self._stack: list[str] = []

    def without(self, piece: str) -> str:
        """Return what is sure of the text by now; a stack is held until its end is seen."""
        *lines, self._begun = f"{self._begun}{piece}".split("\n")
        found = "".join(self._after(f"{line}\n") for line in lines)
        if sum(map(len, self._stack)) <= MOST_HELD and self._may_go_on():
            return found
        return found + self.rest()

    def _may_go_on(self) -> bool:
        """Whether the last line, which may be half a line, belongs to a stack."""
        begun = _inner(self._begun)
        begins = _BEGINS.startswith(begun) or begun.startswith(_BEGINS)
        begins = begins or bool(_MAY_BE_LEFT.fullmatch(self._begun))
        goes_on = "  ".startswith(begun[:2])
        return goes_on if self._stack else begins

    def rest(self) -> str:
        """Return what was held, when there is no more text."""
        found, self._begun = self._after(self._begun), ""
        return found + self._end_of_stack()

    def _after(self, line: str) -> str:
        if _FRAME.match(_inner(line)) or (self._stack and _inner(line).startswith("  ")):
            self._stack.append(line)
            return ""
        return self._end_of_stack() + line

    def _end_of_stack(self) -> str:
        lines, self._stack = self._stack, []
        frames: list[list[str]] = []
        for line in lines:
            if _FRAME.match(_inner(line)):
                frames.append([])
            frames[-1].append(line)
        files = [match[1] for frame in frames if (match := _FRAME.match(_inner(frame[0])))]
        own = set(_own(files))
        kept = [frame for place, frame in enumerate(frames) if place not in own] or frames
        return "".join(line for frame in kept for line in frame)


def _inner(line: str) -> str:
    """A line without what stands left of the stacks of a group."""
    left = _LEFT.match(line)
    return line[left.end() :] if left else line


def _own(files: list[str]) -> Iterator[int]:
    """Yield the places of frames that are the program's, or of what stands between it and code."""
    for place, file in enumerate(files):
        beside = {*files[max(place - 1, 0) : place], *files[place + 1 : place + 2]}
        around = {*beside, *files[max(place - 2, 0) : place], *files[place + 1 : place + 3]}
        match file:
            case "<frozen runpy>":
                yield place
            case "<string>" if "<frozen runpy>" in beside:
                yield place
            case timeit.__file__ if any(map(_is_the_programs, beside)):
                yield place
            case "<timeit-src>" if timeit.__file__ in beside and any(map(_is_the_programs, around)):
                yield place
            case _ if _is_the_programs(file):
                yield place


def _is_the_programs(file: str) -> bool:
    return file.startswith(_OWN) and not file.startswith(_MEASURED)
