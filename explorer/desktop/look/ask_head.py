"""The head of a page that asks a process: its title, a button to ask, and one to give it up."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout

from explorer.desktop.look.allowing import allow
from explorer.desktop.look.buttons import button, dress
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import in_row


class AskHead(QVBoxLayout):
    """One of both buttons is in sight, with a line that moves while it is being found out."""

    def __init__(self, text: str, explained: str) -> None:
        super().__init__()
        self.title = Label(size="headline", wraps=True)
        self._text = text
        self.ask = button(text, explained)
        self.stop = button("Stop", "Give it up")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(4)
        row = in_row((self.title, 1), self.ask, self.stop)
        self.addLayout(row)
        self.addWidget(self.bar)
        self.bar.setAccessibleName("It is being found out")
        self.bar.hide()
        self.stop.hide()

    def show_state(self, running: bool, *, waits_for: str, possible: bool, known: bool) -> None:
        """Show whether it is being found out, and let it be asked where it waits for nothing.

        Where it is not possible the page says why below its head. As long as nothing is known, to
        ask is what the page is for.
        """
        now, before = (self.stop, self.ask) if running else (self.ask, self.stop)
        had_focus = before.hasFocus()
        dress(self.ask, "button" if known or not possible else "primary")
        self.ask.setText("Ask &Again" if known else self._text)
        why_not = "" if possible else "The text below says why."
        allow(self.ask, "" if running else waits_for or why_not)
        now.show()
        if had_focus:
            now.setFocus()
        before.hide()
        self.bar.setVisible(running)
