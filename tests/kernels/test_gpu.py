"""CUDA kernels as variants: under Numba's simulator, and without a GPU."""

import re

import pytest
from numba import cuda
from numba.cuda.cudadrv.error import CudaSupportError

from explorer.cli import main
from explorer.kernels.finding import find
from explorer.kernels.loading import load
from explorer.kernels.refusal import explain
from explorer.measure.asking import plan_of
from explorer.measure.process import ProcessRun
from explorer.results.fold import fold

FILE = """
import numba, numpy as np
from numba import cuda

outputs = ("out",)
reference = "cpu"
launch = {"gpu": "out.shape", "unlike": "out.shape", "flat": "out.size"}
block = 4

def make_args(n):
    x = np.arange(2.0 * n).reshape(2, n)
    return x, np.empty_like(x)

@numba.njit
def cpu(x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = 2 * x[i, j]

@cuda.jit
def gpu(x, out):
    i, j = cuda.grid(2)
    if i < out.shape[0] and j < out.shape[1]:
        out[i, j] = 2 * x[i, j]

@cuda.jit
def flat(x, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i // out.shape[1], i % out.shape[1]] = 2 * x[i // out.shape[1], i % out.shape[1]]

@cuda.jit
def unlike(x, out):
    i, j = cuda.grid(2)
    if i < out.shape[0] and j < out.shape[1]:
        out[i, j] = 3 * x[i, j]

@cuda.jit
def without(x, out):
    out[0, 0] = 0.0
"""


@pytest.fixture
def kernel(tmp_path):
    path = tmp_path / "grid.py"
    path.write_text(FILE, encoding="utf-8")
    return find(str(path))


def test_under_the_simulator_results_are_checked_and_no_time_is_taken(kernel, monkeypatch):
    monkeypatch.setenv("NUMBA_ENABLE_CUDASIM", "1")
    plan = plan_of(kernel, 1, sizes="5", threads="1", budget_s=20.0, precision=0.5)
    run = fold(ProcessRun(plan, kernel, "a test").events())
    for name in ("gpu", "flat"):
        point = run.point(name, 5, 1)
        assert (point.status, point.estimate, point.error) == ("skipped", None, 0.0)
        assert "times say nothing of a GPU" in point.reason
    wrong = run.point("unlike", 5, 1)
    assert (wrong.status, wrong.estimate) == ("wrong", None)
    without = run.point("without", 5, 1)
    assert without.status == "failed"
    assert "says how many threads it takes" in without.reason
    assert run.point("cpu", 5, 1).estimate is not None


def test_a_cuda_kernel_is_never_timed_between_calls_on_the_cpu(kernel, capsys):
    loaded = load(kernel)
    assert "numba-explorer gpu" in loaded.variants["gpu"].derived.untimed
    assert not loaded.variants["cpu"].derived.untimed
    for asked in (["callers", "--variants"], ["why", "--variant"]):
        assert main([asked[0], str(kernel.path), asked[1], "gpu", "--size", "5"]) == 2
        assert "“gpu” is a CUDA kernel: numba-explorer gpu measures it." in capsys.readouterr().err


@pytest.mark.skipif(cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_the_drivers_own_sentence_is_said(kernel):
    loaded = load(kernel)
    with pytest.raises(CudaSupportError) as caught:
        loaded.variants["gpu"].function(*loaded.make_args(5, "float64", 0))
    said = explain(caught.value, kernel.path).sentence
    assert re.match(r"CudaSupportError: [A-Z].{20,}", said)
