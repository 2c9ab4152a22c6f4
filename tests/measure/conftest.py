from __future__ import annotations

import textwrap

import pytest
from fake_clock import CLOCK, EvenStopwatch, FakeStopwatch

from explorer.kernels.listing import read
from explorer.measure.asking import plan_of
from explorer.measure.run import run
from explorer.results.fold import fold


@pytest.fixture
def kernel(tmp_path):
    """Return a function that makes a kernel of a file's text."""

    def make(text, name="made"):
        path = tmp_path / f"{name}.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return read(path)

    return make


@pytest.fixture
def simulate(request):
    """Return a function that measures a kernel under simulated time and returns all events.

    As on Linux, which counts how long threads wait for a core; with `AND_ELSEWHERE` of
    `fake_clock` once more as elsewhere.
    """
    CLOCK.seconds, CLOCK.disturb = 0.0, lambda: 0
    CLOCK.counts_waiting = getattr(request, "param", True)

    def measure(kernel, **options):
        options.setdefault("threads", "1")
        plan = plan_of(kernel, most_threads=2, **options)
        return list(run(plan, kernel, watch=FakeStopwatch()))

    return measure


@pytest.fixture
def even():
    """Return a clock for functions whose times are not what a test is about."""
    CLOCK.seconds, CLOCK.disturb, CLOCK.counts_waiting = 0.0, lambda: 0, False
    return EvenStopwatch()


@pytest.fixture
def record():
    """Return a function that folds events into a run."""
    return fold
