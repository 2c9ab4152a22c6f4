"""Of a file that is what a function needs is run; what cannot be had is named with its line."""

import io
import sys

import numpy as np
import pytest

from explorer.kernels.arguments.trying import fit
from explorer.kernels.kernel import KernelError
from explorer.kernels.loading import load
from explorer.kernels.own import own_kernel

HEAD = "import numba\nimport numpy as np\nfrom numba import njit, prange\n"


def test_of_a_script_only_what_is_needed_is_run(file):
    path = file(
        HEAD + "import argparse\nimport no_such_module\nSCALE = 2.0\n"
        "args = argparse.ArgumentParser().parse_args(['--no-such'])\n"
        "@njit('float64(float64[:])')\ndef unneeded(a):\n    return undefined_name(a)\n"
        "def f(a):\n    return a.sum() * SCALE\n"
        "input('press a key')\nraise SystemExit\n"
    )
    loaded = load(own_kernel(path, "f"), ("python",))
    assert loaded.variants["python"].function(np.ones(2)) == 4.0
    assert "line 7" in loaded.notes[0]
    assert "parse_args" in loaded.notes[0]


def test_what_may_change_a_value_in_place_is_run(file):
    path = file(
        HEAD + "rng = np.random.default_rng(3)\norder = np.arange(1000)\nrng.shuffle(order)\n"
        "class Table:\n    def fill(self, x): x[:] = 2\n"
        "    def step(self, x): x[:] = 3\n"
        "table = Table()\nvalues, more = np.zeros(3), np.zeros(3)\n"
        "table.fill(values)\ntable.step(more)\n"
        "def f(a):\n    return order[0] + values[0] + more[0]\n"
    )
    module = load(own_kernel(path, "f"), ("python",)).module
    assert not np.array_equal(module.order, np.arange(1000))
    assert (module.values[0], module.more[0]) == (2, 3)


def test_what_is_only_done_with_a_function_or_shown_of_a_value_is_not_run(file):
    path = file(
        HEAD + "import heapq\nimport no_such_timing\nimport no_such_plots\n"
        "figure, axes = no_such_plots.subplots()\nqueue = []\n"
        "for i in range(3): heapq.heappush(queue, -i)\n"
        "for i in queue: axes.step(i, queue)\n"
        "def f(a):\n    return a.sum() + queue[0]\n"
        "no_such_timing.run('f', f, repeat=3)\nf.no_such_attribute(queue)\n"
    )
    loaded = load(own_kernel(path, "f"), ("python",))
    assert loaded.variants["python"].function(np.ones(2)) == 0.0


def test_what_is_changed_by_another_of_its_names_is_changed(file):
    path = file(HEAD + "kinds = {}\nkinds['a'] = other = []\nother.append(3.0)\n"
                "def f(a):\n    return a.sum() + kinds['a'][0]\n")  # fmt: skip
    assert load(own_kernel(path, "f"), ("python",)).variants["python"].function(np.ones(2)) == 5.0


@pytest.mark.parametrize("asks", ["n", "rng"])
def test_what_stands_for_the_size_in_arguments_is_not_asked_of_the_file(file, asks, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    path = file(f"import numpy as np\n{asks} = int(input('how many? '))\ndef f(a):\n"
                f"    return a.sum()\nf(np.arange({asks}))\n")  # fmt: skip
    loaded = load(own_kernel(path, "f", {"a": "rng.random(n)"}), ("python",))
    assert loaded.make_args(4, "float64", 0)[0].shape == (4,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import argparse\nK = argparse.ArgumentParser().parse_args(['x'])\n", "in line 5"),
        ("K = int(input('K? '))\n", "asks for input in line 4"),
        ("import no_such_module\nK = no_such_module.K\n", "No module named “no_such_module”"),
    ],
)
def test_what_is_needed_and_cannot_be_had_is_named_with_its_line(file, text, words, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    path = file(HEAD + text + "def f(a):\n    return a[0] * K\n")
    with pytest.raises(KernelError, match=words):
        load(own_kernel(path, "f"))


def test_what_a_factory_does_not_take_is_said_with_its_line_and_what_to_do(file):
    text = "def make(dtype):\n    kind = dtype.name\n    def f(a): return kind\n    return f\n"
    words = r"had: AttributeError: .* in line 5; give make\(…\) what it takes\.$"
    with pytest.raises(KernelError, match=words):
        load(own_kernel(file(HEAD + text), "make(0)", {"a": "1"}))


def test_a_module_of_a_package_whose_first_file_fails_is_run(file):
    file("from ._version import version\n", "project/__init__.py")
    file("def step(x):\n    return x + 1\n", "project/steps.py")
    path = file("from .steps import step\ndef f(a):\n    return step(a[0])\n", "project/core.py")
    loaded = load(own_kernel(path, "f"))
    assert loaded.variants["njit"].function(np.ones(2)) == 2.0


def test_an_import_whose_other_fails_too_is_missed_where_it_is_used(file):
    path = file(
        HEAD + "try:\n    import no_such_pool as pool\nexcept ImportError:\n"
        "    from no_such_library import pool\n"
        "def f(a):\n    return a.sum()\ndef g(a):\n    return pool.map(a)\n"
    )
    assert load(own_kernel(path, "f"), ("python",)).variants["python"].function(np.ones(2)) == 2.0
    kernel = own_kernel(path, "g")
    with pytest.raises(
        KernelError, match=r"“pool”.*line 7 fails: No module named “no_such_library”"
    ):
        fit(kernel, load(kernel, ("python",)), kernel.guessed)


def test_of_an_import_of_several_names_those_that_are_there_are_had(file):
    path = file("from math import sqrt, no_such_thing\ndef f(a):\n    return sqrt(a[0])\n")
    loaded = load(own_kernel(path, "f"))
    assert loaded.variants["njit"].function(np.full(2, 9.0)) == 3.0


def test_of_an_import_of_several_names_one_may_be_of_a_module_that_raises(file, monkeypatch):
    monkeypatch.syspath_prepend(file("raise RuntimeError('no licence')\n", "raising.py").parent)
    path = file("import not_there_a, raising, math\ndef f(a): return math.sqrt(a[0])\n"
                "def g(a): return raising.step(a)\n")  # fmt: skip
    assert load(own_kernel(path, "f")).variants["python"].function(np.full(2, 9.0)) == 3.0
    kernel = own_kernel(path, "g")
    why = "needs “raising” in line 3, and its import in line 1 fails: RuntimeError: no licence"
    with pytest.raises(KernelError, match=why):
        fit(kernel, load(kernel), ("a",))


def test_an_import_that_raises_and_is_passed_over_is_said_to(file, monkeypatch):
    monkeypatch.syspath_prepend(file("raise RuntimeError('no licence')\n", "raising.py").parent)
    path = file("try:\n    import raising\nexcept Exception:\n    pass\n"
                "def f(a): return raising.step(a)\n")  # fmt: skip
    kernel = own_kernel(path, "f")
    with pytest.raises(KernelError, match="its import in line 2 fails: RuntimeError: no licence"):
        fit(kernel, load(kernel), ("a",))


def test_what_is_missing_because_the_package_cannot_be_imported_is_said(file, monkeypatch):
    first = file("import no_such_module\nSTEP = 1\n", "lame/__init__.py")
    monkeypatch.syspath_prepend(first.parent.parent)
    why = "as importing the package “lame” fails: No module named “no_such_module” is installed"
    path = file("import lame\ndef f(a):\n    return a[0] + lame.STEP\n", "lame/core.py")
    kernel = own_kernel(path, "f")
    with pytest.raises(
        KernelError, match=f"f cannot be called in line 3: lame has no “STEP”, {why}"
    ):
        fit(kernel, load(kernel), ("a",))
    path = file("from . import *\nK = STEP\ndef f(a):\n    return a[0] + K\n", "lame/more.py")
    with pytest.raises(KernelError, match=rf"in line 2 .* “STEP” is not defined, {why}"):
        load(own_kernel(path, "f"))
    path = file("from lame import STEP\ndef f(a):\n    return a[0] + STEP\n", "lame/one.py")
    kernel = own_kernel(path, "f")
    with pytest.raises(KernelError, match=rf"f needs “STEP” in line 3, .* has no “STEP”, {why}"):
        fit(kernel, load(kernel), ("a",))


@pytest.mark.parametrize(
    ("mistake", "failure"),
    [("np.foo(a)", "module 'numpy' has no attribute 'foo'"), ("typo(a)", "'typo' is not defined")],
)
def test_what_the_package_never_had_is_not_blamed_on_it(file, mistake, failure, monkeypatch):
    first = file("import no_such_module\n", "limp/__init__.py")
    monkeypatch.syspath_prepend(first.parent.parent)
    head = "import numpy as np\nimport limp\n"
    kernel = own_kernel(file(f"{head}def f(a): return {mistake}\n", "limp/core.py"), "f")
    assert fit(kernel, load(kernel), ("a",)).failure.endswith(failure)
    imports = "def f(a):\n    import absent\n"
    kernel = own_kernel(file(head + imports, "limp/more.py"), "f")
    with pytest.raises(KernelError, match="line 4 fails: No module named “absent” is installed"):
        fit(kernel, load(kernel), ("a",))


def test_of_packages_in_each_other_that_is_named_whose_own_file_fails(file, monkeypatch):
    first = file("", "whole/__init__.py")
    monkeypatch.syspath_prepend(first.parent.parent)
    file("import no_such_module\n", "whole/lame/__init__.py")
    path = file("from . import STEP\nK = STEP\ndef f(a): return a * K\n", "whole/lame/core.py")
    with pytest.raises(
        KernelError, match=r"as importing the package “whole\.lame” fails: No module"
    ):
        load(own_kernel(path, "f"))


def test_a_module_in_newer_python_that_a_file_imports_is_named_as_that(file, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    file("x = 1\ndef first[T](items): return items[0]\n", "generic.py")
    path = file("import generic\ndef f(a): return generic.first(a)\n")
    if sys.version_info >= (3, 12):
        pytest.skip("this Python knows it")
    with pytest.raises(KernelError, match=r"line 1 while .*generic\.py, line 2.*newer Python"):
        load(own_kernel(path, "f"))
