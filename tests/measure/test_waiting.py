import os
import threading
import time

import numpy as np
import pytest

from explorer.measure import waiting as scheduler
from explorer.measure.waiting import Waiting


@pytest.fixture
def waiting():
    made = Waiting()
    yield made
    made.close()


def test_waiting_is_never_negative_while_threads_come_and_go(waiting):
    if not waiting.known:
        pytest.skip("this system does not tell")
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    waiting.find_threads()
    waiting.begin()
    stop.set()
    thread.join()
    assert waiting.end() >= 0
    waiting.find_threads()
    waiting.begin()
    assert waiting.end() >= 0


@pytest.mark.parametrize(("line", "known"), [("0 0 0\n", False), ("51 7 2\n", True), (None, False)])
def test_a_system_that_does_not_count_is_told_from_one_without_waiting(
    tmp_path, monkeypatch, line, known
):
    monkeypatch.setattr(scheduler, "_TASKS", tmp_path)
    if line is not None:
        (tmp_path / str(os.getpid())).mkdir()
        (tmp_path / str(os.getpid()) / "schedstat").write_text(line)
    assert Waiting().known is known


def test_two_busy_threads_on_one_core_wait(waiting):
    """NumPy sorts without holding the interpreter, so both threads want the core at once."""
    if not waiting.known:
        pytest.skip("this system does not tell")
    cores = os.sched_getaffinity(0)
    numbers = np.random.default_rng(0).random(400_000)
    ready, done = threading.Barrier(3), threading.Barrier(3)

    def sort() -> None:
        ready.wait()
        for _ in range(4):
            np.sort(numbers)
        done.wait()

    os.sched_setaffinity(0, {min(cores)})  # threads started from here stay on that core
    try:
        threads = [threading.Thread(target=sort) for _ in range(2)]
        for thread in threads:
            thread.start()
        waiting.find_threads()
        waiting.begin()
        ready.wait()
        while done.n_waiting < 2:
            time.sleep(0.001)
        waited = waiting.end()
        done.wait()
        for thread in threads:
            thread.join()
    finally:
        os.sched_setaffinity(0, cores)
    assert waited > 0


class Scheduler:
    """Made-up threads with what the system says of each: it ran, waited, and was run so often."""

    def __init__(self, folder, monkeypatch, threads):
        self.folder, self.looks = folder, 0
        self.lines = {str(number): [0, 0, 0] for number in range(1, threads + 1)}
        me = threading.get_native_id()
        self.lines[str(me)] = [1, 0, 1]
        monkeypatch.setattr(scheduler, "_TASKS", folder)
        monkeypatch.setattr(scheduler, "_is_counted", lambda: True)
        for thread in self.lines:
            (folder / thread).mkdir()
            self.write(thread)
        read = os.pread

        def pread(*arguments):
            self.looks += 1
            return read(*arguments)

        monkeypatch.setattr(scheduler.os, "pread", pread)

    def write(self, thread):
        (self.folder / thread / "schedstat").write_text(" ".join(map(str, self.lines[thread])))

    def run(self, thread, waited=0):
        line = self.lines[str(thread)]
        line[0] += 1000
        line[1] += waited
        line[2] += 1
        self.write(str(thread))


@pytest.fixture
def learnt_at_once(monkeypatch):
    monkeypatch.setattr(scheduler, "LEARNING_NS", 0)


def test_the_longest_waiter_counts_not_the_sum_over_threads(tmp_path, monkeypatch, waiting):
    made = Scheduler(tmp_path, monkeypatch, threads=64)
    waiting.known = True
    waiting.find_threads()
    waiting.begin("point")
    for thread in range(1, 65):
        made.run(thread, waited=thread)
    assert waiting.end() == 64


def test_threads_that_stand_by_are_hardly_looked_at(tmp_path, monkeypatch, waiting, learnt_at_once):
    made = Scheduler(tmp_path, monkeypatch, threads=128)
    waiting.known = True
    waiting.find_threads()
    for _ in range(2):  # two threads serve the point
        made.looks = 0
        waiting.begin("point")
        made.run(1)
        made.run(2)
        waiting.end()
    assert made.looks <= 2 * (3 + scheduler.IN_TURN)


def test_a_thread_that_serves_a_point_later_is_found_in_turn(
    tmp_path, monkeypatch, waiting, learnt_at_once
):
    made = Scheduler(tmp_path, monkeypatch, threads=16)
    monkeypatch.setattr(scheduler, "KNOWN_NS", 0)
    waiting.known = True
    waiting.find_threads()
    waiting.begin("point")
    waiting.end()
    assert waiting.served("point") == 0
    for _ in range(16):
        waiting.begin("point")
        made.run(7, waited=5)
        last = waiting.end()
    assert last == 5
    assert waiting.served("point") == 1


def test_a_thread_that_was_started_since_is_watched(tmp_path, monkeypatch, waiting, learnt_at_once):
    made = Scheduler(tmp_path, monkeypatch, threads=16)
    waiting.known = True
    waiting.find_threads()
    waiting.begin("point")
    waiting.end()
    made.lines["99"] = [0, 0, 0]
    (tmp_path / "99").mkdir()
    made.write("99")
    waiting.find_threads()
    waiting.begin("point")
    made.run(99, waited=7)
    assert waiting.end() == 7


def test_threads_that_took_the_place_of_others_do_not_add_up(tmp_path, monkeypatch, waiting):
    """OpenMP ends its threads and starts others whenever another number of them is asked for."""
    made = Scheduler(tmp_path, monkeypatch, threads=3)
    monkeypatch.setattr(scheduler, "KNOWN_NS", 0)
    waiting.known = True
    for number in range(3):
        waiting.find_threads()
        waiting.begin("point")
        made.run(number + 1)
        waiting.end()
        (tmp_path / str(number + 1) / "schedstat").unlink()
        (tmp_path / str(number + 1)).rmdir()
    assert waiting.served("point") == 1
