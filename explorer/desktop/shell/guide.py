"""The guide in a window of its own: its pages, and the one that is read."""

import re
from pathlib import Path

from PySide6.QtCore import QEvent, QRegularExpression, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QFont, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from explorer.desktop.look.laid import Splitter, in_column
from explorer.shipped import resource

TERMS = "terms.md"
_PATH = Qt.ItemDataRole.UserRole
_LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
_MARKDOWN = QTextDocument.ResourceType.MarkdownResource


_BAR, _TEXT = 24, 660
"""Pixels beside the titles, where they can be scrolled, and of the page."""


class Guide(QDialog):
    """Shows the pages that ship with the program; links lead from one to another."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.list = QListWidget()
        self.list.setAccessibleName("Pages of the guide")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setSpacing(2)
        for title, path in pages(resource("guide")):
            item = QListWidgetItem(title, self.list)
            item.setData(_PATH, str(path))
        self.text = QTextBrowser()
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setAccessibleName("The page")
        self.text.setOpenExternalLinks(True)
        self.text.document().setDocumentMargin(16)
        self.text.sourceChanged.connect(self._on_source)
        self.list.currentItemChanged.connect(self._on_chosen)
        parts = Splitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        beside = self.list.sizeHintForColumn(0) + 2 * self.list.spacing() + _BAR
        parts.setSizes([beside, _TEXT])
        in_column(parts, of=self, margins=(8, 8, 8, 8))
        self.resize(QSize(beside + _TEXT, 640))
        self.list.setCurrentRow(0)

    def begin(self) -> None:
        """Show it, in front of the others."""
        self.show()
        self.raise_()
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        """Read the page anew in the colours of a new theme: those of links are written into it."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.text.reload()

    def look_up(self, term: str) -> bool:
        """Turn to the page of terms and pick one out; return whether it is there."""
        self.text.setSource(QUrl.fromLocalFile(str(resource("guide") / TERMS)), _MARKDOWN)
        document = self.text.document()
        found = document.find(_whole(term))
        while not found.isNull() and found.charFormat().fontWeight() <= QFont.Weight.Normal:
            found = document.find(_whole(term), found)
        if found.isNull():
            return False
        last = QTextCursor(document)
        last.movePosition(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(last)  # from below, the term comes to the top
        found.setPosition(found.selectionStart())
        found.movePosition(
            QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, len(term)
        )
        self.text.setTextCursor(found)
        self.text.ensureCursorVisible()
        return True

    @Slot(QListWidgetItem)
    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_PATH) != self.text.source().toLocalFile():
            self.text.setSource(QUrl.fromLocalFile(item.data(_PATH)), _MARKDOWN)

    @Slot(QUrl)
    def _on_source(self, source: QUrl) -> None:
        for row in range(self.list.count()):
            if Path(self.list.item(row).data(_PATH)) == Path(source.toLocalFile()):
                self.list.setCurrentRow(row)


def _whole(term: str) -> QRegularExpression:
    """Find a term, not a part of another word."""
    return QRegularExpression(
        rf"(?<![\w-]){QRegularExpression.escape(term)}(?![\w-])",
        QRegularExpression.PatternOption.CaseInsensitiveOption,
    )


def pages(folder: Path) -> list[tuple[str, Path]]:
    """Return title and path of each page: as the first page links to them, then the others.

    Those for maintainers, in a folder of their own, are not listed; links lead to them.
    """
    first = folder / "index.md"
    linked = [folder / name for name in _LINK.findall(first.read_text(encoding="utf-8"))]
    others = sorted(folder.glob("*.md"))
    found = [page for page in dict.fromkeys([first, *linked, *others]) if page.exists()]
    return [(title(page), page) for page in found]


def title(page: Path) -> str:
    """Return a page's first heading."""
    return page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").strip()
