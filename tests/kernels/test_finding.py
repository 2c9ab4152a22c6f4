import pytest

from explorer.kernels import finding
from explorer.kernels.kernel import KernelError


def test_a_folder_may_be_called_like_a_file_and_one_of_its_functions(tmp_path):
    path = tmp_path / "x.py:y" / "k.py"
    assert finding.parted(f"{path}:f") == (path, "f")
    assert finding.parted(str(path)) == (path, None)


@pytest.mark.parametrize("encoding", ["undefined", "punycode", "zlib", "nonsense"])
def test_an_encoding_that_gives_no_text_is_a_sentence(tmp_path, encoding):
    path = tmp_path / "k.py"
    path.write_text(f"# coding: {encoding}\ndef f(a): return a\n", encoding="utf-8")
    with pytest.raises(KernelError, match=r"is not a Python file"):
        finding.open_path(str(path))


def test_a_program_without_its_kernels_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(finding, "CATALOGUE", tmp_path)
    finding.catalogue.cache_clear()
    with pytest.raises(KernelError, match="are missing: install again"):
        finding.catalogue()
    monkeypatch.undo()
    assert finding.catalogue()
