"""The right results that those of the variants are checked against."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from explorer.kernels.definitions import gives_nothing
from explorer.kernels.kernel import KernelError
from explorer.kernels.loaded import LoadedVariant
from explorer.measure.agreement import Agreement
from explorer.measure.basis import Basis
from explorer.measure.comparing import compare
from explorer.measure.conditioning import CALLS, Condition, conditioned
from explorer.measure.groups import free_bytes
from explorer.measure.inputs import Inputs
from explorer.measure.note import CALLING
from explorer.measure.plan import Point
from explorer.measure.prediction import BySize, CallTimes, predict
from explorer.measure.store import Store
from explorer.measure.threads import ThreadCount
from explorer.measure.tolerances import tolerance_for
from explorer.measure.values import bytes_of, frozen, room_for
from explorer.refused import RefusedError

KEPT_SHARE = 0.1
"""Of free memory, for results: later calls are compared with them over the whole run."""
UNASKED_SHARE = 0.05
"""Of the budget, for the calls of a reference that is not measured itself where another stands in
for it."""
DOUBT_SHARE = 0.05
"""Of the budget, for the calls that tell at one size what rounding can do to the result."""
COPIED = 6
"""Times the room for copies of the arguments that these calls may take: chance, results, too."""
BY_CHANCE = (
    "Two calls with the same arguments give different results, so no result could be checked."
)
OTHER_STRUCTURE = (
    "Its result is in arguments of another structure than the reference has, so it could not be "
    "compared; let the function return what is to be compared."
)
NO_RESULT = (
    "It returns nothing and was not seen to change any of its arguments, so there is no result to "
    "compare."
)
CANNOT_RUN = (TypeError, AttributeError, NameError, ImportError, NotImplementedError, MemoryError,
              RecursionError, SyntaxError)  # fmt: skip
"""Errors of code that does not run as it is written, which tell nothing of what it should do."""


class Doubt:
    """What rounding can do to a reference's result: found when a result is first in doubt."""

    def __init__(self, find: Callable[[], Condition | None]) -> None:
        self._find: Callable[[], Condition | None] | None = find
        self.condition: Condition | None = None

    @property
    def ended(self) -> bool:
        """Whether it has been found, or cannot be."""
        return self._find is None

    def end(self) -> None:
        """Find it, once."""
        if self._find is not None:
            with suppress(Exception):  # a little off, arguments may not be valid: nothing is known
                self.condition = self._find()
        self._find = None


@dataclass(frozen=True)
class Reference:
    """What a result must be at one size: a value, or that calling raises.

    `value` is frozen (`measure.values.frozen`), and deviations up to `tolerance` are right.
    `raises` says what the reference raises, `unchecked` why nothing can be told. `doubt` finds
    what rounding can do to the value.
    """

    value: Any = None
    tolerance: float = 0.0
    raises: str = ""
    unchecked: str = ""
    doubt: Doubt | None = None

    def judge(self, produced: Any) -> Agreement:
        """Say what a result is to it."""
        if self.unchecked:
            return Agreement(None, unchecked=self.unchecked)
        if self.raises:
            return Agreement(None, f"It returns a result where {self.raises}.")
        doubt = self.doubt
        if doubt is None:
            return compare(produced, self.value, self.tolerance)
        if not doubt.ended:
            asked: list[None] = []
            found = compare(produced, self.value, self.tolerance, lambda: asked.append(None))
            if not asked:
                return found
            produced = frozen(produced)  # the reference may use its memory again
            doubt.end()
        return compare(produced, self.value, self.tolerance, lambda: doubt.condition)


class References:
    """Finds what is right at a size when it is first asked for, and keeps it as there is room.

    `by_chance` tells whether two calls with the same arguments gave different results, where it
    is not for the file to know. `implied` are the variants that were taken for right unasked.
    """

    def __init__(
        self, of: Basis, store: Store, threads: ThreadCount, call_times: CallTimes
    ) -> None:
        self.by_chance = self._agreed = False
        self._of, self._store, self._threads = of, store, threads
        self._call_times = call_times
        self._times: dict[str, BySize] = {}
        self._found: dict[int, Reference | None] = {}
        self._bytes = 0
        self._unasked_s = 0.0
        self.implied: dict[str, None] = {}

    def at(self, size: int) -> Reference | None:
        """Return what is right at a size, None where there is nothing to go by."""
        if size not in self._found:
            self._make_room()
            found = self._found[size] = self._compute(size)
            self._bytes += 0 if found is None else bytes_of(found.value)
        return self._found[size]

    def for_own_data(self, reference: Reference, inputs: Inputs) -> Reference:
        """Return what a result must be that comes of arguments which a variant alone has.

        These may be coarser, and of what calls write into there is only what has the same name.
        """
        tolerance = max(reference.tolerance, self._tolerance(inputs.arguments, reference.value))
        if reference.raises or reference.unchecked or not inputs.lacking:
            return replace(reference, tolerance=tolerance)
        returned = reference.value[0]
        if returned is None:
            return Reference(unchecked=OTHER_STRUCTURE)
        return Reference(returned, tolerance)

    def keep_only(self, sizes: Collection[int]) -> None:
        """Keep no more what is right at other sizes."""
        self._found = {size: found for size, found in self._found.items() if size in sizes}

    def to_come_s(self, size: int) -> float:
        """Seconds that finding what is right at a size will take; 0 where it is known."""
        if size in self._found:
            return 0.0
        names = [one.variant.name for one in self._of.loaded.references]
        predicted = (self._expected_s(name, size) for name in names)
        return next((s for s in predicted if s <= self._of.plan.call_limit_s), 0.0)

    def _expected_s(self, name: str, size: int) -> float:
        """Seconds that a reference's call will take, by its own calls or else as a variant."""
        expected_s = predict(self._times.get(name, BySize()), size)
        if expected_s is None:
            expected_s = self._call_times.expected_s(Point(name, size, 1))
        return expected_s

    def _make_room(self) -> None:
        """Let go of the first ones; all are looked at only where all could be too many."""
        allowed = KEPT_SHARE * free_bytes()
        if self._bytes * (1 + CALLS) <= allowed:
            return
        while self._found and sum(map(_bytes, self._found.values())) > allowed:
            del self._found[next(iter(self._found))]

    def _compute(self, size: int) -> Reference | None:
        """Call the first of the references that is quick enough at this size."""
        raises = ""
        references = self._of.loaded.references
        for variant in references:
            name = variant.variant.name
            times = self._times.setdefault(name, BySize())
            expected_s = self._expected_s(name, size)
            if expected_s > self._of.plan.call_limit_s:
                continue
            unasked = name not in self._of.plan.variants and variant is not references[-1]
            if unasked and self._unasked_s + expected_s > UNASKED_SHARE * self._of.plan.budget_s:
                continue
            self._threads.set(self._of.plan.threads[-1])
            began = self._of.watch.now()
            try:
                found, times[size] = self._right(variant, size)
            except Exception as error:
                if name not in self._of.loaded.variants:  # the file's function for what is right
                    if isinstance(error, RefusedError):
                        raise
                    raise KernelError(f"The reference raises {_named(error)}.") from error
                if self._of.loaded.names_reference and not _cannot_run(error):
                    raises = raises or f"{name} raises {_named(error)}"
                continue  # it fails as a variant too, and says so there
            finally:
                self._unasked_s += self._of.watch.now() - began if unasked else 0.0
            if raises:
                return Reference(raises=raises)
            if not self._of.loaded.names_reference:
                self.implied[name] = None
            return found
        return Reference(raises=raises) if raises else None

    def _right(self, variant: LoadedVariant, size: int) -> tuple[Reference, float]:
        """Call a reference; returns what it makes right, and how long it took."""
        name = variant.variant.name
        threaded = self._is_threaded(variant, size)
        if name in self._of.plan.variants:  # what does not return is that variant
            count = self._of.plan.threads[0] if threaded else 1
            self._of.note(CALLING, Point(name, size, count))
        self._store.look_for_changes(name, variant.function)
        inputs = self._store.of(name, size)
        seal = self._store.seal(name, inputs)
        arguments = inputs.fresh()
        began = self._of.watch.now()
        returned = variant.function(*arguments)
        took = self._of.watch.now() - began
        result = frozen(inputs.produced(returned, arguments))  # it may be a view, or used again
        if seal is not None:
            self._store.give_back(name, inputs, seal)
        self._store.look_after(name, size)
        inputs = self._store.of(name, size)
        tolerance = self._tolerance(inputs.arguments, result)
        vouched = self._of.loaded.kernel.function is None and self._of.loaded.names_reference
        if not vouched and not self.by_chance and not self._agreed:
            again = inputs.fresh()
            second = inputs.produced(variant.function(*again), again)
            self.by_chance = bool(compare(second, result, tolerance).wrong)
            self._agreed = True
        if self.by_chance:
            return Reference(unchecked=BY_CHANCE), took
        if result is None and all(gives_nothing(v.source) for v in self._of.loaded.kernel.variants):
            return Reference(unchecked=NO_RESULT), took
        doubt = None
        if CALLS * took <= DOUBT_SHARE * self._of.plan.budget_s:
            doubt = Doubt(partial(self._condition, variant, inputs))
        return Reference(result, tolerance, doubt=doubt), took

    def _is_threaded(self, variant: LoadedVariant, size: int) -> bool:
        """Compile it; what the smallest data are too small for must not count as its failure."""
        try:
            return variant.compile(self._store.of(variant.variant.name).all_fresh()).threaded
        except Exception:
            inputs = self._store.get(size, variant.variant.name)
            return variant.compile(inputs.all_fresh()).threaded

    def _condition(self, variant: LoadedVariant, inputs: Inputs) -> Condition | None:
        if sum(map(room_for, inputs.arguments)) * COPIED > free_bytes():
            return None

        def call(arguments: tuple[Any, ...]) -> Any:
            return frozen(inputs.produced(variant.function(*arguments), arguments))

        return conditioned(call, inputs.all_fresh)

    def _tolerance(self, arguments: tuple[Any, ...], result: Any) -> float:
        """The plan's, or the file's, or what suits types and lengths of arguments and result."""
        if self._of.plan.tolerance is not None:
            return self._of.plan.tolerance
        stated = self._of.loaded.tolerance(self._of.plan.dtype)
        return tolerance_for(result, computed_from=arguments) if stated is None else stated


def _cannot_run(error: Exception) -> bool:
    """Whether an error is of code that does not run, or that Numba does not compile."""
    compiling = type(error).__module__.partition(".")[0] == "numba"
    return compiling or isinstance(error, CANNOT_RUN)


def _bytes(found: Reference | None) -> int:
    if found is None:
        return 0
    moved = found.doubt.condition if found.doubt is not None else None
    return bytes_of(found.value) + sum(map(bytes_of, moved.moved if moved is not None else ()))


def _named(error: Exception) -> str:
    """Its kind and the beginning of what it says."""
    try:
        said = " ".join(str(error).split())
    except Exception:  # its own method
        said = ""
    kind = type(error).__name__
    return f"{kind} (“{said[:LONGEST].rstrip('.')}”)" if said else kind


LONGEST = 80
"""Letters of an error's message that are repeated."""
