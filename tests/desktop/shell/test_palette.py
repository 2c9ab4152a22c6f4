"""Ctrl+K, as a person uses it: type some words, go through what fits, press Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProxyStyle, QStyleOptionViewItem
from sample_runs import sum_run

from explorer.desktop.shell.palette import Line, fitting
from explorer.history.archive import Archive


@pytest.fixture
def palette(qtbot, window):
    window.actions_by_name["palette"].trigger()
    found = window.palette_of_all
    qtbot.waitUntil(found.isVisible)
    yield found
    found.reject()


def type_in(palette, text):
    palette.typed.clear()
    QTest.keyClicks(palette.typed, text)


def test_words_find_what_holds_all_of_them_and_what_begins_with_them_first():
    lines = [Line(text, "", lambda: None) for text in ("Save Run As", "Run", "Rerun", "Start")]
    assert [line.text for line in fitting(lines, "run")] == ["Run", "Save Run As", "Rerun"]
    assert [line.text for line in fitting(lines, "as run")] == ["Save Run As"]
    assert fitting(lines, "nothing") == []


def test_an_action_is_done(window, palette):
    type_in(palette, "dark")
    assert palette.texts()[0] == "Dark"
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.appearance.choice == "dark"


def test_a_kernel_is_chosen_after_going_down(window, palette):
    type_in(palette, "sparse")
    assert "Sparse matrix times vector" in palette.texts()
    while palette.texts()[palette.list.currentRow()] != "Sparse matrix times vector":
        QTest.keyClick(palette.typed, Qt.Key.Key_Down)
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert window.setup.kernel.name == "sparse_matvec"


def test_a_kept_run_is_shown(qtbot, window, palette):
    archive = Archive()
    archive.change(archive.keep(sum_run()), name="the laptop's")
    type_in(palette, "laptop")
    assert palette.texts() == []
    qtbot.waitUntil(lambda: palette.texts() == ["the laptop's"])
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert window.shown.run.created == sum_run().created


def test_who_presses_enter_at_once_finds_runs_too(window, palette):
    archive = Archive()
    archive.change(archive.keep(sum_run()), name="the laptop's")
    type_in(palette, "laptop")
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert window.shown.run.created == sum_run().created


def test_what_cannot_be_done_now_is_not_offered_and_while_it_measures_no_kernel_or_run(
    qtbot, window, palette
):
    type_in(palette, "save run")
    assert "Save Run As" not in palette.texts()
    type_in(palette, "no such thing at all")
    assert palette.texts() == []
    qtbot.waitUntil(lambda: palette.list.count() == 1)
    assert palette.list.item(0).text() == "Nothing fits these words."
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert palette.isVisible()

    type_in(palette, "kernel sum")
    assert any("Adding up" in text for text in palette.texts())
    window.actions_by_name["stop"].setEnabled(True)
    type_in(palette, "kernel sum ")
    assert not any("Adding up" in text for text in palette.texts())


def test_a_line_is_read_out_without_a_comma_at_its_end(palette):
    type_in(palette, "")
    rows = [palette.list.item(row) for row in range(palette.list.count())]
    assert not any(row.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", ") for row in rows)


def test_a_long_hint_leaves_half_of_its_line_to_the_words(palette):
    written = []

    class Written(QProxyStyle):
        def drawControl(self, element, option, painter, widget=None):
            written.append(option.text)

    palette.list.setStyle(style := Written())
    delegate, item = palette.list.itemDelegate(), palette.list.item(0)
    item.setText("the laptop's")
    item.setData(Qt.ItemDataRole.UserRole, "Run  fastest at the largest is " + 20 * "parallel, ")
    option = QStyleOptionViewItem()
    palette.list.initViewItemOption(option)
    option.rect = palette.list.visualItemRect(item)
    picture = QPixmap(option.rect.size())
    painter = QPainter(picture)
    delegate.paint(painter, option, palette.list.indexFromItem(item))
    painter.end()
    assert written == ["the laptop's"]
    palette.list.setStyle(None)
    style.deleteLater()
