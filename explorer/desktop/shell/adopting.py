"""A change that was tried becomes a variant of the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.shell.own_work import OwnWork
from explorer.desktop.shell.steering import Steering
from explorer.desktop.shown import Shown
from explorer.kernels.extending import save_extended
from explorer.kernels.kernel import KernelError
from explorer.measure.asking import ref_to

if TYPE_CHECKING:
    from explorer.desktop.asked.why_page import Wanted


class Adopting(QObject):
    """Saves a kernel file that has the changed function, too, and has that one measured.

    The shown run is gone on with where it can be; else `start` begins one of the same plan.
    """

    def __init__(
        self,
        shown: Shown,
        setup: SetupPanel,
        steering: Steering,
        own: OwnWork,
        messages: MessageBar,
        start: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shown, self._setup, self._steering = shown, setup, steering
        self._own, self._messages, self._start = own, messages, start

    @Slot(object)
    def adopt(self, wanted: Wanted) -> None:
        """Make a change a variant; say in a sentence where it is, or why that cannot be."""
        run, before = self._shown.to_save(), self._shown.kernel
        if run is None or before is None:
            return
        try:
            kernel, name = save_extended(before, wanted.variant, wanted.change, wanted.source)
        except KernelError as error:
            self._messages.warn(str(error))
            return
        plan = replace(run.plan, kernel=ref_to(kernel), variants=(*run.plan.variants, name))
        self._own.begin(kernel)  # the rest of it ran already, and the user saw the change
        self._setup.fill(plan, kernel)
        if self._steering.with_variant(kernel, name) or self._start():
            self._messages.say(f"{name} is measured, too. It is in “{kernel.path}”.")
