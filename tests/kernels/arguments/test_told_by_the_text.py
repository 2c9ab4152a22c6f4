"""What a file's text says of a function's arguments: calls of it, its words, how it uses them."""

import pytest

from explorer.kernels.outline import outline
from explorer.kernels.own import own_kernel

HEAD = "import numpy as np\nfrom collections import namedtuple\nfrom numba import njit\n"

SAID = {
    "a call under __main__": (
        "def f(x, k): return x[0] * k\nif __name__ == '__main__':\n"
        "    x = np.random.rand(200, 3)\n    f(x, 7)\n",
        {"x": "rng.random((n, 3))", "k": "7"},
    ),
    "an example in the docstring": (
        "def f(x):\n    '''Add up.\n\n    >>> f(np.array([1, 2]))\n    '''\n    return x[0]\n",
        {"x": "rng.integers(0, n, n)"},
    ),
    "a signature": (
        "@njit('float64(float32[:], boolean[:,:], int32)')\ndef f(a, b, c): return a[c]\n",
        {"a": "rng.random(n, dtype=np.float32)", "b": "rng.random((n, n)) < 0.5", "c": "10"},
    ),
    "a layout whose rows threads share": (
        "@guvectorize(['void(float64[:], float64[:])'], '(n)->()', target='parallel')\n"
        "def f(x, out): out[0] = x[0]\n",
        {"x": "rng.random((n, n))", "out": "np.zeros(n, dtype=np.float64)"},
    ),
    "a layout with a number, and one as the result": (
        "@guvectorize(['(i4[:], f8, u8[:])'], '(n),()->()')\ndef f(x, k, out): out[0] = x[0] * k\n",
        {
            "x": "rng.integers(0, n, n, dtype=np.int32)",
            "k": "0.5",
            "out": "np.zeros((), dtype=np.uint64)",
        },
    ),
    "a signature beside what is usual, and a default": (
        "@njit('f8(f8[:, :], i4[:], f8, f8, i8)')\n"
        "def f(a, kind, dt, n, k=3):\n    s = 0.0\n"
        "    for i in range(a.shape[0]): s += a[i, 2] * dt\n"
        "    return s if kind[0] == 2 else n * k\n",
        {
            "a": "rng.random((n, 3))",
            "kind": "rng.integers(0, 3, n, dtype=np.int32)",
            "dt": "0.001",
            "n": "float(n)",
            "k": "3",
        },
    ),
    "an export for Pythran": (
        "#pythran export g(int)\n# pythran export f(float64 [], bool[][] or int[][],\n"
        "#   float32[:,:,:] order(C), complex[1,:], uint8[][3], int list list, (int, float),\n"
        "#   str: int dict, int?), h(int)\n"
        "def f(a, b, c, d, e, g, h, i, j=4): return a * b * c * d * e\n",
        {
            "a": "rng.random(n)",
            "b": "rng.random((n, n)) < 0.5",
            "c": "rng.random((n, n, n), dtype=np.float32)",
            "d": "rng.random((1, n)) + 1j * rng.random((1, n))",
            "e": "rng.integers(0, 100, (n, 3), dtype=np.uint8)",
            "g": "rng.integers(0, n, (n, n)).tolist()",
            "h": "(10, 0.5,)",
            "i": "0.5",
            "j": "4",
        },
    ),
    "a tuple's signature": (
        "@njit('int64(UniTuple(int64, 3))')\ndef f(t): return t[0]\n",
        {"t": "(10, 10, 10,)"},
    ),
    "a default that is no size": (
        "def f(x, order=2):\n    for i in range(order): x += i\n    return x\n",
        {"x": "0.5", "order": "2"},
    ),
    "attributes": (
        "def f(p):\n    for i in range(p.pos.size): p.pos[i] += p.mass\n",
        {"p": 'namedtuple("P", "mass pos")(0.5, rng.random(n))'},
    ),
    "fields": (
        "def f(a):\n    s = 0\n    for r in a: s += r['x']\n    return s\n",
        {"a": 'np.ones(n, dtype=[("x", "f8")])'},
    ),
    "functions of NumPy": (
        "def f(x, y): return np.sin(x) + np.cos(y)\n",
        {"x": "rng.random(n)", "y": "rng.random(n)"},
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_arguments_are_read_from(file, what):
    text, expected = SAID[what]
    assert outline(file(HEAD + text)).functions[0].arguments == expected


def test_where_a_guess_comes_from_is_kept(file):
    path = file(HEAD + "def f(x, k=3): return x[0] * k\nf(np.ones(100))\n")
    assert own_kernel(path, "f").sources == {"x": "the call in line 5", "k": "its default"}


SHAPES = {
    "a row is reduced": (
        "def f(x):\n    out = np.empty_like(x)\n    for i in range(x.shape[0]):\n"
        "        e = np.exp(x[i] - np.max(x[i]))\n        out[i] = e / np.sum(e)\n    return out\n",
        {"x": "rng.random((n, n))"},
    ),
    "a difference of rows is": (
        "def f(p, w):\n    s = 0.0\n    for i in range(p.shape[0]):\n        d = p[i] - p[0]\n"
        "        s += (d * d).sum() * w[i]\n    return s\n",
        {"p": "rng.random((n, n))", "w": "rng.random(n)"},
    ),
    "a product is added to it": (
        "def f(x, y, A):\n    x += A @ y\n",
        {"x": "rng.random(n)", "y": "rng.random(n)", "A": "rng.random((n, n))"},
    ),
    "a product is assigned to all of it": (
        "def f(k, C, A, B):\n    C[:] = k * A @ B\n",
        {"k": "0.5", "C": "np.zeros((n, n))", "A": "rng.random((n, n))", "B": "rng.random((n, n))"},
    ),
    "its rows are unpacked": (
        "def f(p):\n    s = 0.0\n    for i in range(len(p)):\n        x, y = p[i]\n"
        "        s += x * y\n    return s\n",
        {"p": "rng.random((n, 2))"},
    ),
    "a sum along an axis": (
        "def f(x):\n    return (x * 2.0).sum(axis=1)\n",
        {"x": "rng.random((n, n))"},
    ),
    "rows begin where another says": (
        "def f(ptr, col, val, x):\n    s = 0.0\n    for i in range(ptr.size - 1):\n"
        "        for k in range(ptr[i], ptr[i + 1]): s += val[k] * x[col[k]]\n    return s\n",
        {
            "ptr": "8 * np.arange(n + 1)",
            "col": "rng.integers(0, n, 8 * n)",
            "val": "rng.random(8 * n)",
            "x": "rng.random(n)",
        },
    ),
    "a loop counts up from one to another": (
        "def f(i, last, ok):\n    while i <= last:\n        if ok[i] == False: return i\n"
        "        i += 1\n    return i\n",
        {"i": "0", "last": "n - 1", "ok": "rng.integers(0, 2, n)"},
    ),
    "a number that is a count": (
        "def f(data, float_n):\n    return data.sum() / float_n\n",
        {"data": "rng.random(n)", "float_n": "float(n)"},
    ),
    "a tuple is said": (
        "def f(u: float, xp: tuple[float, ...]) -> float:\n    return xp[0] + u\n",
        {"u": "0.5", "xp": "tuple(np.arange(8.0))"},
    ),
    "a mask of an array picks items": (
        "def f(x, r, k):\n    inside = np.logical_and(k <= r, r < 2 * k)\n    top = r.max()\n"
        "    return x[inside].mean() * top\n",
        {"x": "rng.random(n)", "r": "rng.random(n)", "k": "0.5"},
    ),
    "a factor is no array": (
        "def f(alpha, x, A):\n    return alpha * x @ A\n",
        {"alpha": "0.5", "x": "rng.random(n)", "A": "rng.random((n, n))"},
    ),
    "rows are taken as slices": (
        "def f(ptr, col, val, x):\n    s = 0.0\n    for i in range(ptr.size - 1):\n"
        "        c = col[ptr[i]:ptr[i + 1]]\n        s += val[ptr[i]:ptr[i + 1]] @ x[c]\n"
        "    return s\n",
        {
            "ptr": "8 * np.arange(n + 1)",
            "col": "rng.integers(0, n, 8 * n)",
            "val": "rng.random(8 * n)",
            "x": "rng.random(n)",
        },
    ),
    "an error is raised for other lengths": (
        "def f(x, y):\n    if x.shape[0] != 2 or len(y) != 3:\n        raise ValueError\n"
        "    return x[0] * y[1]\n",
        {"x": "rng.random(2)", "y": "rng.random(3)"},
    ),
    "a function is given two arguments": (
        "def f(g, a):\n    return g(a[0], a[1])\n",
        {"g": "numba.njit(lambda x, y: x + y)", "a": "rng.random(2)"},
    ),
    "a function is given rows": (
        "def f(g, a):\n    s = 0.0\n    for i in range(a.shape[0]):\n"
        "        s += g(a[i], a[0]) * a.shape[1]\n    return s\n",
        {"g": "numba.njit(lambda x, y: np.sum(x * y))", "a": "rng.random((n, n))"},
    ),
    "a window is moved over it": (
        "def f(image, kernel):\n    return image[i, j] * kernel[k, l]\n",
        {"image": "rng.random((n, n))", "kernel": "rng.random((3, 3))"},
    ),
    "columns are taken as slices": (
        "def f(p):\n    return p[:, 0:1] + p[:, 1:2] * p[:, 2:3]\n",
        {"p": "rng.random((n, 3))"},
    ),
    "a matrix is made of the rows of another": (
        "def f(k, z, H):\n    T = np.zeros((k, k))\n    for i in range(3):\n"
        "        T += z * H[i]\n    return np.linalg.inv(T)\n",
        {"k": "5", "z": "0.5", "H": "rng.random((n, n, n))"},
    ),
    "what is scaled and added to is no mere result": (
        "def f(C, b, A):\n    C[:] = b * C + A @ A\n",
        {"C": "rng.random((n, n))", "b": "0.5", "A": "rng.random((n, n))"},
    ),
    "a picture has edges and lengths": (
        "def f(xmin, xmax, y_min, y_max, xn, yn, maxiter):\n    x = np.linspace(xmin, xmax, xn)\n"
        "    y = np.linspace(y_min, y_max, yn)\n    for i in range(maxiter):\n"
        "        x[i] = y[0]\n    return x\n",
        {
            "xmin": "-1.0",
            "xmax": "1.0",
            "y_min": "-1.0",
            "y_max": "1.0",
            "xn": "n",
            "yn": "n",
            "maxiter": "10",
        },
    ),
    "a capital that is said to be real is no length": (
        'def f(M, x):\n    """Solve.\n\n    M : float\n        An angle\n    """\n'
        "    return x[0] + M\n",
        {"M": "0.5", "x": "rng.random(n)"},
    ),
    "rows are of the types of a signature": (
        "@njit('f8(f8[:], i4[:], i4[:], f8[:], i8)')\n"
        "def f(data, cols, starts, x, n):\n    s = 0.0\n"
        "    for i in range(n):\n        for j in range(starts[i], starts[i + 1]):\n"
        "            s += data[j] * x[cols[j]]\n    return s\n",
        {
            "data": "rng.random(8 * n)",
            "cols": "rng.integers(0, n, 8 * n, dtype=np.int32)",
            "starts": "(8 * np.arange(n + 1)).astype(np.int32)",
            "x": "rng.random(n)",
            "n": "n",
        },
    ),
    "a number that is said to be one stays one": (
        'def f(a):\n    """Turn.\n\n    a : float\n        An angle\n    """\n'
        "    return np.sin(a) * a\n",
        {"a": "0.5"},
    ),
    "rows are added to a row": (
        "def f(x, out, row):\n    for i in range(x.shape[0]):\n        out[row, :] += x[i]\n",
        {"x": "rng.random((n, n))", "out": "rng.random((n, n))", "row": "10"},
    ),
    "ends of numbers are real": (
        "def f(x, low_min, low_max, max_turns):\n    for _ in range(max_turns):\n"
        "        x[0] += low_min * low_max\n",
        {"x": "rng.random(n)", "low_min": "0.0", "low_max": "1.0", "max_turns": "10"},
    ),
    "a call's numbers follow its lengths": (
        "def f(x, half, rate):\n    return x[half] * rate\n\n"
        "dim = 500\nf(np.ones(dim), dim // 2, 2.5)\n",
        {"x": "np.ones(n)", "half": "n // 2", "rate": "2.5"},
    ),
    "a loop around a place is no loop over all": (
        "def f(x, y, r):\n    s = 0.0\n    for i in range(y - r, y + r + 1):\n"
        "        s += x[i]\n    return s\n",
        {"x": "rng.random(n)", "y": "10", "r": "10"},
    ),
    "a helper takes all the rest": (
        "def g(k, r, v, tol=1e-6):\n    return k * r[0] * v[1]\n"
        "def f(k, rv):\n    return g(k, *rv)\n",
        {"k": "0.5", "rv": "(rng.random(n), rng.random(n),)"},
    ),
    "a window is shorter than the data": (
        "def f(x, w):\n    out = np.empty(x.size - w + 1)\n    for i in range(out.size):\n"
        "        for j in range(w):\n            out[i] += x[i + j]\n    return out\n",
        {"x": "rng.random(n)", "w": "10"},
    ),
    "items are records": (
        "def f(points, other):\n    s = 0.0\n    for p in points:\n        s += p.mass * p.x\n"
        "    for i in range(3):\n        s += other[i].size_of\n    return s\n",
        {
            "points": 'np.ones(n, dtype=[("mass", "f8"), ("x", "f8")]).view(np.recarray)',
            "other": 'np.ones(n, dtype=[("size_of", "f8")]).view(np.recarray)',
        },
    ),
    "a picture's numbers stay in eight bits": (
        "def f(x, y):\n    return x[0] + y[0]\n\n"
        "f(np.random.randint(0, 256, (64, 64), dtype=np.uint8), np.random.randint(0, 50, 50))\n",
        {"x": "rng.integers(0, 256, (n, n), dtype=np.uint8)", "y": "rng.integers(0, n, n)"},
    ),
    "a radius is a distance unless items are counted": (
        "def f(x, radius, width):\n    s = 0.0\n    for i in range(x.size - width):\n"
        "        if x[i] < radius:\n            s += x[i + width]\n    return s\n",
        {"x": "rng.random(n)", "radius": "0.5", "width": "10"},
    ),
    "a function takes the rest": (
        "def f(a, g, *args):\n    return g(a[0], 1, *args)\n",
        {"a": "rng.random(n)", "g": "numba.njit(lambda x, y, *rest: x + y)", "args": "(0.5, 0.25)"},
    ),
    "lengths of a new shape are whole": (
        "def f(x, rows, cols):\n    return np.reshape(x[:], (rows, cols))\n",
        {"x": "rng.random(n)", "rows": "10", "cols": "10"},
    ),
    "a factor of distances is no matrix": (
        "def f(p, G, m):\n    x = p[:, 0:1]\n    d = x.T - x\n    return G * (d * d) @ m\n",
        {"p": "rng.random((n, 1))", "G": "0.5", "m": "rng.random(n)"},
    ),
    "a helper's documentation says it in words": (
        'def g(p, m):\n    """Move.\n\n    p  is an N x 3 matrix of places\n'
        '    m is an N x 1 vector\n    """\n    return (p * m).sum()\n'
        "def f(p, m):\n    return g(p, m)\n",
        {"p": "rng.random((n, 3))", "m": "rng.random((n, 1))"},
    ),
    "items stand for kinds": (
        "def g(a, b):\n    return 1 if a + b == 3 else 0\ndef f(x):\n    s = 0\n"
        "    for i in range(len(x)):\n        s += g(x[i], x[-i])\n    return s\n",
        {"x": "rng.integers(0, 4, n)"},
    ),
    "a helper takes more dimensions": (
        "def g(x):\n    return x[0, 0, 0] + 1\ndef f(x):\n    return g(x) * x.shape[1]\n",
        {"x": "rng.random((n, n, n))"},
    ),
}


@pytest.mark.parametrize("what", SHAPES)
def test_how_an_argument_is_used_says_its_shape_where(file, what):
    text, expected = SHAPES[what]
    assert outline(file(HEAD + text)).function("f").arguments == expected
