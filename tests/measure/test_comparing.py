"""What two results are to each other: right, wrong, or not to be compared."""

import dataclasses
import datetime
import decimal
import fractions
import math
from collections import namedtuple
from functools import partial

import numba
import numpy as np
import pytest

from explorer.measure.comparing import compare
from explorer.measure.conditioning import conditioned
from explorer.measure.tolerances import tolerance_for
from explorer.measure.values import copied, frozen

Pair = namedtuple("Pair", "a b")

LARGE = np.arange(10**5) + 10**9
EIGHT = np.arange(8.0)
MEDIAN = np.median
NOT_DEFINITE = np.random.default_rng(0).random(300)
HILBERT = 1 / (1 + np.add.outer(EIGHT, EIGHT))


@dataclasses.dataclass
class Box:
    value: object


class Sealed:
    __slots__ = ()


@numba.experimental.jitclass([("x", numba.float64[:])])
class Body:
    def __init__(self, x):
        self.x = x


def typed(values):
    return numba.typed.List(values)


def table(**items):
    made = numba.typed.Dict.empty(numba.types.unicode_type, numba.float64)
    made.update(items)
    return made


def dates(*texts):
    return np.array(texts, "datetime64[s]")


def records(*rows):
    return np.array(list(rows), [("k", "i8"), ("v", "f8")])


BASE = np.linspace(1, 2, 1000)
NOISE = np.random.default_rng(1).normal(size=1000)
MIXED = np.array([1e12, 1.0, 2.0, 3.0])


def changed(array, index, value):
    made = np.array(array)
    made[index] = value
    return made


WIDER = np.finfo(np.longdouble).max > np.finfo(np.float64).max
BEYOND = np.arange(1, 4) * np.longdouble(10) ** (400 if WIDER else 300)
"""Numbers that only a type wider than float64 holds, where there is one."""

RIGHT = {
    "equal numbers": (1.5, 1.5),
    "a float within the tolerance": (1000.0 + 1e-7, 1000.0),
    "NumPy's number for Python's": (np.float64(2.0), 2.0),
    "an integer for an equal float": (3, 3.0),
    "a float for an integer that it cannot tell": (1e15 + 1, 10**15),
    "True for 1": (True, 1),
    "NumPy's truth for Python's": (np.True_, True),
    "an integer of another width": (np.int32(7), 7),
    "big integers": (10**40, 10**40),
    "unsigned beyond int64": (np.uint64(2**63), 2**63),
    "nan for nan": (float("nan"), float("nan")),
    "inf for inf": (float("inf"), float("inf")),
    "minus inf": (-np.inf, -np.inf),
    "a complex number": (1 + 2j + 1e-12, 1 + 2j),
    "a zero with another sign": (-0.0, 0.0),
    "text": ("abc", "abc"),
    "bytes": (b"abc", b"abc"),
    "NumPy's bytes for Python's": (np.bytes_(b"abc"), b"abc"),
    "nothing": (None, None),
    "arrays": (BASE.copy(), BASE),
    "masked arrays": (np.ma.array([1.0, 2.0], mask=[0, 1]), np.ma.array([1.0, 2.0], mask=[0, 1])),
    "a masked array with nothing masked": (np.ma.array([1.0, 2.0]), np.array([1.0, 2.0])),
    "another order of adding": (BASE * (1 + 1e-12), BASE),
    "noise where cancelling leaves little": (changed(NOISE, 5, 1e-13), changed(NOISE, 5, 0.0)),
    "the noise of a transform beside its peak": (
        np.array([1.0, 3e-17, 2e-16]), np.array([1.0, -1e-17, 1e-16])
    ),
    "float32 within its tolerance": (BASE.astype("f4") * np.float32(1 + 1e-6), BASE.astype("f4")),
    "nans in the same places": (np.array([1, np.nan]), np.array([1, np.nan])),
    "infinities in the same places": (np.array([np.inf, -np.inf]), np.array([np.inf, -np.inf])),
    "empty arrays": (np.empty(0), np.empty(0)),
    "an empty list": ([], []),
    "another memory order": (np.asfortranarray(np.ones((3, 4))), np.ones((3, 4))),
    "an array of no dimension for a number": (np.array(2.0), 2.0),
    "a list for a tuple": ([1, 2.0], (1, 2.0)),
    "a list for an array": ([1.0, 2.0], np.array([1.0, 2.0])),
    "an array for a list": (np.array([1, 2]), [1, 2]),
    "a typed list for a list": (typed([1.0, 2.0]), [1.0, 2.0]),
    "a typed dictionary for a dictionary": (table(a=1.0), {"a": 1.0}),
    "a named tuple for a tuple": (Pair(1, 2.0), (1, 2.0)),
    "nested lists": ([[1, 2], [3]], [[1, 2], [3]]),
    "a dictionary of arrays": ({"a": BASE.copy()}, {"a": BASE}),
    "sets": ({1, 2}, {2, 1}),
    "sets of floats": ({1.0, 2.0 + 1e-12}, {1.0, 2.0}),
    "a set of a float for one of an integer": ({3.0 + 1e-12}, {3}),
    "sets of complex numbers": ({1 + 1e-12j, 2j}, {1, 2j}),
    "sets with nan": ({np.nan, 1.0}, {float("nan"), 1.0}),
    "sets of tuples": ({(1, 0.1 + 0.2), (2, 1.0)}, {(1, 0.3), (2, 1.0)}),
    "keys that rounding tells apart": ({0.1 + 0.2: 1, 1.0: 2}, {0.3: 1, 1.0: 2}),
    "nan as a key": ({np.nan: 1.0}, {float("nan"): 1.0}),
    "records": (records((1, 2.0 + 1e-12))[0], records((1, 2.0))[0]),
    "records with nan": (records((1, np.nan))[0], records((1, np.nan))[0]),
    "decimals that are rounded": (
        decimal.Decimal(1) / 3 + decimal.Decimal("1e-28"), decimal.Decimal(1) / 3
    ),
    "a decimal for a float": (decimal.Decimal("0.3"), 0.1 + 0.2),
    "a float for a decimal": (0.1 + 0.2, decimal.Decimal("0.3")),
    "an integer for a decimal": (3, decimal.Decimal(3)),
    "decimals that are no number": (decimal.Decimal("NaN"), decimal.Decimal("NaN")),
    "complex numbers of which the same part is nan": (
        np.array([complex(np.nan, 1 + 1e-12), complex(2, np.nan)]),
        np.array([complex(np.nan, 1), complex(2, np.nan)]),
    ),
    "complex numbers of which the same part is inf": (
        complex(np.inf, 3 + 1e-12), complex(np.inf, 3)
    ),
    "numbers beyond float64": (BEYOND * (1 + 1e-12), BEYOND),
    "booleans": (np.array([True, False]), np.array([True, False])),
    "booleans as integers": (np.array([1, 0]), np.array([True, False])),
    "int64 for uint64": (np.array([1, 2**62]), np.array([1, 2**62], "u8")),
    "dates": (dates("2020-01-01", "NaT"), dates("2020-01-01", "NaT")),
    "dates of another unit": (dates("2020-01-01").astype("M8[ms]"), dates("2020-01-01")),
    "spans of time": (np.timedelta64(5, "s"), np.timedelta64(5, "s")),
    "a datetime": (datetime.datetime(2020, 1, 1), datetime.datetime(2020, 1, 1)),
    "structured arrays": (records((1, 2.0 + 1e-12)), records((1, 2.0))),
    "arrays of text": (np.array(["a", "b"]), np.array(["a", "b"])),
    "arrays of objects": (np.array([1, "a"], object), np.array([1, "a"], object)),
    "decimals": (decimal.Decimal("0.1"), decimal.Decimal("0.1")),
    "fractions": (fractions.Fraction(1, 3), fractions.Fraction(1, 3)),
    "dataclasses": (Box(BASE.copy()), Box(BASE)),
    "objects of a jitclass": (Body(np.ones(3)), Body(np.ones(3))),
    "float16": (np.ones(3, "f2"), np.ones(3, "f2")),
    "denormal numbers": (np.array([1e-310, 2e-310]), np.array([1e-310, 2e-310])),
    "numbers near the largest": (np.array([1.7e308, -1.7e308]), np.array([1.7e308, -1.7e308])),
}  # fmt: skip

WRONG = {
    "off by more than the tolerance": (1001.0, 1000.0),
    "an integer off by one in 10⁹": (10**9 + 1, 10**9),
    "a float off by one for an integer": (1e10 + 1, 10**10),
    "one of many floats for integers": (changed(10.0 * LARGE, 7, 1e10 + 71), 10 * LARGE),
    "one wrong integer of many": (changed(LARGE, 7, 1), LARGE),
    "a difference that wraps around in int64": (
        np.array([-(2**63)]), np.array([2**63 - 1])
    ),
    "a difference that wraps around in int8": (np.array([-128], "i1"), np.array([127], "i1")),
    "unsigned ones": (np.array([0], "u8"), np.array([1], "u8")),
    "int64 beside uint64, off by one": (np.array([2**62 + 1]), np.array([2**62], "u8")),
    "int64 wrapped, against uint64": (np.array([-1]), np.array([2**64 - 1], "u8")),
    "a wrapped product against Python's": (np.int64(0), 10**40),
    "integers too long to be written": (10**5000 + 1, 10**5000),
    "a masked number": (np.ma.array(1.5, mask=True), 1.5),
    "one element masked": (np.ma.array([1.0, 2.0], mask=[0, 1]), np.array([1.0, 2.0])),
    "no element masked": (np.array([1.0, 2.0]), np.ma.array([1.0, 2.0], mask=[0, 1])),
    "an integer beyond floats against NumPy's": (10**5000, np.float64(1.0)),
    "a wrapped sum in a list": ([-(2**63)], [2**63]),
    "a float against an integer beyond floats": (float("inf"), 10**400),
    "booleans": (np.array([True]), np.array([False])),
    "a small element beside a large one": (np.array([1e12, 9.0, 2.0, 3.0]), MIXED),
    "small ones beside as many large ones": (
        np.array([1e12, 1e12, 9.0]), np.array([1e12, 1e12, 1.0])
    ),
    "one element of many": (changed(BASE, 500, 1.0), BASE),
    "the last element": (changed(BASE, 999, 2.001), BASE),
    "the first element beyond a chunk": (
        changed(np.ones(100_000), 65_536, 1.001), np.ones(100_000)
    ),
    "NumPy's truth": (np.False_, True),
    "a sign": (-BASE, BASE),
    "the imaginary part": (1 + 2.1j, 1 + 2j),
    "a value where the reference is zero": (1e-3, 0.0),
    "zeros": (np.zeros(3), np.ones(3)),
    "not written": (np.full(3, np.nan), np.ones(3)),
    "inf": (np.inf, 1.0),
    "minus inf for inf": (-np.inf, np.inf),
    "a number for nan": (1.0, float("nan")),
    "nan in one place": (changed(BASE, 3, np.nan), BASE),
    "a complex nan": (complex(np.nan, 0), 1 + 0j),
    "another shape": (np.ones(2), np.ones(3)),
    "transposed": (np.arange(6.0).reshape(2, 3).T, np.arange(6.0).reshape(2, 3)),
    "one dimension too many": (np.ones((3, 1)), np.ones(3)),
    "an array for a number": (np.ones(1), 1.0),
    "a number for an array": (1.0, np.ones(3)),
    "a forgotten return": (None, 1.0),
    "a forgotten return of an array": (None, BASE),
    "something for nothing": (1.0, None),
    "an object for a number": (Sealed(), 1.0),
    "an object for an array": (Sealed(), BASE),
    "a generator for a number": ((i for i in (1, 2)), 3),
    "a generator for a list": ((i for i in (1, 2)), [1, 2]),
    "a function": (len, 3),
    "text for a number": ("3", 3),
    "a number in a list": ([3.0], 3.0),
    "a shorter list": ([1.0], [1.0, 2.0]),
    "one part of a tuple": ((1.0, 5.0), (1.0, 2.0)),
    "a part missing": ((1.0,), (1.0, 2.0)),
    "another key": ({"a": 1.0}, {"b": 1.0}),
    "another value in a dictionary": ({"a": 1.0}, {"a": 2.0}),
    "another typed dictionary": (table(a=1.0), {"a": 2.0}),
    "another typed list": (typed([1.0, 2.0]), [1.0, 3.0]),
    "another text": ("abd", "abc"),
    "other bytes": (b"abd", b"abc"),
    "bytes for text": (b"abc", "abc"),
    "another set": ({"a"}, {"b"}),
    "another set of integers": ({1, 2}, {1, 3}),
    "another set of tuples": ({(1, 0.3), (2, 1.0)}, {(1, 0.3), (2, 1.1)}),
    "a set of text and numbers": ({"a", 0.3}, {"b", 0.3}),
    "another key that is a float": ({0.31: 1}, {0.3: 1}),
    "another value beside keys that rounding tells apart": ({0.1 + 0.2: 2}, {0.3: 1}),
    "another value of nan": ({np.nan: 2.0}, {float("nan"): 1.0}),
    "another record": (records((1, 2.1))[0], records((1, 2.0))[0]),
    "a decimal with another digit": (
        decimal.Decimal(1) / 3 + decimal.Decimal("1e-20"), decimal.Decimal(1) / 3
    ),
    "another decimal for a float": (decimal.Decimal("0.3001"), 0.3),
    "another integer for a decimal": (10**30 + 1, decimal.Decimal(10**30)),
    "a whole decimal off by one": (decimal.Decimal(10**27 + 1), decimal.Decimal(10**27)),
    "another imaginary part beside nan": (complex(np.nan, 7), complex(np.nan, 1)),
    "another imaginary part beside inf": (
        np.array([complex(np.inf, 4)]), np.array([complex(np.inf, 3)])
    ),
    "numbers beyond float64": (BEYOND * 1.5, BEYOND),
    "beyond float64 for what is within": (BEYOND, np.ones(3)),
    "a set for a list": ({1, 2}, [1, 2]),
    "another date": (dates("2020-01-02"), dates("2020-01-01")),
    "no date": (dates("NaT"), dates("2020-01-01")),
    "an integer for a date": (np.array([1577836800]), dates("2020-01-01")),
    "another span": (np.timedelta64(6, "s"), np.timedelta64(5, "s")),
    "another datetime": (datetime.datetime(2020, 1, 2), datetime.datetime(2020, 1, 1)),
    "another field's value": (records((1, 3.0)), records((1, 2.0))),
    "another key of a record": (records((2, 2.0)), records((1, 2.0))),
    "a plain array for a structured one": (np.ones(1), records((1, 1.0))),
    "another text in an array": (np.array(["a", "c"]), np.array(["a", "b"])),
    "text for numbers": (np.array(["1"]), np.array([1])),
    "another object": (np.array([1, "b"], object), np.array([1, "a"], object)),
    "another decimal": (decimal.Decimal("0.2"), decimal.Decimal("0.1")),
    "another fraction": (fractions.Fraction(2, 3), fractions.Fraction(1, 3)),
    "another dataclass": (Box(BASE + 1), Box(BASE)),
    "another jitclass object": (Body(np.zeros(3)), Body(np.ones(3))),
    "float32 beyond its tolerance": (np.full(9, 1.001, "f4"), np.ones(9, "f4")),
    "nested lists": ([[1, 2], [4]], [[1, 2], [3]]),
    "flushed denormal numbers": (np.zeros(2), np.array([1e-310, 2e-310])),
    "half of the largest": (np.array([1.7e308, 1.0e308]), np.array([1.7e308, -1.7e308])),
}  # fmt: skip


def agreement(mine, right):
    return compare(mine, frozen(right), tolerance_for(mine, right))


@pytest.mark.parametrize("case", RIGHT)
def test_these_are_right(case):
    found = agreement(*RIGHT[case])
    assert (found.wrong, found.unchecked) == ("", "")


@pytest.mark.parametrize("case", WRONG)
def test_these_are_wrong_and_one_sentence_says_why(case):
    found = agreement(*WRONG[case])
    assert found.wrong.endswith(".")
    assert found.unchecked == ""


def test_a_file_that_changes_numpy_changes_no_verdict(monkeypatch):
    monkeypatch.setattr(np, "abs", lambda values: values * 0)
    assert agreement(2.0, 1.0).wrong


@pytest.mark.parametrize(
    "value", [Sealed(), (i for i in ()), len, [Sealed()], {"a": Sealed()}, np.array([len], object)]
)
def test_what_cannot_be_looked_into_is_not_checked(value):
    found = agreement(value, value)
    assert (found.wrong, found.error) == ("", None)
    assert "cannot be compared" in found.unchecked


@pytest.mark.parametrize(
    ("mine", "right"),
    [
        (complex(1, np.nan), complex(np.nan, 1)),
        (complex(np.nan, np.nan), complex(2, np.nan)),
        (np.array([1.0, np.nan]), np.array([1.0, complex(3, np.nan)])),
        (complex(np.inf, np.nan), complex(np.inf, 3)),
    ],
)
def test_nan_in_another_part_of_a_complex_number_is_not_checked(mine, right):
    found = agreement(mine, right)
    assert found.wrong == ""
    assert "depends on how it is computed" in found.unchecked


def test_beside_nan_in_another_part_what_is_wrong_is_wrong():
    mine, right = np.array([complex(1, np.nan), 2.0]), np.array([complex(np.nan, 1), 3.0])
    assert agreement(mine, right).wrong
    assert not agreement(mine, right).unchecked


def test_a_value_that_holds_itself_is_not_checked():
    ring = []
    ring.append(ring)
    assert compare(ring, ring, 0).unchecked
    assert compare(ring, frozen(ring), 0).unchecked  # as a reference's result is kept
    assert compare({}, frozen(ring), 0).wrong


def test_a_value_that_raises_when_compared_is_not_checked():
    class Raises(dict):
        def keys(self):
            raise RuntimeError

    assert "RuntimeError" in compare(Raises(), {}, 0).unchecked


@pytest.mark.parametrize(
    ("mine", "right", "sentence"),
    [
        (1001.0, 1000.0, "The result is 1001, the reference’s is 1000: off by 0.00100 of 1,000, "
         "its magnitude; 1.0e-9 is allowed."),
        (5, 3, "The result is 5, the reference’s is 3; it must be equal."),
        (0.5, 0.0, "The result is 0.5, the reference’s is 0: off by 0.500 of 1, as the reference "
         "is 0; 1.0e-9 is allowed."),
        (-np.inf, 1.0, "The result is -inf, the reference’s is 1."),
        (None, 1.0, "The result is nothing (None), the reference’s is a number."),
        (np.array([[1.0, 2.5]]), np.array([[1.0, 2.0]]), "The result at [0, 1] is 2.5, the "
         "reference’s is 2: off by 0.250 of 2.00, its magnitude; 1.0e-9 is allowed."),
    ],
)  # fmt: skip
def test_the_scale_is_named(mine, right, sentence):
    assert compare(mine, right, 1e-9).wrong == sentence


def test_an_element_near_zero_is_judged_by_what_others_exceed():
    found = compare(changed(BASE, 0, 1e-7), changed(BASE, 0, 0.0), 1e-9)
    assert "what nine in ten elements exceed" in found.wrong


def judged(function, wanted, *arguments):
    """What one function's result is to another's, which tells what rounding does to it."""

    def condition():
        return conditioned(lambda some: frozen(wanted(*some)), lambda: copied(arguments))

    right = frozen(wanted(*copied(arguments)))
    return compare(function(*copied(arguments)), right, tolerance_for(right), condition)


def erfc_of(a, rounding):
    """A small rest of numbers near 1, as in the normal distribution's tail."""
    return np.array([0.5 + 0.5 * (math.erf(x) + rounding * (x < -4)) for x in a])


def jumps(a):
    """Jumps with what its numbers are off by, which is no rounding of numbers so large."""
    return 0.5 + 0.01 * np.sign(a - 1)


def durbin(r, product):
    """Durbin's recursion, in which each number is computed from all those before it."""
    y = np.empty_like(r)
    y[0] = alpha = -r[0]
    beta = 1.0
    for k in range(1, r.size):
        beta *= 1 - alpha * alpha
        alpha = -(r[k] + product(r[:k][::-1] * y[:k])) / beta
        y[:k] += alpha * y[:k][::-1]
        y[k] = alpha
    return y


def second_differences(a):
    return a[2:] - 2 * a[1:-1] + a[:-2]


@pytest.mark.parametrize(
    ("function", "wanted", "values"),
    [
        (math.fsum, np.sum, NOISE - NOISE.mean()),
        (lambda a: a.sum() * 0, np.sum, NOISE - NOISE.mean()),
        (lambda a: [math.fsum(a)], lambda a: [a.sum()], NOISE - NOISE.mean()),
        (lambda a: {"x": math.fsum(a)}, lambda a: {"x": a.sum()}, NOISE - NOISE.mean()),
        (lambda a: np.conj(np.fft.ifft(np.conj(a))) * a.size, np.fft.fft, NOISE * 1e12),
        (lambda a: np.fft.fft(a + 0j), np.fft.fft, np.sin(np.arange(1024) * math.pi / 8)),
        (lambda a: np.diff(np.diff(a)), second_differences, 1e6 + BASE),
        (lambda a: a - math.fsum(a) / a.size, lambda a: a - a.mean(), changed(NOISE, 3, 1e12)),
        (lambda a: (a + np.abs(a)) / 2, lambda a: np.maximum(a, 0), NOISE),
        (lambda a: erfc_of(a, 2.0**-53), lambda a: erfc_of(a, 0.0), np.linspace(-5.0, 5.0, 99)),
        (lambda a: durbin(a, math.fsum), lambda a: durbin(a, sum), 101 - np.arange(100.0)),
    ],
)
def test_what_rounding_can_do_is_right(function, wanted, values):
    assert judged(function, wanted, values).wrong == ""


@pytest.mark.parametrize(
    ("function", "wanted", "values"),
    [
        (lambda a: changed(a, 3, 9.0), np.copy, changed(np.full(100, 1e12), 3, 1.0)),
        (lambda a: changed(a, 3, 1.001), np.copy, changed(np.full(100, 1e15), 3, 1.0)),
        (lambda a: np.where(a < 2, a + 1e-8, a), np.copy, changed(np.ones(100), 3, 1e12)),
        (lambda a: (a, 1.0), lambda a: (a, 1 + 1e-6), changed(np.ones(100), 3, 1e12)),
        (lambda a: a.sum() + 1e-9, np.sum, NOISE - NOISE.mean()),
        (lambda a: np.floor(a * 100 + 1e-4), lambda a: np.floor(a * 100), np.arange(99) / 100),
        (lambda a: jumps(a) + 5e-9, jumps, np.ones(99)),
    ],
)
def test_what_rounding_cannot_do_is_wrong_beside_whatever_is_large(function, wanted, values):
    assert judged(function, wanted, values).wrong


@pytest.mark.parametrize(
    ("function", "wanted", "values"),
    [
        (lambda a: durbin(a, math.fsum), lambda a: durbin(a, sum), NOT_DEFINITE),
        (lambda a: np.linalg.inv(a) @ EIGHT, lambda a: np.linalg.solve(a, EIGHT), HILBERT),
    ],
)  # fmt: skip
def test_what_rounding_the_arguments_does_is_neither_right_nor_wrong(function, wanted, values):
    found = judged(function, wanted, values)
    assert not found.wrong
    assert "rounding alone may do as much: right cannot be told from wrong" in found.unchecked
    off = judged(lambda a: function(a) * (1 + 1e-3), wanted, values)
    assert "off by 0.00100" in off.wrong


def waves(a):
    return np.sin(a * a.dtype.type(3e3))


def turned(a, product):
    """Thirty turns of a map in which what is off by a little grows with each."""
    for _ in range(30):
        a = product(3.9 * a, 1 - a)
    return a


def test_what_is_off_by_more_than_rounding_the_arguments_makes_is_wrong():
    values = np.random.default_rng(0).uniform(0.2, 0.8, 20)
    wanted = partial(turned, product=np.multiply)
    otherwise = judged(lambda a: turned(a, lambda x, y: x - x * (1 - y)), wanted, values)
    assert otherwise.unchecked
    assert not otherwise.wrong
    assert judged(lambda a: wanted(a) * (1 + 1e-7), wanted, values).wrong
    assert judged(lambda a: wanted(a) * (1 + 1e-5), wanted, values).wrong


def test_a_hundredth_is_more_than_rounding_does_to_fast_waves():
    """What 64 units in the last place may do was excused four times over."""
    values = np.random.default_rng(2).uniform(0.9, 1.1, 3).astype("f4")
    assert judged(lambda a: waves(a) * np.float32(1.01), waves, values).wrong
    assert not judged(lambda a: waves(a.astype("f8")), waves, values).wrong


def test_what_rounding_may_do_to_a_large_result_is_found_once(monkeypatch):
    """It was found anew for each chunk with a wrong element: a minute for ten million."""
    looked_at = []

    def median(values):
        looked_at.append(values.size)
        return MEDIAN(values)

    monkeypatch.setattr(np, "median", median)
    monkeypatch.setattr("explorer.measure.deviations.CHUNK", 100)
    values = np.linspace(1, 2, 10_000)
    assert judged(lambda a: np.sqrt(a) * 1.01, np.sqrt, values).wrong
    assert max(looked_at) == values.size
    assert sum(looked_at) < 5 * values.size


def test_it_is_said_where_rounding_is_the_scale():
    values = NOISE - NOISE.mean()
    assert "for rounding what it is computed from" in judged(
        lambda a: a.sum() + 1e-9, np.sum, values
    ).wrong  # fmt: skip


@pytest.mark.parametrize("arguments", [(), (5,), (3.0, [1.0]), (np.arange(3), "a")])
def test_without_arrays_of_floats_nothing_is_known_of_rounding(arguments):
    assert conditioned(lambda some: some, lambda: copied(arguments)) is None


@pytest.mark.parametrize(
    ("values", "tolerance"),
    [
        ((1.0, np.ones(2)), 1e-9),
        ((np.ones(2), np.ones(2, "f4")), 1e-4),
        (([np.ones(2, "f2")],), 2e-2),
        (({"a": np.ones(2, "c8")},), 1e-4),
        ((np.zeros(1, [("x", "f4")]),), 1e-4),
        ((Box(np.float32(1)),), 1e-4),
        ((1, "a", None), 1e-9),
    ],
)
def test_the_coarsest_type_gives_the_tolerance(values, tolerance):
    assert tolerance_for(*values) == tolerance


def in_order(values):
    """The sum of float32 numbers, one added after the other."""
    return np.cumsum(values, dtype="f4")[-1]


@pytest.mark.parametrize(
    "made", [lambda c, n: c.exponential(size=n), lambda c, n: c.random(n) ** 2]
)
def test_sums_of_many_float32_numbers_are_right_in_any_order(made):
    values = made(np.random.default_rng(0), 10**6).astype("f4")
    right = float(np.sum(values, dtype="f8"))
    allowed = tolerance_for(right, computed_from=(values,))
    assert not compare(in_order(values), right, allowed).wrong
    assert compare(in_order(values[::2]) + in_order(values[1::2][: -(10**4)]), right, allowed).wrong


def test_what_has_as_many_numbers_as_its_arguments_is_no_sum():
    values = np.ones(10**6, "f4")
    assert tolerance_for(values, computed_from=(values, 2.0)) == 1e-4
    assert tolerance_for(1.0, computed_from=(np.ones(10**6),)) == 1e-9
    assert tolerance_for(1.0, computed_from=(np.ones(10**6, "f4"),)) == pytest.approx(
        4.8e-4, rel=0.01
    )
    assert tolerance_for(1.0, computed_from=(np.ones(10**8, "f4"),)) == 2e-3
