"""Which of a script's calls gives the arguments, where it makes more than one."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import REST, in_row
from explorer.measure.capturing import Captured
from explorer.units import count

_MOST = 10**6


class WhichCall(QWidget):
    """Hidden until a script has made several calls; `chosen` carries the number of another one."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        caption, self.number = Label("From call"), QSpinBox()
        self._taken = 1
        caption.setBuddy(self.number)
        self.number.setAccessibleName("Which call of the script gives the arguments")
        self.number.setToolTip("Run the script again, and take the arguments of this call")
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(self.chosen)
        in_row(caption, self.number, REST, of=self, spacing=8, margins=(0, 0, 0, 0))
        self.hide()

    def show_call(self, found: Captured, *, chosen: bool) -> None:
        """Show which call was taken; how many there are is only known where none was chosen."""
        with QSignalBlocker(self.number):
            if not chosen:
                self.number.setRange(1, found.calls or _MOST)
                self.number.setSuffix(f" of {count(found.calls)}" if found.calls else "")
            self.number.setValue(found.call)
        self._taken = found.call
        self.setVisible(self.number.maximum() > 1)

    def put_back(self) -> None:
        """Show the call that was taken last, where another one was asked for and not taken."""
        with QSignalBlocker(self.number):
            self.number.setValue(self._taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter, which ends the typing of a number, from the button of the dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
