"""Working on a file of one's own: refusals, its source, saving it and measuring again."""

from __future__ import annotations

import hashlib
import threading

import pytest
from own_hands import LEFT, SMOOTH, arguments, press_button, run_once, sentences
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.desktop.shell.trust import Trust
from explorer.desktop.source import code_page
from explorer.desktop.source.highlighter import AT_ONCE
from explorer.desktop.source.source_view import SourceView
from explorer.kernels.finding import find
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


def test_a_refusal_shows_the_sentence_the_line_and_the_full_text(qtbot, refused):
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


def test_other_points_show_no_refusal(refused):
    refused.shown.select(Point("njit", 8, 1))
    refused.shown.select(None)
    assert not refused.evidence.details.refusal.isVisible()


def test_the_code_page_marks_the_line_too(refused):
    QTest.keySequence(refused, "Ctrl+U")
    page = refused.tabs.code
    assert page.isVisible()
    assert page.source.marked == 6
    assert page.sentence.text().startswith("njit: Numba does not know re.match")


def test_what_the_code_printed_has_a_page(refused):
    assert refused.actions_by_name["show_output"].isEnabled()
    refused.actions_by_name["show_output"].trigger()
    assert refused.tabs.page("output").text.toPlainText() == "hello\n"


def test_without_output_there_is_no_such_page(window):
    assert not window.actions_by_name["show_output"].isEnabled()
    assert not window.actions_by_name["show_changes"].isEnabled()


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


def test_a_catalogue_kernel_opens_in_the_editor(window, monkeypatch):
    wanted = []
    monkeypatch.setattr(code_page, "open_in_editor", wanted.append)
    QTest.keySequence(window, "Ctrl+U")
    window.tabs.code.edit.click()
    assert wanted == [window.setup.kernel.path]


def test_a_catalogue_kernel_can_be_copied_as_a_starting_point(window, tmp_path, monkeypatch):
    QTest.keySequence(window, "Ctrl+U")
    assert window.tabs.code.start.text() == "Copy as a Starting Point…"
    target = tmp_path / "mine.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    window.tabs.code.start.click()
    assert read(target).variant_names == window.setup.kernel.variant_names
    assert f"Saved “{target}”." in sentences(window)


# Working on the file.


def change(file, text):
    """Save as many editors do: a new file takes the place of the old one."""
    other = file.with_suffix(".new")
    other.write_text(text, encoding="utf-8")
    other.replace(file)


def read_sum(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_saved_file_is_offered_to_be_measured_again(qtbot, opened, file):
    QTest.keySequence(opened, "Ctrl+R")
    run_once(opened, "2026-01-01T12:00:00+00:00", 2e-3)
    change(file, SMOOTH.replace("weight * (", "weight * 2 * ("))
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened), timeout=5000)
    assert len(opened.session.started) == 1
    press_button(qtbot, opened, "Measure Again")
    run_once(opened, "2026-01-01T12:01:00+00:00", 1e-3)
    assert opened.shown.others[0].created == "2026-01-01T12:00:00+00:00"
    assert opened.actions_by_name["show_changes"].isEnabled()
    opened.actions_by_name["show_changes"].trigger()
    page = opened.tabs.page("changes")
    assert "was 2.00× faster than before" in page.title.text()
    sizes = opened.shown.run.plan.sizes
    assert page.table.rowCount() == len(opened.setup.variants.ticked()) * len(sizes)
    assert page.table.item(0, 4).text().startswith("2.00× faster")
    opened.actions_by_name["show_time"].trigger()
    assert "dashed: an earlier source" in opened.tabs.chart.conditions.text()


def test_a_saved_file_is_measured_at_once_where_that_is_ticked(qtbot, opened, file):
    QTest.keySequence(opened, "Ctrl+R")
    run_once(opened, "2026-01-01T12:00:00+00:00")
    qtbot.mouseClick(opened.setup.own.at_once, LEFT, pos=QPoint(8, 8))
    assert opened.setup.own.at_once.isChecked()
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: len(opened.session.started) == 2, timeout=5000)
    assert sentences(opened) == []
    opened.session.begin("2026-01-01T12:02:00+00:00")
    change(file, SMOOTH + "\nX = 2\n")
    qtbot.waitUntil(lambda: opened.session.state != "running", timeout=5000)
    opened.session.end("stopped")
    qtbot.waitUntil(lambda: len(opened.session.started) == 3, timeout=5000)
    assert opened.settings.read("own/measure_when_saved", False) is True


def test_what_ran_in_an_earlier_session_is_not_measured_unasked(qtbot, opened, file):
    """Its content may be run, by Run; what the file becomes meanwhile is not its user's word."""
    Trust(opened.settings).add(opened.setup.kernel.sha256)
    opened.setup.own.at_once.setChecked(True)
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened), timeout=5000)
    assert opened.session.started == []
    assert not Trust(opened.settings).knows(opened.setup.kernel.sha256)


def test_arguments_that_were_changed_are_kept_and_new_ones_guessed(qtbot, opened, file):
    opened.setup.own.arguments.rows["weight"].edit.setText("0.5")
    opened.setup.variants.tick(["python", "njit"])
    change(file, SMOOTH.replace("weight=0.25", "weight=0.25, scale=2"))
    qtbot.waitUntil(lambda: "scale" in arguments(opened), timeout=5000)
    assert arguments(opened)["weight"] == "0.5"
    assert arguments(opened)["scale"] == "2"
    assert opened.setup.variants.ticked() == ("python", "njit")


@pytest.mark.parametrize(
    ("text", "sentence"), [("def f(:\n", "syntax error"), ("def other(a): pass\n", "no function")]
)
def test_a_file_saved_broken_is_said_and_nothing_is_lost(qtbot, opened, file, text, sentence):
    QTest.keySequence(opened, "Ctrl+R")
    run_once(opened, "2026-01-01T12:00:00+00:00")
    before = opened.shown.run
    change(file, text)
    qtbot.waitUntil(lambda: any(sentence in s for s in sentences(opened)), timeout=5000)
    assert opened.shown.run is before
    assert opened.setup.kernel.function == "smooth"
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened), timeout=5000)


LONG = "".join(f"def other_{i}(a, b):\n    return a[0] + b\n\n" for i in range(200))


@pytest.fixture
def none_is_read_any_more(qtbot):
    """See that no thread goes on reading."""
    yield
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if "reading" in t.name])


@pytest.mark.usefixtures("none_is_read_any_more")
def test_a_long_file_is_read_again_beside_the_window(qtbot, opened, file):
    change(file, SMOOTH + LONG)
    opened.own.watch.saved.connect(lambda: seen.append(opened.setup.kernel.sha256))
    seen, before = [], opened.setup.kernel.sha256
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened), timeout=5000)
    assert seen == [before]  # the signal was answered before the file was read
    assert opened.setup.kernel.sha256 == read_sum(file)


@pytest.mark.usefixtures("none_is_read_any_more")
def test_arguments_that_are_given_while_it_is_read_are_kept(qtbot, opened, file):
    weight = opened.setup.own.arguments.rows["weight"].edit
    opened.own.watch.saved.connect(lambda: weight.setText("0.5"))
    change(file, SMOOTH + LONG)
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened), timeout=5000)
    assert arguments(opened)["weight"] == "0.5"
    assert opened.setup.kernel.sha256 == read_sum(file)


@pytest.mark.usefixtures("none_is_read_any_more")
def test_a_file_that_was_left_meanwhile_is_not_taken(qtbot, opened, file):
    opened.own.watch.saved.connect(lambda: opened.setup.choose(find("sum")))
    change(file, SMOOTH + LONG)
    qtbot.waitUntil(lambda: opened.setup.kernel.name == "sum", timeout=5000)
    qtbot.wait(100)
    assert opened.setup.kernel.name == "sum"
    assert sentences(opened) == []


def test_a_long_source_is_coloured_to_its_end(qtbot, window):
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


def test_the_same_content_saved_again_is_no_change(qtbot, opened, file):
    change(file, SMOOTH)
    qtbot.wait(500)
    assert "“mine.py” was saved." not in sentences(opened)


# Saving.


def test_an_own_function_is_saved_as_a_kernel_file(qtbot, opened, tmp_path, monkeypatch):
    target = tmp_path / "kept"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    opened.actions_by_name["save_kernel"].trigger()
    saved = tmp_path / "kept.py"
    assert "njit" in read(saved).variant_names
    press_button(qtbot, opened, "Open It")
    assert opened.setup.kernel.path == saved


def test_it_is_not_saved_over_the_file_itself(opened, file):
    assert not opened.own.save(file)
    assert "is the file itself" in sentences(opened)[-1]
    assert file.read_text(encoding="utf-8") == SMOOTH


def test_a_folder_that_cannot_be_written_is_said(opened, tmp_path):
    assert not opened.own.save(tmp_path / "nowhere" / "kept.py")
    assert "cannot be written" in sentences(opened)[-1]
