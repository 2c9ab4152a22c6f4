"""What the measured code printed."""

from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import PAGE, in_column
from explorer.desktop.look.theme import code_font
from explorer.desktop.shown import Shown
from explorer.results.fold import OUTPUT_LIMIT
from explorer.units import count


class OutputPage(QWidget):
    """Follows the end of the text, unless the reader has scrolled away from it."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.title = Label("What the code printed", size="headline")
        self.note = Label(role="quiet", size="small")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(code_font())
        self.text.setAccessibleName("What the measured code printed")
        in_column(self.title, self.note, (self.text, 1), of=self, spacing=4, margins=PAGE)
        shown.text_changed.connect(self.update_text)
        self.update_text()

    def update_text(self) -> None:
        """Show what was printed so far."""
        run = self._shown.run
        printed = "" if run is None else run.output
        if printed == self.text.toPlainText():
            return
        bar = self.text.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 4
        place = bar.value()
        self.text.setPlainText(printed)
        bar.setValue(bar.maximum() if following else place)
        cut = len(printed) >= OUTPUT_LIMIT
        kept = f"; only the first {count(OUTPUT_LIMIT)} characters are kept" if cut else ""
        self.note.setText(f"Printing takes time and is part of what was measured{kept}.")
