"""Pages of text and code: refusals, what the code printed, sources one by one and side by side."""

from __future__ import annotations

import pytest
from own_hands import LEFT, sentences
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.desktop.source import code_page
from explorer.desktop.source.highlighter import AT_ONCE
from explorer.desktop.source.source_view import SourceView
from explorer.kernels.listing import read
from explorer.measure.events import Failed, Printed
from explorer.measure.plan import Point

# Refusals and output.


@pytest.fixture
def refused(opened):
    """Return a window with a run in which njit was refused for line 6."""
    QTest.keySequence(opened, "Ctrl+R")
    opened.session.begin()
    sentence = "Numba does not know re.match; write it as a loop, or call it outside."
    opened.session.happen(
        Failed("njit", sentence, details="TypingError: all of it", line=6, threaded=False),
        Printed("hello\n"),
    )
    opened.session.end()
    return opened


def test_a_refusal_is_shown_with_the_line_and_the_full_text_and_the_code_page_marks_it(
    qtbot, refused
):
    refused.shown.select(Point("njit", 8, 1))
    details = refused.evidence.details
    assert "does not know re.match" in details.reason.text()
    assert details.refusal.isVisible()
    assert details.refusal.place.text() == "mine.py, line 6"
    assert details.refusal.source.marked == 6
    assert "for i in range(1, grid.shape[0] - 1):" in details.refusal.source.toPlainText()
    assert not details.refusal.full.isVisible()
    qtbot.mouseClick(details.refusal.more, LEFT)
    assert details.refusal.full.isVisible()
    assert details.refusal.full.toPlainText() == "TypingError: all of it"

    refused.shown.select(None)
    assert not refused.evidence.details.refusal.isVisible()

    QTest.keySequence(refused, "Ctrl+U")
    page = refused.tabs.code
    assert page.isVisible()
    assert page.source.marked == 6
    assert page.sentence.text().startswith("njit: Numba does not know re.match")
    refused.shown.select(Point("python", 8, 1))  # that another one went well changes nothing
    assert page.source.marked == 6
    line = page.source.toPlainText().splitlines()[5]
    page.choice.setCurrentText("njit")
    assert page.source.toPlainText().splitlines()[page.source.marked - 1].strip() == line.strip()
    page.choice.setCurrentText("python")
    page.beside.setCurrentText("njit")
    assert (bool(page.source.marked), bool(page.other.marked)) == (False, True)

    assert refused.actions_by_name["show_output"].isEnabled()
    refused.actions_by_name["show_output"].trigger()
    assert refused.tabs.page("output").text.toPlainText() == "hello\n"


# The source.


def test_variants_are_shown_one_below_the_other(opened):
    QTest.keySequence(opened, "Ctrl+U")
    page = opened.tabs.code
    page.choice.setCurrentText("All variants")
    text = page.source.toPlainText()
    assert text.index("# python: ") < text.index("@numba.njit(fastmath=True)")
    page.choice.setCurrentText("fastmath")
    assert page.source.toPlainText().startswith("import numba")
    page.copy.click()
    assert QGuiApplication.clipboard().text() == page.source.toPlainText()


def test_two_variants_stand_side_by_side_with_what_differs(window):
    QTest.keySequence(window, "Ctrl+U")
    page = window.tabs.code
    assert page.other.isHidden()
    page.choice.setCurrentText("jit_nopython")
    page.beside.setCurrentText("parallel_prange")
    assert page.other.isVisible()
    assert "prange(" in page.other.toPlainText()
    assert page.source.different == page.other.different == {1, 2, 3, 5}
    page.choice.setCurrentText("The file")
    assert page.source.different == frozenset()
    page.beside.setCurrentText("nothing")
    assert page.other.isHidden()


def test_a_catalogue_kernel_opens_in_the_editor_and_can_be_copied_as_a_starting_point(
    window, tmp_path, monkeypatch
):
    assert not window.actions_by_name["show_output"].isEnabled()
    assert not window.actions_by_name["show_changes"].isEnabled()
    wanted = []
    monkeypatch.setattr(code_page, "open_in_editor", wanted.append)
    QTest.keySequence(window, "Ctrl+U")
    window.tabs.code.edit.click()
    assert wanted == [window.setup.kernel.path]
    assert window.tabs.code.start.text() == "Copy as a Starting Point…"
    target = tmp_path / "mine.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    window.tabs.code.start.click()
    assert read(target).variant_names == window.setup.kernel.variant_names
    assert f"Saved “{target}”." in sentences(window)


def test_a_long_source_is_coloured_to_its_end(qtbot):
    source = SourceView()
    qtbot.addWidget(source)
    source.show_source("x = '''\n" + "long text\n" * 2 * AT_ONCE + "'''\ndef f(): pass")
    document = source.document()

    def colours(line):
        return [piece.start for piece in document.findBlockByNumber(line).layout().formats()]

    assert colours(AT_ONCE - 1) == [0]
    assert colours(AT_ONCE) == []
    qtbot.waitUntil(lambda: colours(document.blockCount() - 1) == [0, 9])
    assert colours(2 * AT_ONCE) == [0]
