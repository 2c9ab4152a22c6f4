"""Every text that the window shows stands out from what is behind it, as it is drawn."""

from itertools import product

import made_runs as made
import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QTabBar,
    QWidget,
)

from explorer.desktop.look.appearance import outlined
from explorer.desktop.look.theme import DARK, LIGHT, mixed
from explorer.results.pictures.looks import MARK, TEXT, contrast, faded, legible, shade

PAGES = ("lesson", "time", "map", "live")
ROOT = QModelIndex()


def test_every_text_of_the_window_can_be_read(window, appearance):
    run = made.sweep()
    window.resize(1440, 900)
    window.arrivals.show_run(run)
    appearance.dress()
    window.shown.select(run.point("team", 100_000, 2).point)
    seen, low = 0, []
    for theme, page in product(("light", "dark"), PAGES):
        if appearance.choice != theme:
            appearance.choose(theme)
        window.tabs.turn_to(page)
        picture = pixels(window)
        for name, where in texts(window, window if page == PAGES[0] else page_of(window)):
            found = best_contrast(
                picture[where.top() : where.bottom() + 1, where.left() : where.right() + 1]
            )
            seen += 1
            if found < TEXT:
                low.append((theme, page, name, round(found, 2)))
    assert seen > 120
    assert not low


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_written_in_a_curves_colour_can_be_read(theme):
    grounds = {share: mixed(theme.background, theme.text, share).name() for share in (0, 0.08)}
    for hue in theme.series:
        assert contrast(legible(hue, theme.background), theme.background) >= TEXT
    assert legible(theme.text, theme.background) == theme.text
    for ground in (*grounds.values(), mixed(theme.background, theme.warning, 0.1).name()):
        assert contrast(theme.faint, ground) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palest_curve_can_be_seen(theme):
    names = tuple(f"v{i}" for i in range(len(theme.series)))
    for name, rank in product(names, (0.0, 0.3, 1.0)):
        assert contrast(shade(theme, names, name, rank), theme.background) >= MARK
        assert (
            contrast(
                faded(shade(theme, names, name, rank), theme.background, 0.35), theme.background
            )
            >= MARK
        )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_fields_and_ticks_are_found_by_their_outlines(theme):
    outline = outlined(theme, written_in=True).window().color().darker(140).name()
    for ground in (theme.background, mixed(theme.background, theme.text, 0.03).name()):
        assert contrast(outline, ground) >= 3


def pixels(window):
    """The window as it is drawn, as rows of red, green and blue."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    flat = rows[:, : 3 * image.width()].copy()  # the image's own goes with it
    return flat.reshape(image.height(), image.width(), 3)


def best_contrast(region):
    """The contrast of what stands out most to the colour that most of the region has."""
    packed = region.reshape(-1, 3).astype(np.int64) @ [0x10000, 0x100, 1]
    colours, numbers = np.unique(packed, return_counts=True)
    ground = f"#{colours[np.argmax(numbers)]:06x}"
    return max(contrast(f"#{colour:06x}", ground) for colour in colours)


def page_of(window):
    return window.tabs.widget(window.tabs.currentIndex())


def texts(window, among):
    """The texts of parts that can be used, each with where it is in the window."""
    whole = window.rect()
    for part in among.findChildren(QWidget):
        if not part.isVisible() or not part.isEnabled():
            continue
        at = part.mapTo(window, QPoint())
        for text, where in parts(part):
            inside = where.adjusted(3, 3, -3, -3).translated(at) & shown(part, window) & whole
            if text and inside.width() > 4 and inside.height() > 6:
                yield text, inside


def shown(part, window):
    """The rectangle of a part that is not scrolled away, in the window."""
    region = part.visibleRegion().boundingRect()
    return region.translated(part.mapTo(window, QPoint()))


def parts(part):
    match part:
        case QTabBar():
            for tab in range(part.count()):
                if part.isTabEnabled(tab):
                    yield part.tabText(tab), part.tabRect(tab)
        case QAbstractItemView():
            model = part.model()
            for row in range(model.rowCount(ROOT)):
                for column in range(1 if isinstance(part, QListView) else model.columnCount(ROOT)):
                    index = model.index(row, column)
                    yield str(index.data() or ""), part.visualRect(index)
        case QLabel() | QLineEdit() | QAbstractButton():
            yield part.text(), part.rect()
        case QComboBox():
            yield part.currentText(), part.rect()
