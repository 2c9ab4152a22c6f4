"""Kinds of arguments that people's functions take, each seen in one small file."""

import pytest

from explorer.kernels.outline import outline

DEFINITE = "rng.random((n, n)) + n * np.eye(n)"
TWO = "(rng.random((n, n)), rng.random((n, n)),)"
KINDS = {
    "matrices by whose diagonal something is divided": (
        """
        def f(A, L, x, b):
            for i in range(A.shape[0]):
                for j in range(i):
                    A[i, j] /= A[j, j]
                x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
        """,
        {"A": DEFINITE, "L": DEFINITE, "x": "rng.random(n)", "b": "rng.random(n)"},
    ),
    "the weights and biases of a network": (
        """
        def f(inputs, w1, b1, w2, b2):
            return np.maximum(inputs @ w1 + b1, 0) @ w2 + b2
        """,
        {
            "inputs": "rng.random((n, n))",
            "w1": "rng.random((n, n))",
            "b1": "rng.random(n)",
            "w2": "rng.random((n, n))",
            "b2": "rng.random(n)",
        },
    ),
    "what is added up along an axis that is named": (
        "def f(samples, out, at): out[at, :] = np.sum(samples, axis=0)",
        {"samples": "rng.random((n, n))", "out": "np.zeros((n, n))", "at": "10"},
    ),
    "a number of turns that index only what is made in the body": (
        """
        def f(x, nt):
            energy = np.zeros(nt + 1)
            for i in range(nt):
                energy[i + 1] = np.sum(x)
            return energy
        """,
        {"x": "rng.random(n)", "nt": "10"},
    ),
    "a matrix in one dimension": (
        """
        def f(image, width, height):
            for row in range(height):
                for column in range(width):
                    at = row * width + column
                    image[at] *= 2
        """,
        {"image": "rng.random(n * n)", "width": "n", "height": "n"},
    ),
    "what names are compared with": (
        """
        def f(x, kind, order):
            if kind == "largest":
                return np.max(x)
            if order == 1:
                return np.sum(x)
            elif order == 2:
                return np.sum(x) ** 2
        """,
        {"x": "rng.random(n)", "kind": "'largest'", "order": "1"},
    ),
    "NumPy by other names, and its function of the same name as one here": (
        """
        import numpy as onp
        from numpy import searchsorted

        def f(A, b, edges, many):
            return onp.linalg.solve(A, b) + searchsorted(edges, 0.5)
        def g(x):
            return onp.f(x, 1) + np.f(3, x, x, 5)
        """,
        {
            "A": "rng.random((n, n))",
            "b": "rng.random(n)",
            "edges": "np.sort(rng.random(n))",
            "many": "0.5",
        },
    ),
    "rows of a small example, which cannot grow by themselves": (
        '''
        def f(indptr, indices, data, x):
            """
            >>> f(np.array([0, 2, 3]), np.array([0, 1, 1]), np.array([1.0, 2.0, 3.0]), np.ones(2))
            """
            out = np.zeros(len(indptr) - 1)
            for i in range(len(indptr) - 1):
                for k in range(indptr[i], indptr[i + 1]):
                    out[i] += data[k] * x[indices[k]]
            return out
        ''',
        {
            "indptr": "8 * np.arange(n + 1)",
            "indices": "rng.integers(0, n, 8 * n)",
            "data": "rng.random(8 * n)",
            "x": "rng.random(n)",
        },
    ),
    "one row in an example, which stays one": (
        "def f(x):\n    '''\n    >>> f(np.array([[1, 2, 3]]))\n    '''\n    return x[0, 0]\n",
        {"x": "rng.integers(0, n, (1, n))"},
    ),
    "an annotation against what a helper does with it": (
        """
        def f(x, loc: float): return logpdf(x, loc)
        def logpdf(x, loc): return np.sum((x - loc[0]) ** 2)
        """,
        {"x": "rng.random(n)", "loc": "0.25"},
    ),
    "sums of stacks of matrices": (
        """
        def f(G, dH, D, out):
            for k in range(G.shape[0]):
                for a in range(dH.shape[0]):
                    for i in range(D.shape[-1]):
                        g = G[k, a] @ dH[a, i]
                        out[k, a] += g @ (dH[a, i] * D[k, a, i])
        """,
        {
            "G": "rng.random((n, n, n, n))",
            "dH": "rng.random((n, n, n, n))",
            "D": "rng.random((n, n, n))",
            "out": "rng.random((n, n, n, n))",
        },
    ),
    "data that a function of the file makes, all of them in one call": (
        """
        def f(pos, mass, w, turns):
            return pos[0] + mass[0] + w[0] + turns
        def made(count, dim=3, seed=42):
            return np.ones((count, dim)), np.ones(count)
        def weights(size): return np.ones(size)
        if __name__ == "__main__":
            N = 5000
            pos, mass = made(N, seed=70)
            f(pos, mass, weights(N), 10)
        """,
        {
            "pos": "made(n, seed=70)[0]",
            "mass": "made(n, seed=70)[1]",
            "w": "weights(n)",
            "turns": "10",
        },
    ),
    "x and y are arrays, so z is one": (
        "def f(A, x, y, z, alpha): x += alpha * A @ y + z",
        {
            "A": "rng.random((n, n))",
            "x": "rng.random(n)",
            "y": "rng.random(n)",
            "z": "rng.random(n)",
            "alpha": "0.5",
        },
    ),
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
    "a matrix of so many rows and columns": (
        "def f(A, B):\n    assert A.shape[0] == A.shape[1] == 3\n    return A[0, 0] + B[0, 0]\n",
        {"A": "rng.random((3, 3))", "B": "rng.random((n, n))"},
    ),
    "the channels of a picture, of which bits are moved": (
        """
        def f(picture, out):
            for y in range(picture.shape[0]):
                for x in range(picture.shape[1]):
                    r, b = 77 * picture[y, x, 0], picture[y, x, 2]
                    g = picture[y, x, 1]
                    out[y, x] = (r + 150 * g + b) >> 8
        """,
        {"picture": "rng.integers(0, 256, (n, n, 3))", "out": "np.zeros((n, n))"},
    ),
    "columns by name, and a row of them": (
        "def f(table, row):\n    table['in'][row] = table['out'][row + 1]\n",
        {"table": 'np.ones(n, dtype=[("in", "f8"), ("out", "f8")])', "row": "10"},
    ),
    "records whose fields helpers know, handed on whole or one by one": (
        """
        def f(mix, pixels):
            total = 0.0
            for i in range(pixels.shape[0]):
                pixel = pixels[i]
                total += pixel["error"] * one(mix, pixel)
            return total
        def one(mix, pixel): return mix[0]["p"] * norm(mix) * pixel["u"]
        def norm(mix): return mix["norm"][0]
        """,
        {
            "mix": 'np.ones(n, dtype=[("p", "f8"), ("norm", "f8")])',
            "pixels": 'np.ones(n, dtype=[("error", "f8"), ("u", "f8")])',
        },
    ),
    "letters that are only compared": (
        """
        def f(a, b, c):
            for i in range(len(a)):
                if a[i - 1] == b[i] and c[i] != a[i]:
                    return c[i] * i
        """,
        {"a": "rng.integers(0, 4, n)", "b": "rng.integers(0, 4, n)", "c": "rng.random(n)"},
    ),
    "records in an attribute": (
        """
        def f(tree, at):
            node = tree.nodes[at]
            if node["child"] == -1:
                return tree.points[node["first"]]
            return 0.0
        """,
        {
            "tree": 'namedtuple("Tree", "nodes points")(np.ones(n, dtype=[("child", "f8"), '
            '("first", "f8")]), rng.random(n))',
            "at": "10",
        },
    ),
    "rows that a helper gets out of a variable": (
        """
        def f(boxes, dim):
            total = 0.0
            for i in range(boxes.shape[0]):
                box = boxes[i]
                total += middle(box, dim)
            return total
        def middle(box, dim): return 0.5 * (box[2 * dim] + box[2 * dim + 1])
        """,
        {"boxes": "rng.random((n, 2 * n))", "dim": "10"},
    ),
    "items that are only compared with one another, of loops too": (
        """
        def f(a, b):
            same = 0
            for i, x in enumerate(a):
                for j, y in enumerate(b):
                    same += x == y
            return same
        """,
        {"a": "rng.integers(0, 4, n)", "b": "rng.integers(0, 4, n)"},
    ),
    "a function that is said to take arrays": (
        """
        def f(X: np.ndarray, dist: Callable[[np.ndarray, np.ndarray], float]):
            return dist(X[0], X[1])
        """,
        {"X": "rng.random((n, n))", "dist": "numba.njit(lambda x, y: np.sum(x * y))"},
    ),
    "a picture's channels, and where slices of it begin": (
        """
        def f(img, k_size):
            w, h, c = img.shape
            r = k_size // 2
            return np.exp(-img[0:r] / k_size) + w * h * c
        """,
        {"img": "rng.random((n, n, 3))", "k_size": "10"},
    ),
    "how far another index goes back": (
        """
        def f(x, out, p):
            for t in range(x.shape[0]):
                for j in range(p):
                    out[t] += x[t - 1 - j]
        """,
        {"x": "rng.random(n)", "out": "rng.random(n)", "p": "2"},
    ),
    "what is computed and assigned to all of an array": (
        """
        def f(price, rate, out):
            gain = price * rate
            out[:] = gain
        """,
        {"price": "rng.random(n)", "rate": "rng.random(n)", "out": "np.zeros(n)"},
    ),
    "texts, and bytes": (
        "def f(words: list[str], raw: bytes): return len(words) + len(raw)",
        {
            "words": "[str(number) for number in rng.integers(0, 10**9, n)]",
            "raw": "rng.bytes(8 * n)",
        },
    ),
    "the ends of an interval that are whole numbers": (
        "def f(n: int, a: int, b: int): return np.linspace(a, b, n)",
        {"n": "n", "a": "0", "b": "10"},
    ),
    "what is made an array": (
        "def f(a): return np.ravel(np.asarray(a)).sum()",
        {"a": "rng.random(n)"},
    ),
    "numbers of kinds by a signature, and of no axis by a layout": (
        """
        @guvectorize(["void(uint32[:], int64[:], int64[:])"], "(n),()->(n)")
        def f(kinds, most, out):
            for i in range(1, kinds.shape[0]):
                out[i] = most[0] * (kinds[i] == kinds[i - 1])
        """,
        {
            "kinds": "rng.integers(0, 4, n, dtype=np.uint32)",
            "most": "10",
            "out": "rng.integers(0, n, n, dtype=np.int64)",
        },
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
    "what the file fills after it was made is what it then holds": (
        "def f(x): return x['a'][0]\nd = Dict.empty(text, numbers)\nd['a'] = 1.0\nf(d)\n",
        {"x": "d"},
    ),
    "what a loop fills is, too": (
        "def f(x): return x[0]\nif __name__ == '__main__':\n    parts = []\n"
        "    for i in range(9): parts.append(i)\n    f(tuple(parts))\n",
        {"x": "tuple(parts)"},
    ),
    "what is filled elsewhere is not known to be empty": (
        "def f(x): return x['a'][0]\ndef g():\n    d = {}\n    d['a'] = 1.0\n    f(d)\n",
        {"x": 'np.ones(n, dtype=[("a", "f8")])'},
    ),
    "what a function of the file gives for it may take long to have": (
        "def f(x): return x[0]\ndef run(i): return i\nparts = []\n"
        "for i in range(9): parts.append(run(i))\nf(parts)\n",
        {"x": "rng.random(n)"},
    ),
    "an array that is filled after it was made holds something": (
        "def f(x, out): out[0] = x[0, 0]\nx = np.empty((1000, 2))\nfor i in range(9): x[i] = i\n"
        "f(x, np.empty(1000))\n",
        {"x": "rng.random((n, 2))", "out": "np.empty(n)"},
    ),
    "numbers written down in order are sorted": (
        "def f(a, v): return a[0] + v\nf(np.array([0.2, 0.4, 1.0]), 0.5)\n",
        {"a": "np.sort(rng.random(n))", "v": "0.5"},
    ),
    "an array has as many items as the shape that it gets": (
        "def f(a): return a[0, 0]\nf(np.arange(20).reshape(2, 10))\n",
        {"a": "np.arange(2 * n).reshape(2, n)"},
    ),
    "what only ** takes is none of the arguments": (
        "def f(k, **more): return k\nf(2, normed=3)\n",
        {"k": "2"},
    ),
    "the only array grows, however short it is": (
        "def f(a, k): return a[0] * k\nf(np.random.rand(6), 2)\n",
        {"a": "rng.random(n)", "k": "2"},
    ),
    "of a ufunc numbers come from arrays": (
        "@vectorize\ndef f(a, b): return a * b\nf(2, 3)\n",
        {"a": "rng.random(n)", "b": "rng.random(n)"},
    ),
    "a number beside a default is no length": (
        "def f(x, k, most=100):\n    for i in range(k): x[i] += most\nf(np.ones((500, 2)), 20)\n",
        {"x": "np.ones((n, 2))", "k": "20", "most": "100"},
    ),
    "parameters are not what the file calls so": (
        "def f(x, rows): return x[0] * rows\nrows = np.ones(20)\nclass Graph:\n"
        "    def x(self): return 1\ndef g(x, rows): return f(x, rows)\n",
        {"x": "rng.random(n)", "rows": "0.5"},
    ),
    "a loop variable is what its first turn has": (
        "def f(a): return a[0, 0]\nfor size in (20, 10), (480, 1000):\n    f(np.ones(size))\n",
        {"a": "np.ones((n, n))"},
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


@pytest.mark.parametrize("what", KINDS)
def test_use_names_and_documentation_tell_of(file, what):
    text, expected = KINDS[what]
    assert outline(file(text)).functions[0].arguments == expected


@pytest.mark.parametrize("what", CALLS)
def test_in_a_call_of_the_file(file, what):
    text, expected = CALLS[what]
    assert outline(file(text)).functions[0].arguments == expected
