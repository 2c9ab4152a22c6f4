"""What is done ahead of Run while the setup stays as it is."""

from functools import partial

import pytest

from explorer.desktop.running.session import SETTLED_MS, Session
from explorer.desktop.running.worker import Worker
from explorer.kernels.finding import find, open_path
from explorer.kernels.loading import load
from explorer.measure.asking import plan_of
from explorer.measure.options import HERE
from explorer.measure.place import Placement
from explorer.results.journal import Journal

NAMES = ("jit_nopython", "parallel_prange")
OWN = """
from pathlib import Path
sizes = "100"
Path(__file__).with_suffix(".ran").touch()
def make_args(n): return (n,)
def f(n): return n
"""


@pytest.fixture
def session(qtbot, tmp_path):
    made = Session(partial(Journal, tmp_path / "journal"))
    made.warm_up()
    yield made
    assert made.close()


def test_the_ticked_variants_are_compiled_and_no_others(qtbot, session):
    kernel = find("sum")
    plan = plan_of(kernel, 2, variants=NAMES, dtype="float32")
    session.prepare(plan, kernel, Placement(HERE))

    def signatures(name):
        return load(kernel, NAMES).variants[name].function.signatures

    qtbot.waitUntil(lambda: all(map(signatures, NAMES)))
    assert {str(signatures(name)[-1][0].dtype) for name in NAMES} == {"float32"}


def test_nothing_is_prepared_before_the_window_was_seen(qtbot, tmp_path, monkeypatch):
    for name in ("warm_up", "prepare"):  # what takes long is not what this is about
        monkeypatch.setattr(Worker, name, lambda *_: None)
    session = Session(partial(Journal, tmp_path / "journal"))
    kernel = find("sum")
    with qtbot.assertNotEmitted(session._prepare, wait=SETTLED_MS + 100):
        session.prepare(plan_of(kernel, 2, variants=NAMES), kernel, Placement(HERE))
    with qtbot.waitSignal(session._prepare):
        session.warm_up()
    assert session.close()


def test_nothing_of_a_file_of_the_users_runs_before_it_is_asked_for(qtbot, session, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(OWN)
    own, catalogue = open_path(str(path)), find("sum")
    session.prepare(plan_of(own, 2), own, Placement(HERE))
    qtbot.wait(SETTLED_MS + 100)
    plan = plan_of(catalogue, 2, variants=("jit_nopython",), sizes="100")
    with qtbot.waitSignal(session.finished):  # whatever came before it is done
        session.start(plan, catalogue, Placement(HERE))
    assert not path.with_suffix(".ran").exists()
