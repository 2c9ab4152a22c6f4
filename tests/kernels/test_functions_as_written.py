"""Functions as people really write them are found, and measured as what they are."""

import ast
import re
import sys
import types
from dataclasses import replace

import numpy as np
import pytest

from explorer.kernels.finding import find, open_file
from explorer.kernels.kernel import KernelError
from explorer.kernels.loading import load
from explorer.kernels.outline import outline
from explorer.kernels.own import own_kernel
from explorer.kernels.turns import concerns

HEAD = "import numba\nimport numpy as np\nfrom numba import njit, prange\n"

PLACES = {
    "f": "if True:\n    @njit\n    def f(a):\n        return a.sum()\n",
    "g": "try:\n    import numba\n    @njit\n    def g(a):\n        return a.sum()\n"
    "except ImportError:\n    g = None\n",
    "main": "if __name__ == '__main__':\n    @njit\n    def main(a):\n        return a.sum()\n",
    "fast": "def slow(a):\n    return a.sum()\nfast = njit(fastmath=True)(slow)\n",
    "quick": "def slow(a):\n    return a.sum()\nquick = numba.jit(slow, nopython=True)\n",
    "made": "def make(k):\n    @njit\n    def inner(a):\n        return a.sum() * k\n"
    "    return inner\nmade = make(1.0)\n",
    "make(1.0)": "def make(k):\n    @njit\n    def inner(a):\n        return a.sum() * k\n"
    "    return inner\n",
    "Model.energy": "class Model:\n    @staticmethod\n    @njit\n    def energy(a):\n"
    "        return a.sum()\n",
    "wrapped": "from functools import wraps\ndef log(f):\n    @wraps(f)\n    def w(*args):\n"
    "        return f(*args)\n    return w\n@log\n@njit\ndef wrapped(a):\n    return a.sum()\n",
    "only": "@njit\ndef only(a, *, scale=1.0):\n    return a.sum() * scale\n",
    "short": "short = njit(lambda a: a.sum())\n",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_function_is_found_wherever_it_stands(file, name):
    kernel = find(f"{file(HEAD + PLACES[name])}:{name}")
    loaded = load(kernel)
    arguments = loaded.make_args(10, "float64", 0)
    for variant in ("python", "njit"):
        loaded.variants[variant].compile(arguments)
        assert loaded.variants[variant].function(*arguments) == pytest.approx(arguments[0].sum())


def test_starred_arguments_are_given_as_a_tuple(file):
    path = file(HEAD + "@njit\ndef f(a, *w):\n    return a[0] * w[0] + w[1]\n")
    loaded = load(own_kernel(path, "f", {"w": "(2.0, 3.0)"}))
    arguments = (np.ones(3), (2.0, 3.0))
    assert loaded.variants["njit"].function(*arguments) == 5.0


COMPILED_HELPERS = {
    "imported": "from helping import step\n@njit\ndef f(a):\n    return step(a[0])\n",
    "through a module": "import helping\ndef f(a):\n    return helping.step(a[0])\n",
    "nested": "def make():\n    @njit\n    def step(x):\n        return x + 1\n    @njit\n"
    "    def f(a):\n        return step(a[0])\n    return f\nf = make()\n",
    "of a helper": "@njit\ndef step(x):\n    return x + 1\ndef between(x):\n    return step(x)\n"
    "def f(a):\n    return between(a[0])\n",
    "static method": "class M:\n    @staticmethod\n    @njit\n    def step(x):\n"
    "        return x + 1\n@njit\ndef f(a):\n    return M.step(a[0])\n",
    "inherited method": "class A:\n    @staticmethod\n    @njit\n    def step(x):\n"
    "        return x + 1\nclass M(A):\n    pass\n@njit\ndef f(a):\n    return M.step(a[0])\n",
    "itself": "@njit\ndef f(a, k=3):\n    return a[0] if k == 0 else f(a, k - 1) + 1\n",
}


@pytest.mark.parametrize("kind", COMPILED_HELPERS)
def test_python_calls_no_compiled_helper(file, kind, monkeypatch):
    helping = file("from numba import njit\n@njit\ndef step(x):\n    return x + 1\n", "helping.py")
    monkeypatch.syspath_prepend(helping.parent)
    kernel = find(f"{file(HEAD + COMPILED_HELPERS[kind])}:f")
    variant = load(kernel).variants["python"]
    arguments = load(kernel).make_args(3, "float64", 0)
    compilation = variant.compile(arguments)
    assert compilation.seconds is None
    assert not compilation.unfit


def test_python_of_a_helper_keeps_as_many_bits_as_its_signature_says(file):
    helper = "@njit('{}(int64)')\ndef mixed(x):\n    return x * 2654435761\n"
    text = helper + "@njit\ndef f(a):\n    return mixed(int(a[0]) + 9)\n"
    given = []
    for kind in ("int32", "uint32", "int64"):
        kernel = own_kernel(file(HEAD + text.format(kind), f"{kind}.py"), "f")
        variants = load(kernel, ("python", "njit")).variants
        given.append(variants["python"].function(np.zeros(3)))
        assert given[-1] == variants["njit"].function(np.zeros(3))
    whole = 9 * 2654435761
    assert given == [(whole + 2**31) % 2**32 - 2**31, whole % 2**32, whole]


def test_types_of_numba_are_types_of_numpy_for_python(file):
    text = ("import numba as nb\nfrom numba import float64\ndef f(a):\n"
            "    out = np.zeros(a.size, dtype=float64)\n    for i in nb.prange(a.size):\n"
            "        out[i] = nb.int64(a[i])\n    return out\n")  # fmt: skip
    python = load(own_kernel(file(HEAD + text), "f"), ("python",)).variants["python"]
    assert python.function(np.array([2.5])).tolist() == [2.0]


def test_a_function_inside_another_is_said_to_be_there(file):
    path = file(HEAD + "def setup():\n    global g\n    def g(a):\n        return a\ndef f(a):\n"
                "    return a[0]\n")  # fmt: skip
    with pytest.raises(KernelError, match=r"“g” is defined in line 6 inside “setup”, and exists"):
        find(f"{path}:g")


def test_what_a_signature_says_is_returned_is_what_the_function_as_written_returns(file):
    text = "@njit('int16(float64[:])')\ndef f(a):\n    return 70000 + int(a[0])\n"
    variant = load(own_kernel(file(HEAD + text), "f"), ("as_written",)).variants["as_written"]
    variant.compile((np.zeros(3),))
    assert variant.function(np.zeros(3)) == 70000 - 2**16


def test_functions_and_named_tuples_that_arguments_make_are_the_same_at_every_size(file):
    text = "def f(run, p, g):\n    return run(p.a) + g(2)\n"
    given = {
        "run": "numba.njit(lambda x: x + 1)",
        "p": 'namedtuple("P", "a b")(n, rng.random(n))',
        "g": "numba.njit(lambda x, m=n: x + m)",
    }
    loaded = load(own_kernel(file(HEAD + text), "f", given), ("python",))
    small, large = loaded.make_args(3, "float64", 0), loaded.make_args(5, "float64", 0)
    assert small[0] is large[0]
    assert type(small[1]) is type(large[1])
    assert (large[1].a, large[2](1)) == (5, 6)


def test_what_remembers_its_results_is_measured_without_that(file):
    path = file(HEAD + "import functools\ncalled = []\n@functools.cache\ndef f(k):\n"
                "    called.append(k)\n    return k if k < 2 else f(k - 1) + f(k - 2)\n"
                "@functools.lru_cache(None)\ndef half(k):\n    return k / 2\n"
                "def g(k):\n    return half(k) + half(k)\n")  # fmt: skip
    loaded = load(own_kernel(path, "f"), ("python",))
    python = loaded.variants["python"].function
    assert python(5) == python(5) == 5
    assert len(loaded.module.called) == 2 * 15
    compiled = load(own_kernel(path, "g"), ("njit",))
    assert compiled.variants["njit"].function(3) == 3.0
    assert any("half is measured without its lru_cache (line 10)" in n for n in compiled.notes)


def test_python_that_cannot_be_had_without_compiled_code_says_so(file):
    path = file(HEAD + "@numba.stencil\ndef near(a):\n    return a[-1] + a[1]\n"
                "@njit\ndef f(a):\n    return near(a)\n")  # fmt: skip
    variant = load(own_kernel(path, "f")).variants["python"]
    assert "the compiled near" in variant.compile((np.ones(5),)).unfit


def test_a_stencil_that_python_calls_is_compiled_at_each_call_and_that_is_said(file):
    path = file(HEAD + "@numba.stencil\ndef near(a):\n    return a[-1] + a[1]\n")
    variants = load(own_kernel(path, "near"), ("as_written", "njit")).variants
    said = "the stencil near is compiled anew at each call"
    assert said in variants["as_written"].compile((np.ones(5),)).unfit
    assert not variants["njit"].compile((np.ones(5),)).unfit


def test_pandas_is_there_for_arguments_that_need_it(file, monkeypatch):
    made = types.ModuleType("pandas")
    made.twice = lambda n: 2 * n
    monkeypatch.setitem(sys.modules, "pandas", made)
    kernel = own_kernel(file(HEAD + "def f(a):\n    return a\n"), "f", {"a": "pd.twice(n)"})
    assert load(kernel).make_args(8, "float64", 0) == (16,)


UNFIT = {
    "method of its object": (
        "class M:\n    @staticmethod\n    @njit\n    def step(x):\n        return x + 1\n"
        "    def f(self, a):\n        return self.step(a[0])\n",
        "M.f", {"self": "M()"}, "the compiled M.step"),
    "jitclass": (
        "@numba.experimental.jitclass([('k', numba.int64)])\nclass J:\n"
        "    def __init__(self, k):\n        self.k = k\n"
        "@njit\ndef f(a):\n    return J(3).k + a[0]\n",
        "f", {}, "the compiled J"),
    "at every call": (
        "def f(a):\n    @njit\n    def step(x):\n        return x + 1\n    return step(a[0])\n",
        "f", {}, "line 6 is compiled anew at every call"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNFIT)
def test_python_that_is_half_compiled_is_not_recommended(file, kind):
    text, name, given, words = UNFIT[kind]
    head = HEAD + "import numba.experimental\n"
    loaded = load(own_kernel(file(head + text), name, given), ("python",))
    assert words in loaded.variants["python"].compile(loaded.make_args(2, "float64", 0)).unfit


def test_a_compiled_function_that_calls_itself_is_measured_as_written(file):
    text = ("@njit\ndef f(a, low, high):\n    if low < high:\n        a[low] += 1\n"
            "        f(a, low + 1, high)\n        f(a, low + 2, high)\n")  # fmt: skip
    loaded = load(own_kernel(file(HEAD + text), "f"))
    a = np.zeros(4)
    loaded.variants["as_written"].compile((a, 0, 4))
    loaded.variants["as_written"].function(a, 0, 4)
    assert a.tolist() == [1, 1, 2, 3]


def test_what_starts_threads_in_a_helper_is_threaded(file):
    path = file(HEAD + "@njit(parallel=True)\ndef heavy(a):\n    s = 0.0\n"
                "    for i in prange(a.size):\n        s += a[i]\n    return s\n"
                "@njit\ndef f(a):\n    return heavy(a) + 1\n")  # fmt: skip
    loaded = load(own_kernel(path, "f"))
    compiled = {v: loaded.variants[v].compile((np.ones(5),)) for v in ("python", "njit")}
    assert [compiled[v].threaded for v in ("python", "njit")] == [False, True]


def test_what_finds_errors_is_known_by_its_options(file):
    path = file("import numba\n@numba.njit(debug=True)\ndef f(a):\n    return a.sum()\n")
    loaded = load(open_file(path, "f", {"a": "np.ones(n)"}))
    guarded = {name for name, variant in loaded.variants.items() if variant.guarded}
    assert guarded == {"as_written", "boundscheck"}


def test_fastmath_is_unfit_for_code_that_asks_for_nan(file):
    path = file(HEAD + "@njit\ndef f(a):\n    s = 0.0\n    for v in a:\n"
                "        if not np.isnan(v): s += v\n    return s\n")  # fmt: skip
    loaded = load(own_kernel(path, "f"))
    unfit = {v: loaded.variants[v].compile((np.ones(5),)).unfit for v in ("njit", "fastmath")}
    assert not unfit["njit"]
    assert "“isnan” may answer wrongly" in unfit["fastmath"]


@pytest.mark.parametrize(
    ("flags", "fit"), [("{'nsz', 'reassoc'}", True), ("{'nnan', 'arcp'}", False), ("False", True)]
)
def test_flags_of_fastmath_that_leave_nan_are_fit_for_code_that_asks_for_it(file, flags, fit):
    path = file(HEAD + f"@njit(fastmath={flags})\ndef f(a):\n    return np.nanstd(a)\n")
    variant = load(own_kernel(path, "f"), ("as_written",)).variants["as_written"]
    assert bool(variant.compile((np.ones(5),)).unfit) != fit


def test_a_generator_is_consumed(file):
    path = file(HEAD + "@njit\ndef f(a):\n    for v in a:\n        yield v * 2\n")
    loaded = load(own_kernel(path, "f"))
    for name in ("python", "as_written", "njit"):
        loaded.variants[name].compile((np.ones(2),))
        assert loaded.variants[name].function(np.ones(2)) == [2.0, 2.0]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("from numba import cuda\n@cuda.jit\ndef f(a):\n    a[0] = 1\n", "f", "is a CUDA kernel"),
        ("async def f(a):\n    return a\n", "f", "“f” in line 4 is a coroutine"),
        ("class C:\n    def __init__(self, g): pass\n@C\ndef f(a):\n    return a\n", "f",
         "an object of type C"),
        ("def f(a, **options):\n    return a\n", "f", "takes any keywords"),
        ("type X[T] = list[T]\n", "f", "line 4.*newer Python|has no function"),
        ("x = 1\n", "f", "has no function; write"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused_in_a_sentence(file, text, name, words):
    with pytest.raises(KernelError, match=words):
        load(own_kernel(file(HEAD + text), name))


RACES = [
    ("for i in prange(a.size): b[0] += a[i]", "every turn of the prange loop writes b\\[0\\]"),
    ("for i in prange(a.size): b[:] += a[i]", "every turn of the prange loop writes b\\[:\\]"),
    ("for i in prange(1, a.size): a[i] = a[i - 1]", "reads a\\[i - 1\\], which another turn"),
    ("for i in prange(a.size):\n        k = int(a[i])\n        b[k] += 1", "two turns .* may add"),
]


@pytest.mark.parametrize(("loop", "words"), RACES)
def test_turns_that_collide_are_named_from_the_source(file, loop, words):
    path = file(f"{HEAD}@njit(parallel=True)\ndef f(a, b):\n    {loop}\n    return b\n")
    variant = load(own_kernel(path, "f")).variants["parallel"]
    concerns = variant.compile((np.ones(5), np.ones(5))).concerns
    assert re.search(words, " ".join(concerns))


@pytest.mark.parametrize("where", ["", "“theirs.py”, "])
def test_variants_of_a_kernel_file_are_told_of_like_a_users_function(file, where):
    """As they stand, in the file itself or in another that it names; and so are siblings."""
    body = "@njit(parallel=True)\ndef f(a):\n    for i in prange(3): a[0] += i\n"
    body += "@njit(fastmath=True)\ndef g(a): a[0] = np.nanmin(a)\n"
    made = "def make_args(n): return (np.ones(n),)\n"
    if where:
        file(HEAD + body, "theirs.py")
        body = 'variants = {"f": "theirs.py:f", "g": "theirs.py:g"}\n'
    path = file(HEAD + body + made)
    loaded = [load(find(str(path))).variants]
    if not where:
        beside = replace(own_kernel(path, "g"), variants=find(str(path)).variants)
        loaded.append(load(beside).variants)
    for variants in loaded:
        (said,) = variants["f"].compile((np.ones(5),)).concerns
        assert re.match(f"{where}line \\d+: every turn of the prange loop writes a", said)
        assert "“nanmin” may answer wrongly" in variants["g"].compile((np.ones(5),)).unfit


def test_turns_that_keep_apart_are_not_named(file):
    loop = "for i in prange(a.size):\n        t = np.zeros(2)\n"
    loop += "        t[0] = a[i]\n        b[i] = t[0]"
    path = file(f"{HEAD}@njit(parallel=True)\ndef f(a, b):\n    {loop}\n    return b\n")
    variant = load(own_kernel(path, "f")).variants["parallel"]
    assert not variant.compile((np.ones(5), np.ones(5))).concerns


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("y[:k] += c * np.flip(y[:k])", "np.flip(y[:k])"),
        ("a[i, 1:-1] += a[i - 1, 1:-1] + a[i, 2:]", "a[i, 2:]"),
        ("a[1:] *= a[:-1]", "a[:-1]"),
        ("a[i, :k] += a[i, k:] + a[j, :k]", ""),
        ("a[i, 1:] += a[i, 0] * b[:-1]", ""),
        ("a[1:] += a[1:]", ""),
        ("for i in prange(9):\n        for j in range(1 + i % 2, 9, 2): a[i, j] = a[i - 1, j]", ""),
        ("a += a[::-1]", "a[::-1]"),
        ("a += np.flip(b)", ""),
    ],
)
def test_array_expressions_that_read_what_they_change_elsewhere_are_named(text, read):
    """NumPy copies first; Numba's loop does not, and a recursion went off by 5e11 with it."""
    said = concerns(ast.parse(f"def f(y, a, b, c, i, j, k):\n    {text}").body[0])
    found = [one.partition(" while ")[2].partition(" is read")[0] for one in said]
    assert found == [read] * bool(read)


def test_default_arguments_of_a_kernel_file_are_taken(file):
    path = file(HEAD + "def make_args(n):\n    return (np.ones(n),)\n"
                "@njit\ndef f(a, k=2.0):\n    return a.sum() * k\n")  # fmt: skip
    loaded = load(find(str(path)))
    assert loaded.variants["f"].compile((np.ones(3),)).seconds is not None
    assert loaded.variants["f"].function(np.ones(3)) == 6.0


def test_only_what_is_asked_for_is_compiled_when_a_file_is_run(file):
    many = "".join(
        f"@njit('float64(float64)')\ndef f{i}(x):\n    return x + {i}\n" for i in range(40)
    )
    kernel = own_kernel(file(HEAD + many), "f7")
    module = load(kernel, ("as_written",)).module
    assert hasattr(module, "f7")
    assert not hasattr(module, "f8")
    assert len(outline(kernel.path).functions) == 40


def test_what_a_decorator_compiled_at_once_is_not_counted_against_python(file):
    text = "@njit('float64(float64)')\ndef f(x):\n    return x + 1\n"
    loaded = load(own_kernel(file(HEAD + text), "f"), ("python", "as_written"))
    assert loaded.variants["python"].compile((1.0,)).seconds is None


@pytest.mark.parametrize(
    ("decorator", "asks"),
    [
        ("@njit(parallel=True)", True),
        ("@njit(parallel=flag)", True),
        ("@numba.vectorize(['f8(f8)'], target='parallel')", True),
        ("@njit(parallel=False)", False),
        ("@njit(parallel = False, fastmath=True)", False),
        ("@njit", False),
    ],
)
def test_only_a_decorator_that_may_give_threads_asks_for_them(file, decorator, asks):
    path = file(f"{HEAD}\nflag = True\n\n{decorator}\ndef f(x):\n    return x + 1\n")
    assert own_kernel(path, "f").variant("as_written").asks_for_threads is asks


def test_a_ufunc_for_several_threads_has_its_python_and_a_variant_with_one_thread(file):
    path = file(
        """
        import math
        import numba
        @numba.vectorize(["float64(float64, float64)"], target="parallel")
        def f(x, y):
            return x if x > y else math.sqrt(y)
        """
    )
    kernel = find(f"{path}:f")
    assert kernel.variant_names == ("python", "as_written", "vectorize", "fastmath", "boundscheck")
    assert kernel.arguments == dict.fromkeys("xy", "rng.random(n)")
    assert kernel.baseline == "vectorize"
    loaded = load(kernel)
    made = loaded.make_args(20, "float64", 0)
    results = [loaded.variants[name].function(*made) for name in ("python", "as_written")]
    np.testing.assert_array_equal(*results)
    threaded = [name for name in loaded.variants if loaded.variants[name].compile(made).threaded]
    assert threaded == ["as_written"]


def test_a_generalised_ufunc_for_several_threads_gets_rows_that_they_share(file):
    path = file(
        """
        import numba
        @numba.guvectorize(["void(float64[:], float64[:])"], "(n)->(n)", target="parallel")
        def f(a, out):
            for i in range(a.shape[0]): out[i] = 2 * a[i]
        """
    )
    kernel = find(f"{path}:f")
    assert kernel.arguments["a"] == "rng.random((n, n))"
    loaded = load(kernel)
    assert loaded.variants["as_written"].compile(loaded.make_args(4, "float64", 0)).threaded


def test_a_ufunc_for_a_gpu_is_refused_in_a_sentence(file):
    path = file(
        """
        import numba
        @numba.vectorize(["float64(float64)"], target="cuda")
        def f(x): return x
        """
    )
    with pytest.raises(KernelError, match="runs on a GPU"):
        find(f"{path}:f")


def test_a_rehearsal_compiles_a_copy_and_not_the_variant(file):
    path = file(HEAD + "@njit\ndef f(a):\n    return a.sum()\n@njit\ndef g(n):\n"
                "    return 1 if n < 2 else g(n - 1)\n")  # fmt: skip
    loaded = load(find(f"{path}:f"))
    variant, made = loaded.variants["as_written"], loaded.make_args(4, "float64", 0)
    assert variant.rehearse(made) > 0
    assert not variant.dispatcher.signatures
    assert load(find(f"{path}:g")).variants["as_written"].rehearse((3,)) is None
