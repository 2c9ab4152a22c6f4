"""The elements of a drawing, written as SVG."""

from collections.abc import Iterable
from html import escape

from explorer.results.pictures.looks import corners
from explorer.units import harmless

TEXT, SMALL = 13.0, 11.5
"""Pixels of the two sizes of text."""
LETTER = 0.56
"""Mean width of a letter over its size; no font is measured, so it is on the large side."""


def width(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return LETTER * size * len(text)


def safe(text: str) -> str:
    """Return a text that can stand between tags."""
    return escape(harmless(text))


def points(places: Iterable[tuple[float, float]]) -> str:
    """Return corners as an attribute lists them."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def dashed(dashes: str) -> str:
    """Return the attribute of a line that is not solid."""
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    color: str,
    width: float = 1.0,
    dashes: str = "",
) -> str:
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{color}" stroke-width="{width:g}"{dashed(dashes)}/>'
    )


def text(
    x: float,
    y: float,
    text: str,
    color: str,
    anchor: str = "start",
    size: float = TEXT,
    *,
    bold: bool = False,
) -> str:
    """Return a text of the colour; `anchor` says which part of it stands at the place."""
    smaller = "" if size == TEXT else f' font-size="{size:g}"'
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}"{smaller}{weight}>'
        f"{safe(text)}</text>"
    )


def bar(
    x: float, y: float, width: float, height: float, paint: str, told: str = "", round: float = 0
) -> str:
    """Return a rectangle, with what it says when it is pointed at."""
    title = f"<title>{safe(told)}</title>" if told else ""
    corner = f' rx="{round:g}"' if round else ""
    return (
        f'<g>{title}<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:g}"{corner} '
        f"{paint}/></g>"
    )


def drawing(width: float, height: float, named: str, ground: str, parts: Iterable[str]) -> str:
    """Return the `svg` element of these parts on a ground; `named` says what it shows."""
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{safe(named)}" font-family="system-ui, sans-serif" font-size="{TEXT:g}">\n'
        f'<rect width="{width:g}" height="{height:g}" fill="{ground}"/>\n{inside}\n</svg>'
    )


def shape(name: str, x: float, y: float, radius: float, paint: str) -> str:
    """Return a marker: a circle, or the polygon of that name."""
    ring = [(x + radius * dx, y + radius * dy) for dx, dy in corners(name)]
    if not ring:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {paint}/>'
    return f'<polygon points="{points(ring)}" {paint}/>'
