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
from explorer.kernels.loading import load

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
    assert used(written({**SOME, **ODD}[name])).endswith((".", "…"))


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
