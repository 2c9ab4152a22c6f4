"""A kernel file with one more variant."""

from __future__ import annotations

import pytest

from explorer.kernels.extending import extended, save_extended
from explorer.kernels.finding import find, open_file
from explorer.kernels.kernel import KernelError

OWN = '''
"""Mine."""
from numba import njit
from beside import FACTOR

def total(x):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i] * FACTOR
    return s
'''
CHANGED = '''@numba.njit(fastmath=True)
def total(x):
    """As it was."""
    return total(x[:0]) if x.shape[0] else numpy.float64(0.0)
'''


@pytest.fixture
def own(tmp_path):
    (tmp_path / "beside.py").write_text("FACTOR = 2.0\n")
    path = tmp_path / "own.py"
    path.write_text(OWN)
    return open_file(path, "total")


def test_a_catalogue_kernel_keeps_its_variants_and_gets_one(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    kernel = find("sum")
    source = kernel.variant("jit_nopython").source
    made, name = save_extended(kernel, "jit_nopython", "loop order", source)
    assert name == "jit_nopython_loop_order"
    assert made.variant_names == (*kernel.variant_names, name)
    assert made.variant(name).summary == "jit_nopython with loop order."
    for variant in kernel.variants:
        assert made.variant(variant.name).source == variant.source
    again, _ = save_extended(kernel, "jit_nopython", "loop order", source)
    assert again.path == made.path
    other, _ = save_extended(kernel, "jit_nopython", "loop order", source.replace("0.0", "0.5"))
    assert other.path != made.path


def test_a_function_of_ones_own_stays_beside_what_it_imports(own):
    made, name = save_extended(own, "njit", "fastmath", CHANGED)
    assert made.path == own.path.with_name("own_with_njit_fastmath.py")
    assert name in made.variant_names
    assert own.variant_names[0] == "python" == made.variant_names[0]
    text = made.path.read_text()
    assert "njit_fastmath(x[:0])" in text  # it calls itself
    assert "import numpy\n" in text
    assert text.count("import numba\n") == 1


def test_a_name_that_is_taken_gets_a_number():
    kernel = find("sum")
    _, name = extended(kernel, "parallel", "fastmath", kernel.variant("fastmath").source)
    assert name == "parallel_fastmath_2"


def test_where_nothing_can_be_written_it_is_said(own, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refused)
    with pytest.raises(KernelError, match="cannot be saved: Permission denied"):
        save_extended(own, "njit", "fastmath", CHANGED)
