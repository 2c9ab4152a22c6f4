"""Variants for a GPU: `@cuda.jit` functions of a kernel file, called like any other variant.

Such a function is run by a grid of GPU threads. The file says how many it takes, by an expression
over the arguments, and may say how many make a block:

    launch = {"gpu": "out.size"}     # or a tuple for two or three axes: "image.shape"
    block = 256                      # of several axes: (16, 16)

A call copies the arguments to the GPU, launches, waits, and copies back what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numba
import numpy as np

from explorer.kernels.kernel import Kernel

SIMULATED = "Its results are checked; the CUDA simulator runs it, whose times say nothing of a GPU."
TIMED = "It runs on the GPU; a call copies its arguments there and back what it writes"
_BLOCKS = {1: (256,), 2: (16, 16), 3: (8, 8, 4)}
"""Threads of a block by the number of axes, unless the file says others."""


def is_for_gpu(function: object) -> bool:
    """Whether this is a CUDA kernel, of Numba's own target, of numba-cuda or of the simulator."""
    return "cuda" in type(function).__module__.split(".") and hasattr(function, "py_func")


def is_simulated() -> bool:
    """Whether CUDA kernels are run by Numba's simulator, on the CPU."""
    return bool(numba.config.ENABLE_CUDASIM)


def caller(function: Any, kernel: Kernel, name: str, module: ModuleType) -> Callable[..., Any]:
    """Return a function that calls a CUDA kernel with arguments of the CPU.

    It raises ValueError where the file does not say how many threads it takes, and whatever the
    driver raises where there is no GPU.
    """
    parameters = kernel.variant(name).parameters
    given = getattr(module, "launch", None)
    text = given.get(name) if isinstance(given, Mapping) else given
    block = getattr(module, "block", None)
    outputs, written = set(kernel.outputs), {*kernel.outputs, *kernel.in_place}

    def call(*arguments: Any) -> None:
        from numba import cuda

        named = dict(zip(parameters, arguments, strict=False))
        threads = _threads(text, named, module, name)
        shape = _block(block, len(threads))
        grid = tuple(-(-n // b) for n, b in zip(threads, shape, strict=True))
        there = [_on_gpu(cuda, value, p in outputs) for p, value in named.items()]
        if all(grid):
            function[grid, shape](*there)
        for parameter, copy in zip(named, there, strict=True):
            if parameter in written:
                copy.copy_to_host(named[parameter])
        cuda.synchronize()

    return call


def _threads(text: Any, named: Mapping[str, Any], module: ModuleType, name: str) -> tuple[int, ...]:
    if not isinstance(text, str):
        raise ValueError(
            f"{name} is a CUDA kernel: launch = {{“{name}”: “out.size”}} in the file says how many "
            "threads it takes, as an expression over its arguments."
        )
    found = eval(text, {**vars(module), **named})
    threads = tuple(int(n) for n in (found if isinstance(found, tuple) else (found,)))
    if not 1 <= len(threads) <= 3 or min(threads) < 0:
        raise ValueError(f"launch of {name}, “{text}”, gives {found}: that is no size of a grid.")
    return threads


def _block(given: Any, axes: int) -> tuple[int, ...]:
    shape = given if isinstance(given, tuple) else (given,) if isinstance(given, int) else ()
    return shape if len(shape) == axes else _BLOCKS[axes]


def _on_gpu(cuda: Any, value: Any, is_output: bool) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    return cuda.device_array_like(value) if is_output else cuda.to_device(value)
