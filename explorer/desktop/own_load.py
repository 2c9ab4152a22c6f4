"""When the window itself was at work, so that batches timed beside that are known."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from time import perf_counter_ns

_KEPT = 64


class OwnLoad:
    """What is painted, laid out or read; any thread may write and read it.

    Times are those of `perf_counter_ns`.
    """

    def __init__(self) -> None:
        self._under_way: dict[int, int] = {}
        self._over: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self._keys = count()

    def begin(self) -> int:
        """Note that work begins; returns what `end` is told."""
        key = next(self._keys)
        self._under_way[key] = perf_counter_ns()
        return key

    def end(self, key: int) -> None:
        """Note that it is over."""
        started = self._under_way[key]
        self._over.append((started, perf_counter_ns()))
        del self._under_way[key]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Note work from its beginning to its end."""
        key = self.begin()
        try:
            yield
        finally:
            self.end(key)

    def overlaps(self, start_ns: int, end_ns: int) -> bool:
        """Return whether there was any work in a span of time, also such as is not over yet."""
        begun = any(started < end_ns for started in tuple(self._under_way.values()))
        return begun or any(start < end_ns and start_ns < end for start, end in tuple(self._over))
