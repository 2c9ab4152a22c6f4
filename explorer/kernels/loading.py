"""Running a kernel file and making its variants callable.

This imports Numba, and runs the file's code. Every function that Numba compiled is compiled anew
with `nogil=True`, so that a call on a worker thread never stops the window, and without the
on-disk cache, whose key lacks the options (numba issue 6845) and would mix variants up.
"""

import sys
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
from numba.core import event as numba_event
from numba.core.registry import CPUDispatcher

from explorer.kernels import gpu
from explorer.kernels.as_measured import as_measured
from explorer.kernels.declared import declared
from explorer.kernels.deriving import derived
from explorer.kernels.elsewhere import sha256_with
from explorer.kernels.expressions import KNOWN
from explorer.kernels.first_compilation import clock, lock_plainly
from explorer.kernels.judging import Derived, as_it_stands
from explorer.kernels.kernel import Kernel, KernelError, Variant
from explorer.kernels.loaded import LoadedKernel, LoadedVariant, called, plainly
from explorer.kernels.made_variants import AS_WRITTEN, PYTHON
from explorer.kernels.needed import names_of
from explorer.kernels.reading import content_of, home_of, parse, sha256_of
from explorer.kernels.running import CHANGED, run_file

_MOST = 32
"""Kernels that are kept loaded: more than a session has, as compiled code is never freed."""
_Key = tuple[Path, str, str | None, tuple[tuple[str, str], ...], frozenset[str]]
_loaded: dict[_Key, LoadedKernel] = {}
"""Those that were loaded, the one asked for longest ago first."""


def load(kernel: Kernel, variants: Collection[str] | None = None) -> LoadedKernel:
    """Run the kernel's file and return its variants, each file's content once in a process.

    A kernel file is run as a whole: its variants stay compiled, whichever of them are measured
    next. Of a user's own function only what these variants need is run, and so compiled.
    Raises KernelError with one sentence when the file fails.
    """
    lock_plainly()
    arguments = tuple((kernel.arguments or {}).items())  # with the calls of own data
    if variants is None or kernel.function is None:  # a kernel file is run as a whole
        variants = kernel.variant_names
    wanted = frozenset(variants)
    key = kernel.path, kernel.sha256, kernel.function, arguments, wanted
    found = _loaded.pop(key, None) or _run(kernel, wanted)
    _loaded[key] = found
    if len(_loaded) > _MOST:
        _loaded.pop(next(iter(_loaded)), None)
    return found


def _run(kernel: Kernel, wanted: frozenset[str]) -> LoadedKernel:
    path, sha256, function = kernel.path, kernel.sha256, kernel.function
    wanted = wanted | {kernel.reference or "", kernel.second_reference or ""}
    chosen = [v for v in kernel.variants if function is None or v.name in wanted]
    eager = CompiledAtOnce(path)
    with numba_event.install_listener("numba:compiler_lock", eager):
        if kernel.elsewhere:
            sha256 = _own_sum(kernel)
        module, left_out = run_file(path, sha256, _names(kernel, chosen))
    _release(module, kernel.variant_names if function is None else ())
    _take_in(kernel, module)
    variants = {
        variant.name: LoadedVariant(
            variant,
            _of_file(kernel, variant.name, module)
            if function is None
            else derived(kernel, variant, module),
            eager.seconds(variant) if variant.compiled else 0.0,
        )
        for variant in chosen
    }
    notes: tuple[str, ...] = ()
    if left_out:
        more = f" and {len(left_out) - 1} more that only run something" if left_out[1:] else ""
        first = f"line {left_out[0].line}, “{left_out[0].text}”"
        notes = (f"Of “{path.name}” not run: {first}{more}.",)
    if function is not None and any(variant.compiled for variant in chosen):
        _, _, tree = parse(path)
        notes += as_measured(tree, function)
    loaded = LoadedKernel(kernel, module, variants, notes)
    for dtype in kernel.dtypes:
        loaded.tolerance(dtype)  # what is none is said before anything is measured
    return loaded


def _own_sum(kernel: Kernel) -> str:
    """The sum of a file's own content that takes from others; raises KernelError if any changed."""
    own = sha256_of(content_of(kernel.path))
    if sha256_with(own, kernel.elsewhere) != kernel.sha256:
        raise KernelError(CHANGED.format(kernel.path))
    return own


def _take_in(kernel: Kernel, module: ModuleType) -> None:
    """Give a file the functions of others that it names; of each other what they need is run."""
    files = dict.fromkeys((one.path, one.sha256) for one in kernel.elsewhere)
    for path, sha256 in files:
        here = [one for one in kernel.elsewhere if one.path == path]
        home = str(home_of(path)[0])
        if home not in sys.path:
            sys.path.append(home)  # what it imports lies there
        wanted = {name for one in here for name in names_of(one.function)}
        other, _ = run_file(path, sha256, wanted)
        _release(other, wanted)
        for one in here:
            setattr(module, one.name, called(other, one.function, path))


def _release(module: ModuleType, by_name: Collection[str] = ()) -> None:
    """Have the functions that a file compiles let other threads of Python run meanwhile.

    Those with signatures of their own stay what these make of them, unless they are called
    `by_name` from here: what compiled code calls needs no release.
    """
    for name, value in list(vars(module).items()):
        if not isinstance(value, CPUDispatcher) or value.py_func.__module__ != module.__name__:
            continue
        if name in by_name or not declared(value):
            setattr(module, name, _releasing_gil(value))


def _names(kernel: Kernel, chosen: list[Variant]) -> set[str] | None:
    """The names of the file that these variants and the arguments need; None for all of it."""
    if kernel.function is None:
        return None
    found = names_of(kernel.function)
    for variant in chosen:
        if variant.options is None and variant.base not in (PYTHON, AS_WRITTEN):
            found |= names_of(variant.base)
    shared = kernel.shared_arguments or {}
    own = (expression for variant in chosen for expression in variant.data.values())
    for expression in (*shared.values(), *own):
        found |= names_of(expression) - {*KNOWN}  # n is the size there, not the file's
    return found | (set() if shared else {"make_args"})


def _of_file(kernel: Kernel, name: str, module: ModuleType) -> Derived:
    """A variant of a kernel file; one for the GPU is called from the CPU, and not timed here."""
    function = called(module, name, kernel.path)
    if not gpu.is_for_gpu(function):
        return as_it_stands(plainly(function, name in kernel.threaded), kernel)
    untimed = gpu.SIMULATED if gpu.is_simulated() else gpu.APART
    return Derived(gpu.Caller(function, kernel, name, module), untimed=untimed)


def _releasing_gil(dispatcher: Any) -> Any:
    options = {**dispatcher.targetoptions, "nogil": True}
    return numba.jit(**options)(dispatcher.py_func)


class CompiledAtOnce(numba_event.Listener):  # type: ignore[misc]  # Numba has no types
    """Adds up what compiling takes while it listens, by the line of the file that asked for it."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._depth, self._began = 0, 0.0
        self._seconds: defaultdict[int, float] = defaultdict(float)

    def seconds(self, variant: Variant) -> float:
        """Return the seconds that the variant's decorators spent compiling."""
        last = variant.line + variant.source.count("\n")
        return sum(s for line, s in self._seconds.items() if variant.line <= line <= last)

    def on_start(self, event: object) -> None:
        """Note when the outermost compilation begins."""
        if self._depth == 0:
            self._began = clock()
        self._depth += 1

    def on_end(self, event: object) -> None:
        """Add the outermost compilation to the line that the file is at."""
        self._depth -= 1
        if self._depth == 0:
            self._seconds[self._line()] += clock() - self._began

    def _line(self) -> int:
        frame = sys._getframe()
        while frame.f_back is not None and frame.f_code.co_filename != self._path:
            frame = frame.f_back
        return frame.f_lineno
