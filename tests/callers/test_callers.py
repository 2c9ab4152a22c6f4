"""Several Python threads that call one compiled function at once."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from sample_runs import sum_run

from explorer.callers import remote
from explorer.callers.asking import ask, told
from explorer.callers.child import Team
from explorer.callers.facts import AS_IT_IS, FREE, HOLDS, Callers, Job
from explorer.callers.remote import RemoteCallers
from explorer.callers.text import rows, sentence
from explorer.cli import main
from explorer.commands.callers import AtOnce, call_at_once
from explorer.kernels.finding import find, open_file
from explorer.kernels.target import Target
from explorer.measure.events import Served
from explorer.measure.hosts import ClusterError
from explorer.measure.transport import LostError
from explorer.results import runfile
from explorer.results.called import called, events_of


def test_a_catalogue_variant_is_served_both_ways(capsys):
    command = ["callers", "sum", "--variants", "jit_nopython", "--size", "1e5", "--json"]
    assert main(command) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [(one["mode"], one["callers"]) for one in found["served"]] == [
        (HOLDS, 1), (FREE, 1), (HOLDS, 2), (FREE, 2),
    ]  # fmt: skip
    assert all(one["calls_per_s"] > 0 for one in found["served"])
    assert all(one["low"] <= one["over_one"] <= one["high"] for one in found["served"][2:])


def test_a_threading_layer_that_ends_the_process_is_one_failed_row():
    kernel = find("sum")
    job = Job(Target.of(kernel), "parallel_prange", 100_000, "float64", 2)
    found = ask(job, "sum", (1, 2), layer="workqueue")
    assert [one.failed != "" for one in found.served] == [False, False, True]
    assert "cannot be called from several threads at once" in sentence(found)
    assert [row[1] for row in rows(found)] == [HOLDS, FREE, "failed"]


def test_an_error_of_the_users_is_a_sentence(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def f(a):\n    raise ValueError('no')\n", encoding="utf-8")
    job = Job(Target(str(path), "f", {"a": "n"}), "python", 10, "float64", 1)
    assert "ValueError: no" in ask(job, "mine", (1,)).failed


@pytest.mark.parametrize("raised", [SystemExit, KeyboardInterrupt, ValueError])
def test_whatever_a_later_call_raises_nobody_waits_for_it(raised):
    seen = []

    def late(a):
        seen.append(a)
        if len(seen) > 9:
            raise raised

    with pytest.raises(raised):
        Team([(1.0,), (2.0,)], 1).rate(late)


def test_ratios_leave_the_extreme_rounds_out():
    found = told(FREE, 2, [10.0, 20.0, 20.0, 20.0, 90.0], [1.0, 10.0, 10.0, 10.0, 50.0])
    assert (found.over_one, found.low, found.high) == (2.0, 2.0, 2.0)


def test_the_sentence_sets_both_ways_beside_each_other():
    served = (
        Served(HOLDS, 1, 100.0), Served(FREE, 1, 100.0),
        Served(HOLDS, 4, 100.0, 1.0, 0.9, 1.1), Served(FREE, 4, 390.0, 3.9, 3.8, 4.0),
    )  # fmt: skip
    found = Callers("k", "njit", 10, 1, False, served)
    assert sentence(found) == (
        "njit, called by 4 Python threads at once: holding the GIL, they do 1.00× (0.900 to "
        "1.10) the calls of one; with nogil=True, they do 3.90× (3.80 to 4.00) the calls of one."
    )


@pytest.mark.parametrize(
    "arguments", [("nowhere",), ("sum", "--callers", "0"), ("sum", "--variants", "x")]
)
def test_what_cannot_be_asked_is_one_sentence(arguments, capsys):
    assert main(["callers", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_is_unsteady_is_not_said_to_be_a_number():
    served = (Served(FREE, 1, 100.0), Served(FREE, 2, 150.0, 1.5, 0.6, 2.3))
    assert "with nogil=True, they do between 0.600× and 2.30× the calls of one" in sentence(
        Callers("k", "njit", 10, 1, False, served)
    )


def test_callers_are_a_part_of_a_run(tmp_path, capsys):
    path = tmp_path / "run.json"
    command = ["measure", "sum", "--variants", "numpy", "--sizes", "1e4", "--threads", "1"]
    assert main([*command, "--precision", "0.5", "--callers", "2", "--output", str(path)]) in (0, 1)
    assert "At n = 10,000: numpy, called by 2 Python threads" in capsys.readouterr().out
    run = runfile.read(path)
    (found,) = called(run)
    assert [(one.mode, one.callers) for one in found.served] == [(AS_IT_IS, 1), (AS_IT_IS, 2)]
    assert events_of(found) == list(run.called)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--callers", "0"), "Callers: “0” is not a positive whole number"),
        (("--callers", "65"), "Callers: 65 is too many; allowed are 1 to 64."),
        (("--callers", "2", "--before", "HEAD"), "--callers is for one run"),
        (("--callers", "0", "--cluster", "local"), "Callers: “0” is not a positive whole number"),
    ],
)
def test_where_callers_cannot_be_asked_for_is_one_sentence(more, sentence, capsys):
    assert main(["measure", "sum", *more]) == 2
    assert sentence in capsys.readouterr().err


class There:
    """A resident that is in this process."""

    def __init__(self, kept):
        self.actor = kept

    def answer(self, value):
        return value


def test_callers_of_a_host_are_asked_with_the_file_as_it_is_there(tmp_path, monkeypatch):
    path = tmp_path / "mine.py"
    path.write_text("def f(n):\n    return n\n", encoding="utf-8")
    kernel = open_file(path, "f", {"n": "n"})
    served = (Served(AS_IT_IS, 1, 9.0),)
    seen = []

    def ask(job, name, numbers, layer, begun):
        if not seen:
            content = Path(job.target.path).read_text(encoding="utf-8")
            seen.append((content, job.size, numbers, layer))
        assert Path(job.target.path) != path
        begun(Ended())
        return Callers(name, job.variant, job.size, 1, False, served)

    class Ended:
        given_up = 0

        def give_up(self):
            Ended.given_up += 1

    monkeypatch.setattr(remote, "ask", ask)
    kept = RemoteCallers("1", "somebody")
    assert kept.begin(remote.sent(kernel)) == ""
    assert RemoteCallers("2", "another").begin(remote.sent(kernel)) == "somebody"
    job = Job(Target.of(kernel), "f", 10, "float64", 1)
    assert remote.asked(There(kept), job, (1, 2), "omp").served == served
    assert seen == [(path.read_text(encoding="utf-8"), 10, [1, 2], "omp")]
    assert Ended.given_up == 0
    kept._end()
    assert Ended.given_up == 1
    remote.asked(There(kept), job, (1, 2), None)
    assert Ended.given_up == 2  # one that comes after the end is ended, too


def test_a_host_that_is_lost_while_callers_are_asked_costs_no_run(capsys):
    run, kernel = sum_run(), find("sum")

    @contextmanager
    def asking():
        def ask(job, numbers, layer):
            raise LostError("The host node7 was lost.")

        yield ask

    @contextmanager
    def taken():
        raise ClusterError("The host node7 is taken by somebody.")
        yield

    for how, told_so in ((asking, "was lost"), (taken, "is taken")):
        assert call_at_once(run, kernel, AtOnce((1, 2), how), None) == (run, 1)
        assert told_so in capsys.readouterr().err
