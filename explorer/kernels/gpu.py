"""Variants for a GPU: `@cuda.jit` functions of a kernel file, whose results are checked.

Such a function is run by a grid of GPU threads. The file says how many it takes, by an expression
over the arguments, and may say how many make a block:

    launch = {"gpu": "out.size"}     # or a tuple for two or three axes: "image.shape"
    block = 256                      # of several axes: (16, 16)

A call copies the arguments to the GPU, launches, waits, and copies back what is written. Only the
room `gpu` times these steps: a run that has both never calls a GPU between calls on the CPU.
"""

from collections.abc import Mapping, Sequence
from math import prod
from types import ModuleType
from typing import Any

import numba
import numpy as np

from explorer.kernels.kernel import Kernel

SIMULATED = "Its results are checked; the CUDA simulator runs it, whose times say nothing of a GPU."
APART = (
    "Its results are checked; numba-explorer gpu measures its times, apart from those of the CPU."
)
Shape = tuple[int, ...]
_BLOCKS = {1: (256,), 2: (16, 16), 3: (8, 8, 4)}
"""Threads of a block by the number of axes, unless the file says others."""


def is_for_gpu(function: object) -> bool:
    """Whether this is a CUDA kernel, of Numba's own target, of numba-cuda or of the simulator."""
    return "cuda" in type(function).__module__.split(".") and hasattr(function, "py_func")


def is_simulated() -> bool:
    """Whether CUDA kernels are run by Numba's simulator, on the CPU."""
    return bool(numba.config.ENABLE_CUDASIM)


class Caller:
    """Calls a CUDA kernel with arguments of the CPU; in steps, for whoever times them apart."""

    def __init__(self, function: Any, kernel: Kernel, name: str, module: ModuleType) -> None:
        self._function, self._module, self._name = function, module, name
        self._parameters = kernel.variant(name).parameters
        given = getattr(module, "launch", None)
        self._launch = given.get(name) if isinstance(given, Mapping) else given
        self._block = getattr(module, "block", None)
        self._outputs = set(kernel.outputs)
        self._written = {*kernel.outputs, *kernel.in_place}

    def __call__(self, *arguments: Any) -> None:
        """Copy, launch, wait, and copy back what is written.

        Raises ValueError where the file does not say how many threads it takes, and whatever the
        driver raises where there is no GPU.
        """
        from numba import cuda

        named = self.by_name(arguments)
        grid, shape = self.grid(named)
        there = self.there(cuda, named)
        self.launch(grid, shape, there)
        self.back(named, there)
        cuda.synchronize()

    def by_name(self, arguments: Sequence[Any]) -> dict[str, Any]:
        """Give arguments their names."""
        return dict(zip(self._parameters, arguments, strict=False))

    def grid(self, named: Mapping[str, Any], block: int | None = None) -> tuple[Shape, Shape]:
        """Return how many blocks there are, and threads in each: `block`, or as the file says."""
        threads = _threads(self._launch, named, self._module, self._name)
        shape = _block(self._block if block is None else block, len(threads))
        return tuple(-(-n // b) for n, b in zip(threads, shape, strict=True)), shape

    def there(self, cuda: Any, named: Mapping[str, Any]) -> list[Any]:
        """Return the arguments as they are on the GPU; of what is only written, room."""
        return [_on_gpu(cuda, value, name in self._outputs) for name, value in named.items()]

    def launch(self, grid: Shape, shape: Shape, there: Sequence[Any]) -> None:
        """Have it begin; it may go on when this returns."""
        if all(grid):
            self._function[grid, shape](*there)

    def back(self, named: Mapping[str, Any], there: Sequence[Any]) -> None:
        """Copy back what is written."""
        for name, copy in zip(named, there, strict=True):
            if name in self._written:
                copy.copy_to_host(named[name])

    def bytes_moved(self, named: Mapping[str, Any]) -> tuple[int, int]:
        """Return the bytes that a call copies to the GPU, and back."""
        arrays = {name: v.nbytes for name, v in named.items() if isinstance(v, np.ndarray)}
        return (
            sum(size for name, size in arrays.items() if name not in self._outputs),
            sum(size for name, size in arrays.items() if name in self._written),
        )


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
    if isinstance(given, int):  # as many in all, or fewer
        sides = [2 ** (given.bit_length() // axes)] * (axes - 1) if axes > 1 else []
        given = (*sides, max(1, given // prod(sides)))
    return given if isinstance(given, tuple) and len(given) == axes else _BLOCKS[axes]


def _on_gpu(cuda: Any, value: Any, is_output: bool) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    return cuda.device_array_like(value) if is_output else cuda.to_device(value)
