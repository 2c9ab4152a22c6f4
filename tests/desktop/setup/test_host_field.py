"""On which machine to measure: hosts that a cluster has, and reaching one."""

import threading
from importlib.util import find_spec

import pytest

from explorer.desktop.setup.cluster_dialog import ClusterDialog
from explorer.desktop.setup.panel import SetupPanel
from explorer.kernels.finding import find
from explorer.measure.forecast import in_short, in_words
from explorer.measure.hosts import Host

FACTS = {
    "cpu": "A processor",
    "cores_usable": 48,
    "topology": {"logical": 48, "physical": 24},
    "versions": {"numba": "0.66.0"},
    "python": "3.12.1",
    "load_1min": 0.25,
}
BIG = Host("big", "tcp://10.0.0.7:1", FACTS, "big", 48, (1, 24, 48))
OLD = Host("old", "tcp://10.0.0.8:1", {}, problem="has no Numba Explorer: install it there")


class Connected:
    """A cluster that is connected; what is measured there is another test's."""

    closed = waited_for = False

    def close(self):
        self.waited_for = not threading.current_thread().daemon
        self.closed = True


@pytest.fixture
def panel(qtbot, appearance):
    made = SetupPanel([find("sum")], 2)
    qtbot.addWidget(made)
    return made


def test_a_host_brings_its_threads_and_is_where_it_is_measured(panel):
    machine, cluster = panel.more.place.machine, Connected()
    machine.offer(cluster, [OLD, BIG])
    assert machine.currentText() == "big"
    assert panel.plan.threads == (1, 2, 4, 8, 16, 24, 32, 48)
    assert list(panel.threads.buttons) == [1, 2, 4, 8, 16, 24, 32, 48]
    assert (panel.placement.host, panel.placement.cluster) == (BIG, cluster)
    assert "on the host big" in in_words(panel.plan, panel.kernel, panel.placement)
    assert in_short(panel.plan, panel.kernel, panel.placement).endswith(", on big")
    note = panel.more.place.note.text()
    assert note == (
        "Measured on the host big: A processor, 48 cores, Numba 0.66.0, Python 3.12.1, "
        "load 0.2 when it was asked."
    )
    assert not panel.more.place.boxes["process"].isEnabled()
    python = panel.own.python
    assert not python.box.isEnabled()
    assert python.note == "On the host big its own Python measures."


def test_this_machine_can_be_gone_back_to(panel):
    machine = panel.more.place.machine
    machine.offer(Connected(), [BIG])
    machine.setCurrentIndex(0)
    machine.activated.emit(0)
    assert panel.placement.host is None
    assert panel.plan.threads == (1, 2)
    assert list(panel.threads.buttons) == [1, 2]
    assert panel.more.place.boxes["process"].isEnabled()
    assert panel.own.python.box.isEnabled()
    assert panel.own.python.note == ""


def test_counts_that_were_written_stay_as_far_as_a_machine_allows_them(panel):
    panel.threads.set_text("1, 6")
    machine = panel.more.place.machine
    machine.offer(Connected(), [BIG])
    assert panel.plan.threads == (1, 6)
    panel.threads.set_text("6, 40")
    machine.setCurrentIndex(0)
    machine.activated.emit(0)
    assert panel.plan.threads == (6,)
    assert "Left out, too many for this machine: 40." in panel.threads.note
    panel.choose(find("sum"))
    assert "Left out" not in panel.threads.note


def test_no_cluster_is_left_while_a_run_may_be_under_way_there(qtbot, panel):
    machine, cluster = panel.more.place.machine, Connected()
    machine.offer(cluster, [BIG])
    machine.wait_for("A run is under way.")
    connect = machine.model().item(machine.count() - 1)
    assert (connect.isEnabled(), connect.toolTip()) == (False, "A run is under way.")
    machine.wait_for("")
    assert connect.isEnabled()
    machine.offer(Connected(), [BIG])
    qtbot.waitUntil(lambda: cluster.closed)
    assert not cluster.waited_for  # the program may end meanwhile


def test_a_host_that_cannot_be_used_says_why(panel):
    machine, cluster = panel.more.place.machine, Connected()
    machine.offer(cluster, [OLD])
    item = machine.model().item(1)
    assert not item.isEnabled()
    assert item.toolTip() == "The host old has no Numba Explorer: install it there."
    assert panel.placement.host is None
    panel.leave()
    assert cluster.closed


def test_what_does_not_work_is_said_in_the_dialog(qtbot, panel):
    machine = panel.more.place.machine
    machine.activated.emit(machine.count() - 1)
    (dialog,) = panel.window().findChildren(ClusterDialog)
    assert not dialog.connect_button.isEnabled()
    dialog.address.setText("tcp://10.0.0.1:8786")
    dialog.connect_button.click()
    qtbot.waitUntil(dialog.error.isVisible)
    text = dialog.error.text()
    has_dask = find_spec("distributed") is not None
    assert ("not encrypted" if has_dask else "numba-explorer[cluster]") in text
    assert dialog.connect_button.isEnabled()
    dialog.reject()
