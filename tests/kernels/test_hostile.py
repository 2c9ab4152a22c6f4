"""Wrong values and odd texts in kernel files: a sentence each, never an error of the program's.

All of them by `tests/benchmarks/hostile_kernel_files.py`.
"""

import os
from itertools import islice

import pytest
from hostile import ODD, TEXT, files, used

from explorer.kernels.finding import open_file
from explorer.kernels.kernel import KernelError
from explorer.kernels.lines import lines_of
from explorer.kernels.listing import MOST_VARIANTS, read
from explorer.kernels.loading import load
from explorer.measure.asking import plan_of
from explorer.measure.plan import PlanError

SOME = dict(islice(files(), 0, None, 41))
READ_ONLY = ("form feed", "byte-order mark", "line separators", "an index of nothing",
             "removes a variant", "replaces a variant", "carriage returns")  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(text, name="hostile.py"):
        path = tmp_path / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return path

    return write


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [*SOME, *READ_ONLY])
def test_what_is_wrong_is_a_sentence(written, name, monkeypatch):
    monkeypatch.chdir(os.getcwd())
    assert used(written({**SOME, **ODD}[name])).endswith((".", " is not a callable object"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("outputs = 5", "outputs is 5; it must be a name or names"),
        ("in_place = None", "in_place is None"),
        ("dtypes = 'x'", "dtypes: 'x' is none"),
        ("reference = 'x'", "reference is 'x', which is no function of the file"),
        ("baseline = ['good']", "baseline is ['good']; it must be a text"),
    ],
)
def test_the_sentence_says_what_is_wrong(written, line, words):
    with pytest.raises(KernelError) as refused:
        open_file(written(f"{TEXT}{line}\n"))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("reference = other", "other"),
        ("reference: str = 'other'", "other"),
        ("reference = 'good'; reference = other", "other"),
        ("reference = lambda a: other(a)", "reference"),
        ("from math import fsum as reference", "reference"),
    ],
)
def test_the_reference_is_also_what_the_file_makes_or_names_without_quotes(written, line, named):
    text = TEXT.replace('reference = "good"\n', "") + "def other(a): return sum(a)\n"
    kernel = open_file(written(f"{text}baseline = other\n{line}\n"))
    assert (kernel.reference, kernel.baseline) == (named, "other")
    assert [found.function([1.0, 2.0]) for found in load(kernel).references] == [3.0]


@pytest.mark.parametrize("sizes", ['"10,100"', "10, 100", "[1e1, 1e2]", "['10', 100]"])
def test_sizes_may_be_a_text_or_numbers(written, sizes):
    kernel = open_file(written(TEXT.replace('"10,100"', sizes)))
    assert plan_of(kernel, 1).sizes == (10, 100)


def test_what_the_reference_raises_is_said_to_be_its(written):
    said = used(written(TEXT.replace('"good"', "lambda: 1")))
    assert "the reference raises TypeError" in said


BAD = ("'1e-3'", "b'1e-3'", "float('nan')", "float('inf')", "-1.0", "True", "{'float64': 'x'}",
       "object()")  # fmt: skip


@pytest.mark.parametrize("value", BAD)
def test_a_tolerance_that_is_no_number_from_0_on_is_refused(written, value):
    kernel = open_file(written(f"{TEXT}tolerance = {value}\n"))
    with pytest.raises(KernelError, match="it must be a number from 0 on, or one for each dtype"):
        load(kernel)


@pytest.mark.parametrize(
    "value", ["1e-6", "np.array(1e-6)", "Decimal('1e-6')", "Fraction(1, 10**6)"]
)
def test_whatever_is_a_number_may_be_a_tolerance(written, value):
    imports = "import numpy as np\nfrom decimal import Decimal\nfrom fractions import Fraction\n"
    kernel = open_file(written(f"{TEXT}{imports}tolerance = {value}\n"))
    assert load(kernel).tolerance("float64") == 1e-6


def test_what_another_file_calls_tolerance_is_no_tolerance_of_results(written):
    text = "tolerance = 0.5\ndef f(a): return a[0] if tolerance > 0.1 else 0.0\n"
    assert load(open_file(written(text), "f")).tolerance("float64") is None


def test_lines_are_those_of_python():
    source = "a\x0cb\u2028c\x85d\x1ce\r\nf\rg\nh"
    assert lines_of(source) == ["a\x0cb\u2028c\x85d\x1ce", "f", "g", "h"]
    assert "".join(lines_of(source, keepends=True)) == source
    assert lines_of("x\n") == ["x"]
    assert lines_of("") == []


def test_a_sign_that_ends_no_line_moves_no_function(written):
    kernel = open_file(written(ODD["line separators"]))
    assert kernel.variant("other").source.startswith("def other(a):")
    assert kernel.variant("other").source.endswith("return float(np.add.reduce(a))")


def test_a_text_in_another_encoding_is_read_as_it_says(tmp_path):
    path = tmp_path / "latin.py"
    path.write_bytes(b"# coding: latin-1\n" + TEXT.replace("Adds.", "Z\xe4hlt.").encode("latin-1"))
    assert open_file(path).variant("good").summary == "Zählt."
    path.write_bytes(TEXT.replace("Adds.", "Z\xe4hlt.").encode("latin-1"))
    with pytest.raises(KernelError, match="is not UTF-8 text"):
        open_file(path)


def test_a_file_that_was_changed_is_not_run_as_what_it_was(written):
    path = written(TEXT)
    kernel = open_file(path)
    path.write_text(TEXT + "# more\n", encoding="utf-8")
    with pytest.raises(KernelError, match="was changed while it was being measured"):
        load(kernel)


def test_a_kernel_file_says_which_of_its_functions_is_a_coroutine(written):
    kernel = read(written(f"{TEXT}async def third(a):\n    return 1.0\n"))
    assert kernel.variant_names == ("good", "other")
    assert kernel.remarks == (
        "“third” in line 12 is a coroutine (async def), which Numba does not compile; a variant "
        "has to be a plain function.",
    )
    with pytest.raises(PlanError, match=r"has no “third”.*“third” in line 12 is a coroutine"):
        plan_of(kernel, 1, variants=("third",))


def test_coroutines_that_are_not_meant_to_be_measured_are_not_spoken_of(written):
    later = "not_measured = 'third'\nasync def third(a): return 1.0\n"
    assert read(written(f"{TEXT}{later}")).remarks == ()


def test_more_functions_than_can_be_compared_are_no_kernel(written):
    many = "".join(f"def f{i}(a): return {i}\n" for i in range(MOST_VARIANTS))
    with pytest.raises(KernelError, match=r"has 302 functions to measure, and at most 300"):
        read(written(TEXT + many))
    assert len(read(written(f"not_measured = 'good', 'other'\n{TEXT}{many}")).variants) == 300
