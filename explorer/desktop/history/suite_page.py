"""A folder of kernel files as one table: each variant's speed-up, coloured; all are measured."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QSpinBox, QTableWidget, QTableWidgetItem

from explorer.desktop.in_thread import InThread, Task
from explorer.desktop.look import theme as themes
from explorer.desktop.look.allowing import allow
from explorer.desktop.look.buttons import button
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import PAGE, in_column, in_row
from explorer.desktop.look.page import Page
from explorer.desktop.look.tables import LEFT, dress
from explorer.desktop.own_program import OwnProgram
from explorer.desktop.shown import Shown
from explorer.history.archive import Archive, HistoryError
from explorer.history.index import Wanted
from explorer.kernels.folder import Folder, open_folder
from explorer.kernels.kernel import Kernel
from explorer.results import suite as suites
from explorer.results.pictures.looks import STRONGEST
from explorer.results.record import Run
from explorer.results.suite import Cell, Suite

EACH_S, MOST_S = 12, 86_400
"""Seconds for each kernel that are offered at first, and for all of them at most."""
LOOK_MS = 1500
"""So often it is looked what was measured meanwhile."""
FULL = math.log10(30.0)
"""The decades of speed-up that give a cell as much colour as it can have."""
_BELOW = f"Speed-up over each kernel’s baseline. {suites.BELOW}"
_NO_FOLDER = "No folder is open."
_FIRST = 5
"""Columns before those of variants."""
_ROW = 28


class SuitePage(Page):
    """The kernels of the opened folder, with what is kept of each as it is now.

    `opened` carries a Kernel and the Run that is kept of it, or None; `save_wanted` a Suite and
    its title.
    """

    opened = Signal(object, object)
    save_wanted = Signal(object, str)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._runs: dict[str, Run] = {}
        self._read: Folder | None = None
        self.kernels: list[Kernel] = []
        self._waits_for = ""
        self._suite = suites.suite([], {})
        self.program = OwnProgram(self)
        self.program.over.connect(self._on_over)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._gathering = InThread(self)
        self._build()
        shown.folder_changed.connect(self._on_folder)
        self._on_folder()

    @property
    def running(self) -> bool:
        """Whether its kernels are being measured."""
        return self.program.running

    def catch_up(self) -> None:
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the kernel of the current row with Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._open()
        else:
            super().keyPressEvent(event)

    @property
    def doing(self) -> str:
        """What others wait for."""
        return "A folder is being measured." if self.running else ""

    def wait_for(self, what: str) -> None:
        """Measure nothing while this is done."""
        self._waits_for = what
        self._offer()

    @Slot()
    def measure(self) -> None:
        """Measure all kernels of the folder, one after the other, as its files are now."""
        folder = self._shown.folder
        if folder is None or self._waits_for:
            return
        self.program.begin(["measure", str(folder.path), "--budget", str(self.budget.value())])
        self._looking.start()
        self.refresh()
        self._offer()
        self.told.setText("Measuring one kernel after the other …")

    @Slot()
    def end(self) -> None:
        """Give up what is being measured; what is measured already is kept."""
        if self.running:
            self.program.give_up()
            self._stop("Given up; what was measured is kept.")

    @Slot()
    def refresh(self) -> None:
        """Read the folder and what is kept of its kernels as they are now, where it is in sight."""
        folder = self._shown.folder
        if folder is not None and self.isVisible():
            self._gather(partial(open_folder, folder.path))

    @Slot()
    def _look(self) -> None:
        """Show what is kept by now of the files as they were read: parsing takes from measuring."""
        read = self._read
        if read is not None and self.isVisible() and not self._gathering.under_way:
            self._gather(lambda: read)

    def _gather(self, read: Callable[[], Folder]) -> None:
        work = partial(_gathered, read, self._runs)
        self._gathering.begin(work, "suite: reading a folder", self._on_gathered)

    def _on_gathered(self, found: tuple[Folder, dict[str, Run], str] | None, sentence: str) -> None:
        """Fill the table."""
        if found is None:
            self._empty(sentence)
            return
        folder, self._runs, trouble = found
        self._read = folder
        self.conditions.setText(f"{_BELOW} {trouble}".rstrip())
        kept = [kernel for kernel in folder.kernels if kernel.address in self._runs]
        self._suite = suites.suite([self._named(kernel) for kernel in kept], {})
        self.title.setText(
            f"{len(kept)} of {len(folder.kernels)} kernels of “{folder.path.name}” are measured as "
            "they are now"
        )
        self._fill(self._suite, kept, [k for k in folder.kernels if k not in kept])
        self._offer()

    def _named(self, kernel: Kernel) -> Run:
        """The run of a kernel, under its title."""
        run = self._runs[kernel.address]
        ref = replace(run.plan.kernel, name=kernel.title or kernel.name)
        return replace(run, plan=replace(run.plan, kernel=ref))

    def _build(self) -> None:
        self.title = Label(_NO_FOLDER, size="headline", wraps=True)
        self.conditions = Label(_BELOW, role="quiet", size="small", wraps=True)
        self.told = Label(role="quiet", size="small")
        self.all = button(
            "Measure All", "Measure every kernel of the folder, in processes of their own"
        )
        self.all.clicked.connect(self.measure)
        self.stop = button(
            "&Give Up", "Stop measuring the folder; what is measured already is kept"
        )
        self.stop.clicked.connect(self.end)
        self.save = button(
            "Save Heat Map As…", "Save this table as a picture, as Markdown or for programs"
        )
        self.save.clicked.connect(self._save)
        caption, self.budget = Label("within"), QSpinBox()
        caption.setBuddy(self.budget)
        self.budget.setRange(1, MOST_S)
        self.budget.setSuffix(" s")
        self.budget.setAccessibleName("Seconds for the whole folder")
        self.table = QTableWidget()
        self._set_up_table()
        row = in_row(
            self.all, caption, self.budget, self.stop, (self.told, 1), self.save, spacing=8
        )
        in_column(
            self.title,
            self.conditions,
            6,
            row,
            6,
            (self.table, 1),
            of=self,
            spacing=2,
            margins=PAGE,
        )
        self.setFocusProxy(self.table)
        self._offer()

    def _set_up_table(self) -> None:
        table = self.table
        header = dress(table, "The kernels of the folder", row=_ROW)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.doubleClicked.connect(self._on_double)

    @Slot()
    def _on_folder(self) -> None:
        """Begin with another folder."""
        self.end()
        folder = self._shown.folder
        self.told.setText("")
        self._empty(_NO_FOLDER if folder is None else f"Reading “{folder.path.name}” …")
        if folder is not None:
            self.budget.setValue(EACH_S * len(folder.kernels))
        self.refresh()

    def _empty(self, title: str) -> None:
        """Show no kernels, and why."""
        self._runs, self._read, self.kernels = {}, None, []
        self._suite = suites.suite([], {})
        self.title.setText(title)
        self.conditions.setText(_BELOW)
        self.table.setRowCount(0)
        self._offer()

    def _offer(self) -> None:
        running = self.running
        allow(self.all, self._waits_for)
        allow(self.budget, self.doing)
        self.stop.setVisible(running)
        allow(self.save, "" if self._suite.rows else self.title.text())

    @Slot()
    def _save(self) -> None:
        folder = self._shown.folder
        if folder is not None:
            self.save_wanted.emit(self._suite, folder.path.name)

    @Slot(bytes, str)
    def _on_over(self, _: bytes, trouble: str) -> None:
        self._stop(trouble)

    def _stop(self, said: str) -> None:
        self._looking.stop()
        self.told.setText(said)
        self._offer()
        self.refresh()

    def _fill(self, found: Suite, kept: list[Kernel], others: list[Kernel]) -> None:
        """Write a row for each kernel, the measured ones first, and one of means."""
        head, *rows, means = suites.rows(found)
        rows += [[kernel.title or kernel.name, "not measured"] for kernel in others]
        rows += [means] if len(found.rows) > 1 else []
        row, column = self.table.currentRow(), self.table.currentColumn()
        chosen = self.kernels[row] if 0 <= row < len(self.kernels) else None
        self.kernels = [*kept, *others]
        self.table.setColumnCount(len(head))
        for x, title in enumerate(head):
            written = QTableWidgetItem(title.capitalize() if x < _FIRST else title)
            written.setTextAlignment(LEFT if x < _FIRST else Qt.AlignmentFlag.AlignCenter)
            self.table.setHorizontalHeaderItem(x, written)
        self.table.setRowCount(len(rows))
        for y, texts in enumerate(rows):
            cells = found.rows[y].cells if y < len(found.rows) else {}
            for x in range(len(head)):
                item = QTableWidgetItem(texts[x] if x < len(texts) else "")
                cell = cells.get(found.columns[x - _FIRST]) if x >= _FIRST else None
                if x >= _FIRST:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                if cell is not None:
                    self._colour(item, cell)
                self.table.setItem(y, x, item)
        if chosen in self.kernels:
            self.table.setCurrentCell(self.kernels.index(chosen), column)

    def _colour(self, item: QTableWidgetItem, cell: Cell) -> None:
        """Bluer the faster, more amber the slower; paler where that is not sure."""
        theme = themes.theme_of(QGuiApplication.palette())
        if cell.ratio is None or cell.faster is None:
            item.setForeground(QBrush(QColor(theme.faint)))
        if cell.ratio is None:
            return
        away = math.log10(cell.ratio.median)
        hue = QColor(theme.accent if away > 0 else theme.series[1])
        share = min(abs(away) / FULL, 1.0) * (STRONGEST if cell.faster is not None else 0.15)
        item.setBackground(QBrush(themes.mixed(theme.background, hue, share)))

    @Slot(QModelIndex)
    def _on_double(self, _: QModelIndex) -> None:
        self._open()

    def _open(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self.kernels):
            kernel = self.kernels[row]
            self.opened.emit(kernel, self._runs.get(kernel.address))


def _gathered(
    read: Callable[[], Folder], known: dict[str, Run], task: Task
) -> tuple[Folder, dict[str, Run], str]:
    """Read a folder, and of each kernel the newest run of its file as read, by its address.

    With them comes the sentence about the first run that cannot be read, which is left out.
    """
    folder, archive, found, trouble = read(), Archive(), {}, ""
    for kernel in folder.kernels:
        task.go_on()
        entries = archive.find(Wanted(kernel=kernel.name))
        same = (e for e in entries if (e.sha256, e.function) == (kernel.sha256, kernel.function))
        if (entry := next(same, None)) is not None:
            run = known.get(kernel.address)
            try:
                if run is None or run.created != entry.created:
                    run = archive.run(entry)
                found[kernel.address] = run
            except HistoryError as error:
                trouble = trouble or str(error)
    return folder, found, trouble
