import numba
import numpy as np
import pytest
from fake_clock import CLOCK, FakeStopwatch

from explorer.kernels.loading import load
from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.fresh_memory import again, again_in_words, in_words, kept
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


def test_what_compiled_code_returns_is_new_memory_too(inputs):
    made = numba.njit(lambda n: np.zeros(n))(90_000)
    assert made.base is not None
    found = kept(lambda a: CLOCK.take(1e-6), inputs, FakeStopwatch(), made, 1e-6)
    assert found.result_bytes == 720_000


def test_small_results_arguments_views_and_long_calls_are_left_alone(inputs):
    def refused(a):
        raise AssertionError("it was called")

    big = np.zeros(90_000)
    for returned, call_s in ((1.5, 1e-6), (np.zeros(10), 1e-6), (inputs.arguments[0], 1e-6),
                             (big[:50_000], 1e-6), (big, 0.1)):  # fmt: skip
        assert kept(refused, inputs, FakeStopwatch(), returned, call_s) is None


def test_calls_that_get_what_they_left_are_timed_beside_those_that_get_copies(inputs):
    def function(a):
        CLOCK.take(2e-6)
        a += 1.0

    changing = inputs.renewing([0])
    assert again(function, changing, FakeStopwatch(), 5e-6) == pytest.approx(2e-6)
    assert again(function, inputs, FakeStopwatch(), 5e-6) is None
    assert again(function, changing, FakeStopwatch(), 1.0) is None

    def fails(a):
        raise ValueError

    assert again(fails, changing, FakeStopwatch(), 5e-6) is None
    said = again_in_words("njit", "n = 48", 4e-6, 2e-6)
    assert "njit takes 4.0 µs at n = 48, and 2.0 µs when it is called again and again" in said
    assert again_in_words("njit", "n = 48", 2.1e-6, 2e-6) == ""
