"""Calling the plain Python of a function with arguments, and seeing how far it gets."""

import math
import re
import sys
import types
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, process_time
from typing import Any

import numpy as np
from numba.core import event as numba_event

from explorer.kernels.arguments.body import body_of
from explorer.kernels.arguments.giving_up import LONGEST_S, TOO_LONG, TooLongError, within
from explorer.kernels.arguments.growing import power
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.loaded import LoadedKernel
from explorer.kernels.made_variants import AS_WRITTEN, PYTHON
from explorer.kernels.refusal import explain
from explorer.kernels.running import NOT_DEFINED, lacking, missing_import, why_not_imported

SIZES = (16, 40)
"""Sizes that arguments are tried at: a guess may fit one only."""
SMALL = 8
"""The first one where arguments have n × n elements, whose sweep begins there."""
LARGE = (100, 240)
"""Sizes for what those are too small for, as a window of 20 items."""
MOST_AXES = 4
"""So many may be as long as that."""
TINY = (3, 5)
"""Sizes for what takes too long at those: a number of turns may grow as 2 to the power of n."""
TOGETHER_S = 8.0
"""So long may be worked on all calls with one function's guesses together."""
WAITED_S = 40.0
"""The same by the clock, which runs on while others use the machine."""


@dataclass(frozen=True)
class Outcome:
    """What came of calls with the same arguments; `failure` is empty where there was a result.

    `message` is what the error said in `line` of the function, which depends on the `suspects`,
    after `reached` lines. `idle` are the lines of loops that made no turn, `once` of while loops
    that made a single one, `missed` those of branches not taken, by the argument; `finite` says
    that the results hold no NaN.
    """

    failure: str
    message: str = ""
    line: int = 0
    reached: int = 0
    suspects: tuple[str, ...] = ()
    idle: tuple[int, ...] = ()
    once: tuple[int, ...] = ()
    missed: Mapping[str, int] = field(default_factory=dict)
    finite: bool = True


class Trial:
    """Calls of one function with one set of arguments after another.

    `refused` is what Numba said of the arguments that it last refused to compile for.
    """

    def __init__(self, kernel: Kernel, loaded: LoadedKernel) -> None:
        self.refused = ""
        self._items: dict[tuple[str, ...], dict[int, int]] = {}
        self._kernel, self._loaded = kernel, loaded
        self._began = process_time(), monotonic()
        self._body = body_of(kernel)

    @property
    def written(self) -> tuple[str, ...]:
        """The arguments whose items the function assigns."""
        return self._kernel.in_place

    @property
    def powers(self) -> tuple[tuple[str, str], ...]:
        """The arguments that the function raises to the power of others."""
        return self._body.powers

    @property
    def late(self) -> bool:
        """Whether the time for trying is over."""
        worked, clock = self._began
        return process_time() - worked > TOGETHER_S or monotonic() - clock > WAITED_S

    def call(self, arguments: Mapping[str, str]) -> Outcome:
        """Call at both sizes; the first failure counts."""
        python = self._loaded.variants.get(PYTHON)
        if python is None:
            return Outcome("" if self.compiled_takes(arguments) else "it cannot be called")
        if python.derived.unfit and self.compiled_takes(arguments):
            return Outcome("")
        outcome = self._call_at(_sizes(arguments), python.function, arguments)
        if outcome.failure == TOO_LONG:  # what is asked for may grow without measure
            smaller = self._call_at(TINY, python.function, arguments)
            outcome = outcome if smaller.failure else smaller
        return outcome

    def call_larger(self, arguments: Mapping[str, str]) -> Outcome:
        """Call at sizes that are large enough for what asks for more items than the usual ones."""
        python = self._loaded.variants.get(PYTHON)
        if python is None:
            return Outcome("it cannot be called")
        sizes = LARGE if power(arguments.values()) < 2 else LARGE[:1]  # a matrix takes long
        return self._call_at(sizes, python.function, arguments)

    def _call_at(
        self, sizes: tuple[int, ...], function: Callable[..., Any], arguments: Mapping[str, str]
    ) -> Outcome:
        outcome = Outcome("")
        for size in sizes:
            outcome = self._call(function, arguments, size)
            if outcome.failure:
                return outcome
        return outcome

    def power(self, arguments: Mapping[str, str]) -> int:
        """Return the power of n with which the data of these arguments grew in the calls made."""
        items = self._items.get(tuple(arguments.values()), {})
        small, large = min(items, default=0), max(items, default=0)
        if small == large:
            return 1
        grown = max(items[large], 1) / max(items[small], 1)
        return max(1, round(math.log(grown) / math.log(large / small)))

    def in_head(self, loops: tuple[int, ...], guessed: tuple[str, ...]) -> tuple[str, ...]:
        """Return the guessed arguments that the heads of these loops depend on."""
        named = [name for line in loops for name in self._body.named_in(line)]
        return tuple(name for name in dict.fromkeys(named) if name in guessed)

    def in_refused_line(self) -> tuple[str, ...]:
        """Return the parameters that the last line named by Numba's refusal depends on."""
        named = re.findall(r'File "([^"]+)", line (\d+)', self.refused)
        file = self._kernel.path.name
        mine = (int(line) for path, line in reversed(named) if Path(path).name == file)
        return self._body.named_in(next(mine, 0))

    def compiles(self, arguments: Mapping[str, str]) -> bool:
        """Whether Numba compiles the function for these arguments; `refused` says why not.

        Nor does code count that divides by zero where Python only warns.
        """
        variant = self._loaded.variants.get("boundscheck")
        if variant is None:
            return True
        try:
            variant.compile(self._made(arguments, SIZES[0]))
        except Exception as error:
            self.refused = str(error)
            return False
        try:
            within(variant.function, self._made(arguments, _sizes(arguments)[0]))
        except ZeroDivisionError as error:
            self.refused = str(error)
            return False
        except (Exception, TooLongError):
            return True
        return True

    def compiled_takes(self, arguments: Mapping[str, str]) -> bool:
        """Whether compiled code with checked indices takes arguments that Python does not."""
        for name in ("boundscheck", AS_WRITTEN):
            if name not in self._loaded.variants:
                continue
            variant = self._loaded.variants[name]
            try:
                variant.compile(self._made(arguments, _sizes(arguments)[0]))
            except Exception:  # as written it may be compiled for other types
                continue
            try:
                for size in _sizes(arguments):
                    within(variant.function, self._made(arguments, size))
            except (Exception, TooLongError):
                return False
            return True
        return False

    def _made(self, arguments: Mapping[str, str], size: int) -> tuple[Any, ...]:
        made = self._loaded.with_arguments(arguments).make_args(size, "float64", 0)
        self._items.setdefault(tuple(arguments.values()), {})[size] = _items(made)
        return made

    def _call(
        self, function: Callable[..., Any], arguments: Mapping[str, str], size: int
    ) -> Outcome:
        try:
            made = self._made(arguments, size)
        except KernelError as error:
            if absent := NOT_DEFINED.search(str(error)):
                self._refuse_missing(absent[1], 0)
            named = re.match(r"The argument (\w+) = ", str(error))
            return Outcome(str(error), suspects=(named[1],) if named else ())
        lines: set[tuple[str, int]] = set()
        turns: Counter[int] = Counter()
        folder, whiles = str(self._kernel.path.parent), self._body.whiles

        def trace(frame: types.FrameType, event: str, argument: Any) -> Any:
            if not frame.f_code.co_filename.startswith(folder):
                return None
            lines.add((frame.f_code.co_filename, frame.f_lineno))
            if frame.f_lineno in whiles and frame.f_code.co_filename == self._body.path:
                turns[frame.f_lineno] += event == "line"
            return trace

        sys.settrace(trace)
        began = process_time()
        try:
            with numba_event.install_recorder("numba:compiler_lock") as compiling:
                result = within(function, made)
        except TooLongError:
            if compiling.buffer:
                return Outcome("")  # that is what took so long
            return Outcome(TOO_LONG, TOO_LONG, reached=len(lines))
        except Exception as error:
            sys.settrace(None)
            line = self._body.reached(error)
            if isinstance(error, NameError):
                self._refuse_missing(error.name or "", line)
            if why := lacking(error, self._kernel.path):
                where = f" in line {line}" if line else ""
                raise KernelError(
                    f"{self._kernel.function} cannot be called{where}: {why}"
                ) from error
            if isinstance(error, ImportError):  # whatever the arguments are
                why = why_not_imported(error, self._kernel.path).rstrip(".")
                where = f"line {line}" if line else "an import"
                name = self._kernel.function
                raise KernelError(f"{name} cannot be called, as {where} fails: {why}.") from error
            text = " ".join(str(error).split())[:200]
            if isinstance(error, AssertionError) and not text:
                text = self._body.text(line)
            sentence = f"{type(error).__name__}: {text}"
            if type(error).__module__.startswith("numba."):  # a compiled helper does not take them
                if process_time() - began >= LONGEST_S:  # or its compiling was given up
                    return Outcome("")
                sentence = explain(error, self._kernel.path).sentence
            return Outcome(sentence, text, line, len(lines), self._body.named_in(line))
        finally:
            sys.settrace(None)
        idle, missed = self._body.without_turns(lines), self._body.missed(lines)
        once = tuple(head for first, head in whiles.items() if turns[first] == 1)
        return Outcome("", idle=idle, once=once, missed=missed, finite=_is_finite((result, *made)))

    def _refuse_missing(self, name: str, line: int) -> None:
        """Raise KernelError where a name is missing because its import failed."""
        why = missing_import(self._loaded.module, name, self._kernel.path)
        if why:
            where = f" in line {line}" if line else ""
            raise KernelError(f"{self._kernel.function} needs “{name}”{where}, and {why}")


def _sizes(arguments: Mapping[str, str]) -> tuple[int, ...]:
    grows = power(arguments.values())
    if grows > MOST_AXES:
        return TINY[0] - 1, TINY[0]
    if grows > 2:
        return SMALL, SIZES[0]
    return (SMALL, *SIZES[1:]) if grows > 1 else SIZES


def _items(values: tuple[Any, ...]) -> int:
    """How many items the arrays among these have together."""
    parts = (v for v in values if isinstance(v, tuple))
    return sum(v.size for v in values if isinstance(v, np.ndarray)) + sum(map(_items, parts))


def _is_finite(values: tuple[Any, ...]) -> bool:
    """Whether none of these arrays and numbers holds a NaN."""
    for value in values:
        if isinstance(value, tuple) and not _is_finite(value):
            return False
        if isinstance(value, float | np.ndarray | np.floating):
            array = np.asarray(value)
            if array.dtype.kind in "fc" and bool(np.isnan(array).any()):
                return False
    return True
