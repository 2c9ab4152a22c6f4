"""A user's own function, in the real separate process: whatever it does, one sentence says it."""

import textwrap
from dataclasses import replace

import pytest

from explorer.kernels.kernel import KernelError
from explorer.kernels.own import own_kernel
from explorer.measure.asking import plan_of
from explorer.measure.parent import OUTPUT_LIMIT
from explorer.measure.process import ProcessRun
from explorer.measure.references import BY_CHANCE
from explorer.results.fold import fold


@pytest.fixture
def measure(tmp_path):
    """Return a function that measures `f` of a file and returns the run."""

    def make(text, variants="python,njit", arguments=None, function="f", **changes):
        path = tmp_path / "mine.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        kernel = own_kernel(path, function, arguments)
        plan = plan_of(
            kernel,
            most_threads=2,
            sizes=changes.pop("sizes", "10,100"),
            threads=changes.pop("threads", "1"),
            variants=variants.split(","),
            budget_s=20.0,
            precision=0.5,
        )
        process = ProcessRun(replace(plan, **changes), kernel, "a test")
        return fold(process.events())

    return make


def test_what_a_crash_is_about_is_kept_whatever_was_printed_before(measure):
    found = measure(
        """
        import ctypes, faulthandler
        def f(a):
            faulthandler.enable()
            print("x" * 50_000)
            if len(a) > 50: ctypes.string_at(0)
            return 1.0
        """,
        "python",
    )
    failed = found.point("python", 100, 1)
    assert "SIGSEGV" in failed.reason
    last = failed.details[failed.details.index("Fatal Python error: Segmentation fault") :]
    assert 'mine.py", line 6 in f' in last
    assert "explorer" not in last
    assert len(found.output) == OUTPUT_LIMIT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("import nowhere_at_all as m\n@m.g\ndef f(a): return a[0]\n", "line 1 .*No module named"),
        ("def f(a): return a[0] * K\nK = int('gone')\n", "line 2 .*ValueError: .*gone"),
        ("import os\ndef f(a): return a[0]\nos._exit(4)\n", "exited with status 4"),
    ],
)
def test_a_file_that_cannot_be_run_is_refused_in_one_sentence(measure, text, sentence):
    with pytest.raises(KernelError, match=sentence) as caught:
        measure(text, "python")
    assert "\n" not in str(caught.value)


def test_a_crash_is_one_variants_failure(measure):
    text = """
        import ctypes
        def f(a):
            if len(a) > 50: ctypes.string_at(0)
            return a.sum()
        """
    found = measure(text)
    assert "crashed" in found.point("python", 100, 1).reason
    assert found.point("python", 10, 1).usable
    assert "ctypes" in found.point("njit", 100, 1).reason
    assert found.point("njit", 100, 1).line == 4


def test_a_reference_that_ended_a_process_is_not_called_again(measure):
    text = """
        def f(a):
            turns = 0
            for i in range(10 ** (len(a) // 10)): turns += 1
            return turns
        """
    found = measure(text, timeout_s=0.5)
    assert found.point("python", 10, 1).usable
    assert found.point("python", 100, 1).reason == (
        "Calling python at n = 100 had not returned after 500 ms; "
        "choose smaller sizes, or a longer call limit."
    )
    assert found.point("njit", 100, 1).usable


def test_a_first_call_that_never_returns_is_ended_after_the_same_limit(measure):
    found = measure("def f(a):\n    while True: pass\n", variants="python", timeout_s=0.5)
    assert "Calling python had not returned after 500 ms" in found.point("python", 10, 1).reason


def test_what_it_prints_is_kept_in_the_record_and_a_plot_that_it_shows_waits_for_nobody(measure):
    text = """
        import os
        K = print("plots by", os.environ["MPLBACKEND"]) or 1.0
        def f(a):
            print("called")
            return a[0] * K
        """
    found = measure(text, "python")
    assert found.output.startswith("plots by Agg\ncalled\n")


def test_exiting_fails_the_variant_only(measure):
    found = measure("import sys\ndef f(a):\n    sys.exit(3)\n")
    assert found.point("python", 10, 1).reason == "SystemExit: 3"
    assert found.point("python", 10, 1).line == 3
    assert "sys.exit" in found.point("njit", 10, 1).reason


def test_a_process_that_is_gone_at_once_is_one_variants_failure(measure):
    found = measure("import os\ndef f(a):\n    os._exit(3)\n", variants="python")
    assert "exited with status 3" in found.point("python", 10, 1).reason


def test_changed_inputs_are_noticed_and_renewed(measure):
    text = """
        class Box:
            def shift(self, a): a += 1.0
        box = Box()
        def f(a):
            box.shift(a)
            return a.sum()
        """
    found = measure(text, variants="python")
    assert found.point("python", 100, 1).usable
    assert found.point("python", 100, 1).error == 0


def test_changes_by_a_helper_are_seen_in_the_source(measure):
    text = """
        def shift(a):
            for i in range(len(a)): a[i] += 1.0
        def f(a):
            shift(a)
            return a.sum()
        """
    found = measure(text)
    assert found.point("njit", 100, 1).usable


def test_results_left_to_chance_are_not_called_wrong(measure):
    text = "import random\ndef f(n):\n    return random.random()\n"
    found = measure(text)
    assert found.point("njit", 100, 1).usable
    assert found.notes == (BY_CHANCE,)


def test_draws_in_threads_are_no_race(measure):
    text = """
        import numpy as np
        from numba import njit, prange
        @njit(parallel=True)
        def f(n):
            np.random.seed(1)
            out = np.empty(n)
            for i in prange(n):
                out[i] = np.random.random()
            return out
        """
    found = measure(text, threads="1,2", variants="python,njit,as_written")
    assert found.point("njit", 100, 1).status in ("ok", "coarse", "noisy")
    drawn = found.point("as_written", 100, 2)
    assert drawn.status == "unchecked"
    assert "each thread has a generator of its own" in drawn.reason


def test_a_function_that_only_numba_can_run_is_measured(measure):
    text = """
        from numba import njit, types
        from numba.extending import intrinsic
        @intrinsic
        def one(context):
            def code(context, builder, signature, arguments):
                return context.get_constant(types.int64, 1)
            return types.int64(), code
        @njit
        def f(a):
            return a[0] + one()
        """
    found = measure(text)
    assert "NotImplementedError" in found.point("python", 10, 1).reason
    assert found.point("njit", 100, 1).usable


def test_a_helper_that_is_overloaded_for_compiled_code_stays_what_it_is(measure):
    text = """
        from numba import njit
        from numba.extending import overload
        def first(a):
            return list(a)[0]
        @overload(first)
        def _first(a):
            return lambda a: a[0]
        @njit
        def f(a):
            return first(a)
        """
    found = measure(text, arguments={"a": "rng.random(n)"})
    assert all(found.point(variant, 100, 1).usable for variant in ("python", "njit"))


def test_more_memory_than_there_is_fails_the_call_and_not_the_machine(measure):
    text = "import numpy as np\ndef f(n):\n    return len([bytes(10**12) for _ in range(n)])\n"
    found = measure(text, variants="python")
    assert "MemoryError" in found.point("python", 10, 1).reason


def test_an_argument_that_cannot_be_made_is_named(measure):
    with pytest.raises(KernelError) as refused:
        measure("def f(a): return a[0]\n", "python", arguments={"a": "np.zeros(-n)"})
    assert str(refused.value).startswith(
        "No data can be made for n = 100: The argument a = np.zeros(-n) failed for n = 100: Value"
    )


def test_a_variant_that_fails_before_it_is_ready_has_one_point_a_size(measure):
    found = measure("import re\ndef f(n):\n    return len(re.findall('a', 'b'))\n")
    assert found.series() == (("python", 1), ("njit", 1))
    assert found.point("njit", 10, 1).line == 3


def test_two_endless_variants_of_the_same_code_end_the_series(measure):
    text = "def f(a):\n    while len(a): pass\ndef f_other(a): return len(a[1:])\n"
    found = measure(
        text, variants="python,njit,fastmath,parallel,f_other", timeout_s=0.5, call_limit_s=0.1
    )
    assert "python had not returned after 500 ms" in found.point("python", 10, 1).reason
    assert "had not returned after 400 ms" in found.point("njit", 10, 1).reason
    reason = (
        "Not tried, because python and njit had not returned at n = 10; choose smaller sizes, or "
        "arguments with less to do."
    )
    assert found.point("fastmath", 10, 1).reason == reason
    assert found.point("parallel", 100, 1).reason == reason
    assert found.point("f_other", 100, 1).usable


def test_what_is_swept_is_named(measure):
    text = "def f(a, k):\n    while len(a) and k > 50: pass\n    return a[0]\n"
    found = measure(
        text, variants="python", arguments={"a": "rng.random(8)", "k": "n"}, timeout_s=0.5
    )
    assert found.plan.axis == "k"
    assert found.point("python", 100, 1).reason == (
        "Calling python at k = 100 had not returned after 500 ms; "
        "choose smaller sizes, or a longer call limit."
    )


def test_a_file_of_a_package_is_run_as_a_part_of_it(measure, tmp_path):
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "random.py").write_text("FACTOR = 3.0\n", encoding="utf-8")  # also the library's
    found = measure("from .random import FACTOR\ndef f(a): return FACTOR * a[0]\n")
    assert found.point("python", 100, 1).usable
    assert found.point("njit", 100, 1).usable


def test_a_function_of_elements_has_variants_too(measure):
    text = """
        import numba
        @numba.vectorize
        def f(x, y):
            return x if x > y else 0.5
        """
    found = measure(text, variants="python,as_written,fastmath,boundscheck")
    for variant in ("python", "as_written", "fastmath", "boundscheck"):
        assert found.point(variant, 100, 1).usable, variant


def test_a_generalised_ufunc_is_measured_as_it_is_written(measure):
    text = """
        import numba
        @numba.guvectorize(["void(float64[:], float64[:])"], "(n)->(n)")
        def f(a, out):
            for i in range(a.shape[0]): out[i] = 2 * a[i]
        """
    found = measure(text, variants="as_written")
    assert found.point("as_written", 100, 1).usable


def test_compiling_inside_a_call_is_not_taken_for_a_call_that_hangs(measure):
    text = """
        import time
        import numba
        from numba.experimental import jitclass
        from numba.extending import overload
        def heavy(x): return x
        @overload(heavy)
        def _heavy(x):
            time.sleep(0.6)
            return lambda x: x
        @jitclass([("x", numba.float64)])
        class Held:
            def __init__(self, x): self.x = heavy(x)
        def f(a):
            return Held(a[0]).x
        """
    found = measure(text, variants="python", sizes="10", timeout_s=0.5)
    assert found.point("python", 10, 1).estimate is not None
