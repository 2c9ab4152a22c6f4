"""What is known of each line stands beside it on the Code page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QToolTip
from sample_runs import sum_run

from explorer.desktop.asked.known import Known
from explorer.desktop.source.code_page import CodePage
from explorer.desktop.source.columns import LEFT, RIGHT
from explorer.kernels.finding import find
from explorer.measure.machine import facts
from explorer.measure.plan import Point
from explorer.why.beside import offset_of
from explorer.why.facts import MISSED, Line, Loop, Remark, Typed, Verdict, Why
from explorer.why.kept import Answers

KERNEL = find("sum")
NO_SIMD = "No SIMD: the additions are kept in the written order."


def place(name):
    """The line of a variant's addition in the file."""
    variant = KERNEL.variant(name)
    rows = variant.source.splitlines()
    return offset_of(KERNEL, variant) + rows.index("        total += arr[i]") + 1


def answer(name, size=10_000, share=0.83):
    line = place(name)
    return Why(
        "sum", name, size, None,
        verdict=Verdict("latency", "L1", 1.0, "It waits."),
        lines=(Line(line - 1, 1 - share), Line(line, share)),
        loops=(Loop(line, size, size, 8 * size, 0.0, 64, ("10,000 turns.",)),),
        remarks=(Remark(line, MISSED, NO_SIMD),),
        types=(Typed(line, "total", "float64"),),
    )  # fmt: skip


def run(**changes):
    """A run of the kernel as it is now."""
    made = sum_run()
    ref = replace(made.plan.kernel, sha256=KERNEL.sha256)
    return replace(made, plan=replace(made.plan, kernel=ref), **changes)


@pytest.fixture
def page(qtbot, shown):
    shown.show(run(), KERNEL)
    made = CodePage(shown)
    qtbot.addWidget(made)
    made.show_kernel(KERNEL)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def know(shown, *answers):
    shown.know({Point(why.variant, why.size, 1): why for why in answers})


def test_an_answer_is_asked_for_where_there_is_none(qtbot, page):
    assert page.asked.isVisible()
    with qtbot.waitSignal(page.why_wanted):
        page.asked.linkActivated.emit("why")


def test_lines_have_their_time_their_loop_and_what_the_compiler_said(shown, page):
    know(shown, answer("jit_nopython"))
    line = place("jit_nopython")
    time, loop, said = page.source.columns.columns
    assert (time.side, loop.side, said.side) == (LEFT, RIGHT, RIGHT)
    assert time.texts == {line - 1: "17 %", line: "83 %"}
    assert time.shades[line] == 0.83
    assert loop.texts == {line: "10,000 ×, SIMD 0.0 %"}
    assert said.texts == {line: "no SIMD: the additions are kept in the written order"}
    assert not page.asked.isVisible()


def test_a_line_that_is_pointed_at_says_all_of_it(shown, page):
    know(shown, answer("jit_nopython"))
    view, line = page.source, place("jit_nopython")
    view.setTextCursor(QTextCursor(view.document().findBlockByNumber(line - 1)))
    at = view.cursorRect().center() + QPoint(4, 0)
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    shown = QToolTip.text()
    QToolTip.hideText()
    for part in ("83 % of the time (sampled)", NO_SIMD, "total: float64"):
        assert part in shown


def test_other_variants_are_beside_their_own_lines_and_other_sizes_in_a_column(shown, page):
    know(shown, answer("jit_nopython", 1000, 0.5), answer("fastmath"), answer("jit_nopython"))
    shown.select(Point("jit_nopython", 10_000, 1))
    first, second = page.source.columns.on(LEFT)
    assert (first.title, second.title) == ("n = 10,000", "n = 1,000")
    assert first.texts[place("fastmath")] == "83 %"
    assert second.texts[place("jit_nopython")] == "50 %"


def test_two_variants_beside_each_other_have_columns_each(shown, page):
    know(shown, answer("jit_nopython"), answer("fastmath", share=0.6))
    page.choice.setCurrentText("jit_nopython")
    page.beside.setCurrentText("fastmath")
    for view, share in ((page.source, "83 %"), (page.other, "60 %")):
        [column] = view.columns.on(LEFT)
        rows = view.toPlainText().splitlines()
        assert column.texts[rows.index("        total += arr[i]") + 1] == share


def test_answers_go_with_their_run(shown, page):
    know(shown, answer("jit_nopython"))
    assert page.source.columns.columns
    shown.show(run(created="2026-01-02T00:00:00+00:00"), KERNEL)
    assert not page.source.columns.columns


def test_what_was_asked_on_this_machine_before_is_known_again(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    known = answer("jit_nopython")
    Answers(KERNEL).keep("float64", known)
    shown.show(run(), KERNEL)
    Known(shown).look()
    assert shown.answers == {}  # another machine's run
    shown.show(run(created="2026-01-02T00:00:00+00:00", machine=facts()), KERNEL)
    Known(shown).look()
    assert shown.answers == {Point("jit_nopython", 10_000, 1): replace(known, kept=True)}
