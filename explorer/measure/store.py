"""The inputs of all sizes: made when they are asked for, and kept, for rounds come back to them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.refusal import explain
from explorer.measure.basis import Basis
from explorer.measure.groups import free_bytes
from explorer.measure.guarding import SEALED_BYTES, Guard
from explorer.measure.inputs import Inputs, Seal
from explorer.measure.plan import Plan
from explorer.measure.prediction import BySize, predict
from explorer.units import size_in_bytes

HEADROOM = 2.5
"""Making random data and a result take about this many times what the arguments occupy."""
TINY = 16
"""The smallest size that calls are made with."""
LADDER = 4
"""From one to the next of the sizes that are tried below a plan's smallest."""


class Store:
    """Keeps the inputs of the sizes that are measured; one that does not fit is `lacking`.

    `tiny` are those of the smallest size that the file makes data for, from 16 on: for calls that
    only compile, or wake threads. Raises KernelError where there is no such size.
    """

    def __init__(self, of: Basis) -> None:
        self._of = of
        self._in_place: tuple[str, ...] = ()
        self._kept: dict[tuple[str, int], Inputs] = {}
        self._tiny: dict[str, Inputs] = {}
        self._bytes = BySize()
        self._changes: dict[str, frozenset[int]] = {}
        self._sealed: set[tuple[str, int]] = set()
        self._looked = False
        self._changing: dict[str, list[str]] = {}
        self._guards: dict[tuple[str, int], Guard] = {}
        self._late: dict[tuple[str, str], None] = {}
        self.tiny = self._smallest()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that say which variants change arguments without their file saying so."""
        return tuple(
            f"{_some(names)} its argument {what}; each of its calls gets a fresh copy, made "
            "outside the timing."
            if len(names) == 1
            else f"{_some(names)} their argument {what}; each call gets a fresh copy, made outside "
            "the timing."
            for what, names in self._changing.items()
        ) + tuple(
            f"{name} changed its argument {what} in some calls only, or where data are large; that "
            "was undone, and since then each of its calls gets a fresh copy."
            for name, what in self._late
        )

    def make(self, size: int, variant: str = "") -> Inputs:
        """Return the inputs of a size, not to be kept; raises what the file does."""
        loaded = replace(self._of.loaded, kernel=self._kernel)
        return Inputs(loaded, self._of.plan, size, self._whose(variant))

    @property
    def _kernel(self) -> Kernel:
        """The kernel, where its calls were seen to change arguments with these as results, too."""
        kernel = self._of.loaded.kernel
        return replace(kernel, in_place=self._in_place) if self._in_place else kernel

    def get(self, size: int, variant: str = "") -> Inputs:
        """Return the inputs of a size, made now unless they are kept; raises what the file does.

        They are a variant's own where it has some, else those of all.
        """
        whose = self._whose(variant)
        if (whose, size) not in self._kept:
            made = self.make(size, whose)
            if not whose:
                self._bytes[size] = made.data_bytes
            self._kept[whose, size] = made
            self._guards[whose, size] = Guard(made)
        return self._kept[whose, size]

    def look_after(self, variant: str, size: int) -> bool:
        """Undo what a variant's calls just changed of a size's arguments, and remember it.

        Returns whether there was something, as far as it is looked at.
        """
        guard = self._guards.get((self._whose(variant), size))
        places = guard.changed() if guard is not None else ()
        if guard is not None and places:
            guard.restore()
            self._keep(variant, places, late=True)
        return bool(places)

    def put_right(self, variant: str, size: int) -> bool:
        """Undo what anybody changed of a size's arguments; returns whether there was something."""
        guard = self._guards.get((self._whose(variant), size))
        if guard is None or not guard.changed(closely=True):
            return False
        guard.restore()
        return True

    def keep_only(self, sizes: Collection[int]) -> None:
        """Keep the inputs of other sizes no more."""
        self._kept = {key: inputs for key, inputs in self._kept.items() if key[1] in sizes}
        self._guards = {key: guard for key, guard in self._guards.items() if key[1] in sizes}

    def of(self, variant: str, size: int | None = None) -> Inputs:
        """Return the inputs of a size, or the tiny ones, with fresh copies of what it changes."""
        inputs = self._tiny_of(variant) if size is None else self.get(size, variant)
        return inputs.renewing(self._changes.get(variant, frozenset()))

    def _tiny_of(self, variant: str) -> Inputs:
        whose = self._whose(variant)
        if not whose:
            return self.tiny
        if whose not in self._tiny:
            self._tiny[whose] = self.make(self.tiny.size, whose)
        return self._tiny[whose]

    def _whose(self, variant: str) -> str:
        """The variant itself where it has arguments of its own, else nobody."""
        found = self._of.loaded.variants.get(variant)
        return variant if found is not None and found.variant.has_own_data else ""

    def seal(self, variant: str, inputs: Inputs) -> Seal | None:
        """Return what the shared arguments hold before a variant's first call with them.

        None where that is not its first, or they are too large to look at.
        """
        if (variant, inputs.size) in self._sealed or inputs.data_bytes > SEALED_BYTES:
            return None
        self._sealed.add((variant, inputs.size))
        return inputs.seal(inputs.arguments)

    def give_back(self, variant: str, inputs: Inputs, seal: Seal) -> None:
        """Undo what a variant's call changed of the shared arguments, and remember it."""
        changed = inputs.changed(inputs.arguments, seal)
        if changed:
            inputs.restore(seal)
            self._keep(variant, changed)

    def grow(self) -> None:
        """Let the tiny inputs be those of the plan's smallest size: smaller ones are too small."""
        self.tiny = self.get(self._of.plan.sizes[0])
        self._tiny.clear()

    def lacking(self, size: int) -> str:
        """Return a sentence with the numbers when a size does not fit into free memory."""
        stated = self._of.loaded.kernel.data_bytes(size, self._of.plan.itemsize)
        expected = stated if stated is not None else predict(self._bytes, size)
        free = free_bytes()
        if expected is None or expected * HEADROOM <= free:
            return ""
        return (
            f"Needs about {size_in_bytes(expected * HEADROOM)} of memory; "
            f"{size_in_bytes(free)} are free."
        )

    def look_for_changes(self, name: str, function: Callable[..., Any]) -> None:
        """See once, at the smallest size, which arguments a variant changes.

        What the first one of a user's own function changes is what the function is for: it is a
        part of every variant's result. So it is in a kernel file where nothing is returned and
        nothing that the file names is changed: no result could be compared else.
        """
        if name in self._changes:
            return
        self._changes[name] = frozenset()
        own = bool(self._whose(name))
        tiny = self._tiny_of(name)
        arguments = tiny.all_fresh()
        seal = tiny.seal(arguments)
        try:
            returned = function(*arguments)
        except Exception:  # it will say so where it is checked
            return
        changed = tiny.changed(arguments, seal)
        unsaid = returned is None and not tiny.named_among(changed)
        if not self._looked and not own and (self._of.of_users or unsaid):
            self._belongs_to_result(changed, arguments)
        self._looked = self._looked or not own
        self._keep(name, changed)

    def _keep(self, name: str, changed: tuple[int, ...], late: bool = False) -> None:
        """Remember that a variant changes arguments that its file does not say it does."""
        kernel = self._kernel
        whose = kernel.variant(name) if self._whose(name) else kernel.variants[0]
        names = whose.parameters
        known = {names.index(one) for one in (*kernel.in_place, *kernel.outputs) if one in names}
        new = frozenset(changed) - known - self._changes.get(name, frozenset())
        if new:
            self._changes[name] = self._changes.get(name, frozenset()) | new
            for place in sorted(new):
                what = names[place] if place < len(names) else f"number {place + 1}"
                if late:
                    self._late[name, what] = None
                else:
                    self._changing.setdefault(what, []).append(name)

    def _belongs_to_result(self, changed: tuple[int, ...], arguments: tuple[Any, ...]) -> None:
        kernel = self._kernel
        names = kernel.variants[0].parameters
        found = [
            names[place]
            for place in changed
            if place < len(names) and not isinstance(arguments[place], tuple)
        ]
        in_place = tuple(dict.fromkeys([*kernel.in_place, *found]))
        if in_place != kernel.in_place:
            self._in_place = in_place
            self._kept.clear()
            self._guards.clear()
            self._tiny.clear()
            self.tiny = self.make(self.tiny.size)

    def _smallest(self) -> Inputs:
        failures: list[str] = []
        for size in (*smaller_sizes(self._of.plan), *self._of.plan.sizes):
            try:
                return self.make(size)
            except Exception as error:  # some kernels have a least size
                why = explain(error, self._of.loaded.kernel.path).sentence
                failures.append(f"No data can be made for {self._of.plan.axis} = {size:,}: {why}")
        raise KernelError(failures[-1])


def smaller_sizes(plan: Plan) -> Iterator[int]:
    """Yield sizes below the plan's smallest, growing fourfold."""
    size = TINY
    while size < plan.sizes[0]:
        yield size
        size *= LADDER


def _some(names: list[str]) -> str:
    """Names before the verb: "a changes", or the first three of them."""
    if len(names) == 1:
        return f"{names[0]} changes"
    first = [*names[:3], f"{len(names) - 3} more"] if len(names) > 3 else names
    return f"{', '.join(first[:-1])} and {first[-1]} change"
