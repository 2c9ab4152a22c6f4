"""Variants with arguments of their own: compared truly with the others, in one run."""

from dataclasses import replace

import pytest

from explorer.kernels.kernel import KernelError
from explorer.kernels.own import own_kernel
from explorer.kernels.ticking import ticked
from explorer.measure.asking import plan_of
from explorer.measure.run import run
from explorer.measure.steering import Wish
from explorer.results.columns import column
from explorer.results.facts.subject import Subject
from explorer.results.fold import fold
from explorer.results.record import UNCHECKED
from explorer.results.table import rows
from explorer.results.words.names import with_options

SOURCE = """
import numpy as np

def total(a, scale):
    s = 0.0
    for x in a:
        s += scale * x
    return s

def total_pairs(x, y, scale):
    return scale * (sum(x) + sum(y))

def push(a):
    a += 1.0

def push_list(items):
    for i in range(len(items)):
        items[i] += 1.0
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.fixture
def measured(even):
    """Return a function that measures variants of a kernel."""

    def make(kernel, *variants):
        plan = plan_of(kernel, 2, sizes="64", threads="1", variants=variants)
        return fold(run(plan, kernel, watch=even))

    return make


def test_other_structures_of_the_same_data_are_compared_with_it(file, measured):
    given = {
        "a": "rng.random(n)",
        "scale": "2.0",
        "lists": "python(a=list(a))",
        "pairs": "total_pairs(x=a[::2], y=a[1::2])",
        "coarse": "python(a=a.astype(np.float32))",
        "other": "python(a=list(a[1:]))",
    }
    kernel = own_kernel(file, "total", given)
    assert {"lists", "pairs"} <= set(ticked(kernel))
    found = measured(kernel, "python", "lists", "pairs", "coarse", "other")
    wrong = {point.variant for point, known in found.points.items() if known.status == "wrong"}
    assert wrong == {"other"}
    told = {row.record.point.variant: column("data_bytes").text(row) for row in rows(found)}
    assert (told["python"], told["lists"]) == ("512 B", "")
    assert with_options(Subject(found), kernel, ("pairs", 1)) == (
        "pairs (total_pairs with x = a[::2], y = a[1::2])"
    )


def test_what_is_left_in_other_structures_is_not_compared(file, measured):
    kernel = own_kernel(file, "push", {"a": "rng.random(n)", "l": "push_list(items=list(a))"})
    found = measured(kernel, "python", "l")
    assert found.point("python", 64, 1).usable
    assert found.point("l", 64, 1).status == UNCHECKED


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("nothing(a=1)", "there is no variant or function “nothing”; there are total"),
        ("python(b=1)", "python has no argument “b”; it has a, scale."),
        ("python([1])", "name each argument, as in python(x=list(x))."),
        ("python(a=q)", "“q” is not known here"),
    ],
)
def test_calls_that_cannot_be_made_are_refused_in_a_sentence(file, call, words):
    with pytest.raises(KernelError, match="l = ") as raised:
        own_kernel(file, "total", {"l": call})
    assert words in str(raised.value)


KERNEL = """
import numpy as np
sizes = "64"
reference = "arrays"
own_data = {"lists": "_as_list"}
def make_args(n): return (np.arange(float(n)),)
def arrays(a): return a.sum()
def lists(a): return sum(a) if isinstance(a, list) else -1.0
def _as_list(a): return a.tolist()
"""


def test_a_kernel_file_says_which_function_makes_a_variants_arguments(kernel, measured):
    found = measured(kernel(KERNEL), "arrays", "lists")
    assert found.point("lists", 64, 1).usable


def test_a_variant_with_data_of_its_own_gets_it_where_it_joins_a_run(file, even):
    given = {"a": "rng.random(n)", "scale": "2.0", "other": "python(a=list(a[1:]))"}
    kernel = own_kernel(file, "total", given)
    plan = plan_of(kernel, 1, sizes="64", threads="1", variants=["python"])
    wishes = iter([Wish(replace(plan, variants=("python", "other")))])
    found = fold(run(plan, kernel, watch=even, wishes=lambda: next(wishes, None)))
    assert found.point("other", 64, 1).status == "wrong"  # as it is in a run from its beginning


def test_a_kernel_file_that_says_it_otherwise_is_refused(kernel):
    with pytest.raises(KernelError, match="own_data is 5; it must map names"):
        kernel(KERNEL.replace('{"lists": "_as_list"}', "5"))
