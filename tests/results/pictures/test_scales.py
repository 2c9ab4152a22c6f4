"""Axes read as people write: 10 ns, 1 µs, 1k, 0.5×."""

import math

import pytest

from explorer.results.pictures import scales


def texts(ticks):
    return [tick.text for tick in ticks if tick.text]


def test_times_are_written_with_their_units():
    assert texts(scales.times(-8, 0, 20)) == [
        "10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s",
    ]  # fmt: skip


def test_where_there_is_little_room_powers_are_left_out():
    assert texts(scales.times(-9, 0, 4)) == ["1 ns", "1 µs", "1 ms", "1 s"]


def test_a_short_axis_has_ticks_between_the_powers():
    assert texts(scales.ratios(math.log10(0.4), math.log10(12), 8)) == [
        "0.5×", "1×", "2×", "5×", "10×",
    ]  # fmt: skip


def test_far_zoomed_in_steps_are_round():
    assert texts(scales.times(math.log10(2.1e-6), math.log10(2.9e-6), 5)) == [
        "2.2 µs", "2.4 µs", "2.6 µs", "2.8 µs",
    ]  # fmt: skip


def test_sizes_say_what_they_are_in_bytes():
    ticks = scales.sizes(lambda n: 8 * n)(1.9, 7.1, 8)
    assert texts(ticks) == ["100", "1k", "10k", "100k", "1M", "10M"]
    assert [tick.second for tick in ticks if tick.text][:2] == ["800 B", "7.8 KiB"]


def test_a_size_whose_bytes_are_unknown_says_nothing_about_them():
    assert {tick.second for tick in scales.sizes(lambda n: None)(2, 7, 8)} == {""}


def test_sizes_between_powers_keep_their_digits():
    assert scales.write_size(12250) == "12.25k"
    assert scales.write_size(16) == "16"


def test_thread_counts_have_ticks_where_they_were_measured_and_nowhere_else():
    ticks = scales.counts((1, 2, 6))(-0.1, 1, 10)
    assert [tick.text for tick in ticks] == ["1", "2", "6"]


def test_of_many_thread_counts_the_powers_of_two_are_named():
    ticks = scales.counts(range(1, 17))(-0.1, 1.3, 9)
    assert [tick.text for tick in ticks] == ["1", "2", "4", "8", "16"]


def test_powers_of_ten_have_ticks_without_text_between_them():
    between = [tick.at for tick in scales.times(-6, -4, 5) if not tick.text]
    assert len(between) == 16
    assert between[0] == pytest.approx(math.log10(2e-6))


def test_huge_and_tiny_speedups_are_written_plainly():
    assert scales.write_ratio(12000) == "12,000×"
    assert scales.write_ratio(0.001) == "0.001×"


def test_heads_of_columns_are_as_short_as_tells_them_apart():
    assert scales.short_sizes((123, 1234, 12_345, 999_999)) == ("123", "1.23k", "12.3k", "1M")
    near = (1_234_000, 1_234_567, 1_234_568, 5_000_000)
    assert scales.short_sizes(near) == ("1.234M", "1.234567M", "1.234568M", "5M")


def test_a_low_axis_of_more_than_a_decade_has_no_even_steps():
    texts = [tick.text for tick in scales.ratios(-0.1, 1.85, 5) if tick.text]
    assert texts == ["1×", "3×", "10×", "30×"]
