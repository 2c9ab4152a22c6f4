"""In which order things are found out, with tasks that answer at once."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from sample_runs import CEILINGS

from explorer.kernels.finding import find
from explorer.measure.quiet import Quiet
from explorer.why import copies, finding
from explorer.why.asking import job_of
from explorer.why.ceilings import keep
from explorer.why.finding import CEILINGS as MEASURED
from explorer.why.finding import QUIET, parts
from explorer.why.job import ALL, BALANCE, CALIBRATE, COUNT, LAYERS_TRIED, LOOK, TRY, TWINS

asked = []
"""The options that were to be tried, by question."""
WAITED = {"threads_used": [{"busy_s": 1.0, "waiting_s": 1.0}]}


@pytest.fixture
def others(monkeypatch):
    """How many cores other programs take, which tests may change."""
    taken = SimpleNamespace(cores=0.0)
    monkeypatch.setattr(
        finding, "Observer", lambda: SimpleNamespace(look=lambda: Quiet(2, taken.cores))
    )
    return taken


def found(compiling_s, ceilings=CEILINGS):
    """The names of the parts in their order, the tasks that were done, and what threads did."""
    keep(ceilings)
    done = []

    def start(job, waits=False):
        done.append(job.task)
        early = {"compile": [{"stage": "LLVM", "seconds": compiling_s}], "fastest_s": 1e-3}
        answers = {LOOK: early, TRY: {BALANCE: WAITED}, COUNT: {"options": ["fastmath", "reassoc"]}}
        return SimpleNamespace(
            early=lambda: early,
            tell=lambda known: asked.append(known["options"]),
            go=lambda: None,
            now=dict,
            answer=lambda: answers.get(job.task, {}),
        )

    job = job_of(find("histogram"), "parallel_private", 1000, 2, "float64", ALL)
    layers = SimpleNamespace(advice=lambda own, alone_s: [])
    order = list(parts(job, start, lambda job: layers))
    return [name for name, _ in order], done, dict(order)


def test_what_the_compiler_said_comes_first_and_what_measures_last(others):
    names, done, _ = found(0.1)
    last = [BALANCE, QUIET, LAYERS_TRIED, QUIET, MEASURED]
    assert names == [LOOK, COUNT, LOOK, TWINS, TRY, *last]
    assert done == [LOOK, COUNT, TWINS, TRY]


@pytest.mark.parametrize("part", [TWINS, BALANCE])
def test_what_takes_long_to_be_compiled_is_not_compiled_for_everything(part, others):
    names, done, known = found(60.0)
    assert TWINS not in done
    assert LAYERS_TRIED not in names
    [said] = known[part]["reasons"].values()
    assert said.startswith("compiling takes too long to")


def test_other_layers_are_not_tried_where_threads_wait_for_other_programs(others):
    others.cores = 2.0
    assert LAYERS_TRIED not in found(0.1)[0]


def test_flags_of_fastmath_are_tried_alone_where_compiling_takes_a_moment(others):
    _, _, known = found(0.1)
    assert (asked[-1], "reasons" in known[TRY]) == (["fastmath", "reassoc"], False)
    _, _, known = found(1.5)
    assert asked[-1] == ["fastmath"]
    assert "flags of fastmath alone" in known[TRY]["reasons"]["advice"]


def test_ceilings_of_busy_moments_are_measured_again_in_a_calm_one(others):
    busy = replace(CEILINGS, quiet=False, tries=3)
    assert CALIBRATE in found(0.1, busy)[1]
    assert CALIBRATE not in found(0.1)[1]
    others.cores = 2.0
    assert CALIBRATE not in found(0.1, busy)[1]


def test_a_copy_has_its_time_anew_each_time_that_it_may_go_on(monkeypatch):
    now, ends = SimpleNamespace(s=0.0), []
    asleep = SimpleNamespace(
        tell=lambda *line: None, content=b"", read=lambda is_enough, end: ends.append(end)
    )
    monkeypatch.setattr(copies, "Forked", lambda work: asleep)
    monkeypatch.setattr(copies, "monotonic", lambda: now.s)
    copy = copies.Copy(None, waits=True)
    for go_on in (lambda: copy.tell({}), copy.go):
        now.s += 0.9 * copies.LONGEST_S
        go_on()
        copy.early()
    assert ends == [1.9 * copies.LONGEST_S, 2.8 * copies.LONGEST_S]


@pytest.mark.parametrize(("told", "found"), [(b'{"a": 1}\n{"a": 2}\n{"a"', 2), (b'{"a"', 3)])
def test_a_copy_is_ended_where_it_told_something_and_waited_for_where_not(told, found, monkeypatch):
    ends = []

    def read(is_enough, end):
        waits = end > copies.monotonic() + 1
        copy.content += b": 3}\n" if waits else b""
        return None if waits else False

    copy = SimpleNamespace(content=told, read=read, end=lambda kill=True: ends.append(kill) or 0)
    monkeypatch.setattr(copies, "Forked", lambda work: copy)
    assert copies.Copy(None, waits=True).now() == {"a": found}
    assert ends == [found == 2]
