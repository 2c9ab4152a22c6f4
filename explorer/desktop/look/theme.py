"""Colours and fonts as Qt has them; what they are of, `results.pictures.looks` says."""

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette

from explorer.results.pictures.looks import DARK, LIGHT, Theme, faded, place, shade, symbol, weight

__all__ = ["DARK", "LIGHT", "Theme", "faded", "place", "symbol", "weight"]


_SIZES = {"small": 0.9, "normal": 1.0, "lead": 1.12, "headline": 1.38}


def theme_of(palette: QPalette) -> Theme:
    """Return the theme that suits a palette: dark where its windows are."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def color(theme: Theme, roster: tuple[str, ...], variant: str, threads_rank: float) -> QColor:
    """Return a curve's colour: see `looks.shade`."""
    return QColor(shade(theme, roster, variant, threads_rank))


def mixed(colour: str | QColor, other: str | QColor, share: float) -> QColor:
    """Return a colour with so much of another in it, from 0 to 1, opaque."""
    a, b = QColor(colour), QColor(other)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def font(level: str = "normal", pixels: float | None = None) -> QFont:
    """Return the system's font in one of four sizes: `small`, `normal`, `lead`, `headline`.

    `pixels` is the normal size where it is not to be the system's, as in a file. Sizes are in
    pixels so that a drawing comes out alike on any device.
    """
    found = QFont(QGuiApplication.font())
    base = pixels or QFontInfo(found).pixelSize()
    found.setPixelSize(max(round(base * _SIZES[level]), 8))
    if level == "headline":
        found.setWeight(QFont.Weight.DemiBold)
    return found


def code_font() -> QFont:
    """Return the system's fixed font in the size of normal text."""
    found = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    found.setPixelSize(QFontInfo(font("small")).pixelSize() + 1)
    return found
