"""CUDA kernels timed apart, by made-up events; and checked under Numba's simulator."""

import json

import numpy as np
import pytest

from explorer.cli import main
from explorer.gpu import timing
from explorer.gpu.facts import Launched, OnGpu
from explorer.gpu.text import rows, sentences
from explorer.gpu.timing import Bench, Timing, told
from explorer.kernels.gpu import _block
from explorer.measure.timed import Timed

KERNEL_S, THERE_S, BACK_S, LAUNCH_S = 2e-6, 1e-3, 5e-4, 1e-6
FILE = """
import numba, numpy as np
from numba import cuda

outputs = ("out",)
reference = "cpu"
launch = "out.size"

def make_args(n):
    return np.arange(1.0 * n), np.empty(n)

@numba.njit
def cpu(x, out):
    for i in range(x.size):
        out[i] = 2 * x[i]

@cuda.jit
def small(x, out):
    i = cuda.grid(1)
    if cuda.blockDim.x < 8:
        out[i % out.size] = 2 * x[i % out.size]
"""


class Event:
    def __init__(self, gpu):
        self._gpu = gpu
        self.at = 0.0

    def record(self):
        self._gpu.ready = max(self._gpu.ready, self._gpu.now)
        self.at = self._gpu.ready

    def synchronize(self):
        self._gpu.now = max(self._gpu.now, self.at)

    def elapsed_time(self, later):
        return 1e3 * (later.at - self.at)


class Gpu:
    """Does what it is given one after the other, beside the CPU, whose clock is `now`."""

    def __init__(self):
        self.now = self.ready = 0.0

    def event(self, timing):
        return Event(self)

    def synchronize(self):
        self.now = max(self.now, self.ready)

    def work(self, seconds):
        self.now += LAUNCH_S
        self.ready = max(self.ready, self.now) + seconds


class Caller:
    """Adds one to its argument, and notes what it was given."""

    def __init__(self, gpu):
        self._gpu = gpu
        self.seen = []

    def there(self, cuda, named):
        self._gpu.work(THERE_S)
        return [named["x"].copy()]

    def launch(self, grid, shape, there):
        self._gpu.work(KERNEL_S)
        self.seen.append(int(there[0][0]))
        there[0] += 1

    def back(self, named, there):
        self._gpu.work(BACK_S)
        named["x"][...] = there[0]

    def bytes_moved(self, named):
        return 8_000_000, 4_000_000


def bench_of(gpu, **more):
    caller, named = Caller(gpu), {"x": np.zeros(3)}
    return Bench(caller, named, 128, (1,), (128,), caller.there(gpu, named), **more)


def test_kernel_copies_and_the_whole_call_are_apart():
    gpu = Gpu()
    bench = bench_of(gpu)
    taking = Timing(gpu, lambda: None, clock=lambda: gpu.now)
    taking.learn(bench)
    assert bench.calls == 167  # of half a millisecond; one alone waits for its launch, too
    taking.measure([bench], budget_s=0.01)
    found = told(bench, 1000)
    assert found.kernel.median_s == pytest.approx(KERNEL_S, rel=0.01)
    assert found.there.median_s == pytest.approx(THERE_S, rel=0.01)
    assert found.back.median_s == pytest.approx(BACK_S, rel=0.01)
    assert found.wall.median_s == pytest.approx(THERE_S + KERNEL_S + BACK_S, rel=0.01)
    assert (found.samples, found.throttled) == (timing.FEWEST_ROUNDS, 0)


def test_data_that_a_kernel_changes_is_fresh_for_each_launch():
    gpu = Gpu()
    bench = bench_of(gpu, originals={"x": np.zeros(3)})
    taking = Timing(gpu, lambda: None, clock=lambda: gpu.now)
    taking.learn(bench)
    taking.measure([bench], budget_s=0.0)
    assert bench.calls == 1
    assert set(bench.caller.seen) == {0}


@pytest.mark.parametrize(("low", "left_out"), [(3, 3), (10_000, timing.MOST_LOW)])
def test_samples_of_a_lowered_clock_are_left_out_and_the_gpu_gets_a_pause(low, left_out):
    gpu, pauses = Gpu(), []
    shares = iter([0.5] * 2 * low + [1.0] * 10_000)
    bench = bench_of(gpu)
    taking = Timing(gpu, lambda: next(shares), lambda: gpu.now, pauses.append)
    taking.measure([bench], budget_s=0.0)
    found = told(bench, 1000)
    assert (found.throttled, len(pauses)) == (left_out, left_out)
    assert found.samples == timing.FEWEST_ROUNDS + left_out


def timed(seconds, width=0.01):
    return Timed(seconds, seconds * (1 - width), seconds * (1 + width))


def test_what_was_found_out_is_said():
    def launched(block, kernel, **more):
        parts = [timed(s) for s in (kernel, 1e-3, 5e-4, 2e-3)]
        return Launched(1000, block, *parts, 8_000_000, 4_000_000, 12, 2, **more)

    wrong = Launched(1000, 1024, wrong="The result is 3.")
    found = OnGpu("k", "gpu", "n", "A GPU", False, True, (
        launched(64, 3e-6, compared=True), launched(256, 2e-6, compared=True), wrong,
    ))  # fmt: skip
    assert list(sentences(found)) == [
        "At n = 1,000, gpu takes 2.00 µs on A GPU; blocks of 256 are surely the best tried. A "
        "whole call takes 2.00 ms: copying is 75 % of it (8.00 GB/s there, 8.00 GB/s back).",
        "gpu is wrong at n = 1,000 with blocks of 1024: The result is 3.",
        "4 of 24 samples were left out, for the GPU’s clock was below 75 % of its highest.",
    ]
    assert rows(found)[1:] == [
        ["1,000", "gpu", "64", "3.00 µs", "1.00 ms", "500 µs", "2.00 ms", "ok"],
        ["1,000", "gpu", "256", "2.00 µs", "1.00 ms", "500 µs", "2.00 ms", "ok"],
        ["1,000", "gpu", "1,024", "", "", "", "", "wrong"],
    ]
    unsure = OnGpu("k", "gpu", "n", "A GPU", False, False, (launched(64, 2e-6),))
    assert "pip install nvidia-ml-py" in " ".join(sentences(unsure))


def test_under_the_simulator_each_block_is_checked_and_none_timed(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NUMBA_ENABLE_CUDASIM", "1")
    path = tmp_path / "mine.py"
    path.write_text(FILE, encoding="utf-8")
    assert main(["gpu", str(path), "--sizes", "9", "--blocks", "4,16", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["simulated"]
    right, wrong = found["launched"]
    assert (right["block"], right["wrong"], right["kernel"]) == (4, "", None)
    assert (wrong["block"], bool(wrong["wrong"]), wrong["kernel"]) == (16, True, None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sum",), "“sum” has no CUDA kernel"),
        (("sum", "--blocks", "2000"), "--blocks: 2,000 is too many; allowed are 1 to 1,024"),
        (("sum", "--blocks", "x"), "--blocks: “x” is not a positive whole number"),
    ],
)
def test_what_cannot_be_asked_of_a_gpu_is_one_sentence(arguments, sentence, capsys):
    assert main(["gpu", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_block_of_several_axes_has_as_many_threads_in_all():
    assert [_block(256, axes) for axes in (1, 2, 3)] == [(256,), (16, 16), (8, 8, 4)]
    assert [_block(None, axes) for axes in (1, 2, 3)] == [(256,), (16, 16), (8, 8, 4)]
    assert _block((4, 2), 2) == (4, 2)
