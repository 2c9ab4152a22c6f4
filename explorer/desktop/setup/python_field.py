"""Which Python measures the user's file: this program's, or one of another environment."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from explorer.desktop.in_thread import InThread, outcome_of
from explorer.desktop.look.buttons import Narrow
from explorer.desktop.setup.field import Field
from explorer.measure.interpreter import OURS, Interpreter, InterpreterError, of_environment
from explorer.measure.pythons import measures, near, remember

THIS, ANOTHER = "This program’s", "Another …"
_LOOKING = "Looking whether it has Numba …"
_TITLE = "A Python, such as bin/python of a virtual environment"


class PythonField(Field):
    """Shows the choice for a file. `changed` when another Python is remembered for it."""

    changed = Signal()

    def __init__(self) -> None:
        self.box = Narrow()
        super().__init__("Measured with the Python of", self.box)
        self.box.setToolTip(
            "The environment whose Python measures this file: what the file imports, Numba too, "
            "is taken from there"
        )
        self.box.activated.connect(self._on_activated)
        self._path: Path | None = None
        self._host = ""
        self._choosing = InThread(self)

    def measure_on(self, host: str) -> None:
        """Say which host's own Python measures; with none it is the one that is chosen here."""
        self._host = host
        self.box.setEnabled(not host)
        self._say_whose()

    def _say_whose(self) -> None:
        self.set_note(f"On the host {self._host} its own Python measures." if self._host else "")

    def show_file(self, path: Path) -> None:
        """Show what measures a file, and what else is near it."""
        self._choosing.give_up()  # it ends by itself, within a minute
        self._path = path
        self._say_whose()
        self.set_error("")
        self._fill()

    def _fill(self) -> None:
        assert self._path is not None
        chosen: str | None = None
        try:
            found = measures(self._path)
            chosen = None if found == OURS else found.program
        except InterpreterError as error:
            self.set_error(str(error))
        self.box.clear()
        self.box.addItem(THIS, None)
        for program in near(self._path):
            self.box.addItem(_in_words(program), program)
            self.box.setItemData(self.box.count() - 1, program, Qt.ItemDataRole.ToolTipRole)
        self.box.insertSeparator(self.box.count())
        self.box.addItem(ANOTHER)
        self.box.setCurrentIndex(max(self.box.findData(chosen), 0) if chosen else 0)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        path, program = self._path, self.box.itemData(row)
        assert path is not None
        if row == self.box.count() - 1:
            program, _ = QFileDialog.getOpenFileName(self.window(), _TITLE, str(path.parent))
            if not program:
                self._fill()
                return
        self.set_error("")
        if program is None:
            self._take_own(path)
            return
        self.set_note(_LOOKING)
        self._choosing.begin(
            lambda task: of_environment(Path(program)),
            "looking at a Python",
            partial(self._on_over, path),
        )

    def _take_own(self, path: Path) -> None:
        self._choosing.give_up()
        self._on_over(path, OURS, "")

    def _on_over(self, path: Path, chosen: Interpreter | None, sentence: str) -> None:
        """Remember the last choice alone: what was looked at before it is given up."""
        if chosen is not None:
            _, sentence = outcome_of(lambda: remember(path, chosen))
        self._say_whose()
        self._fill()
        self.set_error(sentence)
        if not sentence:
            self.changed.emit()


def _in_words(program: str) -> str:
    """The environment's folder, by its last two parts."""
    path = Path(program)
    folder = path.parent.parent if path.parent.name in ("bin", "Scripts") else path.parent
    return "/".join(folder.parts[-2:])
