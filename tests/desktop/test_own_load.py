"""What the window does is known while it is done, and afterwards."""

import threading
from time import perf_counter_ns
from types import SimpleNamespace

from PySide6.QtCore import QObject

from explorer.desktop.in_thread import InThread
from explorer.desktop.own_load import IN_THREADS, OwnLoad
from explorer.desktop.running.worker import Worker
from explorer.kernels.kernel import KernelError


def test_work_that_is_not_over_overlaps_whatever_ends_after_it_began():
    load = OwnLoad()
    before = perf_counter_ns()
    with load.at_work():
        during = perf_counter_ns()
        assert load.overlaps(during, perf_counter_ns())
        assert not load.overlaps(before - 10, before)
    after = perf_counter_ns()
    assert load.overlaps(before, after)
    assert not load.overlaps(after, after + 10**9)


def test_several_may_be_at_work_at_once():
    load = OwnLoad()
    paint, reading = load.begin(), load.begin()
    load.end(paint)
    now = perf_counter_ns()
    assert load.overlaps(now, now + 1)
    load.end(reading)
    now = perf_counter_ns()
    assert not load.overlaps(now, now + 1)


def test_work_in_a_thread_is_noted_to_its_end_though_it_was_given_up(qtbot):
    begun, may_end = threading.Event(), threading.Event()
    noticed = []

    def start(plan, kernel, placement, overlap, ahead, after):
        noticed.append(overlap)
        raise KernelError("Nothing is measured.")

    worker = Worker(OwnLoad(), start)
    worker.begin(SimpleNamespace(journal=None, plan=0, kernel=0, placement=0, earlier=None))
    [overlap] = noticed

    def work(_):
        begun.set()
        may_end.wait()

    qtbot.waitUntil(lambda: not IN_THREADS.overlaps(perf_counter_ns(), perf_counter_ns()))
    parent = QObject()
    in_thread = InThread(parent)
    in_thread.begin(work, "waiting", lambda *_: None)
    begun.wait()
    in_thread.give_up()
    now = perf_counter_ns()
    assert overlap(now, now + 1)
    may_end.set()
    qtbot.waitUntil(lambda: not overlap(perf_counter_ns(), perf_counter_ns()))
