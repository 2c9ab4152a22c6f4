"""A suite as SVG, without Qt: kernels down, variants across, coloured by speed-up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from explorer.results.pictures.looks import LIGHT, Theme
from explorer.results.suite import BELOW, MEAN, Cell, Suite, fastest, written
from explorer.units import harmless, ratio

ROW, HEAD, LEFT = 30, 92, 20
LETTER, TITLE_LETTER, BELOW_LETTER = 7.4, 10.0, 6.2
"""Pixels that a letter takes at most on average: of the map, of the title, of the line below."""
FULL = math.log10(30.0)
"""The decades of speed-up from which on the colour is full."""
FASTER, SLOWER = (11, 99, 184), (205, 132, 19)
"""The blue and the amber of the map, as red, green and blue."""


def heatmap(found: Suite, title: str, theme: Theme = LIGHT) -> str:
    """Return the `svg` element."""
    longest = max([len(MEAN), *(len(row.kernel) for row in found.rows)], default=0)
    left = LEFT + longest * LETTER + 16
    texts = [[written(r.cells.get(v), r.size) for r in found.rows] for v in found.columns]
    widths = [
        max([70.0, *((len(text) + 2) * LETTER for text in column), len(name) * LETTER * 0.72])
        for name, column in zip(found.columns, texts, strict=True)
    ]
    best = [fastest(row) for row in found.rows]
    right = left + sum(widths) + 16
    below = f"Speed-up over each kernel’s baseline. {BELOW}"
    end = right + max((len(text) for text in best), default=0) * LETTER
    width = LEFT + max(end, LEFT + len(title) * TITLE_LETTER, LEFT + len(below) * BELOW_LETTER)
    height = HEAD + ROW * (len(found.rows) + 1) + 44
    parts = [
        f'<text x="{LEFT}" y="26" font-size="16" font-weight="600" fill="{theme.text}">'
        f"{_safe(title)}</text>"
    ]
    parts += _heads(found, left, widths, theme)
    parts.append(_text(right, HEAD - 8, "faster by most", theme.faint, "start"))
    for place, row in enumerate(found.rows):
        parts += _row(row.kernel, [row.cells.get(name) for name in found.columns],
                      [column[place] for column in texts], HEAD + ROW * place, left, widths,
                      theme)  # fmt: skip
        parts.append(_text(right, HEAD + ROW * place + 20, best[place], theme.text, "start"))
    parts += _means(found, HEAD + ROW * len(found.rows) + 6, left, widths, theme)
    parts.append(
        f'<text x="{LEFT}" y="{height - 12}" font-size="11.5" fill="{theme.faint}">'
        f"{_safe(below)}</text>"
    )
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" '
        f'aria-label="{_safe(title)}" font-family="system-ui, sans-serif" font-size="13">\n'
        f'<rect width="{width:.0f}" height="{height}" fill="{theme.background}"/>\n{inside}\n</svg>'
    )


def _heads(found: Suite, left: float, widths: list[float], theme: Theme) -> Iterator[str]:
    x = left
    for name, width in zip(found.columns, widths, strict=True):
        at = f"translate({x + width / 2:.1f} {HEAD - 8})"
        yield (f'<text transform="{at} rotate(-18)" fill="{theme.text}">{_safe(name)}</text>')
        x += width


def _row(
    kernel: str,
    cells: list[Cell | None],
    texts: list[str],
    y: float,
    left: float,
    widths: list[float],
    theme: Theme,
) -> Iterator[str]:
    yield _text(left - 10, y + 20, kernel, theme.text, "end")
    x = left
    for cell, text, width in zip(cells, texts, widths, strict=True):
        if cell is not None:
            yield (
                f'<rect x="{x + 1:.1f}" y="{y + 1}" width="{width - 2:.1f}" height="{ROW - 2}" '
                f'rx="3" fill="{_colour(cell, theme)}"/>'
            )
            sure = cell.ratio is not None and cell.faster is not None
            yield _text(x + width / 2, y + 20, text, theme.text if sure else theme.faint, "middle")
        x += width


def _means(found: Suite, y: float, left: float, widths: list[float], theme: Theme) -> Iterator[str]:
    yield _text(left - 10, y + 20, MEAN, theme.text, "end")
    x = left
    for name, width in zip(found.columns, widths, strict=True):
        known = found.mean(name)
        if known is not None and known[1] > 1:
            yield _text(x + width / 2, y + 20, ratio(known[0]), theme.text, "middle")
        x += width


def _colour(cell: Cell, theme: Theme) -> str:
    """White at 1, then bluer the faster, more amber the slower; paler where it is not sure."""
    if cell.ratio is None:
        return theme.grid
    away = math.log10(cell.ratio.median)
    share = min(abs(away) / FULL, 1.0) * (0.62 if cell.faster is not None else 0.2)
    ground = tuple(int(theme.background[i : i + 2], 16) for i in (1, 3, 5))
    wanted = FASTER if away > 0 else SLOWER
    mixed = (round(g + (w - g) * share) for g, w in zip(ground, wanted, strict=True))
    return f"#{''.join(f'{part:02x}' for part in mixed)}"


def _text(x: float, y: float, text: str, colour: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{_safe(text)}</text>'
    )


def _safe(text: str) -> str:
    return escape(harmless(text))
