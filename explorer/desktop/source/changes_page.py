"""Before and after a change of the user's file, curve by curve."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
)

from explorer.desktop.look import theme
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import PAGE, in_column
from explorer.desktop.look.page import Page
from explorer.desktop.look.swatch import SIZE, swatch
from explorer.desktop.look.tables import LEFT, Roomy, dress
from explorer.desktop.shown import Shown
from explorer.results.contrast import forms
from explorer.results.contrast.contrasts import Contrast, contrasts
from explorer.results.pictures.curves import rank_of, roster_of
from explorer.results.pictures.view import told_from
from explorer.results.words import changes as words
from explorer.units import count, seconds

_COLUMNS = 5


class ChangesPage(Page):
    """A sentence about the variant to use, and a row for each curve."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.title = Label(size="headline", wraps=True)
        self.conditions = Label(role="quiet", size="small", wraps=True)
        self.table = QTableWidget(0, _COLUMNS)
        header = dress(self.table, "Before and after the change", row=28, by_row=True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.verticalHeader().setMinimumSectionSize(28)
        self.table.setItemDelegate(Roomy(self.table))
        self.table.setWordWrap(True)  # a reason is longer than what is left beside the figures
        self.table.setIconSize(SIZE)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(LEFT)
        header.setStretchLastSection(True)
        header.sectionResized.connect(self.table.resizeRowsToContents)
        column = in_column(of=self, spacing=2, margins=PAGE)
        self._row = QHBoxLayout()
        self._row.addWidget(self.title, 1)
        column.addLayout(self._row)
        column.addWidget(self.conditions)
        column.addSpacing(8)
        column.addWidget(self.table, 1)
        shown.text_changed.connect(self.update_text)

    def offer(self, action: QAction) -> None:
        """Show a button for what can make these changes surer."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setProperty("role", "button")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def catch_up(self) -> None:
        self.update_text()

    def update_text(self) -> None:
        """Write what is known now."""
        run, others = self._shown.run, self._shown.others
        if run is None or not others or not self.isVisible():
            return
        found = contrasts(others[0], run)
        self.title.setText(words.headline(found))
        notes = forms.notes(found)
        if len(others) > 1:
            which = f"{found.sides.before} is the dashed one of {len(others)} runs"
            notes += (f"{which}: {told_from(run, others[0])}.",)
        self.conditions.setText(" ".join(notes))
        curve, _, *rest = forms.titles(found)
        self.table.setHorizontalHeaderLabels([curve, run.plan.axis, *rest])
        self.table.setRowCount(len(found.contrasts))
        for row, one in enumerate(found.contrasts):
            self._write(row, one)
        self.table.resizeRowsToContents()

    def _write(self, row: int, one: Contrast) -> None:
        run = self._shown.run
        assert run is not None
        colours = theme.theme_of(QGuiApplication.palette())
        texts = (
            one.name,
            count(one.size),
            seconds(one.before_s),
            seconds(one.now_s),
            words.claim(one),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column == 0:
                place = rank_of(run, one.curve)
                item.setIcon(swatch(colours, roster_of(run), one.curve[0], place))
            if column == len(texts) - 1 and not one.sure:
                item.setForeground(QBrush(QColor(colours.faint)))
            if column == len(texts) - 1 and one.sure and one.slower > 1:
                item.setForeground(QBrush(QColor(colours.warning)))
            self.table.setItem(row, column, item)
