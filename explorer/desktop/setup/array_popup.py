"""An array put together by clicking: what it holds, its shape, dtype and order."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import NONE, in_row
from explorer.kernels.arrays import BOOLEANS, DTYPES, INTEGERS, RANDOM, SORTED, ZEROS, Array

_HOLDS = {
    RANDOM: "random numbers from 0 to 1",
    SORTED: "random numbers, sorted",
    INTEGERS: "integers in a range",
    ZEROS: "zeros",
    BOOLEANS: "True or False",
}
_SHAPES = {
    "n": ("n",),
    "n × n": ("n", "n"),
    "n × k": ("n", "k"),
    "k × n": ("k", "n"),
    "k": ("k",),
    "n × n × n": ("n", "n", "n"),
}
_K = 3
_MOST = 10_000


class ArrayPopup(QFrame):
    """Shown below a row of the arguments; `changed` carries the new Array at every change."""

    changed = Signal(object)

    def __init__(self, name: str, array: Array, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"The array {name}")
        self._array = array
        self.holds, self.shape, self.dtype = QComboBox(), QComboBox(), QComboBox()
        self.order = QComboBox()
        self.low, self.high = QLineEdit(array.low), QLineEdit(array.high)
        self.k = QSpinBox()
        self.as_list = QCheckBox("as a list")
        self._fill()
        self._lay_out()
        self._show_fitting()
        for box in (self.holds, self.shape, self.dtype, self.order):
            box.activated.connect(self._on_change)
        for edit in (self.low, self.high):
            edit.textEdited.connect(self._on_change)
        self.k.valueChanged.connect(self._on_change)
        self.as_list.toggled.connect(self._on_change)

    def array(self) -> Array:
        holds = self.holds.currentData()
        dtype = self.dtype.currentText()
        k = str(self.k.value())
        shape = tuple(k if axis == "k" else axis for axis in self.shape.currentData())
        return Array(
            shape=shape,
            holds=holds,
            dtype=dtype if dtype in DTYPES[holds] else DTYPES[holds][0],
            by_columns=bool(self.order.currentData()) and len(shape) > 1,
            as_list=self.as_list.isChecked(),
            low=self.low.text().strip() or "0",
            high=self.high.text().strip() or "n",
        )

    def _fill(self) -> None:
        array = self._array
        for holds, words in _HOLDS.items():
            self.holds.addItem(words, holds)
        self.holds.setCurrentIndex(self.holds.findData(array.holds))
        for words, axes in _SHAPES.items():
            self.shape.addItem(words, axes)
        lengths = [axis for axis in array.shape if axis.isdigit()]
        self.k.setRange(1, _MOST)
        self.k.setValue(int(lengths[0]) if lengths else _K)
        wanted = tuple("k" if axis.isdigit() else axis for axis in array.shape)
        if wanted not in _SHAPES.values() or len(lengths) > 1:
            wanted = array.shape
            self.shape.addItem(" × ".join(wanted), wanted)
        self.shape.setCurrentIndex(
            next(i for i in range(self.shape.count()) if tuple(self.shape.itemData(i)) == wanted)
        )
        self.order.addItem("row after row (C)", False)
        self.order.addItem("column after column (F)", True)
        self.order.setCurrentIndex(int(array.by_columns))
        self.as_list.setChecked(array.as_list)

    def _lay_out(self) -> None:
        self.range = _beside(Label("from"), self.low, Label("to below"), self.high)
        self.high.setAccessibleName("The end of the range, not included")
        self.low.setAccessibleName("The beginning of the range")
        self.k.setAccessibleName("k")
        self.k.setPrefix("k = ")
        form = QFormLayout(self)
        form.setContentsMargins(16, 12, 16, 12)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("&Holds", self.holds)
        form.addRow("", self.range)
        form.addRow("&Shape", _beside(self.shape, self.k))
        form.addRow("&Dtype", self.dtype)
        form.addRow("&Order", self.order)
        form.addRow("", self.as_list)
        self._form = form

    def _show_fitting(self) -> None:
        """Offer the dtypes that what it holds can have, and only what makes a difference."""
        array = self._array
        self.dtype.clear()
        self.dtype.addItems(DTYPES[array.holds])
        self.dtype.setCurrentText(array.dtype)
        self._form.setRowVisible(self.range, array.holds == INTEGERS)
        self.k.setVisible("k" in self.shape.currentData())
        self._form.setRowVisible(self.order, len(array.shape) > 1)
        self.adjustSize()

    def _on_change(self) -> None:
        made = self.array()
        if made != self._array:
            self._array = made
            self._show_fitting()
            self.changed.emit(made)


def _beside(*parts: QWidget) -> QWidget:
    whole = QWidget()
    row = in_row(of=whole, spacing=8, margins=NONE)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, QComboBox | QLineEdit) else 0)
    return whole
