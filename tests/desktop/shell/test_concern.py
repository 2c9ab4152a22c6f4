"""What spoils timings is said above Run, before a run and during it."""

from explorer.desktop.running.session import IDLE
from explorer.measure.events import Noticed
from explorer.measure.quiet import Quiet

BUSY, CALM = Quiet(4, 1.0), Quiet(4, 0.0)


def test_before_a_run_it_is_what_is_seen_now(window):
    concern = window.controls.concern
    assert concern.isHidden()
    window.machine.looked.emit(BUSY)
    assert concern.isVisible()
    assert concern.text().startswith("Another program is using one of your 4 cores")
    window.setup.threads.set_text("1, 2")
    assert concern.isHidden(), "three cores are enough for two threads"
    window.setup.threads.set_text("1, 4")
    window.machine.looked.emit(CALM)
    assert concern.isHidden()


def test_the_buttons_stay_where_they_are(window, qtbot):
    place = window.controls.run.mapToGlobal(window.controls.run.rect().topLeft())
    window.machine.looked.emit(BUSY)
    qtbot.wait(50)
    assert window.controls.run.mapToGlobal(window.controls.run.rect().topLeft()) == place


def test_during_a_run_it_is_what_was_seen_of_it(window):
    window.start()
    window.session.begin()
    assert window.controls.concern.isHidden()
    window.session.happen(Noticed(BUSY))
    window.session.happen(Noticed(CALM))
    assert window.controls.concern.isVisible(), "the points measured meanwhile are still there"
    window.session.end()
    assert window.session.state == IDLE
    assert window.controls.concern.isHidden()
