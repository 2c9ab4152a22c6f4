"""One line to type into: any action, kernel or kept run, found by its words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.desktop.look import theme
from explorer.desktop.look.laid import in_column
from explorer.desktop.look.tables import Index
from explorer.desktop.shell.actions import TABLE, keys, plain
from explorer.history.archive import Archive, HistoryError
from explorer.history.entry import Entry
from explorer.history.index import Wanted
from explorer.kernels.finding import catalogue
from explorer.kernels.kernel import Kernel
from explorer.results import journal

MOST = 40
"""Lines that are shown."""
RUNS = 20
"""Of the kept runs, so many of the newest that fit."""
_WIDTH, _HEIGHT = 620, 420
_TYPED_MS = 120
_HINT = Qt.ItemDataRole.UserRole
_PAD = 4
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True)
class Line:
    """Something that can be done: its words, what is faint beside them, and how it is done."""

    text: str
    hint: str
    do: Callable[[], object]


def fitting(lines: Iterable[Line], typed: str) -> list[Line]:
    """Return the lines that hold all the typed words, those first that begin with them."""
    words = typed.lower().split()

    def place(line: Line) -> tuple[bool, bool]:
        text = line.text.lower()
        starts = all(any(part.startswith(word) for part in text.split()) for word in words)
        return not (words and text.startswith(words[0])), not starts

    found = [
        line for line in lines
        if all(word in f"{line.text} {line.hint}".lower() for word in words)
    ]  # fmt: skip
    return sorted(found, key=place)


class _Hinted(QStyledItemDelegate):
    """Writes what is faint of a line at its right end, in half at most; its words have the rest."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        hint, room = index.data(_HINT) or "", option.rect.adjusted(_PAD, 0, -2 * _PAD, 0)
        shortened, modes = option.fontMetrics.elidedText, Qt.TextElideMode
        hint = shortened(hint, modes.ElideMiddle, room.width() // 2)
        left = room.width() - option.fontMetrics.horizontalAdvance(hint) - 4 * _PAD
        option.text = shortened(option.text, modes.ElideRight, left)
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        faint = QColor(theme.theme_of(option.palette).faint)
        painter.setPen(option.palette.highlightedText().color() if chosen else faint)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, hint)


class Palette(QDialog):
    """Asked for by Ctrl+K; Enter does what is marked, Esc leaves it."""

    def __init__(
        self,
        window: QWidget,
        actions: Mapping[str, QAction],
        choose: Callable[[Kernel], None],
        show: Callable[[Entry], object],
    ) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        self._choose, self._show = choose, show
        self._archive = Archive()
        self._lines: list[Line] = []
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._add_runs)
        self.setWindowTitle("Find an Action, a Kernel or a Run")
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("An action, a kernel, a kept run …")
        self.typed.setAccessibleName("What to do")
        self.typed.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("What fits")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Hinted(self.list))
        in_column(self.typed, (self.list, 1), of=self, margins=(12, 12, 12, 12))
        self.typed.textChanged.connect(self._fill)
        self.typed.installEventFilter(self)
        self.list.itemClicked.connect(self._on_clicked)

    @Slot()
    def begin(self) -> None:
        """Open it, empty, over the upper part of the window."""
        window = self._window
        self.resize(min(_WIDTH, window.width() - 40), min(_HEIGHT, window.height() - 120))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + 70)
        self.typed.clear()
        self._fill()
        self.typed.setFocus()
        self.open()

    def texts(self) -> list[str]:
        """Return the lines that are shown."""
        return [line.text for line in self._lines]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys go through the list while one types."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._typed.isActive():
                    self._add_runs()
                self._do(self.list.currentRow())
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _fill(self) -> None:
        """List what fits at once; the history is searched when nothing is typed for a moment."""
        lines = [*self._of_actions(), *(() if self._measuring else self._of_kernels())]
        self.list.clear()
        self._lines = []
        self._add(fitting(lines, self.typed.text()))
        self._typed.start()

    @Slot()
    def _add_runs(self) -> None:
        """List the runs that fit below the rest."""
        self._typed.stop()
        self._add([] if self._measuring else self._of_runs(self.typed.text()))
        if not self._lines:
            item = QListWidgetItem("Nothing fits these words.")
            item.setForeground(QColor(theme.theme_of(self.palette()).faint))
            self.list.addItem(item)

    @property
    def _measuring(self) -> bool:
        """Whether a run is under way: then no kernel and no other run can be turned to."""
        return self._actions["stop"].isEnabled()

    def _add(self, lines: list[Line]) -> None:
        for line in lines[: MOST - len(self._lines)]:
            self._lines.append(line)
            item = QListWidgetItem(line.text)
            item.setData(_HINT, line.hint)
            said = ", ".join(filter(None, (line.text, line.hint)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.list.addItem(item)
        if self._lines and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _of_actions(self) -> Iterable[Line]:
        for entry in TABLE:
            action = self._actions[entry.name]
            if action.isEnabled() and entry.name != "palette":
                hint = f"{plain(entry.menu).replace('/', ', ')}  {keys(entry)}".rstrip()
                yield Line(plain(action.text()), hint, action.trigger)

    def _of_kernels(self) -> Iterable[Line]:
        for kernel in catalogue():
            yield Line(kernel.title, f"Kernel  {kernel.name}", partial(self._choose, kernel))

    def _of_runs(self, typed: str) -> list[Line]:
        try:
            entries = self._archive.find(Wanted(typed.split(), limit=RUNS))
        except HistoryError:
            return []
        return [
            Line(
                entry.name or f"{entry.title}, {journal.begun(entry.created)}",
                f"Run  {entry.best}" if entry.best else "Run",
                partial(self._show, entry),
            )
            for entry in entries
        ]

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._do(self.list.row(item))

    def _do(self, row: int) -> None:
        if 0 <= row < len(self._lines):
            line = self._lines[row]
            self.accept()
            line.do()
