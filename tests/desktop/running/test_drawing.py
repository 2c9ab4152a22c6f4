"""How often a run is drawn while it is measured."""

import pytest
from sample_runs import sum_events

from explorer.desktop.running.drawing import EVERY_S, SELDOM, Drawing, times_less_often
from explorer.measure.events import Compiling, Finished, Measured


class Clock:
    """Shows a time that a test sets."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def measured(window):
    """Start a run in a window, draw its first times, and return the next ones."""
    window.start()
    window.session.begin()
    plan, _ = window.session.started[-1]
    first, *more = (e for e in sum_events(plan) if isinstance(e, Measured))
    window.session.happen(first)
    return more


@pytest.mark.parametrize(("took_s", "times"), [(0.0, 1), (0.004, 1), (0.01, 2), (0.2, 5)])
def test_what_takes_long_to_draw_is_drawn_less_often(took_s, times):
    assert times_less_often(took_s) == times


def test_what_took_long_to_paint_is_drawn_seldom_until_it_is_painted_quickly(clock):
    drawing, event = Drawing(clock), Compiling("numpy")
    for took_s, pause_s in ((0.0, EVERY_S), (0.2, SELDOM * EVERY_S), (0.0, EVERY_S)):
        drawing.begin()
        clock.now += took_s
        drawing.end()
        clock.now += pause_s - took_s - 0.01
        drawing.end()  # nothing was drawn since
        assert not drawing.is_due(event)
        clock.now += 0.02
        assert drawing.is_due(event)


def test_first_times_and_the_end_are_drawn_at_once(clock):
    drawing = Drawing(clock)
    drawing.begin()
    drawing.end()
    events = Compiling("numpy"), Measured(8, ()), Measured(8, ()), Finished("precise")
    assert [drawing.is_due(event) for event in events] == [False, True, False, True]


def test_all_that_was_measured_is_drawn_in_a_run_that_pauses(window):
    session = window.session
    before, beside = measured(window)[:2]
    session.happen(before, drawn=False)
    assert window.shown.run is not session.run
    session.pause()
    assert window.shown.run is session.run
    session.happen(beside, drawn=False)  # of the call that was under way
    assert window.shown.run is session.run


def test_a_pause_is_no_time_that_drawing_took(window, clock):
    session = window.session
    beside, after, last = measured(window)[:3]
    session.drawing = Drawing(clock)
    session.pause()
    session.happen(beside)
    clock.now += 60
    session.resume()
    session.happen(after, drawn=False)
    session.drawing.every_s = 100.0
    clock.now += 60
    assert session.drawing.is_due(last)
