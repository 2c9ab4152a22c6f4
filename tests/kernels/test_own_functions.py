import os
import re

import numpy as np
import pytest

from explorer.kernels.finding import find, open_file
from explorer.kernels.kernel import KernelError
from explorer.kernels.listing import read
from explorer.kernels.loading import load
from explorer.kernels.outline import outline
from explorer.kernels.own import MOST_OTHERS, own_kernel
from explorer.kernels.refusal import explain
from explorer.kernels.ticking import ticked
from explorer.kernels.writing import kernel_file, save_kernel_file
from explorer.shipped import resource

EXAMPLES = resource("examples")


GUESSES = [
    ("def f(a):\n    for i in range(a.shape[0]): a[i]", {"a": "rng.random(n)"}),
    ("def f(a):\n    return a[0, 1]", {"a": "rng.random((n, n))"}),
    ("def f(a):\n    r, c = a.shape\n    return r", {"a": "rng.random((n, n))"}),
    ("def f(a, out):\n    out[0] = a[0]", {"a": "rng.random(n)", "out": "np.zeros(n)"}),
    ("def f(a, i):\n    return a[i[0]]", {"a": "rng.random(n)", "i": "rng.integers(0, n, n)"}),
    ("def f(n):\n    for i in range(n): pass", {"n": "n"}),
    ("def f(x, steps, scale=2.5):\n    return x", {"x": "0.5", "steps": "10", "scale": "2.5"}),
    ("def f(z: complex):\n    return z", {"z": "0.5 + 0.5j"}),
    ("def f(a: 'list[float]'):\n    return a", {"a": "rng.random(n).tolist()"}),
    ("def f(a):\n    return a\ndata = [1.0]\nf(data)", {"a": "rng.random(n).tolist()"}),
    ("def f(a, b):\n    import numpy as np\n    return np.dot(a, b)",
     {"a": "rng.random(n)", "b": "rng.random(n)"}),
]  # fmt: skip


def test_where_no_argument_depends_on_the_size_one_is_measured_and_that_is_said(file):
    path = file("def f(x):\n    return x * x\n")
    kernel = own_kernel(path, "f")
    assert kernel.sizes == "100"
    assert kernel.remarks[-1].startswith("No argument depends on n: one size is measured")
    grown = own_kernel(path, "f", {"x": "n"})
    assert grown.sizes == "1e2:1e6"
    assert not grown.remarks


@pytest.mark.parametrize(("text", "guessed"), GUESSES, ids=[str(g) for _, g in GUESSES])
def test_arguments_are_guessed_from_how_they_are_used(file, text, guessed):
    assert outline(file(text)).functions[0].arguments == guessed


def test_reading_a_file_runs_nothing_of_it(file):
    path = file("raise SystemExit('run!')\ndef f(a): return a[0]\n")
    assert own_kernel(path, "f").function == "f"


def test_the_tutorials_listing_works_as_it_is():
    kernel = find(f"{EXAMPLES / 'tutorial.py'}:calculate_sum")
    assert kernel.variant_names[:3] == ("python", "as_written", "njit")
    loaded = load(kernel)
    arguments = loaded.make_args(10, "float64", 0)
    loaded.variants["as_written"].compile(arguments)
    assert loaded.variants["as_written"].function(*arguments) == pytest.approx(sum(arguments[0]))


def test_prange_is_offered_and_not_ticked():
    kernel = own_kernel(EXAMPLES / "smooth.py", "smooth")
    assert "parallel_prange" in kernel.variant_names
    assert "parallel_prange" not in ticked(kernel)
    assert "for i in numba.prange(1, rows - 1)" in kernel.variant("parallel_prange").source
    assert "for j in range(1, columns - 1)" in kernel.variant("parallel_prange").source


@pytest.mark.parametrize("variant", ["njit", "parallel_prange", "fastmath"])
def test_helpers_are_compiled_along(variant):
    loaded = load(own_kernel(EXAMPLES / "smooth.py", "smooth"))
    grid, expected = loaded.make_args(9, "float64", 0)
    out = expected.copy()
    loaded.variants["python"].function(grid, expected)
    loaded.variants[variant].function(grid, out)
    np.testing.assert_allclose(out, expected, rtol=1e-12)


def test_a_function_that_calls_itself_is_compiled(file):
    path = file("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n")
    loaded = load(own_kernel(path, "fib", {"n": "10"}))
    assert loaded.variants["njit"].function(10) == 55


def test_functions_that_take_the_same_arguments_are_variants_too(file):
    path = file(
        """
        def helper(x): return x + 1
        def loop(a):
            s = 0.0
            for i in range(len(a)): s += helper(a[i])
            return s
        def whole(a):
            return a.sum() + len(a)
        def other(a, b): return a[0] + b[0]
        """
    )
    assert "whole" in own_kernel(path, "loop").variant_names
    assert "helper" not in own_kernel(path, "loop").variant_names
    assert "other" not in own_kernel(path, "loop").variant_names


def test_of_very_many_such_functions_the_likeliest_are_listed_and_it_is_said(file):
    many = "".join(f"def f{i}(a): return a[0]\n" for i in range(MOST_OTHERS))
    kernel = own_kernel(
        file(f"{many}def sum_of(a): return a[0]\ndef sum_up(a): return a[0]\n"), "sum_of"
    )
    others = [v.name for v in kernel.variants if v.options is None and v.name != "python"]
    assert len(others) == MOST_OTHERS
    assert others[:2] == ["sum_up", "f0"]
    assert kernel.remarks == (
        "Of 101 functions with the same arguments, 100 are listed as variants.",
    )


def test_arguments_can_be_given_as_expressions(file):
    path = file("def f(a, k): return a[0] * k\n")
    kernel = own_kernel(path, "f", {"a": "np.arange(n, dtype=np.float64)[::-1]", "k": "n"})
    array, k = load(kernel).make_args(4, "float64", 0)
    assert list(array) == [3, 2, 1, 0]
    assert k == 4


def test_the_dtype_is_that_of_floating_point_arrays(file):
    kernel = own_kernel(file("def f(a, idx): return a[idx[0]]\n"), "f")
    array, index = load(kernel).make_args(4, "float32", 0)
    assert (array.dtype, index.dtype) == (np.float32, np.int64)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"b": "1"}, "has no argument “b”; it has a"),
        ({"a": "1 +"}, "a = 1 \\+: Not a Python expression"),
    ],
)
def test_arguments_that_are_not_allowed_are_named(file, arguments, sentence):
    with pytest.raises(KernelError, match=sentence):
        own_kernel(file("def f(a): return a[0]\n"), "f", arguments)


@pytest.mark.parametrize("text", ["np.zeros(-n)", "exit(2)"])
def test_an_expression_that_fails_is_named(file, text):
    kernel = own_kernel(file("def f(a): return a[0]\n"), "f", {"a": text})
    with pytest.raises(KernelError, match=rf"The argument a = {re.escape(text)} failed for n = 3"):
        load(kernel).make_args(3, "float64", 0)


def test_several_functions_ask_for_a_choice():
    with pytest.raises(KernelError, match="choose one: mean_of_neighbours, smooth"):
        open_file(EXAMPLES / "smooth.py")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def f(:\n", "syntax error in line 1"),
        ("x = 1\n", "has no function"),
        ("def f(a): return a\n", "did you mean “f”"),
        ("ff = 3\ndef f(a): return a\n", "“ff” of .* is no function; its functions are f"),
    ],
)
def test_files_without_the_function_are_refused_in_a_sentence(file, text, sentence):
    with pytest.raises(KernelError, match=sentence):
        find(f"{file(text)}:ff")


def test_a_kernel_file_can_be_written_and_measures_the_same(tmp_path):
    kernel = own_kernel(EXAMPLES / "smooth.py", "smooth")
    saved = tmp_path / "kept.py"
    save_kernel_file(kernel, saved)
    again = read(saved)
    assert set(again.variant_names) == set(kernel.variant_names)
    assert again.in_place == ("out",)
    loaded = load(again)
    grid, expected = loaded.make_args(9, "float64", 0)
    for name in ("njit", "parallel_prange"):
        out = np.zeros_like(expected)
        load(kernel).variants["python"].function(grid, expected)
        loaded.variants[name].function(grid, out)
        np.testing.assert_allclose(out, expected, rtol=1e-12)


def test_what_only_runs_something_is_not_written(file):
    path = file("import numpy as np\nK = 3\ndef f(a): return a[0] * K\nprint(f(np.ones(3)))\n")
    text = kernel_file(own_kernel(path, "f"))
    assert "K = 3" in text
    assert "print" not in text


@pytest.mark.parametrize(
    "head",
    ["\x0cdef f(a):", "def\tf (a):", "def \\\n f(a):", "def ｆ(a):", "K = 3; print(7)\ndef f(a):",
     "# \x85\u2028\x1c\ndef f(a):  # \x0c\u2029", "def f(a):\n    'It adds \\\\ \"\"\" up.'",
     "@(lambda f:\n  f)\n# def f(b):\ndef f(a):"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["plain.py", 'a"""b\nc.py', "a\\.py"])
def test_however_a_function_is_written_its_kernel_file_measures_it(tmp_path, head, name):
    if os.name == "nt" and name != "plain.py":
        pytest.skip("no file can have that name")
    path = tmp_path / name
    text = f"{head}\n    if len(a) == 1: return a[0]\n    return a[0] + f(a[1:])\n"
    path.write_text(text, encoding="utf-8")
    found = {}
    exec(kernel_file(own_kernel(path, "f")), found)
    assert found["python"]([1.0, 2.0, 3.0]) == 6.0
    assert "f" not in found


def test_a_name_that_a_module_lacks_is_said_to_be_lacking(file):
    path = file("import numpy as np\ndef f(a): return np.nosuch(a)\n")
    with pytest.raises(AttributeError) as caught:
        load(own_kernel(path, "f")).variants["njit"].compile((np.ones(3),))
    assert explain(caught.value, path).sentence == "numpy has no “nosuch”."


REFUSALS = [
    ("return foo(a)", "“foo” is not defined"),
    ("return np.busday_count(a, a)", "Numba does not know"),
    ("return re.match('a', 'b')", "re"),
    ("counts = {}\n    return counts.get(1, 0)", "what an empty dict, list or set holds"),
    ("x = 1\n    if a[0] > 2:\n        x = 'text'\n    return x", "“x” is once"),
]


@pytest.mark.parametrize(("body", "words"), REFUSALS)
def test_refusals_name_the_cause_and_the_line(file, body, words):
    path = file(f"import re\nimport numpy as np\n\ndef f(a):\n    {body}\n")
    loaded = load(own_kernel(path, "f"))
    with pytest.raises(Exception) as caught:  # noqa: PT011 - Numba raises what it likes
        loaded.variants["njit"].compile((np.ones(3),))
    why = explain(caught.value, path)
    assert words in why.sentence
    assert 4 <= why.line <= 8
    assert "\n" not in why.sentence


def test_defaults_that_are_functions_of_pythons_own_are_left_unsaid(file):
    path = file("def f(x, k=2, way=round):\n    return way(x[0] * k)\n")
    loaded = load(own_kernel(path, "f"), ("python", "njit"))
    made = loaded.make_args(4, "float64", 0)
    assert len(made) == 2
    assert loaded.variants["njit"].function(*made) == loaded.variants["python"].function(*made)
    given = load(own_kernel(path, "f", {"way": "abs"}), ("python",)).make_args(4, "float64", 0)
    assert given[2] is abs
