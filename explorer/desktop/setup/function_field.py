"""Which function of a user's file is measured, with which arguments, by which Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from explorer.desktop.look.buttons import Narrow
from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.setup.arguments_field import SIZE, ArgumentsField
from explorer.desktop.setup.field import Field
from explorer.desktop.setup.python_field import PythonField
from explorer.kernels.finding import is_from_catalogue, open_file
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.listing import read
from explorer.kernels.own_data import is_call
from explorer.kernels.presets import sweep_range

if TYPE_CHECKING:
    from explorer.desktop.setup.arguments_dialog import ArgumentsDialog
    from explorer.kernels.function import Function
    from explorer.kernels.outline import Outline


class OwnField(QWidget):
    """Hidden for kernels that ship with the program.

    `chosen` carries the Kernel of another function, `changed` the same function's with other
    arguments; `problem` says what is wrong with these.
    """

    chosen = Signal(object)
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.problem = ""
        self._kernel: Kernel | None = None
        self._outline: Outline | None = None
        self.functions = Narrow()
        self.function_field = Field("F&unction", self.functions)
        self.arguments = ArgumentsField()
        self.python = PythonField()
        self.at_once = QCheckBox("Measure when the file is saved")
        in_column(
            self.function_field,
            self.arguments,
            self.python,
            self.at_once,
            of=self,
            spacing=16,
            margins=NONE,
        )
        self.functions.activated.connect(self._on_function)
        self.arguments.changed.connect(self._on_arguments)
        self.arguments.asked.connect(self.ask)
        self.hide()

    def show_kernel(self, kernel: Kernel) -> None:
        """Show the functions of a kernel's file and the arguments of the chosen one."""
        self._kernel, self.problem = kernel, ""
        self.function_field.set_error("")
        try:
            found = None if is_from_catalogue(kernel) else _outline(kernel.path)
        except KernelError:  # it was changed since, and no longer is Python
            found = None
        self._outline = found
        self.setVisible(found is not None)
        if found is None:
            return
        self.python.show_file(kernel.path)
        self.functions.clear()
        if found.makes_args:
            self.functions.addItem("all, as the kernel file says", None)
        for function in found.choices:
            self.functions.addItem(f"{function.name}  (line {function.line})", function.name)
        self.functions.setCurrentIndex(max(self.functions.findData(kernel.function), 0))
        self._show_note()
        chosen = found.function(kernel.function or "")
        self.arguments.setVisible(chosen is not None and kernel.arguments is not None)
        if chosen is not None and kernel.arguments is not None:
            guessed = chosen.arguments.get(kernel.axis)
            axis = SIZE if guessed in (None, SIZE) else kernel.axis
            self.arguments.show_arguments(kernel.arguments, chosen.arguments, found.names, axis)

    def rereading(self) -> Callable[[], Kernel]:
        """Return what reads the same function of the file as it is then, in any thread.

        What the user wrote for an argument is kept. It raises KernelError in one sentence.
        """
        kernel, before = self._kernel, self._outline
        assert kernel is not None
        then = None if before is None else before.function(kernel.function or "")
        return partial(_reread, kernel, then)

    def as_swept(self, kernel: Kernel) -> Kernel:
        """Return the kernel, read again, with the sizes of its axis where it still has that."""
        return self._swept(kernel) if kernel.axis == self.arguments.axis else kernel

    def _show_note(self) -> None:
        kernel = self._kernel
        assert kernel is not None
        if kernel.function is None:
            self.function_field.set_note(" ".join(kernel.remarks))
        elif kernel.arguments is None:
            self.function_field.set_note("Its arguments come from make_args(n) of the file.")
        else:
            self.function_field.set_note(" ".join((kernel.lesson, *kernel.remarks)).strip())

    def _on_function(self) -> None:
        kernel, name = self._kernel, self.functions.currentData()
        assert kernel is not None
        if name == kernel.function:
            return
        try:
            made = open_file(kernel.path, name)
        except KernelError as error:
            self.function_field.set_error(str(error))
            self.functions.setCurrentIndex(max(self.functions.findData(kernel.function), 0))
            return
        self.function_field.set_error("")
        self.chosen.emit(made)

    def ask(self) -> ArgumentsDialog | None:
        """Open what shows where each argument comes from and tries them; None where none is."""
        from explorer.desktop.setup.arguments_dialog import GIVEN, ArgumentsDialog

        kernel, found = self._kernel, self._outline
        function = found.reached(kernel.function or "") if kernel and found else None
        if kernel is None or found is None or function is None:
            return None
        written = self.arguments.arguments()
        guessed = {n for n, text in written.items() if text == function.arguments.get(n)}
        sources = {n: function.sources.get(n, "") if n in guessed else GIVEN for n in written}
        dialog = ArgumentsDialog(
            replace(kernel, arguments=written), sources, found.names, self.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.arguments.take)
        dialog.open()
        return dialog

    def _on_arguments(self) -> None:
        kernel = self._kernel
        if kernel is None or kernel.function is None:
            return
        self.problem = self.arguments.problem
        if not self.problem:
            try:
                made = open_file(kernel.path, kernel.function, self.arguments.with_own_data())
                self._kernel = self._swept(made)
            except KernelError as error:  # the file was changed meanwhile, or has no such variant
                self.problem = str(error)
            self.arguments.refuse(self.problem)
        self.changed.emit(self._kernel)

    def _swept(self, kernel: Kernel) -> Kernel:
        """Return the kernel with sizes that suit the argument that was put on the x axis."""
        axis = self.arguments.axis
        if axis == SIZE:
            return kernel
        return replace(kernel, sizes=sweep_range(self.arguments.before_sweep(axis)))


def _outline(path: Path) -> Outline:
    """Read a user's file; what does that is loaded then, as the first sight has no use for it."""
    from explorer.kernels.outline import outline

    return outline(path)


def _reread(kernel: Kernel, then: Function | None) -> Kernel:
    """Read a kernel's file again, whose function was this one before."""
    if kernel.function is None:
        return read(kernel.path)
    now = _outline(kernel.path).function(kernel.function)
    kept = {
        name: text
        for name, text in (kernel.arguments or {}).items()
        if now is not None and (name in now.parameters or is_call(text))
        if then is None or then.arguments.get(name) != text
    }
    return open_file(kernel.path, kernel.function, kept)
