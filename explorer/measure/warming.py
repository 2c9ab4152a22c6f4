"""Getting a process ready to measure, before the user asks for it."""

import ast
import sys
from collections.abc import Iterator
from contextlib import suppress

import numba
import numpy as np

from explorer.kernels import loading
from explorer.kernels.first_compilation import (
    load_linear_algebra,
    make_ready,
    needs_linear_algebra,
)
from explorer.kernels.kernel import Kernel
from explorer.kernels.reading import parse
from explorer.measure.basis import Basis
from explorer.measure.batch import Stopwatch
from explorer.measure.note import nobody
from explorer.measure.plan import Plan
from explorer.measure.store import Store
from explorer.measure.turns import RAISED


def warm_up(*, parallel: bool = True) -> None:
    """Import Numba and compile a serial and a parallel loop, so that its own parts are loaded.

    The first compilation in a process takes about 0.5 s longer than later ones, the first
    parallel one another 0.5 s (measured).
    """
    make_ready()
    array = np.zeros(2)
    for option in (False, True) if parallel else (False,):
        numba.njit(nogil=True, parallel=option)(_total)(array)


def get_ready(kernel: Kernel, *, warm: bool) -> None:
    """Load what compiling a kernel's variants needs, where the process is not `warm` already.

    A user's own function is compiled once before it counts (`bench.Compiler`): that loads more.
    """
    if kernel.function is not None:
        make_ready()
    elif not warm:
        warm_up(parallel=False)
    if needs_linear_algebra(parse(kernel.path)[2]):
        load_linear_algebra()


def compiles(plan: Plan, kernel: Kernel) -> bool:
    """Whether a run may tell what compiling took: of a variant, or of what its file calls.

    That is not looked into: what imports more than NumPy and the standard library may compile.
    """
    variants = map(kernel.variant, plan.variants)
    if any(variant.compiled or variant.options is not None for variant in variants):
        return True
    _, _, tree = parse(kernel.path)
    return not all(_imports_plainly(node) for node in ast.walk(tree))


def _imports_plainly(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        names = [node.module if node.module and not node.level else "."]
    else:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    plain = {"numpy", *sys.stdlib_module_names}
    return all(name.partition(".")[0] in plain for name in names)


def compile_ahead(plan: Plan, kernel: Kernel) -> Iterator[str]:
    """Compile a plan's variants, and its empty function, one before each name that is yielded.

    What is compiled is kept by `loading.load`, as from one run to the next. A variant that fails
    will fail in its run, too. Runs the kernel's file: for kernels of the catalogue. Raises
    KernelError where the file fails.
    """
    loaded = loading.load(kernel, plan.variants)
    store = Store(Basis(plan, loaded, Stopwatch(), nobody))
    compiled = [v for v in map(loaded.variants.get, plan.variants) if v and v.variant.compiled]
    if compiled:
        compiled.append(loaded.empty(len(store.tiny.arguments)))
    for variant in compiled:
        name = variant.variant.name
        with suppress(*RAISED):
            variant.compile(store.of(name).all_fresh())
        yield name


def _total(array):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in numba.prange(array.shape[0]):
        total += array[i]
    return total
