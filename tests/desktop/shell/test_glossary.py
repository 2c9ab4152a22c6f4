"""Every word of the window is explained, and F1 leads to it."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QWidget

from explorer.desktop.shell.glossary import term_for, term_of
from explorer.desktop.shell.guide import TERMS, Guide
from explorer.desktop.shell.pages import PAGES
from explorer.measure.options import table
from explorer.results.columns import COLUMNS
from explorer.shipped import resource

EXPLAINED = set(
    re.findall(r"\*\*(.+?)\*\*", (resource("guide") / TERMS).read_text(encoding="utf-8"))
)


WORDS = (
    *(option.label for option in table().values() if option.label),
    *(column.title for column in COLUMNS if column.title),
    *(page.title for page in PAGES),
)
"""What stands in the window from the tables of options, columns and pages."""


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_window_is_among_the_terms(word):
    assert term_for(word) in {term.lower() for term in EXPLAINED}


def test_f1_on_whatever_the_keys_reach_leads_to_a_term(window):
    window.setup.more.fold.setChecked(True)
    reached = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not isinstance(widget, QTabBar)
    ]
    assert len(reached) > 20
    terms = {term_of(widget) for widget in reached}
    assert terms <= EXPLAINED
    assert {"kernel", "size n", "threads", "variant", "baseline", "precision", "run"} <= terms
    window.setup.more.spins["precision"].setFocus()
    QTest.keyClick(window.setup.more.spins["precision"], Qt.Key.Key_F1)
    guide = window.help.guide
    assert guide.isVisible()
    assert guide.text.textCursor().selectedText() == "precision"
    guide.close()


def test_a_term_is_found_where_it_is_explained_and_not_where_it_is_used(qtbot):
    guide = Guide(None)
    qtbot.addWidget(guide)
    for term in EXPLAINED:
        assert guide.look_up(term), term
        cursor = guide.text.textCursor()
        assert cursor.selectedText().lower() == term.lower()
        assert cursor.charFormat().fontWeight() > 400
    assert not guide.look_up("an elephant")
