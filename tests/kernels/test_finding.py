import pytest

from explorer.kernels import finding
from explorer.kernels.kernel import KernelError


def test_a_program_without_its_kernels_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(finding, "CATALOGUE", tmp_path)
    finding.catalogue.cache_clear()
    with pytest.raises(KernelError, match="are missing: install again"):
        finding.catalogue()
    monkeypatch.undo()
    assert finding.catalogue()
