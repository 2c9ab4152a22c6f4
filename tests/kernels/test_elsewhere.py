"""A kernel file that takes its variants, its data and what is right from other files."""

import textwrap

import pytest

from explorer.kernels.finding import is_unchanged, open_file, own_sum
from explorer.kernels.folder import open_folder
from explorer.kernels.kernel import KernelError
from explorer.kernels.loading import load
from explorer.kernels.together import laid_out, together
from explorer.why.asking import WhyError, ask

SUITE = '''
    """Adding up."""
    variants = {"theirs": "lib/steps.py:add", "quick": "lib/steps.py:quick"}
    reference = "exact.py:right"
    make_args = "data.py:make"
    baseline = "theirs"
    tolerance = 1e-9
    presets = {"large": {"n": 1000, "rows": 3}, "small": {"n": 10, "rows": 2}}
'''
STEPS = """
    import numba
    from beside_steps import START

    print("a script that would run for hours")

    def add(a):
        '''Add them up.'''
        total = START
        for row in a:
            for value in row:
                total += value
        return total

    quick = numba.njit(add)
"""


@pytest.fixture
def suite(tmp_path):
    """A function that writes the files, one of them otherwise, and returns the kernel file."""

    def write(**others):
        files = {
            "suite.py": SUITE,
            "lib/steps.py": STEPS,
            "lib/beside_steps.py": "START = 0.0\n",
            "exact.py": "import math\ndef right(a):\n    return math.fsum(a.ravel())\n",
            "data.py": "import numpy as np\ndef make(n, rows, seed=0):\n"
            "    return (np.random.default_rng(seed).random((rows, n)),)\n",
            **{name.replace("__", "/") + ".py": text for name, text in others.items()},
        }
        (tmp_path / "lib").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / name).write_text(textwrap.dedent(text))
        return tmp_path / "suite.py"

    return write


def test_its_variants_data_and_reference_are_those_of_the_others(suite, capsys):
    kernel = open_file(suite())
    assert kernel.variant_names == ("theirs", "quick")
    assert kernel.variant("theirs").summary == "Add them up."
    assert kernel.variant("theirs").source.startswith("def add(a):")
    assert kernel.variant("quick").compiled
    assert (kernel.reference, kernel.baseline, kernel.sizes) == ("reference", "theirs", "10,1000")
    loaded = load(kernel)
    assert not capsys.readouterr().out  # of the other file only what is needed was run
    (small,), (large,), (between,) = (loaded.make_args(n, "float64", 0) for n in (10, 1000, 80))
    assert (small.shape, large.shape, between.shape) == ((2, 10), (3, 1000), (2, 80))
    results = [variant.function(small) for variant in loaded.variants.values()]
    assert loaded.references[0].function(small) == pytest.approx(results[0], abs=1e-12)
    assert results[0] == pytest.approx(results[1])
    assert loaded.tolerance("float64") == 1e-9


def test_its_sum_is_of_all_of_them(suite):
    path = suite()
    before = open_file(path)
    assert is_unchanged(before)
    (path.parent / "data.py").write_text("def make(n, rows):\n    return ([n] * rows,)\n")
    assert not is_unchanged(before)
    now = open_file(path)
    assert (own_sum(now), now.sha256 == before.sha256) == (own_sum(before), False)
    with pytest.raises(KernelError, match="was changed while it was being measured"):
        load(before)


def test_functions_of_the_file_stand_before_those_of_others(suite):
    kernel = open_file(suite(suite=f"{SUITE}\n    def own(a):\n        return a.sum()\n"))
    assert kernel.variant_names == ("own", "theirs", "quick")
    assert kernel.origin("own") == ""
    assert kernel.origin("quick").endswith("steps.py:quick")
    with pytest.raises(WhyError, match=r"quick is of another file: ask about “.*steps\.py:quick”"):
        ask(kernel, "quick", 100, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("steps.py:quick", "steps.py:nothing"), "steps.py” has no nothing"),
        (("lib/steps.py:quick", "nowhere.py:f"), "nowhere.py” cannot be read: No such file"),
        (("lib/steps.py:quick", "quick"), "'quick' is no function of a file, as “a.py:f”"),
        (("exact.py:right", "exact"), "reference is 'exact', which is no function of the file"),
        (('"quick"', '"reference"'), "two variants would be reference"),
        (('"n": 10,', '"n": 0,'), "'small' must have an n of its own"),
        (('"rows": 2', '"row": 2'), "presets must all have the same parameters"),
        (('"rows": 2', '"rows": None'), "'small' must have names and values"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(suite, change, said):
    with pytest.raises(KernelError, match=said):
        open_file(suite(suite=SUITE.replace(*change)))


def test_of_a_folder_those_that_serve_others_are_not_measured_themselves(suite):
    folder = suite(alone="def f(x):\n    return x\n", broken="def (").parent
    found = open_folder(folder)
    assert [kernel.name for kernel in found.kernels] == ["alone:f", "suite"]
    assert list(found.failed) == ["broken"]


def test_all_its_files_lie_to_each_other_in_another_place_as_here(suite, tmp_path):
    here = suite().parent / "kernels"
    here.mkdir()
    path = here / "suite.py"
    text = textwrap.dedent(SUITE)
    for name in ("lib/", "exact.py", "data.py"):
        text = text.replace(f'"{name}', f'"../{name}')
    path.write_text(text)
    files = together(path)
    assert sorted(files) == ["../data.py", "../exact.py", "../lib/steps.py", "suite.py"]
    there = tmp_path / "there"
    there.mkdir()
    sent = laid_out(there, files)
    assert open_file(sent).sha256 == open_file(path).sha256
    assert all(one.path.resolve().is_relative_to(there) for one in open_file(sent).elsewhere)


def test_a_file_that_is_named_from_the_root_has_no_place_elsewhere(suite, tmp_path):
    path = suite(suite=SUITE.replace("exact.py", f"{tmp_path}/exact.py"))
    assert open_file(path).reference == "reference"
    with pytest.raises(KernelError, match="has no place beside it elsewhere"):
        together(path)
