"""What is to be measured live: what is set up, at one size, with the variants that are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.desktop.live.choices import Chips, SizeSlider
from explorer.kernels.kernel import Kernel
from explorer.kernels.made_variants import PYTHON
from explorer.measure.plan import Baseline, Plan

MANY = 4
"""Of more thread counts only the fewest and the most are ticked at first."""


class Wanted:
    """Makes a plan of what is `set_up` and of the slider and the chips.

    `base` is what all are compared with, where that is measured.
    """

    def __init__(self, slider: SizeSlider, chips: Chips) -> None:
        self.set_up: Plan | None = None
        self.base: Baseline | None = None
        self._slider, self._chips = slider, chips
        self._offered: tuple[object, ...] = ()

    def offer(self, plan: Plan | None, kernel: Kernel, counts: Sequence[int]) -> bool:
        """Take over what is set up; return whether the choices are others than before."""
        self.set_up = plan
        if plan is None:
            return False
        found = plan.kernel, plan.variants, plan.threads, plan.sizes, plan.baseline
        if found == self._offered:
            return False
        self._offered = found
        self._chips.offer(kernel.variant_names, sorted({*counts, *plan.threads}))
        names = [name for name in plan.variants if name != PYTHON] or list(plan.variants)
        few = plan.threads if len(plan.threads) <= MANY else (plan.threads[0], plan.threads[-1])
        self._chips.tick(names, few)
        self.base = plan.baseline
        if not plan.sizes[0] <= self._slider.size_now <= plan.sizes[-1]:
            self._slider.size_now = plan.sizes[len(plan.sizes) // 2]
        return True

    def plan(self) -> Plan | None:
        """Return the endless plan that is chosen; None where nothing can be measured."""
        plan, base = self.set_up, self.base
        names, counts = self._chips.ticked_variants(), self._chips.ticked_counts()
        if plan is None or not names or not counts:
            return None
        if base is None or base.variant not in names:
            base = Baseline(names[0], counts[0])
        if base.threads != 1 and base.threads not in counts:
            base = replace(base, threads=counts[0])
        return replace(
            plan,
            sizes=(self._slider.size_now,),
            threads=counts,
            variants=names,
            baseline=base,
            repeats=1,
            endless=True,
        )
