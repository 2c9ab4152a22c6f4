"""The answer in sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.results.answer import answer

NOTHING = "The answer appears here, in sentences with figures, as soon as the first points do."


class AnswerPanel(QWidget):
    """What the run says so far; the last sentence, what to do, stands out."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.kernel: Kernel | None = None
        self.text = QLabel(NOTHING)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAccessibleName("Answer")
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        column.addStretch(1)
        shown.run_changed.connect(self.update_text)

    def update_text(self) -> None:
        """Write what the run says now."""
        run = self._shown.run
        sentences = answer(run, self.kernel) if run is not None else (NOTHING,)
        text = "\n\n".join(sentences)
        if text != self.text.text():
            self.text.setText(text)
