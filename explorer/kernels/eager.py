"""What compiling took while a kernel file was run: decorators with signatures compile at once."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from numba.core import event as numba_event

from explorer.kernels.first_compilation import clock
from explorer.kernels.kernel import Variant


class CompiledAtOnce(numba_event.Listener):  # type: ignore[misc]  # Numba has no types
    """Adds up what compiling takes while it listens, by the line of the file that asked for it."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._depth, self._began = 0, 0.0
        self._seconds: defaultdict[int, float] = defaultdict(float)

    def seconds(self, variant: Variant) -> float:
        """Return the seconds that the variant's decorators spent compiling."""
        last = variant.line + variant.source.count("\n")
        return sum(s for line, s in self._seconds.items() if variant.line <= line <= last)

    def on_start(self, event: object) -> None:
        """Note when the outermost compilation begins."""
        if self._depth == 0:
            self._began = clock()
        self._depth += 1

    def on_end(self, event: object) -> None:
        """Add the outermost compilation to the line that the file is at."""
        self._depth -= 1
        if self._depth == 0:
            self._seconds[self._line()] += clock() - self._began

    def _line(self) -> int:
        frame = sys._getframe()
        while frame.f_back is not None and frame.f_code.co_filename != self._path:
            frame = frame.f_back
        return frame.f_lineno
