"""What a function's arguments most likely are, by how well-known algorithms use theirs."""

import pytest

from explorer.kernels.finding import open_path
from explorer.kernels.outline import outline

FUNCTIONS = {
    "whole numbers made of others": (
        """
        def least(x, y, bounds):
            return x.sum() + y.sum() + bounds[0, 0]
        few = 4.0
        least(np.ones(int(few)), np.ones(int(1e3)), np.zeros((int(few), 2)))
        """,
        {"x": "np.ones(4)", "y": "np.ones(n)", "bounds": "np.zeros((4, 2))"},
    ),
    "a text whose parts are keys": (
        """
        def count_parts(seq, k):
            found = {}
            for i in range(len(seq) - k + 1):
                part = seq[i : i + k]
                if part in found:
                    found[part] += 1
                else:
                    found[part] = 1
            return len(found)
        """,
        {"seq": '"the quick brown fox " * n', "k": "5"},
    ),
    "records of a type that the file names": (
        """
        kind = np.dtype([("pos", "f8", (3,)), ("mass", "f8"), ("alive", "?")])
        other = np.dtype([("pos", "f8")])
        def energy(parts):
            total = 0.0
            for i in range(parts.size):
                p = parts[i]
                total += p.mass * p.pos[0]
            return total
        """,
        {"parts": "np.ones(n, dtype=kind).view(np.recarray)"},
    ),
    "a data frame with the columns that are asked for": (
        """
        def smooth(df, prices: pd.Series, column="close"):
            return df["open"].sum() + df[column].to_numpy().sum() + prices.mean()
        """,
        {
            "df": "pd.DataFrame({name: rng.random(n) for name in ('open', 'close')})",
            "prices": "pd.Series(rng.random(n))",
            "column": "'close'",
        },
    ),
    "an object of the file's class that has these attributes": (
        """
        def total(node, other):
            return node.data[0] + (node.next is None) + other.speed
        class Node:
            def __init__(self, size):
                self.size = size
                self.data = np.zeros(size)
                self.next = None
        class Leaf:
            def __init__(self):
                self.data = 0.0
        """,
        {"node": "Node(n)", "other": 'namedtuple("Other", "speed")(0.5)'},
    ),
    "an object of the annotated class": (
        """
        def heated(gas: "Gas", steps: int):
            for _ in range(steps):
                gas.mass += 1
        class Gas:
            def __init__(self, mass: float):
                self.mass = mass
        """,
        {"gas": "Gas(0.5)", "steps": "n"},
    ),
    "records in a call, repeated": (
        """
        def hypot(data):
            return [data[i].x * data[i].y for i in range(data.shape[0])]
        kind = np.dtype([("x", "f8"), ("y", "f8")])
        a = np.array([(1.0, 2.0), (3.0, 4.0)], dtype=kind)
        hypot(a)
        """,
        {
            "data": "np.resize(np.array([(1.0, 2.0), (3.0, 4.0)], "
            "dtype=np.dtype([('x', 'f8'), ('y', 'f8')])), n).view(np.recarray)"
        },
    ),
    "a tuple that is taken apart, and what is asserted": (
        """
        def moved(affine, ends, points, row):
            a, b, _ = affine
            xs, count = ends
            assert points.shape[0] == 2 and row.shape[1] == 3
            total = a + b + xs[0] + points[0, :].sum() + row[count, 0]
            for i in range(count):
                total += points[1, i]
            return total
        """,
        {
            "affine": "(0.5,) * 3",
            "ends": "(rng.random(n), n,)",
            "points": "rng.random((2, n))",
            "row": "rng.random((n, 3))",
        },
    ),
    "as many items as a number that the function reads from the file": (
        """
        count = 5000
        a, other = np.random.randn(count), np.zeros(300)
        def summed(x, y):
            for i in range(1, count):
                x[i] += x[i - 1] + y[0]
        summed(a, other)
        """,
        {"x": "rng.standard_normal(+5000)", "y": "np.zeros(n)"},
    ),
    "a list of objects, and fields that are numbers of turns": (
        """
        def moved(balls, grid):
            for i in range(1, grid.rows - 1):
                balls[i].speed += grid.step
        class Ball:
            def __init__(self, speed):
                self.speed = speed
        moved([Ball(1.0)], something)
        """,
        {
            "balls": "[Ball(1.0) for _ in range(n)]",
            "grid": 'namedtuple("Grid", "step rows")(0.5, n)',
        },
    ),
    "a copy has as many dimensions": (
        """
        def smoothed(image, mask):
            out = image.copy()
            shown = mask.astype(np.int64)
            for i in range(1, out.shape[0] - 1):
                out[i, 1] = out[i - 1, 1] + shown[i, 1]
            return out
        """,
        {"image": "rng.random((n, n))", "mask": "rng.random((n, n))"},
    ),
    "a number of groups, and rows that are drawn": (
        """
        def kmeans(X, k, max_iter=100):
            centroids = X[np.random.choice(X.shape[0], k, replace=False)]
            for _ in range(max_iter):
                for i in range(X.shape[0]):
                    for j in range(k):
                        d = np.sum((X[i] - centroids[j]) ** 2)
                for j in range(k):
                    acc = np.zeros(X.shape[1])
                    centroids[j] = acc / d
            return centroids
        """,
        {"X": "rng.random((n, n))", "k": "5", "max_iter": "100"},
    ),
    "what a caller takes of what is None at first": (
        """
        _index = None
        def score(values, tol):
            return values[0] * tol
        def all_scores():
            return score(_index.values, float(_index["tol"]))
        """,
        {"values": "rng.random(n)", "tol": "1e-6"},
    ),
    "records of fields that stand in a list": (
        """
        def moved(v):
            for i in range(len(v)):
                v[i]["x"] = i
        fields = [("x", np.float64), ("kind", np.int32, 16)]
        moved(np.zeros(1000, fields))
        """,
        {"v": "np.zeros(n, [('x', np.float64), ('kind', np.int32, 16)])"},
    ),
    "what was imported out of NumPy, of the type of an unknown array": (
        """
        from numpy import ones
        from numpy.random import rand
        def blurred(image, filt):
            return sum(image[i, j] * filt[i, j] for i in range(3) for j in range(3))
        blurred(rand(100, 100), ones((7, 7), dtype=image.dtype))
        """,
        {"image": "rng.random((n, n))", "filt": "np.ones((7, 7))"},
    ),
    "a matrix product with factors": (
        "def gemv(alpha, beta, A, x): return alpha * A @ x + beta * A.T @ x",
        {"alpha": "0.5", "beta": "0.25", "A": "rng.random((n, n))", "x": "rng.random(n)"},
    ),
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
    "what NumPy takes as an array, also by name": (
        """
        def weighted(data, radius, npt):
            return np.histogram(radius, npt, weights=data)[0]
        """,
        {"data": "rng.random(n)", "radius": "rng.random(n)", "npt": "0.5"},
    ),
    "whole numbers that NumPy counts, or takes for places": (
        """
        def picked(table, keys, marks):
            return np.take(table, keys).sum() + np.bincount(marks).max()
        """,
        {
            "table": "rng.random(n)",
            "keys": "rng.integers(0, n, n)",
            "marks": "rng.integers(0, n, n)",
        },
    ),
    "a curve that is read between its points": (
        "def resample(t, xs, ys): return np.interp(t, xs, ys)",
        {"t": "rng.random(n)", "xs": "np.sort(rng.random(n))", "ys": "rng.random(n)"},
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
    "items that say yes or no, and items that are numbers of turns": (
        """
        def masked(a, ok, turns):
            s = 0.0
            for d in range(turns.size):
                k = turns[d]
                for i in range(k):
                    if ok[i] and not ok[d]:
                        s += a[i]
            return s
        """,
        {"a": "rng.random(n)", "ok": "rng.random(n) < 0.5", "turns": "rng.integers(0, n, n)"},
    ),
    "a generator of random numbers": (
        """
        def walk(source, n):
            s = 0.0
            for i in range(n):
                s += source.normal() + source.random()
            return s
        """,
        {"source": "np.random.default_rng(0)", "n": "n"},
    ),
    "what is handed on with a star": (
        "def value(f, x, args):\n    return f(x, *args)",
        {"f": "numba.njit(lambda x: x - 0.25)", "x": "0.5", "args": "()"},
    ),
    "vectors of a cross product": (
        "def moment(r, v):\n    return np.cross(r, v)",
        {"r": "rng.random(3)", "v": "rng.random(3)"},
    ),
    "a call with a star elsewhere in the file": (
        "def f(a):\n    return a.sum()\ndef g(*args):\n    return f(*args)",
        {"a": "rng.random(n)"},
    ),
    "names that are given to each other in turn": (
        """
        def swap(a, n):
            i, j = 0, 1
            for k in range(n):
                i = j
                j = i
                a[i] += a[j]
        """,
        {"a": "rng.random(n)", "n": "n"},
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
    "points that a helper takes one by one": (
        """
        def potential(cluster):
            total = 0.0
            for i in range(len(cluster)):
                total += distance(cluster[i], cluster[0])
            return total
        def distance(a, b):
            return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
        """,
        {"cluster": "rng.random((n, 3))"},
    ),
    "bits": (
        """
        def crc(data, poly=0x8408):
            value = 0xFFFF
            for b in data:
                value ^= 0xFF & b
            return value ^ poly
        """,
        {"data": "rng.integers(0, 256, n)", "poly": "33800"},
    ),
    "complex numbers by their parts": (
        """
        def julia(maxiter, zs, output):
            for i in range(len(zs)):
                z = zs[i]
                while z.real * z.real + z.imag * z.imag < 4:
                    z = z * z
                output[i] = z.real
        """,
        {"maxiter": "10", "zs": "rng.random(n) + 1j * rng.random(n)", "output": "np.zeros(n)"},
    ),
    "turns that do not index anything": (
        """
        def relax(p, nit):
            for _ in range(nit):
                p[1:-1] = p[2:] + p[:-2]
        """,
        {"p": "rng.random(n)", "nit": "10"},
    ),
    "what a NumPy docstring says": (
        '''
        def transfer(k, r1, A, numiter, prograde):
            """
            Parameters
            ----------
            k : float
                Gravity.
            r1, A : numpy.ndarray(float, ndim=2)
            numiter : int
            prograde : bool
            """
            return k
        ''',
        {
            "k": "0.5",
            "r1": "rng.random((n, n))",
            "A": "rng.random((n, n))",
            "numiter": "10",
            "prograde": "True",
        },
    ),
    "defaults that the file names": (
        "def f(x, tol=_TOL, window=None):\n    return x[0] + len(x)\n",
        {"x": "rng.random(n)", "tol": "_TOL", "window": "None"},
    ),
    "elements of arrays for a ufunc": (
        "@numba.vectorize\ndef f(x, y):\n    return x if x > y else y\n",
        {"x": "rng.random(n)", "y": "rng.random(n)"},
    ),
    "a function": (
        "def root(f, a):\n    return f(a)\n",
        {"f": "numba.njit(lambda x: x - 0.25)", "a": "0.5"},
    ),
    "a text": (
        """
        def count(text):
            return len(text.split())
        """,
        {"text": '"the quick brown fox " * n'},
    ),
}


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


def test_what_a_helper_of_another_file_does_with_an_argument_is_known(file):
    path = file(
        """
        from .others import norm as length, gone
        from absent import more
        def total(points, start): return length(points) + more(start) + gone(start)
        """
    )
    there = "def norm(rows):\n    return [rows[i, 1] for i in range(9)]\ndef gone(\n"
    path.with_name("others.py").write_text(there, encoding="utf-8")
    found = outline(path).function("total")
    assert found.arguments == {"points": "0.5", "start": "0.25"}  # it is no Python
    path.with_name("others.py").write_text(there.replace("def gone(\n", ""), encoding="utf-8")
    found = outline(path).function("total")
    assert found.arguments == {"points": "rng.random((n, 2))", "start": "0.25"}


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
