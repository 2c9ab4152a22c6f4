"""Pages that are built late show what those show that were there before."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QTableView,
    QTextEdit,
)
from sample_runs import sum_run

from explorer.desktop.shell.pages import PAGES
from explorer.kernels.finding import find
from explorer.kernels.folder import open_folder
from explorer.measure.plan import Point

LATE = [page.name for page in PAGES if page.kind is None and page.name != "lesson"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.py").write_text(
        "sizes = '10'\ndef make_args(n): return (n,)\ndef f(n): return n\n"
    )
    return open_folder(tmp_path)


def showing(window, folder):
    """Show what makes each page speak: a run, printed text, another run, and a folder."""
    run = replace(sum_run(), output="printed\n")
    window.shown.show(run, find("sum"))
    window.shown.beside((replace(run, created="2024-01-01T10:00:00+00:00"),))
    window.shown.show_folder(folder)
    window.shown.select(next(iter(run.points)))
    return window


def seen(window, name):
    """Return all words and rows that are in sight on a page."""
    window.tabs.turn_to(name)
    QApplication.processEvents()
    page = window.tabs.page(name)
    words = [
        part.text()
        for kind in (QLabel, QAbstractButton, QAbstractSpinBox)
        for part in page.findChildren(kind)
        if part.isVisible()
    ]
    texts = [part.toPlainText() for part in page.findChildren(QTextEdit) if part.isVisible()]
    rows = [part.model().rowCount() for part in page.findChildren(QTableView) if part.isVisible()]
    return words, texts, rows


def test_a_page_that_is_built_late_has_missed_nothing(qtbot, make_window, folder):
    early = make_window()
    early.tabs.prepare()
    showing(early, folder)
    late = showing(make_window(), folder)

    def same(name):
        assert seen(late, name) == seen(early, name), name

    for name in LATE:
        qtbot.waitUntil(partial(same, name))  # some read files beside the window


def test_a_page_is_built_once_it_is_turned_to(window):
    built = []
    window.tabs.built.connect(built.append)
    window.tabs.turn_to("history")
    window.tabs.turn_to("lesson")
    window.tabs.turn_to("history")
    assert built == ["history"]


def test_a_chart_is_built_once_it_is_turned_to_and_has_missed_nothing(window):
    made = []
    window.tabs.chart_made.connect(made.append)
    run = sum_run()
    window.shown.show(run, find("sum"))
    assert made == []
    window.tabs.turn_to("time")
    window.shown.select(Point("jit_nopython", 1000, 1))
    window.tabs.turn_to("speedup")
    window.tabs.turn_to("time")
    assert made == ["time", "speedup"]
    assert all(window.tabs.charts[name].plot.figure.rings.rings for name in made)
