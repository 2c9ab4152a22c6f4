"""A kernel whose file was run: variants to compile and call, data, and what its results must be."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import numba
import numpy as np
from numba.core import event as numba_event
from numba.core import types
from numba.core.dispatcher import Dispatcher

from explorer.kernels import first_compilation
from explorer.kernels.declared import taking
from explorer.kernels.dragging import widened, widened_along
from explorer.kernels.evaluating import evaluate, without_defaults
from explorer.kernels.judging import Derived
from explorer.kernels.kernel import Kernel, KernelError, Variant
from explorer.kernels.reached import calls_itself, draws_at_random, parallel_helpers, starts_threads
from explorer.refused import excerpt


@dataclass(frozen=True)
class Compilation:
    """What compiling a variant gave; see `measure.events.Compiled` for the meaning.

    `widened` is a clause on names that have a wider type than the data.
    """

    seconds: float | None
    threaded: bool
    parallel_loops: int | None = None
    note: str = ""
    unfit: str = ""
    concerns: tuple[str, ...] = ()
    widened: str = ""


class LoadedVariant:
    """A variant that can be called; compilations are remembered by argument types.

    `derived` is what is known of its function before it is called.
    """

    def __init__(self, variant: Variant, derived: Derived, spent_s: float = 0.0) -> None:
        """`spent_s` is what compiling took already when the file was run."""
        self.variant = variant
        self.function = derived.function
        self.derived = derived
        self._spent_s = spent_s
        self._compiled: dict[tuple[str, ...], Compilation] = {}

    @cached_property
    def draws_at_random(self) -> bool:
        """Whether it draws random numbers."""
        return draws_at_random(self.derived.dispatcher or self.function)

    @property
    def dispatcher(self) -> Any:
        """What Numba compiles, None where calls do that themselves."""
        return self.derived.dispatcher

    @property
    def is_compiled(self) -> bool:
        """Whether it was compiled for any arguments."""
        return bool(self._compiled)

    @property
    def guarded(self) -> bool:
        """Whether it is compiled to find errors: with checks of indices, or for a debugger."""
        options = getattr(self.derived.dispatcher, "targetoptions", {})
        return any(options.get(name) for name in ("boundscheck", "debug"))

    @property
    def swallows_errors(self) -> bool:
        """Whether what is raised in turns of its parallel loops is lost, though it asks for it."""
        options = getattr(self.derived.dispatcher, "targetoptions", {})
        return bool(options.get("parallel")) and options.get("error_model") != "numpy"

    def compile(self, arguments: tuple[Any, ...]) -> Compilation:
        """Compile for arguments of these types; they may be changed by a call.

        Raises whatever Numba raises, which need not be one of its own errors.
        """
        key = tuple(_kind(argument) for argument in arguments)
        if key not in self._compiled:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # they are read from the diagnostics instead
                self._compiled[key] = self._compile(arguments)
        return self._compiled[key]

    def rehearse(self, arguments: tuple[Any, ...]) -> float | None:
        """Compile a copy that is thrown away; return what that took in seconds.

        The first compilation of a process also loads and compiles what many functions share, as
        Numba's own linear algebra. None where there is no copy to be had: calls compile, or the
        function calls itself. Raises what Numba raises.
        """
        dispatcher: Any = self.derived.dispatcher
        if not isinstance(dispatcher, Dispatcher):
            return None
        plain = dispatcher.py_func
        if calls_itself(plain):
            return None
        copy = numba.jit(**dispatcher.targetoptions)(plain)
        began = perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            copy.compile(_signature(copy, arguments))
        return perf_counter() - began

    def _compile(self, arguments: tuple[Any, ...]) -> Compilation:
        dispatcher: Any = self.derived.dispatcher
        unfit = self.derived.unfit
        if dispatcher is not None:
            signature = _signature(dispatcher, arguments)
            declared, signature = taking(dispatcher, self.derived.declared, signature)
            dispatcher.disable_compile(False)  # for other types it may have been
            began = first_compilation.clock()
            for one in declared or (signature,):
                dispatcher.compile(one)
            dispatcher.disable_compile(bool(declared))
            seconds = first_compilation.clock() - began
            threaded = self.derived.threaded
            if not dispatcher.targetoptions.get("parallel"):
                wide = widened(dispatcher, signature) or widened_along(dispatcher, signature)
                return Compilation(seconds, threaded, unfit=unfit, widened=wide)
            loops = _parallel_loops(dispatcher, signature)
            threaded = loops != 0 or bool(parallel_helpers(dispatcher))
            note = "" if threaded else f"{self.variant.name} is not parallel: {_NOT_PARALLEL}"
            concerns = self.derived.concerns if threaded else ()
            wide = widened_along(dispatcher, signature)
            return Compilation(seconds, threaded, loops, note, unfit, concerns, wide)
        waited_s = first_compilation.waited_s()
        with numba_event.install_recorder("numba:compiler_lock") as recorder:
            self.function(*arguments)
        waited_s = first_compilation.waited_s() - waited_s
        spent = self._spent_s + max(outermost(recorder.buffer) - waited_s, 0.0)
        threaded = self.derived.threaded or self.variant.asks_for_threads
        return Compilation(spent or None, threaded, unfit=unfit)


def _kind(argument: Any) -> str:
    try:
        return str(numba.typeof(argument))
    except Exception:  # Numba does not know the type, or stumbles over it
        return type(argument).__name__


def _signature(dispatcher: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The types of a call, those of defaults that are left out included."""
    parameters = list(inspect.signature(dispatcher.py_func).parameters.values())
    left_out = [p.default for p in parameters[len(arguments) :] if p.default is not p.empty]
    given = tuple(numba.typeof(argument) for argument in arguments)
    return given + tuple(types.misc.Omitted(value) for value in left_out)


_NOT_PARALLEL = (
    "parallel=True found no loop that it may run in parallel; only prange loops and whole-array "
    "expressions are."
)


@dataclass(frozen=True)
class LoadedKernel:
    """A kernel whose code was run: variants to call, data, and what its results must be."""

    kernel: Kernel
    module: ModuleType
    variants: Mapping[str, LoadedVariant]
    notes: tuple[str, ...] = ()

    def with_arguments(self, arguments: Mapping[str, str]) -> LoadedKernel:
        """Return the same with other expressions for the arguments."""
        return replace(self, kernel=replace(self.kernel, arguments=arguments))

    def make_args(self, n: int, dtype: str, seed: int) -> tuple[Any, ...]:
        """Return the arguments of one call for size n."""
        shared = self.kernel.shared_arguments
        if shared:
            made = evaluate(shared, self.module, n, dtype, seed)
            first = next(iter(self.variants.values()), None)
            return made if first is None else without_defaults(first.function, made)
        if self.kernel.arguments is not None and not hasattr(self.module, "make_args"):
            return ()
        function = self.module.make_args
        accepted = inspect.signature(function).parameters
        options = {"dtype": dtype, "seed": seed, **self._preset(n)}
        made = function(n, **{k: v for k, v in options.items() if k in accepted})
        return made if isinstance(made, tuple) else (made,)

    def make_args_of(self, name: str, n: int, dtype: str, seed: int) -> tuple[Any, ...]:
        """Return the arguments of one call of a variant, which may have some of its own."""
        shared = self.make_args(n, dtype, seed)
        variant = self.variants[name].variant if name in self.variants else None
        if variant is None or not variant.has_own_data:
            return shared
        if variant.converter:
            made = called(self.module, variant.converter, self.kernel.path)(*shared)
            return made if isinstance(made, tuple) else (made,)
        values = dict(zip(self.kernel.variants[0].parameters, shared, strict=False))
        return evaluate(variant.data, self.module, n, dtype, seed, values)

    def _preset(self, n: int) -> Mapping[str, int | float | str]:
        """The other parameters at a size: those of the preset whose n is nearest, as a ratio."""
        presets = self.kernel.presets
        nearest = min(presets, key=lambda other: max(other / n, n / other), default=None)
        return {} if nearest is None else presets[nearest]

    def empty(self, arguments: int) -> LoadedVariant:
        """Return a compiled function that takes so many arguments and does nothing."""
        return _empty(arguments)

    def tolerance(self, dtype: str) -> float | None:
        """Return the deviation from the reference that a kernel file allows; None if none.

        What another file calls so is its own affair. Raises KernelError where that is no number
        from 0 on.
        """
        if self.kernel.function is not None:
            return None
        given = getattr(self.module, "tolerance", None)
        if isinstance(given, Mapping):
            given = given.get(dtype)
        if given is None:
            return None
        if 0 <= (allowed := _number(given)) < math.inf:
            return allowed
        raise KernelError(
            f"“{self.kernel.path}”: tolerance is {excerpt(repr(given))}; it must be a number from "
            "0 on, or one for each dtype."
        )

    @property
    def references(self) -> list[LoadedVariant]:
        """The variants, or the file's function `reference`, whose results are right.

        All variants, in the file's order, where it does not say.
        """
        if not self.names_reference:
            return [v for v in self.variants.values() if v.variant.name not in self.kernel.lethal]
        names = [self.kernel.reference, self.kernel.second_reference]
        return [self._reference(name) for name in names if name is not None]

    @property
    def names_reference(self) -> bool:
        """Whether it is said what is right."""
        return bool(self.kernel.reference or self.kernel.second_reference)

    def _reference(self, name: str) -> LoadedVariant:
        if name in self.variants:
            return self.variants[name]
        variant = Variant(name, "the reference", 0, (), (), "")
        return LoadedVariant(variant, plainly(called(self.module, name, self.kernel.path), False))


@lru_cache(maxsize=64)
def _empty(arguments: int) -> LoadedVariant:
    """Kept, because code that Numba compiled is never freed: 0.7 MB for each run (measured)."""
    names = tuple(f"x{i}" for i in range(arguments))
    function = numba.njit(nogil=True)(eval(f"lambda {', '.join(names)}: None"))
    variant = Variant("empty", "does nothing", 0, (), names, "")
    return LoadedVariant(variant, Derived(function, function))


def called(module: ModuleType, name: str, path: Path) -> Any:
    """A function of the file, as it is after the file ran; raises KernelError where it is gone."""
    function = getattr(module, name, None)
    if not callable(function):
        raise KernelError(f"“{path}”: {name} is no function after the file was run.")
    return function


def _number(given: Any) -> float:
    """The number that this is, be it a Decimal or an array without axes; NaN if it is none."""
    if isinstance(given, str | bytes | bool | np.bool_):
        return math.nan
    try:
        return float(given)
    except Exception:  # a class of the file's raises what it likes
        return math.nan


def plainly(function: Any, threaded: bool) -> Derived:
    """A function of a kernel file as it is."""
    dispatcher = function if isinstance(function, Dispatcher) else None
    return Derived(function, dispatcher, threaded or starts_threads(function))


def _parallel_loops(dispatcher: Any, signature: tuple[Any, ...]) -> int | None:
    try:
        return int(dispatcher.get_metadata(signature)["parfor_diagnostics"].count_parfors())
    except (AttributeError, KeyError, TypeError):
        return None  # not public: another version of Numba may keep it elsewhere


def outermost(buffer: list[tuple[float, Any]]) -> float:
    """Add up the times between the outermost start and end events of a recorder."""
    depth, began, total = 0, 0.0, 0.0
    for stamp, event in buffer:
        if event.is_start:
            began = stamp if depth == 0 else began
            depth += 1
        else:
            depth -= 1
            total += stamp - began if depth == 0 else 0.0
    return total
