"""When the window itself was at work, so that batches timed beside that are known."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from time import perf_counter_ns

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

_KEPT = 64


class OwnLoad:
    """What is painted, laid out or done in threads; any thread may write and read it.

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


IN_THREADS = OwnLoad()
"""What this process does in threads beside the window, whoever began it."""

_PAINTS = frozenset(
    {
        QEvent.Type.UpdateRequest,  # what changed, wherever in the window, is painted in one go
        QEvent.Type.Expose,  # what was hidden is painted at once
        QEvent.Type.LayoutRequest,
        QEvent.Type.Resize,
    }
)
_OVER = QEvent.Type(QEvent.registerEventType())


class OwnPaints(QObject):
    """Notes when the window begins to lay out or to paint itself, and when that is done."""

    def __init__(self, window: QWidget, load: OwnLoad) -> None:
        super().__init__(window)
        self._window, self._load = window, load
        self._native: QWindow | None = None
        self._under_way: int | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what the window is told to do."""
        if event.type() == QEvent.Type.Show:
            self._watch_native()
        if event.type() in _PAINTS and self._under_way is None:
            self._under_way = self._load.begin()
            # It comes before all else that waits, and so right after what this event is about.
            QCoreApplication.postEvent(
                self, QEvent(_OVER), Qt.EventPriority.HighEventPriority.value
            )
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == _OVER and self._under_way is not None:
            self._load.end(self._under_way)
            self._under_way = None
            return True
        return super().event(event)

    def _watch_native(self) -> None:
        native = self._window.windowHandle()
        if native is not None and native is not self._native:
            self._native = native
            native.installEventFilter(self)
