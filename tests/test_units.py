import pytest

from explorer import units


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.1e-9, "3.10 ns"),
        (5e-11, "0.0500 ns"),
        (9.999e-7, "1.00 µs"),
        (1.234e-3, "1.23 ms"),
        (0.9996, "1.00 s"),
        (59.9, "59.9 s"),
        (1234.5, "1,230 s"),
        (0.0, "0 ns"),
    ],
)
def test_durations_have_the_unit_that_suits_them(value, text):
    assert units.seconds(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 3, "0"),
        (9.996, 3, "10.0"),
        (99.95, 3, "100"),
        (0.00123456, 3, "0.00123"),
        (123456, 3, "123,000"),
        (-2.5, 2, "-2.5"),
        (float("inf"), 3, "inf"),
    ],
)
def test_significant_digits_are_kept_without_an_exponent(value, digits, text):
    assert units.significant(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(512, "512 B"), (8192, "8.0 KiB"), (80_000_000, "76 MiB"), (2**40 * 3, "3.0 TiB")],
)
def test_bytes_are_in_binary_units(value, text):
    assert units.size_in_bytes(value) == text


def test_ratios_percentages_and_counts_read_as_people_write_them():
    assert units.ratio(0.354) == "0.354×"
    assert units.ratio(118.2) == "118×"
    assert units.percent(0.006) == "0.6 %"
    assert units.percent(0.0995) == "10 %"
    assert units.percent(0.12) == "12 %"
    assert units.count(1e7) == "10,000,000"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1000", 1000),
        (" 1_000 ", 1000),
        ("1e3", 1000),
        ("1.5k", 1500),
        ("10M", 10**7),
        ("2g", 2 * 10**9),
    ],
)
def test_counts_are_read_as_people_write_them(text, value):
    assert units.parse_count(text) == value


@pytest.mark.parametrize(
    "text", ["0", "-5", "1.5", "", "ten", "1e-3", "nan", "inf", "1e400", "1 000"]
)
def test_what_is_not_a_positive_whole_number_is_named(text):
    with pytest.raises(ValueError, match="is not a positive whole number") as caught:
        units.parse_count(text)
    assert f"“{text.strip()}”" in str(caught.value)
