"""Guessed arguments are tried, and the next best ones where they do not fit."""

import json
import sys
import textwrap

import pytest

from explorer.kernels.arguments.body import body_of
from explorer.kernels.arguments.candidates import next_best, that_compile
from explorer.kernels.arguments.giving_up import TOO_LONG
from explorer.kernels.arguments.trial import Trial
from explorer.kernels.arguments.trying import fit
from explorer.kernels.kernel import KernelError
from explorer.kernels.loading import load
from explorer.kernels.outline import outline
from explorer.kernels.own import own_kernel
from explorer.measure import checking, fitting
from explorer.measure.checking import check
from explorer.measure.fitting import alike, fitted
from explorer.measure.plain_values import as_line

HEAD = "import numpy as np\nfrom collections import namedtuple\nfrom numba import njit\n"


@pytest.fixture
def file(file):
    """Return a function that writes a file which has what most of them import."""
    return lambda text, name="mine.py": file(HEAD + textwrap.dedent(text), name)


@pytest.fixture
def here(monkeypatch):
    """Let arguments be tried in this process: how it is asked is not what a test is about."""
    monkeypatch.setattr(sys, "path", [*sys.path])

    def ask(kernel, changeable):
        answers = {"left_behind": [], "late": False}
        fitting.find_out(
            fitting.job_of(kernel, changeable),
            lambda **told: answers.update(json.loads(as_line(told))),
        )
        return answers

    monkeypatch.setattr(fitting, "ask", ask)


FOUND = {
    "two dimensions": (
        "def f(a):\n    rows = list(a)\n    return rows[0][1]\n", "a",
    ),
    "an array that is longer": (
        "def f(a, b):\n    s = 0.0\n    for i in range(a.size): s += b[i + 1]\n    return s\n", "b",
    ),
    "matrices": ("def f(a, b): return np.dot(a, b)[0, 0]\n", "a"),
    "a text": ("def f(s):\n    out = ''\n    for c in s: out += c.upper()\n    return out\n", "s"),
    "a divisor": ("def f(a, k):\n    return float(a[0]) / (k - 0.5)\n", "k"),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_a_guess_that_does_not_fit_is_changed(file, what):
    text, changed = FOUND[what]
    kernel = own_kernel(file(text), "f")
    found = fit(kernel, load(kernel, ("python",)), kernel.guessed)
    assert not found.failure
    assert changed in found.changed
    loaded = load(kernel, ("python",)).with_arguments(found.arguments)
    loaded.variants["python"].function(*loaded.make_args(30, "float64", 0))


def test_where_nothing_fits_it_is_said_what_to_type(file):
    path = file("def f(data):\n    return data['key'].of[0].nothing\n")
    words = r'in line 5 .*give it with --argument "data=…"'
    with pytest.raises(KernelError, match=words):
        fitted(own_kernel(path, "f"))


@pytest.mark.usefixtures("here")
def test_arguments_that_were_given_are_not_changed(file):
    path = file("def f(a, k):\n    return a[k]\n")
    kernel = fitted(own_kernel(path, "f", {"a": "rng.random(2 * n)"}))
    assert kernel.arguments["a"] == "rng.random(2 * n)"


def test_a_crash_while_trying_leaves_the_guess(file):
    path = file("import ctypes\ndef f(a):\n    ctypes.string_at(0)\n    return a[0]\n")
    assert fitted(own_kernel(path, "f")).arguments == {"a": "rng.random(n)"}


def test_functions_that_give_the_same_are_alike(file):
    path = file(
        """
        def total_loop(a):
            s = 0.0
            for v in a: s += v
            return s
        def total_numpy(a): return np.sum(a)
        def total_twice(a): return 2 * np.sum(a)
        """
    )
    kernel = own_kernel(path, "total_loop")
    names = ["total_numpy", "total_twice"]
    assert list(alike(kernel, load(kernel), names)) == ["total_numpy"]


@pytest.mark.usefixtures("here")
def test_a_missing_module_is_named_with_its_line_and_what_helps(file):
    path = file("import nowhere_at_all as m\n\ndef f(a):\n    return m.g(a[0])\n")
    words = r"f needs “m” in line 7, and its import in line 4 fails: No module named .*install it"
    with pytest.raises(KernelError, match=words):
        fitted(own_kernel(path, "f"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("try:\n    import nowhere as m\nexcept ImportError: pass\n\ndef f(a): return m.g(a[0])\n",
         "f needs “m” in line 8, and its import in line 5 fails: No module named .*install it"),
        ("def f(a):\n    import nowhere\n    return nowhere.g(a[0])\n",
         "f cannot be called, as line 5 fails: No module named “nowhere” is installed"),
    ],
)  # fmt: skip
def test_an_import_that_is_tried_or_made_late_is_no_fault_of_the_guess(file, text, words):
    path = file(text)
    kernel = own_kernel(path, "f")
    with pytest.raises(KernelError, match=words):
        fit(kernel, load(kernel, ("python",)), tuple(kernel.guessed))


def test_a_module_that_only_annotations_need_is_not_missed(file):
    path = file("import nowhere as tp\n\ndef f(a: tp.Array) -> tp.Array: return a[0]\n")
    kernel = own_kernel(path, "f")
    assert fit(kernel, load(kernel, ("python",)), kernel.guessed).failure == ""


def test_an_object_is_made_with_what_its_class_wants(file):
    path = file(
        "class Walker:\n    def __init__(self, mass, seen, step=1.0):\n        self.m = mass\n"
        "        self.first = seen[0]\n    def walk(self, turns):\n"
        "        for _ in range(turns):\n            self.m += 0.1\n        return self.m\n"
    )
    made = outline(path).function("Walker.walk").arguments
    assert made == {"self": "Walker(0.5, rng.random(n))", "turns": "n"}


def test_lengths_that_must_be_powers_of_two_are(file):
    path = file(
        """
        def f(x):
            if len(x) & (len(x) - 1):
                raise ValueError("length must be a power of 2")
            return x[0]
        """
    )
    kernel = own_kernel(path, "f")
    found = fit(kernel, load(kernel, ("python",)), kernel.guessed)
    assert found.arguments["x"] == "rng.random(2 ** int(np.log2(n)))"


def test_a_window_that_is_given_leaves_the_guess_of_the_data(file):
    path = file("def f(x, w):\n    return np.empty(x.size - w + 1) + x[0]\n")
    kernel = own_kernel(path, "f", {"w": "20"})
    found = fit(kernel, load(kernel, ("python",)), kernel.guessed)
    assert (found.arguments["x"], found.failure) == ("rng.random(n)", "")


def test_a_function_whose_result_is_stored_gives_a_number():
    made = {"a": "n", "g": "numba.njit(lambda x, y, *rest: x + y)"}
    tried = next_best(made, ["g"], "setting an array element with a sequence.")
    assert next(tried) == {"a": "n", "g": "numba.njit(lambda x, y, *rest: np.sum(y))"}


def test_what_numba_says_of_a_helper_is_said_in_a_sentence(file):
    path = file("HELD = [njit(lambda a: a.nothing)]\n\ndef f(a): return HELD[0](a[0])\n")
    kernel = own_kernel(path, "f")
    found = fit(kernel, load(kernel, ("as_written",)), ())
    assert found.failure.startswith("Numba does not know “.nothing” of float64")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_number_of_parts_is_tried_with_which_none_is_empty(file):
    path = file(
        """
        def f(x, parts):
            top = x.max()
            found = np.zeros(parts)
            for i in range(parts):
                found[i] = x[(x >= top * i / parts) & (x <= top * (i + 1) / parts)].mean()
            return found
        """
    )
    kernel = own_kernel(path, "f")
    found = fit(kernel, load(kernel, ("python",)), tuple(kernel.guessed))
    assert found.arguments == {"x": "rng.random(n)", "parts": "10"}
    assert found.finite


@pytest.mark.usefixtures("here")
def test_a_module_of_the_own_package_is_not_one_to_install(file, tmp_path):
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    path = file("from ._version import number\n\ndef f(a):\n    return number * a[0]\n")
    with pytest.raises(KernelError, match=r"own package has no module “.*\._version”; where that"):
        fitted(own_kernel(path, "f"))


@pytest.mark.usefixtures("here")
def test_functions_that_share_a_word_are_tried_with_given_arguments_too(file):
    path = file(
        """
        def total_loop(a):
            s = 0.0
            for v in a: s += v
            return s
        def total_numpy(a): return np.sum(a)
        def total_twice(a): return 2 * np.sum(a)
        """
    )
    kernel = fitted(own_kernel(path, "total_loop", {"a": "np.ones(n)"}))
    assert kernel.alike == ("total_numpy",)
    assert kernel.arguments == {"a": "np.ones(n)"}


@pytest.mark.usefixtures("here")
def test_arguments_that_were_given_and_fail_are_kept_and_tell_of_no_other_function(file):
    path = file("def sum_a(a): return a[0]\ndef sum_b(a): return a[0]\n")
    kernel = fitted(own_kernel(path, "sum_a", {"a": "n"}))
    assert (kernel.arguments, kernel.alike) == ({"a": "n"}, ())


def tried(file, text):
    kernel = own_kernel(file(text), "f")
    return fit(kernel, load(kernel, ("python",)), kernel.guessed)


def test_a_guess_with_which_no_loop_makes_a_turn_is_not_taken_for_fitting(file):
    found = tried(
        file,
        "def f(a, top):\n    s = 0.0\n    i = 0\n    while i + 1 < top:\n"
        "        s += a[i]\n        i += 1\n    return s\n",
    )
    assert "top" in found.changed
    assert not found.idle


def test_lengths_that_are_a_power_of_an_argument_are_found_before_a_loop_has_no_turns(file):
    """With K = 0 nothing fails either, but nothing is transformed."""
    text = """
        def f(N, R, K, y):
            for i in range(K):
                y[:] = np.reshape(np.reshape(y, (R**i, R, R**(K - i - 1))).copy(), (N,))
            return y
        """
    found = tried(file, text)
    assert (found.failure, found.idle, found.arguments["R"]) == ("", 0, "2")


@pytest.mark.usefixtures("here")
def test_where_every_guess_leaves_a_loop_without_turns_that_is_said(file):
    path = file("def f(a):\n    s = 0.0\n    while a[0] > 7.0:\n        s += a[0]\n    return s\n")
    kernel = fitted(own_kernel(path, "f"))
    assert kernel.sources["a"] == "a guess; the loop in line 6 makes no turn with it"


@pytest.mark.usefixtures("here")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_matrix_that_gives_no_number_is_one_that_can_be_decomposed(file):
    path = file("def f(A):\n    return np.sqrt(A[0, 0] - 1.5)\n")
    assert fitted(own_kernel(path, "f")).arguments == {"A": "rng.random((n, n)) + n * np.eye(n)"}


def test_what_stands_in_a_line_is_suspected_before_what_its_names_were_made_of(file):
    path = file("def f(a, b, k):\n    x = a + b\n    return np.reshape(x, (k, b.size))\n")
    assert body_of(own_kernel(path, "f")).named_in(6) == ("k", "b", "a")


SETTLING = """
    def f(u, v, F):
        while {}:
            before = u.sum()
            u[:] = 0.5 * u + 0.1 * F * v[:, ::-1]
            if u.sum() - before < 0.001: break
        return u
    """


def test_a_loop_that_ends_when_little_changes_begins_with_zeros(file):
    found = tried(file, SETTLING.format("True"))
    assert (found.arguments["u"], found.once) == ("np.zeros((n, n))", 0)


def test_where_every_guess_lets_a_loop_end_after_one_turn_that_is_said(file, monkeypatch):
    path = file(SETTLING.format("u.sum() > -1.0").replace("- before", "* 0"))
    kernel = own_kernel(path, "f")
    found = fit(kernel, load(kernel, ("python",)), kernel.guessed)
    assert (found.arguments, found.once) == (kernel.arguments, 6)
    answers = {"fitted": json.loads(as_line(found)), "left_behind": [], "late": False}
    monkeypatch.setattr(fitting, "ask", lambda *asked: answers)
    monkeypatch.setattr(checking, "ask", lambda *asked: answers)
    said = fitted(kernel).sources["F"]
    assert said == "how it is used; with these guesses the loop in line 6 ends after one turn"
    assert check(kernel).sentence == "It can be called, but the loop in line 6 ends after one turn."


def test_lengths_that_a_message_names_are_tried(file):
    found = tried(
        file,
        "def f(p):\n    out = np.zeros((p.shape[0], 3))\n    for i in range(p.shape[0]):\n"
        "        d = p[i] - p[0]\n        out[i] += d * d.sum()\n    return out.sum()\n",
    )
    assert found.arguments == {"p": "rng.random((n, 3))"}


def test_an_array_that_has_to_reach_beyond_another_is_found(file):
    found = tried(
        file,
        "def f(a, b):\n    b[:, :] = a[1:-1, 1:-1] + a[:-2, 1:-1] + a[2:, 1:-1]\n",
    )
    assert found.arguments["a"] == "rng.random((n + 2, n + 2))"


def test_a_matrix_that_must_be_definite_is_found(file):
    found = tried(file, "def f(A):\n    A[:] = np.linalg.cholesky(A) + np.triu(A, k=1)\n")
    assert found.arguments["A"] == "rng.random((n, n)) + n * np.eye(n)"


@pytest.mark.usefixtures("here")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_where_every_guess_gives_nan_that_is_said(file):
    path = file("def f(a, dt):\n    return np.log(-a[0] - 1.0) * dt\n")
    kernel = fitted(own_kernel(path, "f"))
    assert kernel.arguments["dt"] == "0.001"
    assert kernel.sources["dt"] == "how it is used; with these guesses the result holds NaN"


def test_a_number_that_is_an_index_in_compiled_code_alone_becomes_whole(file):
    path = file("@njit\ndef f(a, i, at):\n    at = i if at == -1 else at\n    return a[at]\n")
    kernel = own_kernel(path, "f")
    found = fit(kernel, load(kernel, ("boundscheck",)), ("a", "i", "at"))
    assert found.arguments["i"] == "1"


def test_an_array_whose_items_compiled_code_takes_for_rows_gets_an_axis_more(file):
    text = (
        "@njit\ndef f(a, i):\n    for _ in range(2 - a.ndim):\n        i += 1\n"
        "    if i < 0:\n        return len(a[i])\n    return i\n"
    )
    kernel = own_kernel(file(text), "f", {"i": "1"})
    told = []
    found = fit(kernel, load(kernel, ("boundscheck",)), ("a",), told.append)
    assert [one.arguments["a"] for one in (*told, found)] == ["rng.random(n)", "rng.random((n, n))"]
    assert [one.idle for one in (*told, found)] == [0, 6], "each of its own arguments"


def test_an_argument_with_which_no_loop_is_reached_is_marked(file):
    text = """
        def f(x):
            if x > 1e9:
                for i in range(9): x += i
            return x
        """
    assert tried(file, text).idle == 7


def test_a_guess_with_which_the_work_explodes_is_tried_at_tiny_sizes(file):
    text = """
        def f(a):
            s = 0.0
            for k in range(2 ** a.size * 30): s += a[k % a.size]
            return s
        """
    found = tried(file, text)
    assert not found.failure
    assert found.arguments == {"a": "rng.random(n)"}


def test_where_lengths_made_n_do_not_fit_the_call_is_taken_as_it_is_written(file):
    path = file(
        """
        def f(a, k):
            return a.reshape(20, 30)[k]
        f(np.zeros(600), 3)
        """
    )
    kernel = own_kernel(path, "f")
    assert kernel.arguments == {"a": "np.zeros(n)", "k": "3"}
    found = fit(kernel, load(kernel, ("python",)), kernel.guessed)
    assert found.arguments == {"a": "np.zeros(600)", "k": "3"}
    assert found.changed == ("a",)
    assert fitted(kernel).sources["a"] == "the call in line 7, as it is written"


@pytest.mark.usefixtures("here")
def test_a_window_that_a_call_names_is_not_made_smaller_to_have_no_nan(file):
    path = file(
        "def f(a, w):\n    out = np.full(a.shape[0], np.nan)\n"
        "    for i in range(w, a.shape[0]): out[i] = a[i - w]\n    return out\n"
        "f(np.ones(10**6), 250)\n"
    )
    kernel = fitted(own_kernel(path, "f"))
    assert kernel.arguments["w"] == "250"
    assert "no turn" not in kernel.sources["w"]


@pytest.mark.usefixtures("here")
def test_what_asks_for_a_number_of_items_is_swept_from_where_there_are_enough(file):
    path = file("WIDTH = 60\ndef f(a):\n    for i in range(WIDTH): a[i, 0] += a[0, i]\n")
    kernel = fitted(own_kernel(path, "f"))
    assert (kernel.arguments, kernel.sizes) == ({"a": "rng.random((n, n))"}, "100:512")


@pytest.mark.parametrize(("turns", "fitting"), [("8 * 10**4", "10"), ("10 - 3", "10 - 3")])
def test_a_call_that_takes_long_is_tried_with_fewer_turns_else_meant_so(
    file, turns, fitting, monkeypatch
):
    monkeypatch.setattr("explorer.kernels.arguments.giving_up.LONGEST_S", 0.05)
    body = "while turns < 20: turns += 0" if "-" in turns else "turns = sum(range(turns * 999))"
    path = file(f"def f(a, turns):\n    {body}\n    return a[0] + turns\n"
                f"f(np.ones(100), {turns})\n")  # fmt: skip
    kernel = own_kernel(path, "f")
    found = fit(kernel, load(kernel, ("python",)), kernel.guessed)
    assert (found.arguments["turns"], found.failure) == (fitting, "")


def test_a_call_with_nothing_guessed_that_does_not_end_is_no_fit(file, monkeypatch):
    monkeypatch.setattr("explorer.kernels.arguments.giving_up.LONGEST_S", 0.05)
    monkeypatch.setattr(Trial, "compiled_takes", lambda trial, arguments: False)
    kernel = own_kernel(file("def f(n):\n    while n > 0: n += 0\n"), "f", {"n": "n"})
    assert fit(kernel, load(kernel, ("python",)), ()).failure == TOO_LONG


def test_what_numba_does_not_take_is_given_in_the_way_that_it_takes():
    given = {"shape": "(n, n)", "k": "0.5", "parts": "rng.integers(0, n, n)"}
    refused = "no such operation: getitem(UniTuple(int64 x 2), slice<a:b>)"
    first = that_compile(given, ("shape", "k", "parts"), refused, ())[0]
    assert first == {**given, "shape": "np.array((n, n))"}
    first = that_compile(given, ("parts",), "integer division by zero", ())[0]
    assert first == {**given, "parts": "rng.integers(1, n, n)"}


def test_indices_are_tried_in_order_and_edges_sorted():
    given = {"ind": "rng.integers(0, n, n)", "x": "rng.random(n)"}
    beyond = next(next_best(given, ["ind", "x"], "index 40 is out of bounds for axis 0"))
    assert beyond == {**given, "ind": "np.arange(n)"}
    edges = next(next_best(given, ["x"], "bins must be monotonically increasing or decreasing"))
    assert edges == {**given, "x": "np.sort(rng.random(n), axis=0)"}


def test_what_a_message_says_of_shapes_is_tried_first():
    given = {"stack": "rng.random((n, n, n))", "window": "rng.random((3, 3, n, n))", "m": "10"}
    beyond = next(next_best(given, ["stack"], "index 40 is out of bounds for axis 1 with size 40"))
    assert beyond == {**given, "stack": "rng.random((n, n + 1, n))"}
    shape = "could not broadcast input array from shape (8,6,6,8) into shape (8,8,8,8)"
    assert {**given, "window": "rng.random((1, 1, n, n))"} in next_best(given, ["window"], shape)
    out = {**given, "out": "np.zeros(n)"}
    beyond = next(next_best(out, ["out"], "index 16 is out of bounds for axis 0 with size 16"))
    assert beyond == {**out, "out": "np.zeros(n + 1)"}
    several = next(next_best(given, ["m"], "not enough values to unpack (expected 2, got 1)"))
    assert several == {**given, "m": "(n,) * 2"}
    refused = "np.linalg.solve() has inputs that are not of homogeneous type."
    first = that_compile(given, ("stack",), refused, ("stack",))[0]
    assert first == {**given, "stack": "rng.random((n, n, n)) + 0j"}


@pytest.mark.usefixtures("here")
@pytest.mark.usefixtures("here")
def test_a_branch_that_a_guess_keeps_from_being_reached_is_named(file):
    text = """
        def f(a, rows, columns, mode=0):
            if rows == columns:
                return a[0]
            elif mode == 1:
                return a[2]
            else:
                return a[rows - columns]
        """
    kernel = fitted(own_kernel(file(text), "f"))
    assert kernel.sources["rows"] == "how it is used; line 8 is not reached with it"
    assert kernel.sources["mode"] == "its default"


def test_what_comes_after_a_return_that_a_guess_brings_about_is_not_reached(file):
    text = """
        def f(x, d):
            if x[0] < 0:
                return x
            if d == 1:
                return x
            if d == 2:
                x[0] = 2.0
            return x[1:]
        """
    found = tried(file, text)
    assert (found.arguments["d"], found.missed) == ("1", {"d": 10})


@pytest.mark.usefixtures("here")
def test_data_that_the_file_makes_are_made_once_for_each_size_and_swept_as_they_grow(file):
    text = """
        made = []
        def pair(count):
            made.append(count)
            return np.ones((count, count)), np.arange(count)
        def f(grid, index):
            return grid[index[0], 0]
        def main():
            grid, index = pair(1000)
            f(grid, index)
        """
    kernel = fitted(own_kernel(file(text), "f"))
    assert kernel.arguments == {"grid": "pair(n)[0]", "index": "pair(n)[1]"}
    assert kernel.sizes == "8:512"
    loaded = load(kernel, ("python",))
    grid, index = loaded.make_args(20, "float64", 0)
    assert (grid.shape, index.shape, loaded.module.made) == ((20, 20), (20,), [20])


def test_an_argument_that_cannot_be_made_is_the_one_that_is_named(file):
    text = """
        def f(x, box, y):
            return x + box.held + y
        class Box:
            def __init__(self):
                self.held = nothing
        """
    found = tried(file, text)
    assert found.suspects == ("box",)
