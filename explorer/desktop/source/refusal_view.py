"""Where in the user's file a variant failed, and the full text behind a click."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from explorer import regular
from explorer.desktop.look.buttons import link
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import in_column, in_row
from explorer.desktop.look.theme import code_font
from explorer.desktop.source.source_view import SourceView
from explorer.kernels.kernel import Kernel
from explorer.kernels.reading import LARGEST
from explorer.results.record import PointRecord

_LINES = 9


class RefusalView(QWidget):
    """Hidden until a failed point is shown; the source is the file's as it was measured."""

    def __init__(self) -> None:
        super().__init__()
        self._kernel: Kernel | None = None
        self._text = ""
        self._shown: PointRecord | None = None
        self.place = Label(role="quiet", size="small")
        self.source = SourceView(_LINES)
        self.full = QPlainTextEdit()
        self.full.setReadOnly(True)
        self.full.setFont(code_font())
        self.full.setAccessibleName("The full text of the failure")
        self.full.setMinimumHeight(160)
        self.full.hide()
        self.more = link("full text", "Show everything that was said about the failure")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more)
        self.edit = link("open in editor", "Open the file in the desktop’s editor")
        self.edit.clicked.connect(self._on_edit)
        row = in_row((self.place, 1), self.more, self.edit, spacing=8)
        in_column(row, self.source, self.full, of=self, spacing=4, margins=(0, 4, 0, 8))
        self.hide()

    def show_record(self, record: PointRecord | None, kernel: Kernel | None) -> None:
        """Show where in the kernel's file a failed point failed; hidden for any other.

        The text of the file is kept from the first call on: it may be changed later.
        """
        if record is self._shown and kernel is self._kernel:
            return
        if kernel is not self._kernel:
            self._kernel, self._text = kernel, "" if kernel is None else text_of(kernel.path)
        self._shown = record
        failed = record is not None and record.status == "failed"
        line = record.line if record is not None and failed and self._text else 0
        self.source.setVisible(bool(line))
        self.edit.setVisible(bool(line))
        if record is None or not failed or not (line or record.details):
            self.hide()
            return
        name = "" if kernel is None else kernel.path.name
        self.place.setText(f"{name}, line {line}" if line else "")
        if line:
            self.source.show_source(self._text, line)
        self.full.setPlainText(record.details)
        self.more.setVisible(bool(record.details))
        self.more.setChecked(False)
        self.show()

    def _on_edit(self) -> None:
        if self._kernel is not None:
            open_in_editor(self._kernel.path)

    def _on_more(self, wanted: bool) -> None:
        self.full.setVisible(wanted)
        self.more.setText("less" if wanted else "full text")


def text_of(path: Path) -> str:
    """Return a file's text; empty where it cannot be read."""
    try:
        return regular.content(path, LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def open_in_editor(path: Path) -> None:
    """Open a file in the program that the desktop has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.resolve())))
