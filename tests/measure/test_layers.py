"""Which threading layers there are is found without loading any here."""

import subprocess
import sys

from explorer.layers import LAYERS
from explorer.measure import layers


def test_every_layer_is_there_or_has_a_reason():
    found = layers.lacking()
    assert tuple(found) == LAYERS
    assert found["workqueue"] == ""


def test_a_layer_whose_library_is_missing_says_what_is_needed(tmp_path, monkeypatch):
    folder = tmp_path / "numba" / "np" / "ufunc"
    folder.mkdir(parents=True)
    (tmp_path / "numba" / "__init__.py").touch()
    suffix = layers.EXTENSION_SUFFIXES[0]
    (folder / f"tbbpool{suffix}").write_text("no library")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from explorer.measure import layers\n"
        "print(layers.why_not('tbb'), layers.why_not('omp'), sep='|')"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    tbb, _, omp = made.stdout.strip().partition("|")
    assert tbb.startswith("Intel's TBB library is needed: pip install tbb")
    assert omp == "Numba was built without it"


def test_an_answer_that_is_none_lacks_nothing():
    assert layers.read("") == layers.read("[]") == {}
    assert layers.read('{"omp": "gone"}')["omp"] == "gone"
