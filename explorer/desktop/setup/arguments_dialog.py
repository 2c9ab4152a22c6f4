"""What are the arguments? Each with where it comes from, to be changed, and tried as it is written.

The function is called with small sizes in a process of its own whenever nothing was typed for a
moment; what it said stands below.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QScrollArea,
    QWidget,
)

from explorer.desktop.in_thread import InThread, Task
from explorer.desktop.look.allowing import allow
from explorer.desktop.look.buttons import link
from explorer.desktop.look.label import Label, Note
from explorer.desktop.look.laid import in_column
from explorer.desktop.look.theme import code_font
from explorer.desktop.setup.argument_row import ArgumentRow, Growing
from explorer.desktop.setup.which_call import WhichCall
from explorer.kernels.from_file import ENDINGS, from_file
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.own import own_kernel
from explorer.measure.capturing import Captured, capture, kept
from explorer.measure.checking import Check, check
from explorer.measure.question import Question

Asks = Callable[[Callable[[Question], object]], Any]
"""Asks, tells which question it is that may be given up, and returns what was answered."""
GIVEN = "what you wrote"
"""The source of an argument that nobody guessed."""
PAUSE_MS = 600
"""So long nothing must have been typed before it is tried."""
_LINES = 4
_NAMED = "What fails depends on this."
_BEING_TRIED, _NOT_TRIED = "They are being tried.", "What is written must be readable first."
_FIT = "What is written fits."
_EXPLAINED = (
    "Each is a Python expression of the size n, of np, rng (a generator), math and the names of "
    "the file; it is made anew for every size."
)


class ArgumentsDialog(QDialog):
    """`chosen` carries the expressions when they are taken.

    `sources` says where each one comes from; `names` are what the file defines.
    """

    chosen = Signal(dict)

    def __init__(
        self,
        kernel: Kernel,
        sources: Mapping[str, str],
        names: Collection[str] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"What are the arguments of {kernel.function}?")
        self._kernel = kernel
        self._asking = InThread(self)
        self._first = dict(kernel.arguments or {})
        self._sources = dict(sources)
        self.rows: dict[str, ArgumentRow] = {}
        self.origins: dict[str, Note] = {}
        self.files: dict[str, QWidget] = {}
        self.growing: dict[str, Growing] = {}
        self.verdict, self.which_call = Note(), WhichCall()
        self.which_call.chosen.connect(self._on_call)
        self._script = Path()
        self._fits = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.check)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.find_button = buttons.addButton(
            "&Find Fitting Ones", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.find_button.setToolTip("Try other values for the arguments that were guessed")
        self.find_button.setAutoDefault(False)
        self.use_button = buttons.addButton("&Use These", QDialogButtonBox.ButtonRole.AcceptRole)
        self.use_button.setDefault(True)
        self.find_button.clicked.connect(self._on_find)
        self.capture_button = buttons.addButton(
            "From a &Script …", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.capture_button.setToolTip("Run a script that calls the function, and take these")
        self.capture_button.setAutoDefault(False)
        self.capture_button.clicked.connect(self._on_script)
        buttons.accepted.connect(self._on_use)
        buttons.rejected.connect(self.reject)
        self._lay_out(names, buttons)
        self.check()

    def arguments(self) -> dict[str, str]:
        """Return the expressions as they are written."""
        return {name: row.text() for name, row in self.rows.items()}

    def showEvent(self, event: QShowEvent) -> None:
        """Write in the font of code: a box that gets its style gives its line the style's."""
        super().showEvent(event)
        for row in self.rows.values():
            row.edit.setFont(code_font())

    def done(self, result: int) -> None:
        """End what is tried, too."""
        self._asking.give_up()
        self._pause.stop()
        super().done(result)

    @Slot()
    def check(self) -> None:
        """Try the arguments as they are."""
        self._try(())

    def _lay_out(self, names: Collection[str] | None, buttons: QDialogButtonBox) -> None:
        table = QWidget()
        self._grid = grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for number, (name, text) in enumerate(self._first.items()):
            self._add_row(name, text, names, table, grid, _LINES * number)
        grid.setRowStretch(_LINES * len(self._first), 1)
        area = QScrollArea()
        area.setWidget(table)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = in_column(of=self, spacing=16, margins=(24, 24, 24, 24))
        explained = Label(_EXPLAINED, wraps=True)
        column.addWidget(explained)
        column.addWidget(area, 1)
        column.addWidget(self.which_call)
        column.addWidget(self.verdict)
        column.addWidget(buttons)
        line = self.fontMetrics().height()
        self.resize(43 * line, line * min(13 + 5 * len(self._first), 42))

    def _add_row(
        self,
        name: str,
        text: str,
        names: Collection[str] | None,
        table: QWidget,
        grid: QGridLayout,
        line: int,
    ) -> None:
        row = ArgumentRow(name, text, names, table)
        row.place(grid, line)
        file = link("file …", f"Take {name} from a file: {', '.join(ENDINGS)}")
        file.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        file.clicked.connect(partial(self._on_file, name))
        grid.addWidget(file, line, 3)
        origin = Note()
        origin.setContentsMargins(0, 0, 0, 8)
        grid.addWidget(origin, line + 2, 1, 1, 3)
        self.rows[name], self.origins[name], self.files[name] = row, origin, file
        self._show_origin(name)
        row.changed.connect(partial(self._on_row, name))

    def _show_origin(self, name: str, wrong: str = "") -> None:
        written = self.rows[name].text() != self._first[name]
        said = GIVEN if written else self._sources.get(name, "")
        self.origins[name].say(wrong or (f"From: {said}" if said else ""), wrong=bool(wrong))

    def _on_row(self, name: str) -> None:
        self._show_origin(name)
        self._asking.give_up()
        self.which_call.put_back()
        self._fits = False
        self._pause.stop()
        if unreadable := self._unreadable():
            self.verdict.say(unreadable, wrong=True)
        else:
            self.verdict.say("…")
            self._pause.start()
        self._offer()

    def _unreadable(self) -> str:
        """Why what is written cannot be tried; empty where it can."""
        wrong = next((row for row in self.rows.values() if row.problem), None)
        return "" if wrong is None else f"{wrong.name}: {wrong.problem}"

    def _offer(self) -> None:
        """Let what is written be used where it can be read, and others be found where it helps."""
        unreadable = self._unreadable()
        tried = self._asking.under_way or self._pause.isActive()
        allow(self.use_button, unreadable)
        why_not = _BEING_TRIED if tried else _FIT if self._fits else ""
        allow(self.find_button, _NOT_TRIED if unreadable else why_not)

    def _on_file(self, name: str) -> None:
        patterns = " ".join(f"*{ending}" for ending in ENDINGS)
        path, _ = QFileDialog.getOpenFileName(self, f"The file of {name}", "", f"Data ({patterns})")
        if path:
            self.take_file(name, Path(path))

    def take_file(self, name: str, path: Path) -> None:
        """Let an argument come from a file; says so where it cannot."""
        try:
            expression = from_file(path)
        except KernelError as error:
            self.verdict.say(str(error), wrong=True)
            return
        self.rows[name].set_text(expression)
        self._on_row(name)

    def _on_script(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, "A script that calls it", "", "Python (*.py *.ipynb)"
        )
        if path:
            self.capture(Path(path))

    def capture(self, script: Path, call: int = 0) -> None:
        """Take what a script gives the function in this call, or in that which is given most."""
        self.verdict.say(f"Running “{script.name}”, which calls {self._kernel.function} …")
        self._script = script
        path, function = self._kernel.path, self._kernel.function or ""
        takes = partial(capture, path, function, script, (), kept(), call=call)
        self._ask(takes, partial(self._on_captured, call > 0))

    @Slot(int)
    def _on_call(self, number: int) -> None:
        self.capture(self._script, number)

    def _on_captured(self, chosen: bool, found: Captured | None, sentence: str) -> None:
        if found is None:
            self.which_call.put_back()
            self.verdict.say(sentence, wrong=True)
            self._offer()
            return
        self.which_call.show_call(found, chosen=chosen)
        for name, text in found.arguments.items():
            if name not in self.rows:
                continue  # the file was changed meanwhile
            self.rows[name].set_text(text)
            self._first[name], self._sources[name] = text, found.source
            self._show_origin(name)
            self._offer_axes(name, found)
        self.check()

    def _offer_axes(self, name: str, found: Captured) -> None:
        """Let the user choose which axis of an array that a script gave grows with n."""
        if name in self.growing:
            self.growing.pop(name).deleteLater()
        if not found.axes(name):
            return
        growing = Growing(name, found)
        growing.changed.connect(partial(self._on_grown, name))
        line = list(self.rows).index(name) * _LINES + 3
        self._grid.addWidget(growing, line, 1, 1, 3)
        self.growing[name] = growing

    def _on_grown(self, name: str, expression: str) -> None:
        self.rows[name].set_text(expression)
        self._first[name] = expression  # it still comes from the script
        self._on_row(name)

    def _on_find(self) -> None:
        unchanged = [n for n, row in self.rows.items() if row.text() == self._first[n]]
        self._try([n for n in unchanged if self._sources.get(n) != GIVEN] or list(self.rows))

    def _try(self, changeable: Collection[str]) -> None:
        self._asking.give_up()
        self._fits = False
        try:
            kernel = own_kernel(self._kernel.path, self._kernel.function or "", self.arguments())
        except KernelError as error:
            self.verdict.say(str(error), wrong=True)
            self._offer()
            return
        looking = "Looking for others" if changeable else "Calling it"
        self.verdict.say(f"{looking} with small sizes, in a process of its own …")
        self._ask(partial(check, kernel, changeable), self._on_over)

    def _ask(self, asks: Asks, answered: Callable[[Any, str], None]) -> None:
        """Ask a process beside the window: it may take long, or never return."""

        def work(task: Task) -> Any:
            return asks(lambda question: task.ended_by(question.give_up))

        self._asking.begin(work, "trying arguments", answered)
        self._offer()

    def _on_over(self, found: Check | None, sentence: str) -> None:
        if found is None:
            self.verdict.say(sentence, wrong=True)
            self._offer()
            return
        for name, text in found.arguments.items():
            if name in self.rows and text != self.rows[name].text():
                self.rows[name].set_text(text)
                self._first[name], self._sources[name] = text, "found by trying"
        for name in self.rows:
            self._show_origin(name, _NAMED if not found.fits and name in found.about else "")
        self.verdict.say(found.sentence, wrong=not found.fits)
        self._fits = found.fits and not found.about
        self._offer()

    @Slot()
    def _on_use(self) -> None:
        self.chosen.emit(self.arguments())
        self.accept()
