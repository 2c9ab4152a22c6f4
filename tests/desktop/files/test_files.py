"""Opening, dropping, saving and the recent files, and every way in which they fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from sample_runs import save, sum_run

from explorer.atomic import SaveError
from explorer.desktop.files.opening import Sent
from explorer.results import runfile
from explorer.results.formats import endings

COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def run_file(tmp_path):
    """Return the path of a saved run."""
    path = tmp_path / "saved.json"
    save(sum_run(), path)
    return path


@pytest.fixture
def asked(monkeypatch):
    """Answer file dialogs with a path; returns a function that sets it, and what was asked."""
    questions = []

    def answer(path, kind=""):
        def dialog(parent, title, folder, kinds):
            questions.append((title, folder))
            return str(path), kind

        monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
        return questions

    return answer


def said(window):
    return [message.sentence for message in window.messages.messages()]


def press(window, keys):
    QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(keys))


def drop(window, *paths):
    """Drop files on the window as a file manager does; return whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    entering = QDragEnterEvent(QPoint(300, 300), COPY, data, LEFT, NO_KEYS)
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), COPY, data, LEFT, NO_KEYS))
    return entering.isAccepted()


def recent_entries(window):
    menu = window.menus["&File/Open &Recent"]
    return [action for action in menu.actions() if action.data()]


def test_a_file_that_the_desktop_sends_is_opened(window, run_file):
    sent = Sent(window.files)
    QApplication.instance().installEventFilter(sent)
    QApplication.sendEvent(
        QApplication.instance(), QFileOpenEvent(QUrl.fromLocalFile(str(run_file)))
    )
    QApplication.instance().removeEventFilter(sent)
    assert window.shown.run == runfile.read(run_file)


def test_a_run_opens_from_the_menu_with_its_settings(window, run_file, asked):
    asked(run_file)
    press(window, "Ctrl+O")
    assert window.shown.run == runfile.read(run_file)
    assert window.tabs.page_name == "time"
    assert window.setup.plan.sizes == window.shown.run.plan.sizes
    assert window.setup.threads.text() == "1, 2"
    assert not said(window)


def test_without_a_run_nothing_can_be_saved_and_a_dialog_that_is_cancelled_changes_nothing(
    window, tmp_path, asked
):
    asked("")
    press(window, "Ctrl+O")
    assert window.shown.run is None
    assert not said(window)

    window.settings.write("folder", str(tmp_path / "gone"))
    questions = asked("")
    press(window, "Ctrl+O")
    assert "gone" not in questions[0][1]

    plots = ("save_plot", "save_plot_with_options")
    saving = ("save_run", "save_report", *plots, "export_table")
    for name in (*saving, "copy_plot", "copy_table", "copy_rule", "reset_view"):
        assert not window.actions_by_name[name].isEnabled(), name


def test_of_two_files_the_first_is_opened_and_the_other_is_named_as_left_out(window, run_file):
    assert drop(window, run_file, run_file)
    assert window.shown.run is not None
    assert said(window) == [
        f"One file is shown at a time: {run_file.name} was opened, the other was not."
    ]


BAD = (
    ("broken.json", "{", "is not a run file, or is cut off"),
    ("foreign.json", '{"format": "something else"}', "is not a run of Numba Explorer"),
    ("newer.json", '{"format": "numba-explorer-run", "version": 99}', "newer Numba Explorer"),
    ("text.txt", "hello", "is not a run file"),
    ("empty.py", "", "has no function"),
    ("wrong.py", "def f(:", "syntax error"),
)


def test_a_bad_file_gets_one_sentence(window, tmp_path):
    for name, content, words in BAD:
        before = said(window)
        path = tmp_path / name
        path.write_text(content)
        assert drop(window, path)
        (sentence,) = (one for one in said(window) if one not in before)
        assert words in sentence
        assert name in sentence
        assert window.shown.run is None
        assert not recent_entries(window)


def test_a_missing_file_leaves_the_recent_ones(window, run_file):
    drop(window, run_file)
    (entry,) = recent_entries(window)
    run_file.unlink()
    entry.trigger()
    assert "cannot be opened" in said(window)[0]
    assert not recent_entries(window)
    assert window.shown.run is not None


def test_a_run_of_a_kernel_that_is_not_here_leaves_the_setup(window, tmp_path):
    path = tmp_path / "other.json"
    content = json.loads(runfile.dumped(sum_run()))
    content["plan"]["kernel"]["name"] = "elsewhere"
    path.write_text(json.dumps(content))
    before = window.setup.plan
    drop(window, path)
    assert "“elsewhere”" in said(window)[0]
    assert window.setup.plan == before
    assert window.shown.run is not None


def test_no_file_is_shown_over_a_run_under_way(window, run_file):
    press(window, "F5")
    window.session.begin()
    drop(window, run_file)
    assert said(window) == ["A run is under way; stop it to open another one."]
    assert window.shown.run.created != runfile.read(run_file).created


def test_a_kernel_file_becomes_the_kernel(window, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text('"""My kernel"""\ndef make_args(n): return (n,)\ndef first(n): return n\n')
    drop(window, path)
    assert window.setup.kernel.path == path
    assert "My kernel" in window.tabs.lesson.text.toPlainText()
    assert "process of its own" in window.tabs.lesson.forecast.text()
    path.write_text('"""Mine, again"""\ndef make_args(n): return (n,)\ndef first(n): return n\n')
    drop(window, path)
    rows = range(window.setup.kernels.count())
    assert sum(window.setup.kernels.itemText(row) == "From files" for row in rows) == 1


def test_the_recent_files_are_the_last_ten(window, tmp_path):
    run = sum_run()
    for number in range(12):
        save(run, tmp_path / f"{number}.json")
        drop(window, tmp_path / f"{number}.json")
    drop(window, tmp_path / "5.json")
    names = [Path(entry.data()).name for entry in recent_entries(window)]
    assert names == [f"{n}.json" for n in (5, 11, 10, 9, 8, 7, 6, 4, 3, 2)]
    recent_entries(window)[1].trigger()
    assert Path(recent_entries(window)[0].data()).name == "11.json"
    window.actions_by_name["clear_recent"].trigger()
    assert not recent_entries(window)


def test_what_is_shown_can_be_saved(window, run_file, tmp_path, asked):
    drop(window, run_file)
    for keys, name, begins in (
        ("Ctrl+S", "run.json", b'{"format": "numba-explorer-run"'),
        ("Ctrl+Shift+S", "plot.png", b"\x89PNG"),
        ("Ctrl+Shift+S", "plot.svg", b"<?xml"),
        ("Ctrl+Shift+S", "plot.pdf", b"%PDF"),
        ("Ctrl+E", "table.csv", b"kernel,dtype"),
        ("Ctrl+E", "table.md", b"## Adding up an array"),
    ):
        asked(tmp_path / name)
        press(window, keys)
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert name in window.statusBar().currentMessage()


def test_a_name_without_ending_gets_one_and_what_is_saved_is_a_recent_file(
    window, run_file, tmp_path, asked
):
    drop(window, run_file)
    for keys, kind, name in (
        ("Ctrl+S", "Run (*.json)", "x.json"),
        ("Ctrl+Shift+S", "SVG drawing (*.svg)", "x.svg"),
        ("Ctrl+Shift+S", "", "x.png"),
        ("Ctrl+E", "CSV table (*.csv)", "x.csv"),
        ("Ctrl+E", "Markdown table (*.md)", "x.md"),
    ):
        asked(tmp_path / "x", kind)
        press(window, keys)
        assert (tmp_path / name).exists()

    asked(tmp_path / "x.doc")
    press(window, "Ctrl+Shift+S")
    assert "its name must end in .png, .svg, .pdf, .json," in said(window)[0]

    asked(tmp_path / "again.json")
    press(window, "Ctrl+S")
    assert recent_entries(window)[0].data() == str(tmp_path / "again.json")


def test_the_last_folder_is_offered_with_a_telling_name(window, run_file, tmp_path, asked):
    drop(window, run_file)
    folder = tmp_path / "plots"
    folder.mkdir()
    press(window, "Ctrl+2")
    questions = asked(folder / "a.png")
    press(window, "Ctrl+Shift+S")
    press(window, "Ctrl+Shift+S")
    assert questions[0][1] == str(tmp_path / "sum-speed-up.png")
    assert questions[1][1] == str(folder / "sum-speed-up.png")


def test_a_folder_that_is_not_there_is_said_and_nothing_is_lost(window, run_file, tmp_path, asked):
    drop(window, run_file)
    run = window.shown.run
    for ending in endings():
        path = tmp_path / "nowhere" / f"saved{ending}"
        asked(path)
        kind = ending.rpartition(".")[2][0]
        press(window, {"j": "Ctrl+S", "c": "Ctrl+E"}.get(kind, "Ctrl+Shift+S"))
        assert f"“{path}” cannot be saved" in said(window)[-1]
        assert window.shown.run == run


def test_a_full_disk_is_said(window, run_file, tmp_path, asked, monkeypatch):
    def full(path, content):
        raise SaveError(f"“{path}” cannot be saved: No space left on device.")

    drop(window, run_file)
    monkeypatch.setattr("explorer.atomic.write", full)
    asked(tmp_path / "run.json")
    press(window, "Ctrl+S")
    assert "No space left on device" in said(window)[0]


def test_the_rule_is_copied_as_python_of_the_visible_curves_and_a_report_holds_the_run(
    window, run_file, tmp_path, asked
):
    drop(window, run_file)
    window.actions_by_name["copy_rule"].trigger()
    code = QGuiApplication.clipboard().text()
    compile(code, "pasted.py", "exec")
    assert "def fastest_sum(n, fastmath, parallel_fastmath):" in code
    window.shown.hide(frozenset({("parallel_fastmath", 1), ("parallel_fastmath", 2)}))
    window.actions_by_name["copy_rule"].trigger()
    assert "parallel_fastmath" not in QGuiApplication.clipboard().text()

    run = window.shown.run
    asked(tmp_path / "page.html")
    window.actions_by_name["save_report"].trigger()
    assert recent_entries(window)[0].data() == str(tmp_path / "page.html")
    drop(window, tmp_path / "page.html")
    assert window.shown.run == run


def test_copying_copies_what_has_the_keys(qtbot, window, run_file):
    drop(window, run_file)
    window.tabs.chart.setFocus()
    press(window, "Ctrl+C")
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert data.hasFormat("image/svg+xml")

    window.setup.sizes.low.setFocus()
    window.setup.sizes.low.selectAll()
    press(window, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "100"

    table = window.evidence.table
    window.evidence.turn_to("Table")
    table.setFocus()
    press(window, "Ctrl+C")
    header, *rows = QGuiApplication.clipboard().text().splitlines()
    assert header.split("\t")[:3] == ["kernel", "dtype", "variant"]
    assert len(rows) == len(window.shown.run.points)

    QGuiApplication.clipboard().clear()
    texts = {}
    for button in window.tabs.cornerWidget().children():
        if hasattr(button, "text"):
            texts[button.text()] = button
    qtbot.mouseClick(texts["Copy"], LEFT)
    assert QGuiApplication.clipboard().mimeData().hasImage()
    qtbot.mouseClick(texts["Reset"], LEFT)
