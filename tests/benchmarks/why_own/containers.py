"""Functions of text, dictionaries, lists, objects and complex numbers; limits by experiment."""

import numba
import numpy as np
from numba.experimental import jitclass
from numba.typed import List


def make_args(n, dtype="float64", seed=0):
    random = np.random.default_rng(seed)
    values = random.integers(0, 1000, n)
    return values, random.random(n) + 0.5j, "".join(map(chr, 97 + values[:n] % 26))


@jitclass([("value", numba.float64), ("rate", numba.float64)])
class Account:
    def __init__(self, rate):
        self.value = 1.0
        self.rate = rate

    def add(self, amount):
        self.value = self.value * self.rate + amount


@numba.njit
def saved(values, numbers, text):
    account = Account(0.99)
    for _ in range(values.shape[0]):
        account.add(1.0)
    return account.value


@numba.njit
def tallied(values, numbers, text):
    counts = {}
    for value in values:
        if value in counts:
            counts[value] += 1
        else:
            counts[value] = 1
    return len(counts)


@numba.njit
def listed(values, numbers, text):
    found = []
    for value in values:
        found.append(value)
    return len(found)


@numba.njit
def typed_listed(values, numbers, text):
    found = List.empty_list(numba.int64)
    for value in values:
        found.append(value)
    total = 0
    for value in found:
        total += value
    return total


@numba.njit
def vowels(values, numbers, text):
    count = 0
    for letter in text:
        if letter in "aeiou":
            count += 1
    return count


@numba.njit
def rotated(values, numbers, text):
    """A product of complex numbers in each step."""
    y = 1.0 + 0.0j
    for i in range(numbers.shape[0]):
        y = y * numbers[i]
    return y


@numba.njit
def spread_out(values, numbers, text):
    """Sets of places: one is full after a thousand."""
    seen = set()
    for value in values:
        seen.add(value)
    return len(seen)
