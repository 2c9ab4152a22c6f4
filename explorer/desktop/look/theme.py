"""The one place that knows colours, symbols, line weights and font sizes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette


@dataclass(frozen=True)
class Theme:
    """The colours of everything but the curves, and ten hues for those, as #rrggbb.

    `text` is for what must be read, `faint` for what may be, `accent` for what is selected.
    """

    dark: bool
    background: str
    text: str
    faint: str
    grid: str
    accent: str
    warning: str
    series: tuple[str, ...]


# The hues were optimised together for their least distance in OKLab, as seen with normal sight,
# deuteranopia and protanopia (Machado et al. 2009), each with a contrast of at least 3 to the
# background. The same place in both tuples is the same hue.
LIGHT = Theme(
    dark=False,
    background="#ffffff",
    text="#1f2328",
    faint="#656d76",
    grid="#e4e7eb",
    accent="#0b63b8",
    warning="#b42318",
    series=(
        "#5a4d59", "#cd8413", "#0068df", "#148562", "#e7509d",
        "#c04c05", "#1698ca", "#482590", "#364400", "#52093b",
    ),
)  # fmt: skip
DARK = Theme(
    dark=True,
    background="#1c1e22",
    text="#e6e8eb",
    faint="#9aa2ab",
    grid="#30343a",
    accent="#6cb6ff",
    warning="#ff8a7a",
    series=(
        "#d6cdc2", "#ddb228", "#4dbdfb", "#12ad6e", "#e19cbb",
        "#eb6410", "#42effe", "#957cff", "#d5e84a", "#e65ab9",
    ),
)  # fmt: skip

_SLATE, _AMBER, _BLUE, _GREEN, _PINK, _RED, _CYAN = range(7)
_NAMED = {
    "python": _SLATE,
    "numpy": _AMBER,
    "njit": _BLUE,
    "jit": _BLUE,
    "jit_nopython": _BLUE,
    "parallel": _GREEN,
    "parallel_prange": _GREEN,
    "prange": _GREEN,
    "fastmath": _PINK,
    "parallel_fastmath": _RED,
    "parallel_range": _CYAN,
}
_LIKELY = (("fastmath", _PINK), ("parallel", _GREEN), ("jit", _BLUE), ("numpy", _AMBER))
_FREE = (6, 7, 8, 9, 5, 4, 3, 2, 1, 0)

_SYMBOLS = (
    "circle", "square", "diamond", "triangle", "hexagon",
    "star", "down", "pentagon", "left", "right",
)  # fmt: skip

_SIZES = {"small": 0.9, "normal": 1.0, "headline": 1.38}


def theme_of(palette: QPalette) -> Theme:
    """Return the theme that suits a palette: dark where its windows are."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def color(theme: Theme, roster: tuple[str, ...], variant: str, threads_rank: float) -> QColor:
    """Return a curve's colour: the hue says the variant, the lightness the thread count.

    `roster` names all variants of the kernel, so that a colour does not depend on which of them
    are shown. `threads_rank` goes from 0, the fewest threads of a run, to 1, the most; a variant
    that does not thread has 1.
    """
    hue = theme.series[place(roster, variant) % len(theme.series)]
    return mixed(hue, theme.background, 0.42 * (1 - threads_rank))


def mixed(colour: str | QColor, other: str | QColor, share: float) -> QColor:
    """Return a colour with so much of another in it, from 0 to 1, opaque."""
    a, b = QColor(colour), QColor(other)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def weight(threads_rank: float) -> float:
    """Return the width of a curve's line in pixels: more threads, more weight."""
    return 1.3 + 1.0 * threads_rank


def symbol(roster: tuple[str, ...], variant: str) -> str:
    """Return the name of a variant's marker, one of `charts.symbols.OUTLINES`."""
    return _SYMBOLS[place(roster, variant) % len(_SYMBOLS)]


def place(roster: tuple[str, ...], variant: str) -> int:
    """Return which hue and symbol a variant has; no two of a roster share one, up to ten."""
    names = roster if variant in roster else (*roster, variant)
    return _places(names)[variant]


@lru_cache(maxsize=64)
def _places(roster: tuple[str, ...]) -> dict[str, int]:
    """Well-known names take their own places first, then likely ones, then those left over."""
    found: dict[str, int] = {}
    for name in roster:
        wish = _NAMED.get(name.lower())
        if wish is not None and wish not in found.values():
            found[name] = wish
    for name in (name for name in roster if name not in found):
        wishes = (wish for word, wish in _LIKELY if word in name.lower())
        free = [place for place in (*wishes, *_FREE) if place not in found.values()]
        found[name] = free[0] if free else len(found)
    return found


def font(level: str = "normal", pixels: float | None = None) -> QFont:
    """Return the system's font in one of three sizes: `small`, `normal`, `headline`.

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
