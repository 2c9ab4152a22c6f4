"""A suite as SVG, without Qt: kernels down, variants across, coloured by speed-up."""

import math
from collections.abc import Iterator

from explorer.results.pictures import svg
from explorer.results.pictures.looks import LIGHT, Theme, blended
from explorer.results.suite import BELOW, MEAN, Cell, Suite, fastest, written
from explorer.units import ratio

ROW, HEAD, LEFT = 30, 92, 20
LETTER, TITLE_LETTER, BELOW_LETTER = 7.4, 10.0, 6.2
"""Pixels that a letter takes at most on average: of the map, of the title, of the line below."""
FULL = math.log10(30.0)
"""The decades of speed-up from which on the colour is full."""
FASTER, SLOWER = "#0b63b8", "#cd8413"
"""The blue and the amber of the map."""


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
    parts = [svg.text(LEFT, 26, title, theme.text, size=16, bold=True)]
    parts += _heads(found, left, widths, theme)
    parts.append(svg.text(right, HEAD - 8, "faster by most", theme.faint, "start"))
    for place, row in enumerate(found.rows):
        parts += _row(row.kernel, [row.cells.get(name) for name in found.columns],
                      [column[place] for column in texts], HEAD + ROW * place, left, widths,
                      theme)  # fmt: skip
        parts.append(svg.text(right, HEAD + ROW * place + 20, best[place], theme.text, "start"))
    parts += _means(found, HEAD + ROW * len(found.rows) + 6, left, widths, theme)
    parts.append(svg.text(LEFT, height - 12, below, theme.faint, size=svg.SMALL))
    return svg.drawing(round(width), height, title, theme.background, parts)


def _heads(found: Suite, left: float, widths: list[float], theme: Theme) -> Iterator[str]:
    x = left
    for name, width in zip(found.columns, widths, strict=True):
        at = f"translate({x + width / 2:.1f} {HEAD - 8})"
        yield (f'<text transform="{at} rotate(-18)" fill="{theme.text}">{svg.safe(name)}</text>')
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
    yield svg.text(left - 10, y + 20, kernel, theme.text, "end")
    x = left
    for cell, text, width in zip(cells, texts, widths, strict=True):
        if cell is not None:
            paint = f'fill="{_colour(cell, theme)}"'
            yield svg.bar(x + 1, y + 1, width - 2, ROW - 2, paint, round=3)
            sure = cell.ratio is not None and cell.faster is not None
            yield svg.text(
                x + width / 2, y + 20, text, theme.text if sure else theme.faint, "middle"
            )
        x += width


def _means(found: Suite, y: float, left: float, widths: list[float], theme: Theme) -> Iterator[str]:
    yield svg.text(left - 10, y + 20, MEAN, theme.text, "end")
    x = left
    for name, width in zip(found.columns, widths, strict=True):
        known = found.mean(name)
        if known is not None and known[1] > 1:
            yield svg.text(x + width / 2, y + 20, ratio(known[0]), theme.text, "middle")
        x += width


def _colour(cell: Cell, theme: Theme) -> str:
    """White at 1, then bluer the faster, more amber the slower; paler where it is not sure."""
    if cell.ratio is None:
        return theme.grid
    away = math.log10(cell.ratio.median)
    share = min(abs(away) / FULL, 1.0) * (0.62 if cell.faster is not None else 0.2)
    return blended(theme.background, FASTER if away > 0 else SLOWER, share)
