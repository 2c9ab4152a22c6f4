import os
import sys
from types import SimpleNamespace

import pytest

from explorer.measure import hampered, machine
from explorer.results.surroundings import in_short


@pytest.mark.parametrize(
    ("name", "value", "harmful"),
    [
        ("NUMBA_DISABLE_JIT", "1", True),
        ("NUMBA_DISABLE_JIT", "0", False),
        ("NUMBA_OPT", "1", True),
        ("NUMBA_OPT", "3", False),
        ("NUMBA_OPT", "max", False),
        ("NUMBA_BOUNDSCHECK", "1", True),
        ("NUMBA_BOUNDSCHECK", "yes", False),
        ("NUMBA_DISABLE_JIT", "true", False),
        ("MALLOC_CHECK_", "yes", True),
        ("OMP_THREAD_LIMIT", "1", True),
        ("OMP_THREAD_LIMIT", "2", False),
        ("NUMBA_CPU_NAME", "generic", True),
        ("NUMBA_CPU_NAME", "skylake", False),
        ("NUMBA_LOOP_VECTORIZE", "0", True),
        ("NUMBA_LOOP_VECTORIZE", "1", False),
        ("NUMBA_ENABLE_AVX", "0", True),
        ("PYTHONMALLOC", "pymalloc_debug", True),
        ("PYTHONMALLOC", "malloc", False),
        ("PYTHONTRACEMALLOC", "5", True),
        ("PYTHONDEVMODE", "1", True),
        ("PYTHONDEVMODE", "", False),
        ("NUMBA_CPU_FEATURES", "+sse2,-avx2", True),
        ("NUMBA_CPU_FEATURES", "+avx2", False),
        ("NPY_DISABLE_CPU_FEATURES", "AVX2", True),
        ("MALLOC_PERTURB_", "7", True),
        ("NUMBA_DISABLE_INTEL_SVML", "1", True),
        ("OMP_PLACES", "{0}", True),
        ("OMP_PLACES", "{0},{1}", False),
        ("OMP_PLACES", "{0:2}:4", False),
        ("OMP_PLACES", "cores", False),
        ("GOMP_CPU_AFFINITY", "0", True),
        ("GOMP_CPU_AFFINITY", "0-3", False),
    ],
)
def test_settings_that_slow_code_down_are_named(name, value, harmful):
    found = hampered.sentences({name: value}, most=2, cores=2)
    assert bool(found) is harmful
    assert all(sentence.startswith(f"{name}={value} is set: ") for sentence in found)


def test_what_numba_reads_in_the_folder_counts_where_it_can_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".numba_config.yaml").write_text("opt: 1\n", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert "NUMBA_OPT" not in machine.environment()
    monkeypatch.setitem(sys.modules, "yaml", SimpleNamespace(safe_load=lambda text: {"opt": 1}))
    assert list(hampered.settings(machine.environment(), 1)) == ["NUMBA_OPT=1"]
    monkeypatch.setenv("NUMBA_OPT", "3")
    assert machine.environment()["NUMBA_OPT"] == "3"


def test_more_threads_than_cores_are_said():
    assert hampered.sentences({}, most=4, cores=2) == (
        "This process may use 2 cores: 4 threads take turns on them.",
    )


def test_settings_stand_at_the_chart():
    assert (
        in_short({"environment": {"NUMBA_OPT": "1", "NUMBA_NUM_THREADS": "2"}}, 2) == "NUMBA_OPT=1"
    )
    assert in_short({"environment": {"OMP_THREAD_LIMIT": "1"}}, 2) == "OMP_THREAD_LIMIT=1"
    assert in_short({"environment": {"OMP_THREAD_LIMIT": "1"}}, 1) == ""
    assert in_short({}, 2) == ""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="threads cannot be bound here")
def test_a_thread_that_is_bound_later_leaves_the_cores_as_they_were():
    before, allowed = machine.usable_cores(), os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert machine.usable_cores() == before
    finally:
        os.sched_setaffinity(0, allowed)
