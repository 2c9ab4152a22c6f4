"""Asking why, as a person does: select a point, ask, read."""

import platform
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextDocument
from sample_runs import sum_run

from explorer.desktop.asked import told
from explorer.desktop.own_program import OwnProgram
from explorer.kernels.finding import find
from explorer.measure.plan import Point
from explorer.why.facts import Verdict, Why, to_line
from explorer.why.sampling import lacking
from explorer.why.text import Row

LEFT = Qt.MouseButton.LeftButton


class Commands:
    """Carries no command out, but tells of it as of one in a process; `begun` are their words."""

    def __init__(self):
        self.begun, self.at_work = [], []

    def begin(self, program, words):
        self.begun.append(words)
        self.at_work[:] = [program]
        program.changed.emit()

    def give_up(self, program):
        if program in self.at_work:
            self.at_work.clear()
            program.changed.emit()

    def hear(self, why):
        """Let the one at work say what it knows so far."""
        self.at_work[0].heard.emit(to_line(why).encode())

    def answer(self, *whys):
        """Let the one at work have said all this and end."""
        self._end("".join(f"{to_line(why)}\n" for why in whys).encode(), "")

    def fail(self, trouble):
        """Let the one at work have ended without an answer."""
        self._end(b"", trouble)

    def _end(self, answer, trouble):
        program = self.at_work.pop()
        program.over.emit(answer, trouble)
        program.changed.emit()


@pytest.fixture
def commands(monkeypatch):
    found = Commands()
    monkeypatch.setattr(OwnProgram, "begin", lambda program, words: found.begin(program, words))
    monkeypatch.setattr(OwnProgram, "give_up", lambda program: found.give_up(program))
    monkeypatch.setattr(OwnProgram, "running", property(lambda own: own in found.at_work))
    return found


@pytest.fixture
def page(window):
    window.session.show(sum_run(), find("sum"))
    window.tabs.turn_to("why")
    return window.tabs.why


def test_without_a_point_it_is_about_the_recommended_one(page):
    assert page.title.text() == "Why parallel_fastmath with 2 threads at n = 10,000,000?"
    assert page.text.toPlainText().startswith("Ask about this point, or select another one.")
    assert page.ask.isEnabled()


def test_what_is_not_compiled_is_refused_in_a_sentence(window, page):
    window.shown.select(Point("python", 1000, 1))
    assert "python is not compiled by Numba" in page.text.toPlainText()
    assert not page.ask.isEnabled()


@pytest.mark.skipif(bool(lacking()), reason="samples on Linux")
@pytest.mark.usefixtures("ceilings")
def test_a_point_is_asked_about_and_the_answer_stays(qtbot, window, page):
    window.shown.select(Point("jit_nopython", 10_000, 1))
    assert page.title.text() == "Why jit_nopython at n = 10,000?"
    qtbot.mouseClick(page.ask, LEFT)
    assert page.running
    assert page.stop.isVisible()
    assert "A call takes" in page.text.toPlainText()  # the run knows that
    qtbot.waitUntil(lambda: not page.running)
    said = page.text.toPlainText()
    assert "fastmath" in said
    assert "total += arr[i]" in said
    assert "The same machine code as parallel_range." in said
    page.text.anchorClicked.emit(QUrl("fold:assembly"))
    assert "addsd" in page.text.toPlainText() or platform.machine() != "x86_64"
    page.text.anchorClicked.emit(QUrl("fold:assembly"))
    assert page.text.toPlainText() == said
    with qtbot.waitSignal(page.variant_wanted) as wanted:
        page.text.anchorClicked.emit(QUrl("variant:0"))
    [change] = wanted.args
    assert change.variant == "jit_nopython"
    assert change.change in ("fastmath", "fastmath: reassoc")  # whichever was a little faster
    page.text.anchorClicked.emit(QUrl("copy:0"))
    assert "@numba.njit(" in QGuiApplication.clipboard().text()
    assert page.ask.text() == "Ask &Again"
    window.shown.select(Point("fastmath", 10_000, 1))
    assert page.text.toPlainText().startswith("Ask about this")
    window.shown.select(Point("jit_nopython", 10_000, 1))
    assert page.text.toPlainText() == said


def test_a_sentence_after_a_link_that_was_clicked_is_no_link(page):
    page.text.setHtml('<a href="variant:0">make it a variant</a>')
    page.text.moveCursor(QTextCursor.MoveOperation.End)
    page._say("Ask about this point.")
    assert not page.text.textCursor().charFormat().isAnchor()
    assert not page.text.textCursor().charFormat().fontUnderline()


LIMITED = Verdict("latency", "L1", 1.0, "Each waits for the one before.")


def known(point):
    """What is found out of a point in these tests."""
    return Why("sum", point.variant, point.size, None, LIMITED)


def test_a_curve_is_asked_about_at_all_of_its_sizes(window, page, commands):
    points = [Point("jit_nopython", size, 1) for size in window.shown.run.plan.sizes[:2]]
    page.begin_along([Point("python", 100, 1), *points])
    for number, point in enumerate(points, start=1):
        assert len(commands.begun) == number
        words = commands.begun[-1]
        assert words[words.index("--size") + 1] == str(point.size)
        commands.answer(known(point))
    assert len(commands.begun) == 2  # python is not compiled
    window.tabs.turn_to("time")
    [curve] = [c for c in window.tabs.chart.plot.figure.picture.curves
               if c.series == ("jit_nopython", 1)]  # fmt: skip
    assert [(s.limit, s.turns) for s in curve.spots[:2]] == [("latency", True), ("latency", False)]
    assert curve.spots[-1].limit == ""


def test_what_is_known_first_is_told_while_the_rest_is_found_out(window, page, commands):
    window.shown.select(Point("jit_nopython", 10_000, 1))
    page.begin()
    early = Why("sum", "jit_nopython", 10_000, None, allocations_per_call=7)
    commands.hear(early)
    said = page.text.toPlainText()
    assert said.startswith("Looking, counting, trying …")
    assert "7 allocations a call (counted)." in said
    assert "Not known" not in said
    commands.answer(early, replace(early, verdict=LIMITED))
    assert page.text.toPlainText().startswith("Each waits for the one before.")
    page.text.anchorClicked.emit(QUrl("fold:besides"))
    assert "7 allocations" not in page.text.toPlainText()
    page.text.anchorClicked.emit(QUrl("fold:besides"))
    assert "7 allocations" in page.text.toPlainText()


def test_another_point_waits_for_its_turn_and_is_told_so(window, page, commands):
    first, second = Point("jit_nopython", 10_000, 1), Point("fastmath", 10_000, 1)
    third = Point("jit_nopython", 1000, 1)
    window.shown.select(first)
    page.begin()
    assert window.turns.taken == page.at_work
    window.shown.select(second)
    said = "It is being found out what limits jit_nopython at n = 10,000. This one "
    assert page.text.toPlainText().startswith(f"{said}can be asked about after that.")
    page.begin()
    assert page.text.toPlainText().startswith(f"{said}comes after that.")
    page.begin_along([first, second, third])
    assert len(commands.begun) == 1
    commands.answer(known(first))
    assert "fastmath" in commands.begun[1]
    assert window.shown.answers.keys() == {first}
    assert page.text.toPlainText().startswith("Looking, counting, trying … 1 more to come.")
    commands.answer(known(second))
    assert "jit_nopython" in commands.begun[2]
    commands.answer(known(third))
    assert len(commands.begun) == 3
    assert not window.turns.taken


def test_what_was_given_up_is_asked_again_along_its_curve(page, commands):
    points = [Point("jit_nopython", size, 1) for size in (1000, 10_000)]
    page.begin_along(points)
    page.end()
    page.begin_along(points)
    commands.answer(known(points[0]))
    assert [words[words.index("--size") + 1] for words in commands.begun] == [
        "1000", "1000", "10000",
    ]  # fmt: skip


def test_trouble_is_told_until_it_is_asked_again(window, page, commands):
    window.shown.select(Point("fastmath", 10_000, 1))
    page.begin()
    commands.fail("It had not answered after 60 s.")
    assert page.text.toPlainText() == "It had not answered after 60 s."
    page.begin()
    page.end()
    assert "It had not answered" not in page.text.toPlainText()


def test_source_keeps_its_blanks_and_is_broken_between_words(monkeypatch):
    written = '    s = "a    b"  # why'
    monkeypatch.setattr(told, "annotated_rows", lambda *_: [Row(1, written, None, ())])
    looks = told.Looks("#888888", "#888888", "monospace")
    document = QTextDocument()
    document.setHtml(told.as_html(known(Point("numpy", 1, 1)), find("sum"), looks))
    block = document.find("# why").block()
    assert block.text() == written
    document.setTextWidth(80)
    document.size()  # lays it out
    assert block.layout().lineCount() > 1


def test_it_is_given_up_where_a_run_begins(qtbot, window, page):
    window.shown.select(Point("jit_nopython", 10_000, 1))
    qtbot.mouseClick(page.ask, LEFT)
    window.actions_by_name["start_anew"].trigger()
    assert not page.running
    assert not page.ask.isEnabled()
    window.session.begin()
    window.session.end()
