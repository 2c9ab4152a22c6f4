"""On systems that lack what a fact takes, the rest is found out."""

from __future__ import annotations

import sys

import pytest

from explorer.why import looking, sampling


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
