"""The worker's side of a run on another machine, without a cluster around it."""

import asyncio
import json
import time

import numpy as np
import pytest
from measuring_processes import measuring_processes

from explorer.kernels.finding import find, open_file
from explorer.kernels.kernel import KernelError
from explorer.kernels.loading import load
from explorer.measure import reserving, resident, sending
from explorer.measure.asking import plan_of
from explorer.measure.events import CLUSTER_WORKER, Finished, Measured, Started, decode
from explorer.measure.plain_values import to_plain
from explorer.measure.remote import EVENT, EXPIRED, OVER, REFUSED, RemoteRun, job_of
from explorer.measure.reserving import hold, taken
from explorer.measure.resident import Resident, SilentError
from explorer.measure.sending import Unpacked, packed
from explorer.measure.steering import Wish

FILE = """
def make_args(n): return (n,)
def good(n): return n
def endless(n):
    while n: pass
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE, encoding="utf-8")
    return find(str(path))


@pytest.fixture
def runs(monkeypatch):
    """Make runs; none ends because nobody asks for long, on a machine that is busy."""
    monkeypatch.setattr(reserving, "LEASE_S", 3600.0)
    made = []

    def make(kernel, variants, **options):
        plan = plan_of(
            kernel,
            2,
            variants=variants,
            sizes="10",
            threads="1",
            budget_s=20.0,
            precision=0.5,
            **options,
        )
        run = RemoteRun(f"run {len(made)}", "somebody")
        made.append(run)
        return run, job_of(plan, kernel, "left", "a test", None)

    yield make
    for run in made:
        asyncio.run(run.kill())


def events_of(run):
    """All parts of all parcels."""
    found = []
    while not found or found[-1][0] == EVENT:
        found += run.take(0.05)
    return found


def test_files_of_data_that_arguments_name_go_along(tmp_path, monkeypatch):
    """They are read where they were sent to: what they are called here is nothing there."""
    path, data, more = tmp_path / "mine.py", tmp_path / "x's.npy", tmp_path / "y.npy"
    path.write_text("def f(x, n): return x, n\n", encoding="utf-8")
    np.save(data, np.arange(5.0))
    given = {"x": f"np.load({str(data)!r})[:n]", "n": "n  # as it is"}
    sent = json.loads(json.dumps(packed(open_file(path, "f", given))))
    data.unlink()
    there = Unpacked(sent)
    try:
        x, n = load(there.kernel, ["python"]).make_args(3, "float64", 0)
        assert (x.tolist(), n) == ([0.0, 1.0, 2.0], 3)
        assert there.kernel.arguments["n"] == given["n"]
    finally:
        there.close()
    np.save(more, np.arange(5.0))
    monkeypatch.setattr(sending, "MOST_DATA", 100)
    with pytest.raises(KernelError, match=r"x is from .* not sent to another machine"):
        packed(open_file(path, "f", {"x": f"np.load({str(more)!r})", "n": "n"}))


def test_the_files_it_takes_functions_from_go_along(tmp_path, runs):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "steps.py").write_text("def theirs(n): return n\n")
    path = tmp_path / "mine.py"
    path.write_text('variants = ("lib/steps.py:theirs",)\ndef make_args(n): return (n,)\n')
    run, job = runs(find(str(path)), ("theirs",))
    path.unlink()
    (tmp_path / "lib" / "steps.py").unlink()
    assert run.begin(job) == ""
    *parts, last = events_of(run)
    assert last == (OVER, "")
    measured = [e for e in (decode(text) for _, text in parts) if isinstance(e, Measured)]
    assert {one.point.variant for event in measured for one in event.updates} == {"theirs"}


def test_a_users_file_goes_along_as_text(own, runs, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # as Dask's nanny does
    run, job = runs(own, ("good",))
    own.path.unlink()
    assert run.begin(job) == ""
    assert taken() == "somebody"
    *parts, last = events_of(run)
    events = [decode(text) for _, text in parts]
    assert last == (OVER, "")
    assert isinstance(events[0], Started)
    assert events[0].created == json.loads(job)["created"]  # by the clock of who asks
    assert events[0].where == CLUSTER_WORKER
    assert events[0].machine["host"] == "left"
    assert "OMP_NUM_THREADS" not in events[0].machine["environment"]
    assert isinstance(events[-1], Finished)
    assert taken() == ""


def test_a_run_can_be_steered_killed_and_is_alone(own, runs):
    run, job = runs(own, ("endless",), timeout_s=None)
    assert run.begin(job) == ""
    other, other_job = runs(own, ("good",))
    assert other.begin(other_job) == "somebody"
    run.take(0.0)
    plan = plan_of(own, 2, variants=("endless",), sizes="10,20", threads="1")
    asyncio.run(run.send(json.dumps(to_plain(Wish(plan)))))
    asyncio.run(run.kill())
    assert events_of(run)[-1] == (OVER, "")
    assert taken() == ""
    hold("run 0")  # returns at once: the run is over


def test_a_run_that_nobody_asks_for_is_ended(own, runs, monkeypatch):
    monkeypatch.setattr(reserving, "LEASE_S", 0.0)
    monkeypatch.setattr(reserving, "LOOK_EVERY_S", 0.01)
    run, job = runs(own, ("good",))
    assert run.begin(job) == ""
    while taken():
        time.sleep(0.01)
    assert events_of(run) == [(EXPIRED, "")]
    assert not measuring_processes()


def test_a_file_that_cannot_be_run_is_refused(own, runs):
    run, job = runs(own, ("good",))
    content = {**json.loads(job), "files": {"mine.py": "def make_args(:"}}
    assert run.begin(json.dumps(content)) == ""
    (kind, sentence), *_ = events_of(run)
    assert kind == REFUSED
    assert "mine.py" in sentence
    assert taken() == ""


@pytest.mark.parametrize(("each_s", "asked"), [(1.0, 6), (20.0, 9)])
def test_a_silent_worker_is_told_from_a_machine_that_slept(each_s, asked, monkeypatch):
    """It is asked once a second; where a second took twenty, nobody was there to listen."""
    now, seen = [0.0], []

    class Future:
        def result(self, timeout):
            now[0] += each_s
            seen.append(timeout)
            if len(seen) == 9:
                return "an answer"
            raise TimeoutError

    monkeypatch.setattr(resident, "monotonic", lambda: now[0])
    there = Resident.__new__(Resident)
    there.killed, there._heard = False, 0.0
    if each_s > 1.0:
        assert there.answer(Future()) == "an answer"
    else:
        with pytest.raises(SilentError, match="not answered for 5 s"):
            there.answer(Future())
    assert len(seen) == asked
