"""Finding how a kernel is spread, and calling it so, in the workers' own processes."""

import asyncio
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from explorer.kernels.finding import find
from explorer.kernels.kernel import KernelError
from explorer.measure import reserving
from explorer.measure.hosts import Host
from explorer.measure.reserving import taken
from explorer.measure.transport import LostError
from explorer.workers import share
from explorer.workers.facts import Seat, Way
from explorer.workers.finding import SpreadError, find_way
from explorer.workers.measuring import Calls, Plan, measure, shared_by
from explorer.workers.opened import Opened
from explorer.workers.share import RemoteShare
from explorer.workers.team import Team
from explorer.workers.text import sentences

FILE = """
import numpy as np
outputs = ("out",)
{declared}

def make_args(n, dtype="float64", seed=0):
    return np.random.default_rng(seed).random(n), np.zeros(n)

def smoothed(x, out):
    out[:] = 0
    out[1:-1] = (x[:-2] + x[1:-1] + x[2:]) / 3
    return float(x.max())

def crash(x, out):
    import os, signal, time
    copy = os.fork()  # it keeps every pipe open that this process has
    if not copy:
        os.setsid()
        time.sleep(300)
        os._exit(0)
    open({notes!r}, "w").write(str(copy))
    os.kill(os.getpid(), signal.SIGSEGV)

def endless(x, out):
    while True: pass

def leaves(x, out):
    import os, subprocess
    name = {notes!r}
    if not os.path.exists(name):
        left = subprocess.Popen(["sleep", "300"], start_new_session=True)
        open(name, "w").write(str(left.pid))
    return float(x.max())
"""


class Near:
    """A worker's share in this process, reached as over a cluster."""

    def __init__(self, number):
        self.host = Host(f"w{number}", "", {})
        self.share = RemoteShare(str(number), "somebody")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reserving, "_KEPT", {})  # each has a worker of its own
            assert self.share.begin("") == ""
        self.actor, self._pool = self, ThreadPoolExecutor(1)

    def ask(self, request):
        return self._pool.submit(self.share.ask, request)

    def answer(self, future):
        return future.result()

    def lost(self, error):
        return LostError(str(error))

    def given_up(self):
        return LostError("nobody asked")

    def close(self):
        asyncio.run(self.share.kill())
        self._pool.shutdown()


@pytest.fixture(scope="module")
def team():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reserving, "LEASE_S", 3600.0)  # other tests come between two requests
        near = [Near(number) for number in range(2)]
        yield Team(near)
        for one in near:
            one.close()


def kernel_of(tmp_path, declared=""):
    path = tmp_path / "mine.py"
    path.write_text(
        FILE.format(declared=declared, notes=str(tmp_path / "started")), encoding="utf-8"
    )
    return find(str(path))


def plan_of(kernel, way, variant):
    seats = tuple(Seat(f"w{i}", "vm", "cpu", 1, 1) for i in range(2))
    return Plan(kernel, way, (variant,), (40, 90), (1, 2), seats, "float64", 8, 0.02)


def test_a_stencil_is_right_on_any_number_of_workers(tmp_path, team):
    kernel = kernel_of(tmp_path, 'spread = ("x", "out"); halo = 1')
    way = Way(("x", "out"), 1, ("max",), found=False)
    *_, found = measure(team, plan_of(kernel, way, "smoothed"), lambda what, share: None)
    assert found.wrong == ()
    assert [(s.size, s.workers) for s in found.strong] == [(n, w) for n in (40, 90) for w in (1, 2)]
    assert all(s.compute_s > 0 < s.communication_s for s in found.strong)
    one, two = found.at(90, 1), found.at(90, 2)
    assert two.bytes > one.bytes > 0
    assert {a.variant for a in found.alone} == {"smoothed"}
    assert [size for size, _ in found.weak] == [40, 90]


def test_the_parts_of_usual_calls_are_the_wall():
    walls = [9.0, 3.0, 3.1, 3.2, 50.0, 2.9]
    taken = Calls(walls, [[1.0, 2.0]] * 3 + [[1.0, 1.5], [40.0, 1.0], [1.0, 1.0]], [0.5] * 6, 10)
    shared = shared_by(2, 100, taken)
    assert shared.wall.median_s == pytest.approx(3.15)
    assert shared.parts_s == pytest.approx(3.15)
    shares = [1.5 / 3.0, 1.5 / 3.1, 1.25 / 3.2], [2.0 / 3.0, 2.0 / 3.1, 1.5 / 3.2]
    mean, slowest = (3.15 * sum(each) / 3 for each in shares)
    assert (shared.compute_s, shared.imbalance_s) == pytest.approx((mean, slowest - mean))


def test_a_wrong_way_is_seen(tmp_path, team):
    way = Way(("x", "out"), 0, ("max",))  # without the neighbours' rows
    *_, found = measure(
        team, plan_of(kernel_of(tmp_path), way, "smoothed"), lambda what, share: None
    )
    assert "2 workers at n = 40" in found.wrong[0]


def test_the_ways_are_found_or_said(tmp_path):
    way = find_way(kernel_of(tmp_path, 'spread = ("x", "out"); halo = 1'), "float64", (50,))
    assert (way.spread, way.halo, way.combine, way.found) == (("x", "out"), 1, ("max",), False)
    with pytest.raises(SpreadError, match="was not found: whichever of its growing arrays"):
        find_way(kernel_of(tmp_path), "float64", (50,))


def test_what_a_file_says_wrong_is_one_sentence(tmp_path):
    for said, sentence in (
        ('spread = "y"', "spread is 'y'; it must name arguments, of x, out"),
        ('halo = 1', "halo needs spread"),
        ('spread = "x"; halo = -1', "halo is -1; it is a number of rows"),
        ('make_part = 3', "make_part is 3; it must be a function"),
    ):  # fmt: skip
        with pytest.raises(KernelError, match=sentence):
            Opened(kernel_of(tmp_path, said), ("smoothed",))


def test_a_crash_ends_the_process_that_computed_and_is_said(tmp_path, team):
    way = Way(("x", "out"), 0, ())
    plan = plan_of(kernel_of(tmp_path), way, "crash")
    try:
        with pytest.raises(SpreadError, match="On w0, the process that computed ended by SIGSEGV"):
            list(measure(team, plan, lambda what, share: None))
    finally:
        os.kill(int((tmp_path / "started").read_text()), signal.SIGKILL)


def test_a_call_that_never_returns_is_given_up_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(share, "LONGEST_S", 3.0)
    near = Near(0)
    plan = replace(plan_of(kernel_of(tmp_path), Way(("x", "out"), 0, ()), "endless"), numbers=(1,))
    try:
        with pytest.raises(SpreadError, match="On w0, what was asked for was not done after 3"):
            list(measure(Team([near]), plan, lambda what, share: None))
    finally:
        near.close()


def test_programs_that_it_leaves_on_a_worker_are_named(tmp_path):
    near = Near(0)
    way = Way(("x", "out"), 0, ("max",))
    plan = replace(plan_of(kernel_of(tmp_path), way, "leaves"), numbers=(1,), sizes=(10,))
    *_, found = measure(Team([near]), plan, lambda what, share: None)
    near.close()
    started = [int(line) for line in (tmp_path / "started").read_text().split()]
    try:
        assert len(started) == 1
        (named,) = found.left_behind
        assert named.startswith("On w0: the measured code started “sleep”")
        assert named in sentences(found)
    finally:
        for number in started:
            os.kill(number, signal.SIGKILL)


def test_what_nobody_asks_for_is_ended(monkeypatch):
    monkeypatch.setattr(reserving, "LEASE_S", 0.0)
    monkeypatch.setattr(reserving, "LOOK_EVERY_S", 0.01)
    one = RemoteShare("one", "somebody")
    assert one.begin("") == ""
    while taken():
        time.sleep(0.01)
    assert one._process.wait(60) is not None


def test_workers_that_ended_because_nobody_asked_say_so(monkeypatch):
    monkeypatch.setattr(reserving, "LEASE_S", 0.0)
    monkeypatch.setattr(reserving, "LOOK_EVERY_S", 0.01)
    near = Near(9)
    near.share._ended.wait()
    with pytest.raises(LostError, match="nobody asked"):
        Team([near]).first("nothing")
    near.close()
