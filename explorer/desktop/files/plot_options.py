"""The dialog that asks how plots are to be saved: size, resolution, what is on them, which."""

from dataclasses import asdict, dataclass

from PySide6.QtCore import QSizeF
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QWidget,
)

from explorer.desktop.charts.sheet import Page
from explorer.desktop.settings import Settings

KEY = "files/plot_options"
INCH_CM = 2.54
PIXELS_PER_INCH = 96


@dataclass(frozen=True)
class Options:
    """What was asked for: width and height in cm, dots per inch of images, what is drawn."""

    width: float = 31.8
    height: float = 21.2
    dpi: int = 192
    title: bool = True
    legend: bool = True
    every: bool = False

    @property
    def page(self) -> Page:
        """The page that is drawn."""
        inches = self.width / INCH_CM, self.height / INCH_CM
        width, height = (float(round(inch * PIXELS_PER_INCH)) for inch in inches)
        return Page(QSizeF(width, height), self.dpi, self.title, self.legend)


class PlotOptions(QDialog):
    """Starts with what was asked for last."""

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Save Plot with Options")
        known = _remembered(settings)
        self.width_cm = _length("Width", known.width)
        self.height_cm = _length("Height", known.height)
        self.dpi = QSpinBox()
        self.dpi.setRange(48, 600)
        self.dpi.setSuffix(" dots per inch")
        self.dpi.setValue(known.dpi)
        self.titled = _tick("&Title and conditions", known.title)
        self.legend = _tick("&Names of the curves and key", known.legend)
        self.every = _tick("&All charts, each in a file of its own", known.every)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 16)
        form.addRow("&Width", self.width_cm)
        form.addRow("&Height", self.height_cm)
        form.addRow("&Resolution of PNG", self.dpi)
        for box in (self.titled, self.legend, self.every):
            form.addRow("", box)
        form.addRow(buttons)

    def options(self) -> Options:
        """Return what is asked for now."""
        return Options(
            width=self.width_cm.value(),
            height=self.height_cm.value(),
            dpi=self.dpi.value(),
            title=self.titled.isChecked(),
            legend=self.legend.isChecked(),
            every=self.every.isChecked(),
        )

    def accept(self) -> None:
        """Remember it for the next time."""
        for name, value in asdict(self.options()).items():
            self._settings.write(f"{KEY}/{name}", value)
        super().accept()


def _remembered(settings: Settings) -> Options:
    """What was asked for last."""
    usual = Options()
    return Options(
        width=settings.read(f"{KEY}/width", usual.width),
        height=settings.read(f"{KEY}/height", usual.height),
        dpi=settings.read(f"{KEY}/dpi", usual.dpi),
        title=settings.read(f"{KEY}/title", usual.title),
        legend=settings.read(f"{KEY}/legend", usual.legend),
        every=settings.read(f"{KEY}/every", usual.every),
    )


def _length(name: str, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setAccessibleName(name)
    box.setRange(8.0, 60.0)
    box.setDecimals(1)
    box.setSuffix(" cm")
    box.setValue(value)
    return box


def _tick(text: str, ticked: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(ticked)
    return box
