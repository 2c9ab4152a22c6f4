"""BLAS has as many threads as compiled code, also one that is loaded in the middle of a run."""

from types import SimpleNamespace

from explorer.kernels import first_compilation
from explorer.measure import threads
from explorer.measure.threads import ThreadCount


def test_a_blas_that_compiling_has_loaded_gets_the_thread_count_too(monkeypatch):
    there = []
    found = SimpleNamespace(select=lambda user_api: SimpleNamespace(lib_controllers=[*there]))
    monkeypatch.setattr(threads, "ThreadpoolController", lambda: found)
    monkeypatch.setattr(first_compilation, "_waited_s", [])
    count = ThreadCount()
    count.set(1)
    library = SimpleNamespace(filepath="blas", num_threads=8)
    library.set_num_threads = lambda number: setattr(library, "num_threads", number)
    there.append(library)
    first_compilation._waited_s.append(0.2)
    count.set(1)
    assert library.num_threads == 1
    count.restore()
    assert library.num_threads == 8
