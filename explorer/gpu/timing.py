"""Samples of a CUDA kernel's parts, by events of the GPU, block sizes by turns.

As nvbench does (github.com/NVIDIA/nvbench): a sample in which the GPU's clock was below three
quarters of its highest is left out, and the GPU gets a pause. CUDA's events have a resolution of
about half a microsecond (CUDA driver API, cuEventElapsedTime), so launches are timed in batches.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from time import perf_counter, sleep
from typing import Any

from explorer.gpu.facts import MOST_LOW, Launched
from explorer.kernels.gpu import Caller, Shape
from explorer.measure.timed import timed

BATCH_S = 5e-4
MOST_CALLS = 1000
FEWEST_ROUNDS, MOST_ROUNDS = 7, 40
"""An interval of 95 % needs six."""
LOW_CLOCK = 0.75
PAUSE_S = 0.05

Clock = Callable[[], float | None]
"""Returns the GPU's clock as a share of its highest, None where that is not known."""


@dataclass
class Bench:
    """One block size at one size: its arguments there, and what its samples took.

    `originals` are copies of what a call changes: each gets fresh ones, so it is timed alone.
    """

    caller: Caller
    named: dict[str, Any]
    block: int
    grid: Shape
    shape: Shape
    there: list[Any]
    originals: dict[str, Any] = field(default_factory=dict)
    calls: int = 1
    kernel: list[float] = field(default_factory=list)
    copies: list[tuple[float, float]] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    throttled: int = 0


class Timing:
    """Takes samples. `cuda` is Numba's module, `clock` the CPU's, `share` the GPU's."""

    def __init__(
        self,
        cuda: Any,
        share: Clock,
        clock: Callable[[], float] = perf_counter,
        pause: Callable[[float], object] = sleep,
    ) -> None:
        self._cuda, self._share, self._clock, self._pause = cuda, share, clock, pause
        self._events = [cuda.event(timing=True) for _ in range(4)]

    def learn(self, bench: Bench) -> None:
        """Find out how many launches make a batch."""
        self._batch(bench)  # compiles
        took = self._batch(bench)
        if not bench.originals:
            bench.calls = max(1, min(MOST_CALLS, ceil(BATCH_S / max(took, 1e-7))))

    def sample(self, bench: Bench) -> bool:
        """Take one sample of a block; returns whether it counts."""
        before = self._share()
        kernel = self._batch(bench) / bench.calls
        wall, to_gpu, from_gpu = self._whole(bench)
        known = [share for share in (before, self._share()) if share is not None]
        if known and min(known) < LOW_CLOCK and bench.throttled < MOST_LOW:
            bench.throttled += 1
            self._pause(PAUSE_S)
            return False
        bench.kernel.append(kernel)
        bench.copies.append((to_gpu, from_gpu))
        bench.wall.append(wall)
        return True

    def measure(self, benches: Sequence[Bench], budget_s: float) -> None:
        """Take samples of each in turn, in changing order, until the budget is used."""
        until = self._clock() + budget_s
        done = 0
        while done < FEWEST_ROUNDS or (done < MOST_ROUNDS and self._clock() < until):
            for bench in benches[:: 1 if done % 2 else -1]:
                while not self.sample(bench):
                    pass
            done += 1

    def _batch(self, bench: Bench) -> float:
        """Seconds of a batch of launches, by events."""
        self._renew(bench)
        begin, end, *_ = self._events
        begin.record()
        for _ in range(bench.calls):
            bench.caller.launch(bench.grid, bench.shape, bench.there)
        end.record()
        end.synchronize()
        return float(begin.elapsed_time(end)) / 1e3

    def _whole(self, bench: Bench) -> tuple[float, float, float]:
        """Seconds of a call with its copies, by the clock; of the copies there, and back."""
        self._renew(bench)
        first, second, third, fourth = self._events
        self._cuda.synchronize()
        began = self._clock()
        first.record()
        there = bench.caller.there(self._cuda, bench.named)
        second.record()
        bench.caller.launch(bench.grid, bench.shape, there)
        third.record()
        bench.caller.back(bench.named, there)
        fourth.record()
        fourth.synchronize()
        wall = self._clock() - began
        to_gpu, from_gpu = first.elapsed_time(second), third.elapsed_time(fourth)
        return wall, float(to_gpu) / 1e3, float(from_gpu) / 1e3

    def _renew(self, bench: Bench) -> None:
        if bench.originals:
            for name, original in bench.originals.items():
                bench.named[name][...] = original
            bench.there = bench.caller.there(self._cuda, bench.named)


def told(bench: Bench, size: int) -> Launched:
    """Return what the samples of a block say."""
    to_gpu, from_gpu = bench.caller.bytes_moved(bench.named)
    return Launched(
        size=size,
        block=bench.block,
        kernel=timed(bench.kernel),
        there=timed([there for there, _ in bench.copies]),
        back=timed([back for _, back in bench.copies]),
        wall=timed(bench.wall),
        bytes_there=to_gpu,
        bytes_back=from_gpu,
        samples=len(bench.wall) + bench.throttled,
        throttled=bench.throttled,
    )


def clock_of(cuda: Any) -> Clock | None:
    """Return how the GPU's clock is read, None where NVIDIA's library for that is not there."""
    with suppress(Exception):  # what a driver raises has many names
        import pynvml  # type: ignore[import-not-found]

        pynvml.nvmlInit()
        known = cuda.get_current_device().get_device_identity()
        place = "{pci_domain_id:08x}:{pci_bus_id:02x}:{pci_device_id:02x}.0".format(**known)
        handle = pynvml.nvmlDeviceGetHandleByPciBusId(place.encode())
        most = pynvml.nvmlDeviceGetMaxClockInfo(handle, pynvml.NVML_CLOCK_SM)

        def share() -> float | None:
            return float(pynvml.nvmlDeviceGetClockInfo(handle, pynvml.NVML_CLOCK_SM) / most)

        share()
        return share
    return None
