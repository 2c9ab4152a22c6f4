"""What a function's arguments most likely are, by how well-known algorithms use theirs."""

import textwrap

import pytest

from explorer.kernels.finding import open_path
from explorer.kernels.outline import outline

FUNCTIONS = {
    "several arrays of other names": (
        """
        def price(result, stock):
            S = stock
            for i in range(len(S)):
                result[i] = S[i] * 2
        """,
        {"result": "np.zeros(n)", "stock": "rng.random(n)"},
    ),
    "a length in the bounds of a loop": (
        """
        def relax(phi, M):
            for i in range(1, M - 1):
                phi[i, i] += phi[i - 1, i]
        """,
        {"phi": "rng.random((n, n))", "M": "n"},
    ),
    "points in space": (
        """
        def energy(pos, mass):
            total = 0.0
            for i in range(pos.shape[0]):
                for k in range(3):
                    total += mass[i] * pos[i, k]
            return total
        """,
        {"pos": "rng.random((n, 3))", "mass": "rng.random(n)"},
    ),
    "a complex result": (
        """
        def dft(x, out):
            for k in range(len(x)):
                total = 0j
                for m in range(len(x)):
                    total += x[m]
                out[k] = total
        """,
        {"x": "rng.random(n)", "out": "np.zeros(n, dtype=np.complex128)"},
    ),
    "cells that are 0 or 1": (
        """
        def life(world):
            for i in range(world.shape[0]):
                if world[i, i] == 1:
                    return i
        """,
        {"world": "rng.integers(0, 2, (n, n))"},
    ),
    "a matrix and a right-hand side": (
        """
        def solve(X, y):
            return np.linalg.solve(X.T @ X, X.T @ y) + X.shape[1]
        """,
        {"X": "rng.random((n, n))", "y": "rng.random(n)"},
    ),
    "scalars, and steps that nothing else gives a size": (
        """
        def orbit(x, steps, dt=0.1):
            for _ in range(steps):
                x += dt * x
            return x
        """,
        {"x": "0.5", "steps": "n", "dt": "0.1"},
    ),
    "the length of an array that it makes": (
        """
        def primes(limit):
            sieve = np.ones(limit + 1)
            return sieve.sum()
        """,
        {"limit": "n"},
    ),
    "a text": (
        """
        def count(text):
            return len(text.split())
        """,
        {"text": '"the quick brown fox " * n'},
    ),
}


@pytest.fixture
def file(tmp_path):
    def make(text):
        path = tmp_path / "mine.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return make


@pytest.mark.parametrize(("text", "guessed"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_arguments_of_well_known_kinds_are_guessed(file, text, guessed):
    assert outline(file(text)).functions[0].arguments == guessed


def test_what_a_helper_does_with_an_argument_is_known(file):
    found = outline(
        file(
            """
            def partition(a, lo, hi):
                pivot = a[hi]
                a[lo] = pivot
                return lo
            def quicksort(a, lo, hi):
                if lo < hi:
                    p = partition(a, lo, hi)
                    quicksort(a, lo, p - 1)
            """
        )
    )
    function = found.function("quicksort")
    assert function.arguments == {"a": "rng.random(n)", "lo": "0", "hi": "n - 1"}
    assert function.writes == ("a",)
    assert found.likeliest.name == "quicksort"


def test_the_function_to_begin_with_is_compiled_or_has_a_loop_and_is_no_helper(file):
    path = file(
        """
        def helper(x): return x + 1
        def short(x): return x
        def main():
            print(loop([1.0]))
        def loop(values):
            for v in values: helper(v)
        """
    )
    assert open_path(str(path)).function == "loop"
    path = file("def loop(a):\n    for v in a: pass\n@njit\ndef fast(a): return a\n")
    assert open_path(str(path)).function == "fast"


def test_a_function_of_a_file_is_named_with_a_colon(file):
    path = file("def f(a): return a[0]\ndef g(a): return a[1]\n")
    assert open_path(f"{path}:g").function == "g"
