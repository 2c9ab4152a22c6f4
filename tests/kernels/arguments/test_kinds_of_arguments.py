"""Kinds of arguments that people's functions take, each seen in one small file."""

import textwrap

import pytest

from explorer.kernels.outline import outline

TWO = "(rng.random((n, n)), rng.random((n, n)),)"
KINDS = {
    "a list of arrays, by its name": (
        """
        def f(arrays):
            s = 0.0
            for a in arrays:
                for i in range(a.shape[0]):
                    for j in range(a.shape[1]):
                        s += a[i, j]
            return s
        """,
        {"arrays": "numba.typed.List([rng.random((n, n)) for _ in range(4)])"},
    ),
    "a list of arrays, as annotated": (
        "def f(parts: list[np.ndarray]):\n    return parts[0][0]\n",
        {"parts": "numba.typed.List([rng.random(n) for _ in range(4)])"},
    ),
    "a tuple of matrices, as documented": (
        '''
        def f(pay):
            """
            Parameters
            ----------
            pay : tuple(ndarray(float, ndim=2))
            """
            return pay[0][0, 0]
        ''',
        {"pay": TWO},
    ),
    "shapes in which numbers stand, in the line below too": (
        '''
        def f(points, scores):
            """
            Parameters
            ----------
            points : (n, 3) array
            scores : ndarray(int, ndim=2)
                Scores of shape (2, m), one row for each player.
            """
            return points[0, 0] + scores[0, 0]
        ''',
        {"points": "rng.random((n, 3))", "scores": "rng.integers(0, n, (2, n))"},
    ),
    "an ellipsis is no axis": (
        """
        def f(y, frames, hop):
            for k in range(frames.shape[-1]):
                y[..., k * hop : k * hop + 4] += frames[..., :4, k]
        """,
        {"y": "rng.random(n)", "frames": "rng.random((n, n))", "hop": "10"},
    ),
    "nor is a new axis": (
        "def f(x):\n    return ((x[:, None, :] - x) ** 2).sum(-1)\n",
        {"x": "rng.random((n, n))"},
    ),
    "points that lie in one row": (
        """
        def f(out, xyz, corners, count):
            for i in range(count):
                at = 2 * i
                out[at] = xyz[3 * corners[i] + 2]
                out[at + 1] = 0.0
        """,
        {
            "out": "np.zeros(2 * n)",
            "xyz": "rng.random(3 * n)",
            "corners": "rng.integers(0, n, n)",
            "count": "n",
        },
    ),
    "where a slice ends": (
        "def f(x, d):\n    return x[: len(x) - d]\n",
        {"x": "rng.random(n)", "d": "10"},
    ),
    "what a start is computed from": (
        """
        def f(x, hop):
            for i in range(3):
                start = i * hop
                x[start] += 1.0
        """,
        {"x": "rng.random(n)", "hop": "10"},
    ),
    "a number of which a remainder is taken": (
        """
        def f(x):
            if x % 2 == 0: return False
            i = 3
            while i * i <= x:
                if x % i == 0: return False
                i += 2
            return True
        """,
        {"x": "n"},
    ),
    "a function and its derivative": (
        "def f(func, x, fprime):\n    return x - func(x) / fprime(x)\n",
        {
            "func": "numba.njit(lambda x: x - 0.25)",
            "x": "0.5",
            "fprime": "numba.njit(lambda x: 1.0)",
        },
    ),
    "a function with a root between two ends": (
        "def f(func, a, b):\n    return func(a) * func(b)\n",
        {"func": "numba.njit(lambda x: x - 0.25)", "a": "0.0", "b": "1.0"},
    ),
    "a function of parts of arrays": (
        """
        def f(x, y, dist):
            a = x[1:]
            b = y[1:]
            return dist(a, b, a, b)
        """,
        {
            "x": "rng.random(n)",
            "y": "rng.random(n)",
            "dist": "numba.njit(lambda x0, x1, x2, x3: "
            "np.sum(x0) + np.sum(x1) + np.sum(x2) + np.sum(x3))",
        },
    ),
    "a shape, an axis and a type": (
        "def f(shape, axis, dtype):\n    return np.zeros(shape, dtype).sum(axis)\n",
        {"shape": "(n, n)", "axis": "0", "dtype": "np.float64"},
    ),
    "what must lie between two numbers": (
        """
        def f(height, share, k, kind):
            if kind == 3:
                raise ValueError(kind)
            if height < 90 or 2500 < height:
                raise ValueError(height)
            assert share < 0.25
            if k <= 20:
                raise ValueError(k)
            return height * share * k * kind
        """,
        {"height": "1295", "share": "0.125", "k": "21", "kind": "0.5"},
    ),
    "where a loop begins": (
        "def f(d, first):\n    for i in range(first, d.shape[0]): d[i] += 1.0\n",
        {"d": "rng.random(n)", "first": "0"},
    ),
    "indices by the end of a name": (
        "def f(x, col_idx):\n    return x[0] + len(col_idx)\n",
        {"x": "rng.random(n)", "col_idx": "rng.integers(0, n, n)"},
    ),
}
CALLS = {
    "a length that the array has grows with it": (
        "N = 500\ndef f(x, N, k): return x[N - 1] * k\nf(np.random.rand(N, 3), N, 2)\n",
        {"x": "rng.random((n, 3))", "N": "n", "k": "2"},
    ),
    "a loop variable is what its first turn has": (
        "def f(a): return a[0, 0]\nfor size in (20, 10), (480, 1000):\n    f(np.ones(size))\n",
        {"a": "np.ones((n, n))"},
    ),
    "what a loop fills is not known to be empty": (
        "def f(x): return x[0]\nparts = []\nfor i in range(9): parts.append(i)\nf(parts)\n",
        {"x": "rng.random(n)"},
    ),
    "a shape grows along its axes": (
        "def f(shape): return np.full(shape, np.nan)\nf((128, 100, 3))\n",
        {"shape": "(n, n, 3)"},
    ),
    "a length grows with arrays that the call does not tell of": (
        "def f(x, rows):\n    s = 0.0\n    for i in range(rows): s += x[i]\n    return s\n"
        "f(load(), 3000)\n",
        {"x": "rng.random(n)", "rows": "n"},
    ),
}


@pytest.fixture
def file(tmp_path):
    def make(text):
        path = tmp_path / "mine.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return make


@pytest.mark.parametrize("what", KINDS)
def test_use_names_and_documentation_tell_of(file, what):
    text, expected = KINDS[what]
    assert outline(file(text)).functions[0].arguments == expected


@pytest.mark.parametrize("what", CALLS)
def test_in_a_call_of_the_file(file, what):
    text, expected = CALLS[what]
    assert outline(file(text)).functions[0].arguments == expected
