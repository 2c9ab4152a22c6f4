"""What is said of a change that was tried."""

from __future__ import annotations

import pytest

from explorer.why.telling import FLAGS, Tried, told, without_idle_pairs


@pytest.mark.parametrize(
    ("after", "helps", "said"),
    [
        ([1.0, 1.01, 1.02, 0.99], True, "1.99× as fast (1.98 to 2.02), same result."),
        ([2.0, 2.0, 2.01, 1.99], False, "does not help here: 1.00×."),
        ([4.0, 4.0, 4.1, 3.9], False, "does not help here: 0.50×, slower."),
        ([1.0, 1.0, 3.0, 3.0], False, "not sure to help here: 1.33×"),
    ],
)
def test_a_gain_is_sure_or_said_not_to_be(after, helps, said):
    found = told(Tried(change="fastmath", right=True), [2.0] * 4, after)
    assert found.helps is helps
    assert found.text.startswith(said)


def test_a_gain_that_the_fastest_calls_do_not_show_is_not_sure():
    before = [1.0, 3.0, 3.1, 3.0, 2.9, 3.0, 3.1, 3.0]  # seven of them beside other programs
    found = told(Tried(change="loop order", right=True), before, [1.0] * 8)
    assert not found.helps
    assert found.text.startswith("not sure to help here: 3.00×")


def test_a_wrong_result_is_no_help_however_fast():
    found = told(Tried(change="fastmath", right=False, text="It differs."), [2.0] * 4, [1.0] * 4)
    assert (found.helps, found.text) == (False, "not right here: it differs.")


def test_a_flag_alone_leaves_nan_as_it_is_and_that_is_said():
    found = told(Tried(change=FLAGS["reassoc"], right=True), [2.0] * 4, [1.0] * 4)
    assert found.text.endswith("same result; NaN and infinity stay as they are.")


def test_two_options_are_advised_only_where_one_does_not_do():
    def tried(change, after):
        return told(Tried(change=change, right=True), [2.0] * 4, [after] * 4)

    alone = [tried("fastmath", 1.0), tried("fastmath + error_model", 1.0)]
    assert [one.helps for one in without_idle_pairs(alone)] == [True, False]
    pair = [tried("fastmath", 2.0), tried("fastmath + error_model", 1.0)]
    assert [one.helps for one in without_idle_pairs(pair)] == [False, True]
