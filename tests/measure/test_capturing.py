"""The arguments with which a script calls a function are taken as its inputs."""

import collections
import json
import math
import textwrap
import types

import numpy as np
import pytest

from explorer.kernels.as_text import as_text
from explorer.kernels.kernel import KernelError
from explorer.measure.capturing import capture

P = collections.namedtuple("P", "mass width")
LIBRARY = """
    import collections
    import numpy as np
    P = collections.namedtuple("P", "mass width")
    def inner(x):
        return 2 * x
    def work(a, p, k=3, *, name="x"):
        return a.sum() * p.mass + k
    if __name__ == "__main__":
        print(work(np.arange(4), P(1.0, 2), 7))
    """


@pytest.fixture
def file(tmp_path):
    def make(name, text):
        (tmp_path / name).write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path / name

    return make


def module(**names):
    made = types.ModuleType("file")
    vars(made).update(names)
    return made


VALUES = {
    "a number": 7,
    "a true one": True,
    "nothing": None,
    "a text": "it's",
    "a long text": "x" * 1000,
    "endless": -math.inf,
    "a small float": np.float32(0.1),
    "an endless small float": np.float32(math.inf),
    "an unsigned integer": np.uint8(200),
    "an array": np.arange(6.0).reshape(2, 3),
    "an array by columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "every other item": np.arange(10)[::2],
    "records": np.ones(3, dtype=[("x", "f8"), ("n", "i4")]),
    "a tuple": (1, np.arange(3), ("a",)),
    "a namedtuple": P(np.arange(2), 0.5),
    "a list": [1.5, 2.5],
    "a long list": list(range(1000)),
    "a dict": {"a": 1, 2: (3,)},
}


@pytest.mark.parametrize("what", VALUES)
def test_a_value_is_made_again_by_its_expression(what, tmp_path):
    value = VALUES[what]
    made = eval(as_text(value, tmp_path, module(P=P)), {"np": np, "P": P})
    assert type(made) is type(value)
    if isinstance(value, np.ndarray):
        assert (made.dtype, made.flags.f_contiguous) == (value.dtype, value.flags.f_contiguous)
    np.testing.assert_equal(made, value)


def test_what_cannot_be_kept_is_named(tmp_path):
    with pytest.raises(KernelError, match="a function cannot be kept"):
        as_text(lambda: None, tmp_path, module())
    named = lambda: None  # noqa: E731
    assert as_text(named, tmp_path, module(named=named)) == "named"


def test_a_call_of_a_script_gives_the_arguments(file, tmp_path):
    path = file("lib.py", LIBRARY)
    script = file(
        "run.py",
        """
        import sys
        import numpy as np
        import lib
        from lib import work, P
        print("loading")
        data = np.ones((5, 2))
        work(data, P(0.5, 1), name=sys.argv[1])
        raise SystemExit("what it ends with is no matter")
        """,
    )
    found = capture(path, "work", script, ["given"], tmp_path / "kept")
    assert found.source == "the call in line 8 of “run.py”"
    assert (found.arguments["p"], found.arguments["k"]) == ("P(0.5, 1)", "3")
    assert found.arguments["name"] == "'given'"
    assert eval(found.arguments["a"], {"np": np}).shape == (5, 2)
    assert found.size == 5
    for axes, shape in (((1,), (5, 3)), ((0, 1), (3, 3)), ((), (3, 2))):
        assert eval(found.scaled("a", *axes), {"np": np, "n": 3}).shape == shape
    assert found.scaled("k") == "n"
    with pytest.raises(KernelError, match="p has no axis 0"):
        found.scaled("p")


WARMED_UP = """
    import numpy as np
    import lib
    def run(n, k):
        a = np.arange(n, dtype=float)
        lib.work(a, k)
        assert a[-1] < 0, "the call was made"
    run(2, 1)
    run(1000, 1)
    run(1000, 50)
    run(30, 7)
    """


@pytest.mark.parametrize("decorator", ["@numba.njit", ""])
def test_the_call_that_is_given_most_is_taken_or_the_one_that_is_asked_for(
    file, tmp_path, decorator
):
    """The first is often there to have the function compiled."""
    path = file("lib.py", f"import numba\n{decorator}\ndef work(a, k):\n    a[-1] = -k\n")
    script = file("run.py", WARMED_UP)
    found = capture(path, "work", script, [], tmp_path / "kept")
    assert (found.call, found.calls, found.size, found.arguments["k"]) == (3, 4, 1000, "50")
    assert found.source == "call 3 of 4, in line 6 of “run.py”, which is given most"
    assert eval(found.arguments["a"], {"np": np})[-1] == 999  # as before the call
    first = capture(path, "work", script, [], tmp_path / "kept", call=1)
    assert (first.call, first.size, first.source) == (1, 2, "call 1, in line 6 of “run.py”")
    with pytest.raises(KernelError, match=r"“run\.py” came to its end after 4 calls of work"):
        capture(path, "work", script, [], tmp_path / "kept", call=9)


def test_a_call_that_does_not_return_is_kept_all_the_same(file, tmp_path, monkeypatch):
    monkeypatch.setattr("explorer.measure.capturing.FURTHER_S", 0.5)
    path = file("lib.py", "import time\ndef work(a):\n    time.sleep(1000 * (len(a) - 1))\n")
    script = file("run.py", "import lib\nlib.work([0])\nlib.work([0, 1])\n")
    found = capture(path, "work", script, [], tmp_path / "kept")
    assert found.arguments == {"a": "[0, 1]"}
    assert found.source == "call 2 in line 3 of “run.py”, which is given most of those in 0.5 s"


def test_a_file_that_calls_its_own_function_is_a_script_too(file, tmp_path):
    path = file("lib.py", LIBRARY)
    found = capture(path, "work", path, [], tmp_path / "kept")
    assert found.arguments["k"] == "7"
    assert found.source.endswith("of “lib.py”")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import lib\n", "“run.py” came to its end and had not called work"),
        ("raise SystemExit('no data')\n", "ended with status 1 .no data. and had not called"),
        ("import lib\nlib.work(1)\n", "The call in the script does not fit: missing a required"),
        ("import lib\nlib.work(lambda: 0, 1)\n", "The argument a: a function cannot be kept"),
    ],
)
def test_a_script_that_does_not_get_there_is_told_in_a_sentence(file, tmp_path, text, words):
    path = file("lib.py", LIBRARY)
    with pytest.raises(KernelError, match=words):
        capture(path, "work", file("run.py", text), [], tmp_path / "kept")


def test_a_compiled_function_stays_one_for_other_compiled_functions(file, tmp_path):
    path = file(
        "lib.py",
        """
        from numba import njit
        @njit
        def work(x, k=2):
            return k * x
        @njit
        def outer(x):
            return work(x) + 1
        """,
    )
    script = file("run.py", "import lib\nassert lib.outer(3) == 7\nlib.work(5.0)\n")
    found = capture(path, "work", script, [], tmp_path / "kept")
    assert found.arguments == {"x": "5.0", "k": "2"}
    assert found.source == "the call in line 3 of “run.py”"


def test_only_functions_that_there_are_can_be_captured(file, tmp_path):
    path = file("lib.py", LIBRARY)
    with pytest.raises(KernelError, match=r"“nope” is none of “lib\.py”"):
        capture(path, "nope", path, [], tmp_path)
    with pytest.raises(KernelError, match="There is no script"):
        capture(path, "work", tmp_path / "gone.py", [], tmp_path)


MODEL = """
    import numpy as np
    class Model:
        def __init__(self, w):
            self.w = w
        @staticmethod
        def energy(state):
            return state.sum()
        def run(self, state):
            return self.energy(state) + self.w
    """
CALLS = "import numpy as np\nfrom model import Model\nModel(2.0).run(np.arange(3.0))\n"


@pytest.mark.parametrize("method", ["energy", "run"])
def test_calls_of_methods_are_captured_with_their_object(file, tmp_path, method):
    path = file("model.py", MODEL)
    found = capture(path, f"Model.{method}", file("run.py", CALLS), [], tmp_path / "kept")
    scope = {"np": np}
    exec(textwrap.dedent(MODEL), scope)
    made = {name: eval(text, scope) for name, text in found.arguments.items()}
    assert made["state"].tolist() == [0.0, 1.0, 2.0]
    if method == "run":
        assert made["self"].run(made["state"]) == 5.0


def test_a_notebook_is_a_script_and_a_file(file, tmp_path):
    cells = ["%matplotlib inline\nimport math", "def f(x):\n    return x", "f(math.pi)"]
    content = [{"cell_type": "code", "source": [cell]} for cell in cells]
    path = file("demo.ipynb", json.dumps({"cells": content}))
    found = capture(path, "f", path, [], tmp_path / "kept")
    assert found.arguments == {"x": repr(math.pi)}
