"""The right results that those of the variants are checked against."""

from __future__ import annotations

from typing import Any

from explorer.kernels.loading import LoadedKernel, LoadedVariant
from explorer.measure.agreement import compare
from explorer.measure.batch import Stopwatch
from explorer.measure.note import CALLING, Note
from explorer.measure.plan import Plan, Point
from explorer.measure.prediction import predict
from explorer.measure.store import Store
from explorer.measure.threads import ThreadCount
from explorer.measure.values import bytes_of, frozen

SMALL_RESULT_BYTES = 2**20
BY_CHANCE = (
    "Two calls with the same arguments give different results, so no result could be checked."
)


class References:
    """Computes the right result of a size when it is first asked for, and keeps small ones.

    `by_chance` tells whether a user's own function gave two results for the same arguments.
    """

    def __init__(
        self,
        plan: Plan,
        loaded: LoadedKernel,
        watch: Stopwatch,
        store: Store,
        threads: ThreadCount,
        note: Note,
    ) -> None:
        self.by_chance = self._agreed = False
        self._plan, self._loaded, self._watch = plan, loaded, watch
        self._store, self._threads, self._note = store, threads, note
        self._times: dict[str, dict[int, float]] = {}
        self._results: dict[int, tuple[Any] | None] = {}

    def at(self, size: int) -> tuple[Any] | None:
        """Return the right result of a size in a tuple, None where there is nothing to go by."""
        if size not in self._results:
            for kept in [n for n, result in self._results.items() if not _is_small(result)]:
                del self._results[kept]
            self._results[size] = self._compute(size)
        return self._results[size]

    def known(self, size: int) -> tuple[Any] | None:
        """Return the same where it is still kept; computes nothing."""
        return self._results.get(size)

    def _compute(self, size: int) -> tuple[Any] | None:
        """Call the first of the references that is quick enough at this size."""
        for variant in self._loaded.references:
            times = self._times.setdefault(variant.variant.name, {})
            if (predict(times, size) or 0.0) > self._plan.call_limit_s:
                continue
            self._threads.set(self._plan.threads[-1])
            try:
                result, times[size] = self._right_result(variant, size)
            except Exception:
                if self._loaded.kernel.function is None:
                    raise
                continue  # it fails as a variant too, and says so there
            return result
        return None

    def _right_result(self, variant: LoadedVariant, size: int) -> tuple[tuple[Any] | None, float]:
        """Call a reference; returns what it produced, None where that is left to chance."""
        threaded = variant.compile(self._store.tiny.all_fresh()).threaded
        if variant.variant.name in self._plan.variants:  # what does not return is that variant
            count = self._plan.threads[0] if threaded else 1
            self._note(CALLING, Point(variant.variant.name, size, count))
        self._store.look_for_changes(variant.variant.name, variant.function)
        inputs = self._store.of(variant.variant.name, size)
        seal = self._store.seal(variant.variant.name, inputs)
        arguments = inputs.fresh()
        began = self._watch.now()
        returned = variant.function(*arguments)
        took = self._watch.now() - began
        result = frozen(inputs.produced(returned, arguments))  # it may be a view, or used again
        if seal is not None:
            self._store.give_back(variant.variant.name, inputs, seal)
            inputs = self._store.of(variant.variant.name, size)
        if self._loaded.kernel.function is not None and not self.by_chance and not self._agreed:
            again = inputs.fresh()
            second = inputs.produced(variant.function(*again), again)
            tolerance = self._loaded.tolerance(self._plan.dtype)
            self.by_chance = bool(compare(second, result, tolerance).wrong)
            self._agreed = True
        return (None if self.by_chance else (result,)), took


def _is_small(result: tuple[Any] | None) -> bool:
    """Whether a reference is quick to compare with, and worth its memory for the whole run."""
    return result is None or bytes_of(result) <= SMALL_RESULT_BYTES
