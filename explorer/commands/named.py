"""The kernel that is asked for on the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from explorer.commands.answers import CommandError, complain
from explorer.commands.progress import under_way
from explorer.kernels.finding import find, is_code, open_file, parted
from explorer.kernels.kernel import Kernel
from explorer.measure.fitting import fitted


def named_kernel(options: argparse.Namespace) -> Kernel:
    """Return the kernel that is asked for; raises KernelError and CommandError."""
    if options.kernel is None:
        raise CommandError("Name a KERNEL to measure; numba-explorer kernels lists them.")
    if options.scale and options.capture is None:
        raise CommandError("--scale is for arguments that --capture SCRIPT takes.")
    if options.capture is not None:
        from explorer.commands.capturing import captured_kernel

        return captured_kernel(options)
    if not options.argument:
        return find(options.kernel)
    path, function = parted(options.kernel)
    if function is None and not is_code(path):
        raise CommandError("--argument is for a function of a file: measure path.py:function.")
    return open_file(path, function, dict(options.argument))


def fitting_kernel(options: argparse.Namespace) -> Kernel:
    """Return the kernel that is asked for with arguments that its function takes.

    Raises KernelError and CommandError.
    """
    kernel = named_kernel(options)
    with under_way("Trying the arguments (Ctrl+C ends it)", sys.stderr):
        return fitted(kernel, complain)


def on_the_cpu(kernel: Kernel, names: Iterable[str]) -> tuple[str, ...]:
    """Leave out CUDA kernels, which only `gpu` times; raises CommandError where none is left."""
    asked = [kernel.variant(name) for name in names]
    left = tuple(variant.name for variant in asked if not variant.for_gpu)
    if not left:
        raise CommandError(f"“{asked[0].name}” is a CUDA kernel: numba-explorer gpu measures it.")
    return left


def dtype_of(kernel: Kernel, wanted: str | None) -> str:
    """Return the dtype that is asked for, or the kernel's first; raises CommandError."""
    if wanted is not None and wanted not in kernel.dtypes:
        has = ", ".join(kernel.dtypes)
        raise CommandError(f"Dtype: “{kernel.name}” has no {wanted}; it has {has}.")
    return wanted or kernel.dtypes[0]
