"""Colours, symbols and line weights of curves, wherever they are drawn.

The one place that knows them; nothing here needs Qt.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from explorer.why.facts import ALLOCATION, CALL, LATENCY, MEMORY, THREADS, THROUGHPUT

TEXT, MARK = 4.5, 3.0
"""The contrast that small text needs, and what is none but tells something (WCAG 2, level AA)."""
STRONGEST = 0.44
"""How much of a hue is behind text at most, which it leaves that contrast."""


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
    faint="#59616a",
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
    faint="#a3abb4",
    grid="#30343a",
    accent="#6cb6ff",
    warning="#ff8a7a",
    series=(
        "#d6cdc2", "#ddb228", "#4dbdfb", "#12ad6e", "#e19cbb",
        "#eb6410", "#42effe", "#957cff", "#d5e84a", "#e65ab9",
    ),
)  # fmt: skip

_SLATE, _AMBER, _BLUE, _GREEN, _PINK, _RED, _CYAN = range(7)
_LIMITS = {
    MEMORY: _BLUE,
    LATENCY: _AMBER,
    THROUGHPUT: _GREEN,
    CALL: _SLATE,
    THREADS: _PINK,
    ALLOCATION: _RED,
}
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

# Corners, the angle of the first in degrees, the radius, and the inner one of a star. Radii differ
# so that all shapes cover about the same area. A circle has no corners.
SHAPES = {
    "circle": (0, 0.0, 1.0, 0.0),
    "square": (4, 45.0, 1.25, 0.0),
    "diamond": (4, -90.0, 1.3, 0.0),
    "triangle": (3, -90.0, 1.4, 0.0),
    "down": (3, 90.0, 1.4, 0.0),
    "left": (3, 180.0, 1.4, 0.0),
    "right": (3, 0.0, 1.4, 0.0),
    "pentagon": (5, -90.0, 1.15, 0.0),
    "hexagon": (6, 0.0, 1.15, 0.0),
    "star": (5, -90.0, 1.5, 0.7),
}


def corners(name: str) -> tuple[tuple[float, float], ...]:
    """Return the corners of a shape of radius about 1 around the origin; a circle has none."""
    count, start, radius, inner = SHAPES[name]
    found = []
    for i in range(count * (2 if inner else 1)):
        length = inner if inner and i % 2 else radius
        angle = math.radians(start + 360 * i / (count * (2 if inner else 1)))
        found.append((length * math.cos(angle), length * math.sin(angle)))
    return tuple(found)


def hue(theme: Theme, roster: tuple[str, ...], variant: str) -> str:
    """Return the colour that says the variant, as #rrggbb.

    `roster` names all variants of the kernel, so that a colour does not depend on which of them
    are shown.
    """
    return theme.series[place(roster, variant) % len(theme.series)]


def limit_hue(theme: Theme, limit: str) -> str:
    """Return the colour along a curve that says what limits it; where nothing known does, one too.

    It is laid pale beneath the curve, whose own colour says the variant.
    """
    return theme.series[_LIMITS.get(limit, _CYAN)]


BENEATH, BENEATH_OPACITY = 9.0, 0.36
"""Pixels and opacity of what says along a curve what limits it."""


def blended(colour: str, other: str, share: float) -> str:
    """Return a colour with so much of another in it, from 0 to 1, all as #rrggbb."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(colour: str, ground: str) -> float:
    """Return how much a colour stands out from a ground, from 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted(map(_luminance, (colour, ground)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def legible(colour: str, ground: str) -> str:
    """Return a colour in which small text can be read on a ground: its own, or nearly so."""
    ink = "#000000" if _luminance(ground) > 0.2 else "#ffffff"
    shares = (step / 20 for step in range(21))
    return next(
        found for share in shares if contrast(found := blended(colour, ink, share), ground) >= TEXT
    )


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    parts = (value / 255 for value in _channels(colour))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def shade(theme: Theme, roster: tuple[str, ...], variant: str, threads_rank: float) -> str:
    """Return the colour of a curve: the hue says the variant, fewer threads are paler.

    `threads_rank` goes from 0, the fewest threads of a run, to 1, the most; a variant that does not
    thread has 1.
    """
    return faded(hue(theme, roster, variant), theme.background, 0.42 * (1 - threads_rank))


@lru_cache(maxsize=1024)
def faded(colour: str, ground: str, share: float) -> str:
    """Return a colour with so much of its ground in it, or less: as much as it can be seen with."""
    steps = (share * step / 20 for step in range(20, 0, -1))
    found = (blended(colour, ground, step) for step in steps)
    return next((one for one in found if contrast(one, ground) >= MARK), colour)


def weight(threads_rank: float) -> float:
    """Return the width of a curve's line in pixels: more threads, more weight."""
    return 1.3 + 1.0 * threads_rank


DASHES = (
    ("dashed", (5.0, 3.5)),
    ("dash-dotted", (9.0, 3.0, 2.0, 3.0)),
    ("finely dashed", (2.5, 2.0)),
)
"""How other runs are drawn, the first one first: in words, and as lengths in pixels."""


def dashes(other: int) -> tuple[str, tuple[float, ...]]:
    """Return how the curves of another run are drawn; `other` counts from 1, as in `Curve`."""
    return DASHES[min(other, len(DASHES)) - 1]


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
