"""What converting lists costs is measured, and said where it matters."""

import numpy as np
from fake_clock import CLOCK, FakeStopwatch

from explorer.measure import converting


def test_only_lists_with_items_are_converted():
    assert converting.has_list((1.0, [2.0]))
    assert not converting.has_list((np.ones(3), (1.0, 2.0), []))


def test_the_cost_is_the_least_of_a_few_calls_of_nothing():
    taken = iter([9e-5, 5e-5, 7e-5, 8e-5, 6e-5])
    empty = lambda items: CLOCK.take(next(taken))  # noqa: E731
    assert abs(converting.cost_s(empty, ([1.0],), FakeStopwatch()) - 5e-5) < 1e-9


def test_the_cost_is_said_beside_the_fastest_compiled_call():
    times = {"njit": 5e-4, "fastmath": 4.8e-4}
    said = converting.in_words(4.7e-4, "n = 1,000", times)
    assert said == (
        "Converting lists takes 470 µs a call at n = 1,000, as a compiled function that does "
        "nothing shows: 98 % of the 480 µs of fastmath."
    )
    assert converting.in_words(1e-6, "n = 1,000", times) == ""
    assert converting.in_words(1e-6, "n = 1,000", {}) == ""
