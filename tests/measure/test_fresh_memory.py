import numpy as np
import pytest
from fake_clock import CLOCK, FakeStopwatch

from explorer.kernels.loading import load
from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.fresh_memory import in_words, kept
from explorer.measure.inputs import Inputs


@pytest.fixture
def inputs(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def f(a):\n    return 2 * a\n", encoding="utf-8")
    kernel = own_kernel(path, "f", {"a": "rng.random(n)"})
    return Inputs(load(kernel, ("python",)), plan_of(kernel, 1), 10_000)


def test_results_that_are_kept_are_timed_beside_those_that_are_dropped(inputs):
    alive = []

    def function(a):
        alive.append(None)
        CLOCK.take(30e-6)
        return np.zeros(90_000)

    found = kept(function, inputs, FakeStopwatch(), np.zeros(90_000), 2e-6)
    assert found.seconds == pytest.approx(30e-6)
    assert found.result_bytes == 720_000
    assert 2 <= len(alive) <= 16
    said = in_words("njit", "n = 90,000", 2e-6, found)
    assert "A call returns 703 KiB of new arrays." in said
    assert "where the results are kept, njit takes 30 µs a call at n = 90,000, not 2.0 µs" in said
    assert in_words("njit", "n = 90,000", 25e-6, found) == ""


def test_small_results_arguments_views_and_long_calls_are_left_alone(inputs):
    def refused(a):
        raise AssertionError("it was called")

    big = np.zeros(90_000)
    for returned, call_s in ((1.5, 1e-6), (np.zeros(10), 1e-6), (inputs.arguments[0], 1e-6),
                             (big[:50_000], 1e-6), (big, 0.1)):  # fmt: skip
        assert kept(refused, inputs, FakeStopwatch(), returned, call_s) is None
