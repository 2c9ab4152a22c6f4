"""Where in the user's file a variant failed, and the full text behind a click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from explorer.desktop.look.theme import font
from explorer.desktop.source.source_view import SourceView, code_font
from explorer.kernels.kernel import Kernel
from explorer.results.record import PointRecord

_LINES = 9


class RefusalView(QWidget):
    """Hidden until a failed point is shown; the source is the file's as it was measured."""

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._text = ""
        self._shown: PointRecord | None = None
        self.place = QLabel()
        self.place.setFont(font("small"))
        self.place.setProperty("role", "quiet")
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.source = SourceView(_LINES)
        self.full = QPlainTextEdit()
        self.full.setReadOnly(True)
        self.full.setFont(code_font())
        self.full.setAccessibleName("The full text of the failure")
        self.full.setMinimumHeight(160)
        self.full.hide()
        self.more = _link("full text", "Show everything that was said about the failure")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more)
        self.edit = _link("open in editor", "Open the file in the desktop's editor")
        self.edit.clicked.connect(self.open_in_editor)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.place, 1)
        row.addWidget(self.more)
        row.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.source)
        column.addWidget(self.full)
        self.hide()

    def set_kernel(self, kernel: Kernel | None) -> None:
        """Keep the text of a kernel's file, which may be changed later."""
        self._path, self._text = None, ""
        if kernel is not None:
            self._path, self._text = kernel.path, text_of(kernel.path)

    def show_record(self, record: PointRecord | None) -> None:
        """Show where a failed point failed; hidden for any other."""
        if record is self._shown:
            return
        self._shown = record
        failed = record is not None and record.status == "failed"
        line = record.line if record is not None and failed and self._text else 0
        self.source.setVisible(bool(line))
        self.edit.setVisible(bool(line))
        if record is None or not failed or not (line or record.details):
            self.hide()
            return
        name = self._path.name if self._path is not None else ""
        self.place.setText(f"{name}, line {line}" if line else "")
        if line:
            self.source.show_source(self._text, line)
        self.full.setPlainText(record.details)
        self.more.setVisible(bool(record.details))
        self.more.setChecked(False)
        self.show()

    def open_in_editor(self) -> None:
        """Open the file in the program that the desktop has for it."""
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.resolve())))

    def _on_more(self, wanted: bool) -> None:
        self.full.setVisible(wanted)
        self.more.setText("less" if wanted else "full text")


def text_of(path: Path) -> str:
    """Return a file's text; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _link(text: str, explained: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(explained)
    button.setAccessibleName(explained)
    button.setProperty("role", "link")
    button.setFont(font("small"))
    return button
