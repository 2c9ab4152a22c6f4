"""The kernel, the saved run, or the cluster, that is asked for on the command line."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.commands.answers import CommandError, complain
from explorer.commands.progress import under_way
from explorer.history.archive import Archive, HistoryError
from explorer.history.index import Wanted
from explorer.kernels.finding import find, is_code, open_file, parted
from explorer.kernels.kernel import Kernel
from explorer.measure.fitting import fitted
from explorer.regular import is_file
from explorer.results.opening import open_run
from explorer.results.record import Run

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster


def named_kernel(options: argparse.Namespace) -> Kernel:
    """Return the kernel that is asked for; raises KernelError and CommandError."""
    if options.kernel is None:
        raise CommandError("Name a KERNEL to measure; numba-explorer kernels lists them.")
    if (options.scale or options.call) and options.capture is None:
        flag = "--scale" if options.scale else "--call"
        raise CommandError(f"{flag} is for arguments that --capture SCRIPT takes.")
    if options.capture is not None:
        return _captured_kernel(options)
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


def on_the_cpu(
    kernel: Kernel, named: Iterable[str] | None, usual: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the variants that are named, of the usual ones where none is those that a CPU runs.

    Raises CommandError where one that is named, or each, is a CUDA kernel: only `gpu` times them.
    """
    asked = [kernel.variant(name) for name in named or usual]
    left = tuple(variant.name for variant in asked if not variant.for_gpu)
    if not left or (named and len(left) < len(asked)):
        cuda = next(variant.name for variant in asked if variant.for_gpu)
        raise CommandError(f"“{cuda}” is a CUDA kernel: numba-explorer gpu measures it.")
    return left


def dtype_of(kernel: Kernel, wanted: str | None) -> str:
    """Return the dtype that is asked for, or the kernel's first; raises CommandError."""
    if wanted is not None and wanted not in kernel.dtypes:
        has = ", ".join(kernel.dtypes)
        raise CommandError(f"Dtype: “{kernel.name}” has no {wanted}; it has {has}.")
    return wanted or kernel.dtypes[0]


def _captured_kernel(options: argparse.Namespace) -> Kernel:
    """Return the kernel with the arguments of the script's call; `--argument` goes before them.

    Raises KernelError and CommandError.
    """
    from explorer.measure.capturing import capture, kept

    path, function = parted(options.kernel)
    if function is None:
        raise CommandError("--capture is for a function of a file: measure path.py:function.")
    try:
        script, *given = shlex.split(options.capture)
    except ValueError as error:
        raise CommandError(f"--capture {options.capture!r}: name a script.") from error
    found = capture(path, function, Path(script), given, kept(), call=options.call)
    arguments = dict(found.arguments)
    axes: dict[str, list[int]] = {}
    for wanted in options.scale:
        name, colon, axis = wanted.partition(":")
        if colon and not axis.isdigit():
            raise CommandError(f"--scale {wanted}: an axis is a number from 0 on.")
        axes.setdefault(name, []).append(int(axis or 0))
    arguments |= {name: found.scaled(name, *along) for name, along in axes.items()}
    kernel = open_file(path, function, {**arguments, **dict(options.argument)})
    own = dict(options.argument)
    sources = {name: found.source for name in arguments if name not in own}
    sizes = kernel.sizes if options.scale else str(found.size)
    return replace(kernel, sources={**kernel.sources, **sources}, sizes=sizes)


def saved_run(named: str) -> Run:
    """Return the run of a file, or of the history by its name or how its id begins.

    Of several of one name it is the newest. Raises RefusedError.
    """
    path = Path(named)
    try:
        if is_file(path) or not named.isprintable():
            return open_run(path)
        archive = Archive()
        found = archive.find(Wanted(name=named))
        if not found and (len(path.parts) > 1 or path.suffix):
            return open_run(path)
        return archive.run(found[0] if found else archive.get(named.lower()))
    except HistoryError as error:
        raise CommandError(f"There is no file “{named}”. {error}") from error


@contextmanager
def connected(options: argparse.Namespace, workers: int = 1) -> Iterator[Cluster]:
    """Be connected to the cluster; one that is started here has so many workers."""
    from explorer.measure.cluster import Cluster  # Dask takes 0.3 s to import
    from explorer.measure.hosts import Reach

    cluster = Cluster(
        Reach(
            options.cluster,
            options.tls_ca_file,
            options.tls_cert,
            options.tls_key,
            options.insecure,
        ),
        workers,
    )
    with closing(cluster):
        yield cluster
