"""Kernel files with a wrong value in each place, and what the program makes of them."""

from __future__ import annotations

import itertools

from explorer.kernels.finding import open_file
from explorer.kernels.kernel import KernelError
from explorer.measure.asking import plan_of
from explorer.measure.place import HERE, Placement, start
from explorer.measure.plan import PlanError
from explorer.measure.transport import received
from explorer.results.fold import apply
from explorer.results.words.answer import answer

PLACES = (
    "sizes", "dtypes", "reference", "second_reference", "baseline", "outputs", "in_place",
    "threaded", "size_name", "tolerance", "group", "title", "question", "parameters",
    "data_bytes", "bytes_moved", "flops", "make_args", "claim", "presets",
)  # fmt: skip
VALUES = (
    "5", "-1", "0", "None", "True", "1.5", "float('nan')", "1e400", "''", "'x'", "'1e2:'",
    "'1e99'", "'\\x00'", "'n' * 1000", "'\\ud800'", "b'x'", "[]", "[1]", "['x', 2]", "{}",
    "{'float64': 'x'}", "()", "(1,)", "object()", "lambda: 1", "lambda n: 'x'",
    "lambda n, itemsize: None", "lambda n, itemsize: -1", "lambda n, itemsize: 1e400",
    "lambda n, dtype, seed: 1 / 0", "lambda n: None", "lambda n: [object()]", "range(3)",
    "int", "{1, 2}", "...", "print",
)  # fmt: skip
TEXT = """
import numpy as np
sizes = "10,100"
reference = "good"
def make_args(n): return (np.ones(n),)
def good(a):
    "Adds."
    return float(a.sum())
def other(a):
    "Adds, too."
    return float(np.add.reduce(a))
"""
ODD = {
    "form feed": "\f" + TEXT,
    "byte-order mark": "\ufeff" + TEXT,
    "line separators": TEXT.replace('"Adds."', '"Adds\u2028\u2029\x85\x1c\x1d\x0b."'),
    "deep expression": TEXT + "x = " + "-" * 3000 + "1\n",
    "deep brackets": TEXT + "x = " + "[" * 150 + "]" * 150 + "\n",
    "no end of line": TEXT.rstrip("\n"),
    "carriage returns": TEXT.replace("\n", "\r\n"),
    "old carriage returns": TEXT.replace("\n", "\r"),
    "tabs": TEXT.replace("    ", "\t"),
    "a name of 300 letters": TEXT.replace("other", "o" * 300),
    "names of other scripts": TEXT.replace("other", "añadir_更多"),
    "a file that removes itself": TEXT + "import os\nos.unlink(__file__)\n",
    "a file that changes itself": TEXT + "open(__file__, 'a').write('# more\\n')\n",
    "exits": TEXT + "raise SystemExit(3)\n",
    "asks": TEXT + "input('?')\n",
    "recursion": TEXT + "def f(): f()\nf()\n",
    "closes output": TEXT + "import sys\nsys.stdout.close()\nsys.stdout = None\n",
    "changes the folder": TEXT + "import os, tempfile\nos.chdir(tempfile.gettempdir())\n",
    "replaces make_args": TEXT + "make_args = 3\n",
    "replaces a variant": TEXT + "good = None\n",
    "removes a variant": TEXT + "del other\n",
    "a class as a variant": TEXT + "class third:\n    def __call__(self, a): return 1\n",
    "an exception without words": TEXT + "class E(Exception):\n    def __str__(self): 1 / 0\n"
    "def bad(a):\n    'x'\n    raise E()\n",
    "an index of nothing": TEXT + "def bad(a):\n    'x'\n    return a[()]\n",
    "strings": TEXT + "def bad(a):\n    'x'\n    return 'text'\n",
    "a generator": TEXT + "def bad(a):\n    'x'\n    yield 1\n",
    "itself": TEXT + "def bad(a):\n    'x'\n    l = []\n    l.append(l)\n    return l\n",
    "an escape": TEXT.replace("Adds.", "\\033[2J\\033]0;x\\007 Adds."),
}


def files():
    """Yield (name, text) of every hostile file, in an order that mixes places and values."""
    pairs = sorted(
        itertools.product(range(len(PLACES)), range(len(VALUES))),
        key=lambda pair: (pair[0] + pair[1] * 7) % len(VALUES),
    )
    for place, value in pairs:
        yield f"{PLACES[place]} = {VALUES[value]}", f"{TEXT}{PLACES[place]} = {VALUES[value]}\n"
    yield from ODD.items()


def used(path):
    """Measure a file as the program does; return its answer, or the sentence it refuses with.

    Anything else that is raised is a fault.
    """
    try:
        kernel = open_file(path)
        plan = plan_of(
            kernel, 2, sizes="10", threads="1", budget_s=0.1, precision=0.5, call_limit_s=0.5
        )
        run = None
        for event in received(start(plan, kernel, Placement(HERE))):
            run = apply(run, event)
    except (KernelError, PlanError) as error:
        return str(error)
    return " ".join(answer(run, kernel))
