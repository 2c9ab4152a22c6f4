"""A notebook opens like a file. A timed statement of it is Python, and a name stays defined."""

import json

import pytest

from explorer.kernels.finding import open_file
from explorer.kernels.kernel import KernelError
from explorer.kernels.loading import load
from explorer.kernels.notebook import code_of
from explorer.kernels.own import own_kernel

TOTAL = """
    s = 0.0
    for v in a:
        s += v
    return s
"""

LINES = {
    "%timeit f(x)": "f(x)",
    "%timeit -n10 -r3 f(x)": "f(x)",
    "%timeit -n 10 -r 3 f(x)": "f(x)",
    "%timeit -o -n 5 f(x)": "f(x)",
    "%timeit -p 4 f(x)": "f(x)",
    "%prun -s cumtime f('a  b')": "f('a  b')",
    "%time --no-raise-error f(x)": "f(x)",
    "%time -f(x)": "-f(x)",
    "    %time y = f(x)": "    y = f(x)",
    "y = %time f(x)": "y = f(x)",
    "y=%time f(x)": "y = f(x)",
    "a, b = %time f(x)": "a, b = f(x)",
    "x.y = %time f(x)": "x.y = f(x)",
    "r = %timeit -o f(x)": "f(x); r = None",
    "r['é'] = %timeit -o f(x);  # why": "f(x); r['é'] = None",
    "r = %time": "r = None  # %time",
    "%timeit -n 10": "pass  # %timeit -n 10",
    "%time f(": "pass  # %time f(",
    "files = !ls": "files = None  # !ls",
    "x.y = %sql select": "x.y = None  # %sql select",
    "np.sum??": "pass  # np.sum??",
}


def test_what_only_ipython_understands_is_left_out_of_a_file_too(file):
    path = file("def f(n):\n    return n\nx = f(3)\n%prun f(4)\n%matplotlib inline\n!ls\n")
    assert own_kernel(path, "f").arguments == {"n": "3"}
    path = file("def f(n):\n    return n %\n%prun f(4)\n")
    with pytest.raises(KernelError, match="syntax error in line 2"):
        own_kernel(path, "f")


def test_a_notebook_opens_like_a_file(file):
    cells = [
        {"cell_type": "markdown", "source": ["# Title"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import numba\n", "!ls"]},
        {"cell_type": "code", "source": ["\n" * 50, f"@numba.njit\ndef f(a):{TOTAL}"]},
        {"cell_type": "code", "source": ["%%bash\nls | wc"]},
        {"cell_type": "code", "source": ["files = !ls\n%timeit -n1 f(np.ones(300, dtype='f4'))"]},
    ]
    path = file(json.dumps({"cells": cells}), "demo.ipynb")
    kernel = open_file(path)
    assert kernel.function == "f"
    assert kernel.arguments == {"a": "np.ones(n, dtype='f4')"}
    loaded = load(kernel)
    arguments = loaded.make_args(5, "float64", 0)
    assert loaded.variants["njit"].function(*arguments) == pytest.approx(arguments[0].sum())
    loaded.variants["parallel"].compile(arguments)  # which reads the function's lines


@pytest.mark.parametrize("line", LINES)
def test_a_timed_statement_is_run_and_what_gets_a_value_is_defined(line):
    assert _python(line) == LINES[line]


@pytest.mark.parametrize(
    "line", ["print('x =%d' % x)", "print(f'{x =!r}')", "x = y != 3", "x = 1  # of =%time f(x)"]
)
def test_what_only_looks_like_a_magic_is_left_as_it_is(line):
    assert _python(line) == line


def _python(line):
    content = json.dumps({"cells": [{"cell_type": "code", "source": [line]}]})
    return code_of(content).partition("\n")[2]
