"""On systems that lack what a fact takes, the rest is found out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer.kernels.finding import find
from explorer.starting import ROOT, environment
from explorer.why import looking, sampling
from explorer.why.recording import LackingError
from explorer.why.regions import Recorder
from explorer.why.running import CAN_BE_COPIED


def test_without_a_count_of_page_faults_there_is_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert looking._page_faults(None) is None


@pytest.mark.parametrize(
    ("system", "machine", "lacks"),
    [
        ("linux", "x86_64", False),
        ("linux", "aarch64", False),
        ("linux", "riscv64", True),
        ("darwin", "arm64", True),
        ("win32", "AMD64", True),
    ],
)
def test_lines_are_sampled_on_linux_and_elsewhere_it_is_said(monkeypatch, system, machine, lacks):
    monkeypatch.setattr(sampling.sys, "platform", system)
    monkeypatch.setattr(sampling.platform, "machine", lambda: machine)
    said = sampling.lacking()
    assert said == ("lines are sampled on Linux on x86-64 and AArch64 only" if lacks else "")


def test_where_threads_have_no_clock_of_their_own_they_are_not_watched(monkeypatch):
    monkeypatch.delattr(time, "CLOCK_THREAD_CPUTIME_ID")
    with pytest.raises(LackingError, match="this system has no clock for each thread"):
        Recorder()


@pytest.mark.skipif(not CAN_BE_COPIED, reason="takes names away in copies of a process")
def test_a_private_name_that_numba_lacks_costs_the_facts_that_need_it_and_no_others():
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "without_names.py", find("sum").path, "fastmath"],
        capture_output=True,
        text=True,
        check=True,
        env={**environment(), "PYTHONPATH": str(ROOT), "PATH": ""},
    )
    missing = {
        (name, task): (reasons, facts)
        for name, task, reasons, failed, facts in map(json.loads, done.stdout.splitlines())
        if not failed
    }
    assert {pair: _of_numba(reasons) for pair, (reasons, _) in missing.items()} == {
        ("CPUCodeLibrary._object_compiled_hook", "look"): ["lines"],
        ("CPUCodeLibrary._object_compiled_hook", "count"): ["loops"],
        ("DIBuilder", "look"): ["lines"],
        ("DIBuilder", "count"): ["loops"],
        ("IRBuilder", "look"): ["lines"],
        ("memsys_enable_stats", "look"): [],
        ("type_annotations", "look"): ["types"],
        ("type_annotations", "try"): [],
        ("threading_layer", "try"): ["threads_used"],
    }
    for name in ("type_annotations", "threading_layer"):
        assert "advice" in missing[name, "try"][1]
    assert "allocations_per_call" not in missing["memsys_enable_stats", "look"][1]
    for (_, task), (_, facts) in missing.items():
        if task == "look":
            assert {"remarks", "compile", "page_faults_per_call"} <= set(facts)


def _of_numba(reasons):
    """The facts that this version of Numba is said not to give."""
    return sorted(name for name, said in reasons.items() if said.startswith("this "))
