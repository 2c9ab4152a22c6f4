"""The pages of the Help menu: all keys, what this is, and a report of the environment."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QMainWindow,
    QTextBrowser,
    QWidget,
)

from explorer.desktop.look import theme
from explorer.desktop.look.laid import in_column
from explorer.desktop.shell.actions import TABLE, keys, plain
from explorer.desktop.shell.glossary import term_of
from explorer.version import __version__

if TYPE_CHECKING:
    from explorer.desktop.shell.guide import Guide

_POINTS = (
    ("←  →  ↑  ↓", "On a chart: go from point to point"),
    ("Space", "In a list: switch a variant or a curve on or off"),
    ("Tab", "Go to the next part of the window"),
)


class Page(QDialog):
    """A text in a dialog of its own that does not block the window."""

    def __init__(self, title: str, text: str, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser()
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setOpenExternalLinks(True)
        self.text.setAccessibleName(title)
        self.text.setHtml(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        in_column((self.text, 1), buttons, of=self, spacing=8, margins=(16, 16, 16, 16))
        self.resize(size)


class HelpMenu(QObject):
    """Shows the pages and copies the report."""

    def __init__(self, window: QMainWindow, facts: Mapping[str, Any]) -> None:
        super().__init__(window)
        self._window = window
        self._facts = facts
        self.guide: Guide | None = None

    @Slot()
    def show_guide(self) -> None:
        """Show the guide where it was left."""
        if self.guide is None:
            from explorer.desktop.shell.guide import Guide

            self.guide = Guide(self._window)
        self.guide.begin()

    @Slot()
    def show_term(self) -> None:
        """Show the guide at the term that the part with the focus is about."""
        term = term_of(QApplication.focusWidget())
        self.show_guide()
        if term and self.guide is not None:
            self.guide.look_up(term)

    @Slot()
    def show_shortcuts(self) -> None:
        shortcuts_page(self._window).show()

    @Slot()
    def show_about(self) -> None:
        about_page(self._window, self._facts).show()

    @Slot()
    def copy_report(self) -> None:
        """Put the environment on the clipboard."""
        QGuiApplication.clipboard().setText(report(self._facts))
        self._window.statusBar().showMessage("The environment report is on the clipboard", 4000)


def shortcuts_page(parent: QWidget) -> Page:
    """Return the page of all keys, made from the table of actions."""
    faint = theme.theme_of(parent.palette()).faint
    rows = []
    menu = ""
    for entry in TABLE:
        shown = keys(entry)
        if not shown:
            continue
        title = plain(entry.menu.partition("/")[0])
        if title != menu:
            menu = title
            rows.append(_heading(menu, faint))
        rows.append(_row(shown, entry.explained))
    rows.append(_heading("Everywhere", faint))
    rows += [_row(shown, explained) for shown, explained in _POINTS]
    table = f'<table cellspacing="0" cellpadding="0">{"".join(rows)}</table>'
    return Page("Keyboard Shortcuts", table, QSize(560, 600), parent)


def about_page(parent: QWidget, facts: Mapping[str, Any]) -> Page:
    """Return the page that says what this program is."""
    colours = theme.theme_of(parent.palette())
    versions = ", ".join(
        f"{html.escape(str(name))} {html.escape(str(version))}"
        for name, version in (facts.get("versions") or {}).items()
        if version
    )
    size = theme.font("headline").pixelSize()
    text = f"""
    <p style="font-size:{size}px; font-weight:600; margin-bottom:4px">Numba Explorer
    {__version__}</p>
    <p style="line-height:140%">Measures which of Numba’s options are fastest, from which size on,
    and with how many threads: warmed up, interleaved, with its uncertainty, and with every
    result checked.</p>
    <p style="color:{colours.faint}; line-height:140%">{versions}, Python
    {html.escape(str(facts.get("python", "")))}</p>
    <p style="color:{colours.faint}">MIT licence</p>
    """
    return Page("About Numba Explorer", text, QSize(480, 300), parent)


def report(facts: Mapping[str, Any]) -> str:
    """Return the environment as text for a bug report."""
    return f"Numba Explorer {__version__}\n" + json.dumps(
        facts, indent=1, ensure_ascii=False, default=str
    )


def _heading(text: str, colour: str) -> str:
    return (
        f'<tr><td colspan="2" style="color:{colour}; padding-top:12px; padding-bottom:4px">'
        f"{html.escape(text)}</td></tr>"
    )


def _row(shown: str, explained: str) -> str:
    return (
        f'<tr><td style="padding-right:24px; padding-bottom:4px"><nobr>{html.escape(shown)}</nobr>'
        f"</td><td>{html.escape(explained)}</td></tr>"
    )
