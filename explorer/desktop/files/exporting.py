"""Charts as files and on the clipboard, with a window or without one."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QMimeData, QRectF, QSizeF
from PySide6.QtGui import (
    QClipboard,
    QFontInfo,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from explorer import atomic
from explorer.atomic import SaveError
from explorer.desktop.charts import sheet
from explorer.desktop.charts.chart import Chart
from explorer.desktop.charts.sheet import Contents, Page
from explorer.kernels.kernel import Kernel
from explorer.results import csvfile
from explorer.units import harmless

DPI = 96
"""Of a page's pixels. A device with another resolution would get other sizes of text."""

STANDARD = Page()


class ExportError(SaveError):
    """A plot could not be saved; the message is one sentence for the user."""


def save_plot(chart: Chart, path: Path, page: Page = STANDARD) -> None:
    """Save what a chart shows as PNG, SVG or PDF, by the path's ending; raises ExportError.

    The file is always light and as large as its page, whatever the window looks like.
    """
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        raise ExportError(
            f"“{path}” cannot be saved: the name of a plot must end in .png, .svg or .pdf."
        )
    contents = chart.contents()
    if contents is None:
        raise ExportError(f"“{path}” cannot be saved: there is no run to draw yet.")
    try:
        atomic.write(path, write(contents, page))
    except SaveError as error:
        raise ExportError(str(error)) from error


def copy_plot(chart: Chart, clipboard: QClipboard, kernel: Kernel | None = None) -> None:
    """Put what a chart shows on the clipboard: as image, as SVG, and its run's figures as CSV.

    For `kernel` see `results.table.rows`.
    """
    contents = chart.contents()
    if contents is None:
        return
    data = QMimeData()
    data.setImageData(image(contents))
    data.setData("image/svg+xml", QByteArray(svg(contents)))
    data.setText(csvfile.dumped(contents.run, kernel))
    clipboard.setMimeData(data)


def image(contents: Contents, page: Page = STANDARD) -> QImage:
    """Return the page as an image, as fine as it says."""
    found = image_of(page.size, page.dpi / DPI, lambda p: sheet.paint(contents, p, page))
    found.setText("Title", harmless(contents.headline))
    found.setText("Description", contents.conditions)
    return found


def image_of(size: QSizeF, sharpness: float, paint: Callable[[QPainter], None]) -> QImage:
    """Return what is painted on a page of that size, with so many pixels for each of it."""
    found = QImage((size * sharpness).toSize(), QImage.Format.Format_RGB32)
    found.setDevicePixelRatio(sharpness)
    with QPainter(found) as painter:
        paint(painter)
    dots_per_metre = round(sharpness * DPI / 0.0254)
    found.setDotsPerMeterX(dots_per_metre)
    found.setDotsPerMeterY(dots_per_metre)
    return found


def png(contents: Contents, page: Page = STANDARD) -> bytes:
    """Return the page as a PNG file."""
    return as_png(image(contents, page))


def as_png(drawn: QImage) -> bytes:
    """Return an image as a PNG file."""
    buffer = _buffer()
    QImageWriter(buffer, QByteArray(b"PNG")).write(drawn)
    return bytes(buffer.data().data())


def svg(contents: Contents, page: Page = STANDARD) -> bytes:
    """Return the page as an SVG file, its text as text."""
    buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(DPI)
    generator.setSize(page.size.toSize())
    generator.setViewBox(QRectF(0, 0, page.size.width(), page.size.height()))
    generator.setTitle(contents.headline)
    generator.setDescription(contents.conditions)
    with QPainter(generator) as painter:
        sheet.paint(contents, painter, page)
    return _portable(bytes(buffer.data().data()).decode(), page).encode()


def pdf(contents: Contents, page: Page = STANDARD) -> bytes:
    """Return the page as a PDF file, its text as text."""
    return pdf_of(page.size, contents.headline, lambda p: sheet.paint(contents, p, page))


def pdf_of(size: QSizeF, title: str, paint: Callable[[QPainter], None]) -> bytes:
    """Return what is painted on a page of that size as a PDF file."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    points = QSizeF(size.width() * 72 / DPI, size.height() * 72 / DPI)
    writer.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(harmless(title))
    writer.setCreator("Numba Explorer")
    with QPainter(writer) as painter:
        paint(painter)
    return bytes(buffer.data().data())


FORMATS: dict[str, Callable[[Contents, Page], bytes]] = {".png": png, ".svg": svg, ".pdf": pdf}


def _portable(text: str, page: Page) -> str:
    """Name more fonts than the one Qt names, or viewers without it take a serif; size in pixels.

    What Qt writes of control characters in a text is no XML.
    """
    text = harmless(text)
    family = escape(QFontInfo(QGuiApplication.font()).family())
    width, height = round(page.size.width()), round(page.size.height())
    text = re.sub('font-family="[^"]*"', f'font-family="{family}, Arial, sans-serif"', text)
    size = f'width="{width}" height="{height}"'
    return re.sub(r'width="[\d.]+mm" height="[\d.]+mm"', size, text, count=1)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


@contextmanager
def application() -> Iterator[None]:
    """Have an application meanwhile, one that needs no display where none runs yet.

    No widget that is made in it may outlive it.
    """
    app = QApplication.instance() or QApplication(["numba-explorer", "-platform", "offscreen"])
    yield
    del app
