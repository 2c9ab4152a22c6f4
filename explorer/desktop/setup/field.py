"""One row of the setup: a label, what is set, and under it a note or what is wrong with it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QToolButton, QWidget

from explorer.desktop.look.buttons import link
from explorer.desktop.look.label import Label, Note
from explorer.desktop.look.laid import NONE, in_column, in_row


class Field(QWidget):
    """A labelled row; `buddy` gets the focus from the label's mnemonic."""

    def __init__(self, label: str, content: QWidget, buddy: QWidget | None = None) -> None:
        super().__init__()
        self.content = content
        target = content if buddy is None else buddy
        self._label = Label(label)
        self._label.setBuddy(target)
        self._name = label.replace("&", "")
        target.setAccessibleName(self._name)
        self._note = Note()
        self._note.hide()
        self._text, self._sentence = "", ""
        self._head = in_row((self._label, 1), spacing=4)
        in_column(self._head, content, self._note, of=self, spacing=4, margins=NONE)

    def set_label(self, text: str) -> None:
        """Change the label's words."""
        self._label.setText(text)

    def add_button(self, text: str, explained: str) -> QToolButton:
        """Add a small button at the right end of the label's line."""
        button = link(text, explained)
        self._head.addWidget(button)
        return button

    def set_note(self, text: str) -> None:
        """Say something about what is set; hidden while there is an error."""
        self._text = text
        self._show()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with what is set; empty when nothing is."""
        self._sentence = sentence.removeprefix(f"{self._name.partition(' ')[0]}: ")
        self._sentence = self._sentence[:1].upper() + self._sentence[1:]
        self._show()

    @property
    def error(self) -> str:
        """The sentence that is shown as an error, empty when there is none."""
        return self._sentence

    @property
    def note(self) -> str:
        """The line that is shown under the field."""
        return self._note.text()

    def _show(self) -> None:
        text = self._sentence or self._text
        self._note.say(text, wrong=bool(self._sentence))
        self._note.setVisible(bool(text))
        buddy = self._label.buddy() or self.content
        buddy.setAccessibleDescription(text)


class CalmWheel(QObject):
    """Keeps the wheel from a field, and from all within a widget, but the one with the focus."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        for part in (panel, *panel.findChildren(QWidget)):
            if isinstance(part, (QAbstractSpinBox, QComboBox)):
                part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on to the panel."""
        is_wheel = event.type() is QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
