"""Working on a file of one's own: saving it, and measuring it again."""

from __future__ import annotations

import hashlib
import threading

import pytest
from own_hands import LEFT, SMOOTH, arguments, press_button, run_once, sentences
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from explorer.desktop.shell.watching import Trust
from explorer.kernels.finding import find
from explorer.kernels.listing import read


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
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened))
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


def test_what_a_save_offers_goes_with_its_function_and_a_save_is_no_step(qtbot, opened, file):
    opened.setup.threads.set_text("1")
    assert opened.undoing.can_undo
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened))
    assert opened.setup.kernel.sha256 == read_sum(file)
    while opened.undoing.can_undo:
        opened.undoing.undo()
        kernel = opened.setup.kernel
        assert kernel.path != file or kernel.sha256 == read_sum(file)
    assert opened.setup.kernel.path != file
    assert "“mine.py” was saved." not in sentences(opened)


def test_the_wheel_changes_no_argument_without_the_focus(opened):
    row = opened.setup.own.arguments.rows["weight"]
    before = row.text()
    middle = QPointF(row.box.rect().center())
    event = QWheelEvent(
        middle, row.box.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(row.box, event)
    assert row.text() == before


def test_an_argument_that_the_file_has_no_more_is_left_out(opened):
    opened.setup.own.arguments.take({"weight": "0.75", "gone": "1"})
    assert arguments(opened)["weight"] == "0.75"


def test_a_saved_file_is_measured_at_once_where_that_is_ticked(qtbot, opened, file):
    QTest.keySequence(opened, "Ctrl+R")
    run_once(opened, "2026-01-01T12:00:00+00:00")
    qtbot.mouseClick(opened.setup.own.at_once, LEFT, pos=QPoint(8, 8))
    assert opened.setup.own.at_once.isChecked()
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: len(opened.session.started) == 2)
    assert sentences(opened) == []
    opened.session.begin("2026-01-01T12:02:00+00:00")
    change(file, SMOOTH + "\nX = 2\n")
    qtbot.waitUntil(lambda: opened.session.state != "running")
    opened.session.end("stopped")
    qtbot.waitUntil(lambda: len(opened.session.started) == 3)
    assert opened.settings.read("own/measure_when_saved", False) is True


def test_what_ran_in_an_earlier_session_is_not_measured_unasked(qtbot, opened, file):
    """Its content may be run, by Run; what the file becomes meanwhile is not its user's word."""
    Trust(opened.settings).add(opened.setup.kernel.sha256)
    opened.setup.own.at_once.setChecked(True)
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened))
    assert opened.session.started == []
    assert not Trust(opened.settings).knows(opened.setup.kernel.sha256)


def test_arguments_that_were_changed_are_kept_and_new_ones_guessed(qtbot, opened, file):
    opened.setup.own.arguments.rows["weight"].edit.setText("0.5")
    opened.setup.variants.tick(["python", "njit"])
    change(file, SMOOTH.replace("weight=0.25", "weight=0.25, scale=2"))
    qtbot.waitUntil(lambda: "scale" in arguments(opened))
    assert arguments(opened)["weight"] == "0.5"
    assert arguments(opened)["scale"] == "2"
    assert opened.setup.variants.ticked() == ("python", "njit")


def test_a_file_saved_broken_is_said_and_nothing_is_lost(qtbot, opened, file):
    QTest.keySequence(opened, "Ctrl+R")
    run_once(opened, "2026-01-01T12:00:00+00:00")
    before = opened.shown.run
    for text, said in (("def f(:\n", "syntax error"), ("def other(a): pass\n", "no function")):
        change(file, text)
        qtbot.waitUntil(lambda said=said: any(said in one for one in sentences(opened)))
        assert opened.shown.run is before
        assert opened.setup.kernel.function == "smooth"
    change(file, SMOOTH + "\nX = 1\n")
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened))


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
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened))
    assert seen == [before]  # the signal was answered before the file was read
    assert opened.setup.kernel.sha256 == read_sum(file)


@pytest.mark.usefixtures("none_is_read_any_more")
def test_arguments_that_are_given_while_it_is_read_are_kept(qtbot, opened, file):
    weight = opened.setup.own.arguments.rows["weight"].edit
    opened.own.watch.saved.connect(lambda: weight.setText("0.5"))
    change(file, SMOOTH + LONG)
    qtbot.waitUntil(lambda: "“mine.py” was saved." in sentences(opened))
    assert arguments(opened)["weight"] == "0.5"
    assert opened.setup.kernel.sha256 == read_sum(file)


@pytest.mark.usefixtures("none_is_read_any_more")
def test_a_file_that_was_left_meanwhile_is_not_taken(qtbot, opened, file):
    opened.own.watch.saved.connect(lambda: opened.setup.choose(find("sum")))
    change(file, SMOOTH + LONG)
    qtbot.waitUntil(lambda: opened.setup.kernel.name == "sum")
    qtbot.wait(100)
    assert opened.setup.kernel.name == "sum"
    assert sentences(opened) == []


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


def test_where_a_kernel_file_cannot_be_saved_that_is_said(opened, file, tmp_path):
    assert not opened.own.save(file)
    assert "is the file itself" in sentences(opened)[-1]
    assert file.read_text(encoding="utf-8") == SMOOTH

    assert not opened.own.save(tmp_path / "nowhere" / "kept.py")
    assert "cannot be saved" in sentences(opened)[-1]
