"""Compiling variants with the smallest data that suit them, and what is to be said of that."""

from typing import Any

from explorer.kernels.loaded import Compilation, LoadedVariant
from explorer.measure.basis import Basis
from explorer.measure.store import Store
from explorer.units import seconds

SHARED_S = 0.5
"""So much longer than the same once more the first compilation must take to be worth a sentence."""
SHARED = (
    "The first compilation took {}, the same once more {}: a program pays the difference once, "
    "for what its compiled functions share. The times of compiling are without it."
)


class Compiler:
    """Compiles variants for the data of a store. `said` are sentences about the whole run."""

    def __init__(self, of: Basis, store: Store) -> None:
        self._of, self._store = of, store
        self._rehearsed = False
        self._said: dict[str, None] = {}

    @property
    def said(self) -> tuple[str, ...]:
        """What compiling brought to light, in sentences, each once."""
        return tuple(self._said)

    def compile(self, variant: LoadedVariant) -> Compilation:
        """Compile a variant; raises anything."""
        compilation = self._compiled(variant)
        wide = compilation.widened if self._of.of_users else ""
        if wide and variant.variant.has_own_data:
            wide = f"With the data of {variant.variant.name}, {wide}"
        for sentence in (compilation.unfit, *compilation.concerns, wide):
            if sentence:
                self._said[f"{sentence[0].upper()}{sentence[1:]}."] = None
        return compilation

    def _compiled(self, variant: LoadedVariant) -> Compilation:
        """Compile with the smallest data; where a call with these fails, with the plan's."""
        name, smallest = variant.variant.name, self._of.plan.sizes[0]
        try:
            return self._compiled_for(variant, self._store.of(name).all_fresh())
        except Exception:
            if self._store.tiny.size == smallest:
                raise
        made = self._store.get(smallest, name).all_fresh()
        compilation = self._compiled_for(variant, made)
        self._store.grow()
        return compilation

    def _compiled_for(self, variant: LoadedVariant, arguments: tuple[Any, ...]) -> Compilation:
        """Compile; the first of a user's own functions twice, so that none pays for all."""
        first_s = None
        if self._of.of_users and not self._rehearsed:
            first_s = variant.rehearse(arguments)
            self._rehearsed = first_s is not None
        compilation = variant.compile(arguments)
        if first_s and compilation.seconds and first_s > compilation.seconds + SHARED_S:
            self._said[SHARED.format(seconds(first_s, 2), seconds(compilation.seconds, 2))] = None
        return compilation
