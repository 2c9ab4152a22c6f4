"""The kernel's source: its file, all variants, or one of them; and another one beside it."""

from difflib import SequenceMatcher

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from explorer.desktop.look.buttons import button, choice
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import PAGE, Flow, Splitter, in_column, in_row
from explorer.desktop.look.page import Page
from explorer.desktop.look.theme import font
from explorer.desktop.shown import Shown
from explorer.desktop.source.columns import NONE, of_file, of_variant
from explorer.desktop.source.refusal_view import open_in_editor, text_of
from explorer.desktop.source.source_view import SourceView
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.kernels.lines import lines_of
from explorer.results import wording
from explorer.results.record import PointRecord
from explorer.why.beside import offset_of

_OFFER = (
    '<a href="why">Ask Why</a> to see where the time goes, line by line, and what each loop does.'
)
_FILE, _ALL, _NOTHING = "The file", "All variants", "nothing"


class CodePage(Page):
    """Marks the line at which the selected variant failed, and what two variants differ in.

    Beside the lines stand columns of what is known of them: where the time goes, what loops do,
    what the compiler said. `copy_wanted` comes when the kernel is to be saved as a file of the
    user's own, `why_wanted` when it is to be found out what limits the selected point.
    """

    copy_wanted = Signal()
    why_wanted = Signal()

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._kernel: Kernel | None = None
        self.choice = choice("What to show of the source")
        self.beside = choice("Which variant to show beside it")
        besides = Label("beside it", role="quiet")
        self.copy = button("Copy", "Copy this source")
        self.edit = button("In Editor", "Open the file in the desktop’s editor")
        self.start = button("", "")
        self.path = Label(role="quiet", size="small", wraps=True)
        self.sentence = Label(role="warning", wraps=True)
        self.source, self.other = SourceView(), SourceView()
        self.other.setAccessibleName("Source code beside it")
        halves = Splitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(1)
        for view in (self.source, self.other):
            halves.addWidget(view)
        self.asked = QLabel()
        self.asked.setTextFormat(Qt.TextFormat.RichText)
        self.asked.setWordWrap(True)
        self.asked.setFont(font("small"))
        self.asked.linkActivated.connect(self.why_wanted)
        both = QWidget()
        in_row(self.choice, besides, self.beside, of=both, spacing=8, margins=(0, 0, 0, 0))
        row = Flow(8)
        for part in (both, self.copy, self.edit, self.start):
            row.addWidget(part)
        in_column(
            row, self.path, self.sentence, self.asked, (halves, 1), of=self, spacing=8, margins=PAGE
        )
        for box in (self.choice, self.beside):
            box.currentIndexChanged.connect(self.update_source)
        self.copy.clicked.connect(self._on_copy)
        self.edit.clicked.connect(self._on_edit)
        self.start.clicked.connect(self.copy_wanted)
        shown.point_changed.connect(self._if_in_sight)
        shown.text_changed.connect(self._if_in_sight)
        shown.answers_changed.connect(self._if_in_sight)

    def recolour(self) -> None:
        """Write the link in the colour of a new theme, which a label does not do by itself."""
        text = self.asked.text()
        self.asked.clear()
        self.asked.setText(text)

    def show_kernel(self, kernel: Kernel) -> None:
        """Show a kernel's source, the same part of it as before where it has that."""
        if kernel == self._kernel:
            return
        self._kernel = kernel
        _offer(self.choice, (_FILE, _ALL), kernel.variant_names)
        _offer(self.beside, (_NOTHING,), kernel.variant_names)
        ships = is_from_catalogue(kernel)
        self.start.setText("Copy as a Starting Point…" if ships else "Save as Kernel File…")
        explained = (
            "Save a copy of this kernel’s file, to change it"
            if ships
            else "Save the function, its arguments and variants as one kernel file"
        )
        self.start.setToolTip(explained)
        self.start.setAccessibleName(explained)
        self.start.setVisible(ships or kernel.function is not None)
        self.update_source()

    def update_source(self) -> None:
        """Show what is chosen, with the line at which the selected point failed."""
        kernel = self._kernel
        if kernel is None:
            return
        chosen, beside = self.choice.currentText(), self.beside.currentText()
        text = self._text(kernel, chosen)
        failed = self._failed(kernel)
        marked = self._marked(kernel, chosen, failed)
        other = "" if beside == _NOTHING else self._text(kernel, beside)
        one_by_one = bool(other) and chosen in kernel.variant_names
        left, right = differing(text, other) if one_by_one else ((), ())
        self.source.show_source(text, marked, left)
        self.other.show_source(other, self._marked(kernel, beside, failed), right)
        self.other.setVisible(bool(other))
        self._show_answers(kernel, chosen, beside)
        self.path.setText(
            f"{kernel.path.name} ships with the program" if is_from_catalogue(kernel)
            else str(kernel.path)
        )  # fmt: skip
        said = "" if failed is None else f"{self._alike(failed)}: {failed.reason}"
        self.sentence.setText(said)
        self.sentence.setVisible(bool(said))

    def _show_answers(self, kernel: Kernel, chosen: str, beside: str) -> None:
        """Put what is known of each line beside it, and say of which point it is."""
        shown = self._shown
        mine = shown.run is not None and shown.run.plan.kernel.sha256 == kernel.sha256
        for view, name in ((self.source, chosen), (self.other, beside)):
            columns = NONE
            if mine and name == _FILE:
                columns = of_file(shown, kernel)
            elif mine and name in kernel.variant_names:
                columns = of_variant(shown, kernel, name)
            view.show_columns(columns)
        offered = mine and not self.source.columns.columns
        self.asked.setText(_OFFER if offered else "")
        self.asked.setVisible(offered)

    def _if_in_sight(self) -> None:
        if self.isVisible():
            self.update_source()

    def catch_up(self) -> None:
        self.update_source()

    def _text(self, kernel: Kernel, chosen: str) -> str:
        if chosen == _FILE:
            return text_of(kernel.path)
        if chosen == _ALL:
            return "\n\n".join(
                f"# {variant.name}: {variant.summary}\n{variant.source.strip()}\n"
                for variant in kernel.variants
            )
        return kernel.variant(chosen).source

    def _marked(self, kernel: Kernel, chosen: str, failed: PointRecord | None) -> int:
        """The line of what is shown to which a failure points; 0 where it has none."""
        if failed is None or not failed.line or chosen in (_ALL, _NOTHING):
            return 0
        if chosen == _FILE:
            return failed.line
        if chosen not in self._refused(failed) or kernel.origin(chosen):
            return 0
        variant = kernel.variant(chosen)
        line = failed.line - offset_of(kernel, variant)
        return line if 0 < line <= len(lines_of(variant.source)) else 0

    def _failed(self, kernel: Kernel) -> PointRecord | None:
        """The selected point where it failed; else the first whose failure points to a line."""
        run, record = self._shown.run, self._shown.record()
        if run is None or run.plan.kernel.sha256 != kernel.sha256:
            return None
        if record is not None and record.status == "failed":
            return record
        return next((r for r in run.points.values() if r.status == "failed" and r.line), None)

    def _alike(self, failed: PointRecord) -> str:
        """Name the variants that failed for the same reason."""
        return wording.some(self._refused(failed))

    def _refused(self, failed: PointRecord) -> list[str]:
        """The variants that failed for the same reason."""
        run = self._shown.run
        found = [] if run is None else list(run.points.values())
        same = (r.point.variant for r in found if r.reason == failed.reason)
        return list(dict.fromkeys(same))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.source.toPlainText())

    def _on_edit(self) -> None:
        if self._kernel is not None:
            open_in_editor(self._kernel.path)


def differing(left: str, right: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the lines of each of two texts that the other does not have, counted from 1."""
    a, b = lines_of(left), lines_of(right)
    found: tuple[list[int], list[int]] = ([], [])
    for kind, from_a, to_a, from_b, to_b in SequenceMatcher(None, a, b, False).get_opcodes():
        if kind != "equal":
            found[0].extend(range(from_a + 1, to_a + 1))
            found[1].extend(range(from_b + 1, to_b + 1))
    return tuple(found[0]), tuple(found[1])


def _offer(box: QComboBox, first: tuple[str, ...], variants: tuple[str, ...]) -> None:
    """Fill a box; what was chosen stays so where it is still there."""
    before = box.currentText()
    with QSignalBlocker(box):
        box.clear()
        box.addItems([*first, *variants])
        box.insertSeparator(len(first))
        box.setCurrentText(before if before in (*first, *variants) else first[0])
