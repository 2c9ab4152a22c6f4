from pathlib import Path

import numpy as np
import pytest

from explorer.kernels.refusal import explain
from explorer.kernels.running import explained


def test_a_message_with_half_a_character_can_be_written_to_a_file():
    why = explain(ValueError("bad \udc80 byte"), Path("made.py"))
    assert why.sentence == "ValueError: bad ? byte"
    why.full.encode("utf-8")


def test_a_message_without_measure_is_cut_and_one_that_cannot_be_had_does_no_harm():
    why = explain(ValueError("x" * 5_000_000 + "\nlast words"), Path("made.py"))
    assert len(why.sentence) < 400
    assert len(why.full) < 41_000
    assert why.full.endswith("last words")

    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert explain(MuteError(), Path("made.py")).sentence == "MuteError"


REFUSED = {
    "@njit\ndef f(a):\n    return f'{a[0]:.3f}'": ("does not compile this: format spec in f-st", 4),
    "@njit\ndef g(x, y): return x.nothing\n@njit\ndef f(a):\n    return g(a[0], 1)": (
        "does not know “.nothing” of float64",
        6,
    ),
    "K = np.zeros(3)\n@njit\ndef f(a):\n    K[0] = a[0]": ("read-only, as global arrays", 5),
    "@njit\ndef f(a):\n    return a[a[0]]": ("number of type float64; an index must be a whole", 4),
    "@njit\ndef f(a):\n    x, y = a.shape": ("2 values are unpacked from a tuple of 1;", 4),
    "T = (1, 2.0)\n@njit\ndef f(a):\n    for i in range(2): a[0] += T[i]": ("literal_unroll", 5),
    "class C:\n    @staticmethod\n    @njit\n    def g(x): return x\n@njit\ndef f(a):\n"
    "    return C.g(a[0])": ("cannot use the class “C”; give", 8),
    "@njit\ndef f(a):\n    @njit\n    def g(x): return x\n    return g(a[0])": (
        "leave “njit” out there",
        4,
    ),
    "@njit\ndef f(a):\n    def g(): return a\n    return g": (
        "measure the function that it makes",
        4,
    ),
    "@njit(parallel=True)\ndef f(a):\n    for x in a:\n        for y in a: yield x, y": (
        "a fault of Numba’s; leave out parallel=True",
        0,
    ),
}
"""Functions that Numba refuses, and what is said of which line."""


@pytest.mark.filterwarnings("ignore::numba.core.errors.NumbaPerformanceWarning")
@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_says_what_to_do_in_the_users_words(text, tmp_path):
    words, line = REFUSED[text]
    path = tmp_path / "mine.py"
    path.write_text(f"from numba import njit; import numpy as np\n{text}\n", encoding="utf-8")
    scope = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
    with pytest.raises(Exception, match=r".") as refused:
        scope["f"](np.ones(3))
    why = explain(refused.value, path)
    assert words in why.sentence
    assert why.line == line
    assert "$" not in why.sentence


def test_names_that_numba_makes_up_are_in_no_sentence():
    assert explain(ValueError("no type for '$78load_attr.5' here"), Path("m.py")).sentence == (
        "ValueError: no type for a value here"
    )


def test_an_object_of_a_class_of_the_file_is_named_as_the_file_names_it():
    error = TypeError("cannot determine Numba type of <class 'explorer_kernel_m_0a1b2c3d.Model'>")
    assert "an object of the class Model; pass" in explain(error, Path("m.py")).sentence


def test_an_assertion_inside_numba_is_said_in_words(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "from numba import njit\nMissing = 3  # as where its import fails\n@njit\ndef f(a):\n"
        "    if a > 5:\n        raise Missing(f'{a}')\n",
        encoding="utf-8",
    )
    scope = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
    with pytest.raises(AssertionError) as refused:
        scope["f"](1)
    why = explain(refused.value, path)
    assert why.sentence.startswith("What it raises is no class of errors to Numba")
    assert why.line == 6
    assert explain(AssertionError(), path).sentence == "AssertionError"  # of the function itself


def test_a_name_whose_import_failed_is_told_with_that_import(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import not_here as h\ndef f(a):\n    return h.g(a)\n")
    error = NameError("name 'h' is not defined", name="h")
    sentence = "“h” is missing, as its import in line 1 fails: No module named “not_here” is"
    assert explained(error, path).sentence.startswith(sentence)
    path.write_text("def f(a):\n    return h.g(a)\n")
    assert explained(error, path) == explain(error, path)
