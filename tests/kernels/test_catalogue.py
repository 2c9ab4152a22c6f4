"""Every kernel of the catalogue: right, documented, counted as it says, and honest in its claim."""

import copy
import os
import re
from types import SimpleNamespace

import numba
import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher

from explorer.kernels.finding import catalogue
from explorer.kernels.kernel import UndecidedError
from explorer.kernels.loading import load
from explorer.measure.asking import plan_of
from explorer.measure.comparing import compare
from explorer.measure.tolerances import tolerance_for
from explorer.measure.written import parse_sizes

KERNELS = {kernel.name: kernel for kernel in catalogue()}
VARIANTS = [(kernel.name, variant.name) for kernel in catalogue() for variant in kernel.variants]
RIGHT = [(k, v) for k, v in VARIANTS if not KERNELS[k].variant(v).wrong_on_purpose]
WRONG = [(k, v) for k, v in VARIANTS if KERNELS[k].variant(v).wrong_on_purpose]
SINGLE_PRECISION = [name for name, kernel in KERNELS.items() if "float32" in kernel.dtypes]

SIZES = {
    "monte_carlo_pi": (10_000, 10_001),  # fewer darts are too rough for any tolerance
    "stencil": (2, 3, 65),  # numba fails on slices of a single row under parallel=True
}
USUAL_SIZES = (0, 1, 2, 3, 65)
LARGER = 301
"""For compiled variants: more than one block of every blocked loop, and odd."""
NOT_EMPTY = {
    "monte_carlo_pi": "no darts, no share of them inside",
    "sparse_matvec": "np.add.reduceat has no rows to begin",
}
BY_CHANCE = {("monte_carlo_pi", "parallel")}
"""Variants whose random numbers no seed can pin down."""

TWO_THREADS = min(2, numba.config.NUMBA_NUM_THREADS)

# For n = 4 and 8-byte numbers, counted by hand: operations, and bytes to and from memory.
HAND_COUNT = {
    "callers": (8 * 4, 8 * 4 * 8),
    "callers_parallel": (8 * 4, 8 * 4 * 8),
    "collatz": (None, None),
    "denormals": (4 * 3, 2 * 4 * 8),
    "division": (4, 3 * 4 * 8),
    "dot": (4 * 2, 2 * 4 * 8),
    "first_touch": (4, 2 * 4 * 8),
    "gather": (None, 4 * 8 + 4 * 8),
    "histogram": (None, 4 * 8),
    "kmeans": (4 * 16 * 8, 4 * 3 * 8 + 16 * 3 * 8 + 4 * 8),
    "matmul": (16 * 4 * 2, 3 * 16 * 8),
    "memory_order": (16, 16 * 8 + 4 * 8),
    "monte_carlo_pi": (None, None),
    "nbody": (16 * 18, 3 * 4 * 8 + 4 * 8 + 3 * 4 * 8),
    "negative_index": (4, 2 * 4 * 8),
    "polynomial": (4 * 63 * 2, 64 * 8 + 2 * 4 * 8),
    "prefix_sum": (4, 2 * 4 * 8),
    "sparse_matvec": (32 * 2, 32 * (8 + 4) + 5 * 8 + 2 * 4 * 8),
    "stencil": (4 * 3, 2 * 16 * 8),
    "stencil_in_place": (4 * 4, 2 * 2 * 16 * 8),
    "sum": (4, 4 * 8),
    "temporaries": (4 * 9, 2 * 4 * 3 * 8 + 4 * 8),
    "transcendental": (4 * 4, 2 * 4 * 8),
    "triad": (4 * 2, 3 * 4 * 8),
    "triangular": (0 + 1 + 2 + 3, 4 * 8 + 4 * 8),
}
COUNTED_FROM_THE_RESULT = {"mandelbrot"}


@pytest.fixture(autouse=True)
def _two_threads():
    numba.set_num_threads(TWO_THREADS)
    yield
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)


def call(kernel_name, variant_name, size, dtype=None, seed=0):
    """Call a variant with new arguments and return everything it produced.

    Asserts that it leaves alone what the kernel does not declare as written.
    """
    loaded = load(KERNELS[kernel_name])
    variant = loaded.variants[variant_name]
    dtype = dtype or loaded.kernel.dtypes[0]
    variant.compile(loaded.make_args(size, dtype, seed))
    arguments = loaded.make_args(size, dtype, seed)
    before = loaded.make_args(size, dtype, seed)
    names = loaded.kernel.variants[0].parameters
    outputs = [names.index(name) for name in loaded.kernel.outputs]
    written = [*outputs, *(names.index(name) for name in loaded.kernel.in_place)]
    for index in outputs:
        kind = arguments[index].dtype.kind
        arguments[index].fill(np.nan if kind == "f" else np.iinfo(arguments[index].dtype).max)
    returned = variant.function(*arguments)
    for index, value in enumerate(before):
        if index not in written:
            np.testing.assert_array_equal(arguments[index], value, f"{names[index]} was changed")
    return [arguments[index] for index in written] or returned


def verdict(kernel_name, variant_name, size, dtype=None):
    """Compare a variant with the kernel's reference, by the kernel's tolerance."""
    kernel = KERNELS[kernel_name]
    right = call(kernel_name, kernel.reference, size, dtype)
    mine = call(kernel_name, variant_name, size, dtype)
    return compare(mine, right, allowed(load(kernel), dtype or kernel.dtypes[0], right))


def allowed(loaded, dtype, right):
    """What a result may be off by."""
    stated = loaded.tolerance(dtype)
    return tolerance_for(right) if stated is None else stated


def is_ever_wrong(kernel_name, variant_name, size, calls=2000):
    """Whether any of so many calls, one right after the other, is wrong.

    A race is right whenever the threads ran one after the other, as they do when they must be
    woken first, or when another program has one of the cores.
    """
    kernel = KERNELS[kernel_name]
    loaded = load(kernel)
    variant = loaded.variants[variant_name]
    right = call(kernel_name, kernel.reference, size)
    given = loaded.make_args(size, kernel.dtypes[0], 0)
    names = kernel.variants[0].parameters
    written = [names.index(name) for name in (*kernel.outputs, *kernel.in_place)]
    for _ in range(calls):
        arguments = copy.deepcopy(given)
        returned = variant.function(*arguments)
        mine = [arguments[index] for index in written] or returned
        if compare(mine, right, allowed(loaded, kernel.dtypes[0], right)).wrong:
            return True
    return False


def sizes(kernel_name, variant_name):
    """The sizes to try a variant at; large ones only where it is compiled."""
    tried = SIZES.get(kernel_name, USUAL_SIZES)
    if KERNELS[kernel_name].variant(variant_name).compiled:
        tried = (*tried, max(LARGER, *tried))
    return [size for size in tried if size or kernel_name not in NOT_EMPTY]


def test_there_are_kernels_for_every_subject():
    assert len(KERNELS) >= 16
    assert len({kernel.title for kernel in KERNELS.values()}) == len(KERNELS)


@pytest.mark.parametrize("name", KERNELS)
class TestDescription:
    def test_title_question_and_lesson_are_there(self, name):
        kernel = KERNELS[name]
        assert kernel.title
        assert kernel.group
        assert kernel.question.endswith("?")
        assert len(kernel.lesson) > 200

    def test_the_lesson_names_only_variants_that_exist(self, name):
        named = re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", KERNELS[name].lesson)
        assert set(named) <= set(KERNELS[name].variant_names)

    def test_every_variant_says_in_a_line_what_it_is(self, name):
        for variant in KERNELS[name].variants:
            assert re.fullmatch(r"\S.{8,}\.", variant.summary), variant.name

    def test_values_name_what_is_there(self, name):
        kernel = KERNELS[name]
        assert kernel.reference in kernel.variant_names
        assert kernel.baseline in kernel.variant_names
        assert set(kernel.outputs) | set(kernel.in_place) <= set(kernel.variants[0].parameters)
        assert set(kernel.threaded) <= set(kernel.variant_names)

    def test_the_default_plan_has_enough_sizes_to_draw_a_curve(self, name):
        kernel = KERNELS[name]
        assert len(parse_sizes(kernel.sizes)) >= 5
        assert plan_of(kernel, most_threads=2).variants


@pytest.mark.parametrize(("name", "variant"), RIGHT)
class TestResult:
    def test_is_right_at_small_and_odd_sizes(self, name, variant):
        for size in sizes(name, variant):
            assert verdict(name, variant, size).wrong == "", f"n = {size}"

    def test_is_the_same_for_the_same_seed(self, name, variant):
        if (name, variant) in BY_CHANCE:
            return
        size = sizes(name, variant)[-1]
        first, second = (call(name, variant, size, seed=7) for _ in range(2))
        assert compare(first, second, 0).wrong == ""


@pytest.mark.parametrize("name", KERNELS)
def test_what_compiling_took_is_known_whenever_it_was(name):
    loaded = load(KERNELS[name])
    arguments = loaded.make_args(3, loaded.kernel.dtypes[0], 0)
    compiled = [variant for variant in loaded.variants.values() if variant.variant.compiled]
    assert [v.variant.name for v in compiled if not v.compile(arguments).seconds] == []


@pytest.mark.parametrize("name", SINGLE_PRECISION)
def test_the_baseline_is_right_in_single_precision(name):
    assert verdict(name, KERNELS[name].baseline, LARGER, "float32").wrong == ""


@pytest.mark.skipif("FULL_MATRIX" not in os.environ, reason="by hand: FULL_MATRIX=1 pytest ...")
@pytest.mark.parametrize(("name", "variant"), [(k, v) for k, v in RIGHT if k in SINGLE_PRECISION])
def test_every_variant_is_right_in_single_precision(name, variant):
    for size in sizes(name, variant):
        assert verdict(name, variant, size, "float32").wrong == "", f"n = {size}"


@pytest.mark.skipif(TWO_THREADS < 2, reason="threads cannot race with one thread")
@pytest.mark.parametrize(("name", "variant"), WRONG)
def test_what_is_wrong_on_purpose_is_caught(name, variant):
    size = 100 if KERNELS[name].size_name == "rows" else 300_000
    assert is_ever_wrong(name, variant, size)


@pytest.mark.parametrize("name", KERNELS)
def test_everything_compiled_releases_the_interpreter(name):
    module = load(KERNELS[name]).module
    own = [value for value in vars(module).values() if isinstance(value, Dispatcher)]
    assert [f.py_func.__name__ for f in own if not f.targetoptions.get("nogil")] == []


@pytest.mark.parametrize("name", KERNELS)
class TestCounts:
    def test_operations_and_traffic_agree_with_a_count_by_hand(self, name):
        kernel = KERNELS[name]
        if name not in COUNTED_FROM_THE_RESULT:
            assert (kernel.flops(4), kernel.bytes_moved(4, 8)) == HAND_COUNT[name]

    def test_the_stated_size_of_the_data_is_that_of_the_arguments(self, name):
        kernel = KERNELS[name]
        for dtype in kernel.dtypes:
            stated = kernel.data_bytes(1000, np.dtype(dtype).itemsize)
            arguments = load(kernel).make_args(1000, dtype, 0)
            actual = sum(a.nbytes for a in arguments if isinstance(a, np.ndarray))
            assert stated == pytest.approx(actual, rel=0.1) or (stated is None and actual == 0)


def test_what_is_compiled_serves_whichever_variants_are_measured_next():
    kernel = KERNELS["sum"]
    assert load(kernel, kernel.variant_names[:1]) is load(kernel, kernel.variant_names[1:])
    assert load(kernel) is load(kernel, ())


def test_operations_of_mandelbrot_are_those_of_its_iterations():
    (image,) = call("mandelbrot", "njit", 256)
    assert KERNELS["mandelbrot"].flops(256) == pytest.approx(8 * image.sum(), rel=0.02)
    assert KERNELS["mandelbrot"].bytes_moved(256, 8) == image.nbytes + 2 * 256 * 8


def run_of(name, point, most_threads=2):
    """A finished run of a kernel's default plan; `point` makes the record of a variant's points."""
    plan = plan_of(KERNELS[name], most_threads=most_threads)
    return SimpleNamespace(plan=plan, point=lambda variant, size, threads: point(variant))


def record(status="ok"):
    return SimpleNamespace(status=status, estimate=SimpleNamespace(min_s=1e-3))


def verdict_of(name, run):
    """The sentence of a kernel's claim, and whether it held; None where the run cannot tell."""
    try:
        return load(KERNELS[name]).module.claim(run)
    except UndecidedError as error:
        return str(error), None


@pytest.mark.parametrize("name", KERNELS)
class TestClaim:
    def test_does_not_hold_where_all_variants_take_equally_long(self, name):
        sentence, held = verdict_of(name, run_of(name, lambda variant: record()))
        assert sentence.endswith(".")
        assert held is not None
        assert not held or name == "denormals"  # a processor may not mind them

    @pytest.mark.parametrize("missing", [None, record("noisy"), record("wrong")])
    def test_cannot_be_decided_where_nothing_can_be_relied_on(self, name, missing):
        sentence, held = verdict_of(name, run_of(name, lambda variant: missing))
        assert sentence.endswith(".")
        assert held is None

    def test_never_gives_a_figure_that_was_not_measured(self, name):
        for lacking in KERNELS[name].variant_names:
            run = run_of(
                name, lambda variant, lacking=lacking: record() if variant != lacking else None
            )
            assert "nan" not in verdict_of(name, run)[0]

    def test_about_threads_cannot_be_decided_with_one(self, name):
        sentence, held = verdict_of(name, run_of(name, lambda variant: record(), most_threads=1))
        assert (held is None) == ("two threads" in sentence)
