"""A picture as SVG, without Qt: for reports and notebooks.

Text is text, every marker tells its values when it is pointed at, and nothing in it is a style, a
script or a link, so that it can stand in a page that allows none.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby, pairwise

from explorer.results.pictures import svg
from explorer.results.pictures.frame import Frame, stepped
from explorer.results.pictures.guides import clipped, guide_names, line_of
from explorer.results.pictures.labels import by_importance, left_out, named, spread, tags
from explorer.results.pictures.limits import stretches
from explorer.results.pictures.looks import (
    BENEATH,
    BENEATH_OPACITY,
    LIGHT,
    Theme,
    dashes,
    legible,
    limit_hue,
    shade,
    symbol,
    weight,
)
from explorer.results.pictures.picture import (
    HOLLOW,
    WRONG,
    Cross,
    Curve,
    Mark,
    Picture,
    Spot,
    Trend,
)
from explorer.results.record import PointRecord

LEFT, TOP, BOTTOM, GAP = 76.0, 12.0, 62.0, 17.0

Told = Callable[[PointRecord], str]


def drawn(
    picture: Picture,
    named: str,
    told: Told,
    theme: Theme = LIGHT,
    size: tuple[float, float] = (940.0, 430.0),
) -> str:
    """Return the `svg` element; `named` says what it shows, `told` what a point says of itself."""
    return _Drawing(picture, told, theme, size).text(named)


class _Drawing:
    """One drawing: where its plot is in the page, and the parts from the back to the front."""

    def __init__(
        self, picture: Picture, told: Told, theme: Theme, size: tuple[float, float]
    ) -> None:
        self.picture, self.told, self.theme, self.size = picture, told, theme, size
        labels = max(
            (svg.width(f"{name} {note}", svg.TEXT) for name, note in picture.names), default=0.0
        )
        right = min(labels + 46, size[0] * 0.35)
        x, y = picture.x_range, _y_range(picture)
        self.frame = Frame(*x, *y, size[0] - LEFT - right, size[1] - TOP - BOTTOM)

    def text(self, named: str) -> str:
        """The whole element."""
        width, height = self.size
        parts = (
            *self._axes(),
            *self._guides(),
            *(part for curve in self._behind_first() for part in self._curve(curve)),
            *(part for mark in self.picture.marks for part in self._mark(mark)),
            *(part for cross in self.picture.crosses for part in self._cross(cross)),
            *self._tags(),
            *self._labels(),
        )
        placed = (f'<g transform="translate({LEFT:g} {TOP:g})">', *parts, "</g>")
        return svg.drawing(width, height, named, self.theme.background, placed)

    def _axes(self) -> Iterator[str]:
        frame, theme, picture = self.frame, self.theme, self.picture
        bottom = frame.height
        if picture.x_scale is not None:
            for tick in picture.x_scale(frame.left, frame.right, int(frame.width // 80)):
                if not tick.text or not frame.left <= tick.at <= frame.right:
                    continue
                x = frame.x(tick.at)
                yield svg.line((x, 0), (x, bottom), theme.grid)
                yield svg.text(x, bottom + 17, tick.text, theme.text, "middle")
                yield svg.text(x, bottom + 32, tick.second, theme.faint, "middle", svg.SMALL)
        if picture.y_scale is not None:
            for tick in picture.y_scale(frame.bottom, frame.top, int(frame.height // 34)):
                if not tick.text or not frame.bottom <= tick.at <= frame.top:
                    continue
                y = frame.y(tick.at)
                yield svg.line((0, y), (frame.width, y), theme.grid)
                yield svg.text(-8, y + 4.5, tick.text, theme.text, "end")
        yield svg.line((0, bottom), (frame.width, bottom), theme.faint)
        yield svg.line((0, 0), (0, bottom), theme.faint)
        names = ", ".join(name for name in picture.x_names if name)
        yield svg.text(frame.width / 2, bottom + 50, names, theme.faint, "middle")
        yield (
            f'<text transform="translate({8 - LEFT:g} {bottom / 2:.1f}) rotate(-90)" '
            f'dominant-baseline="hanging" text-anchor="middle" fill="{theme.faint}">'
            f"{svg.safe(picture.y_name)}</text>"
        )

    def _guides(self) -> Iterator[str]:
        """The lines to compare with that are in sight, and their names."""
        frame, theme = self.frame, self.theme
        whole = (0.0, 0.0, frame.width, frame.height)
        for guide in self.picture.guides:
            line = clipped(line_of(guide, frame), whole)
            if line is not None:
                yield svg.line(*line, theme.faint, 1.0, "" if guide.strong else "2 3")
        width = partial(svg.width, size=svg.SMALL)
        for name in guide_names(self.picture.guides, frame, width, 0.9 * svg.SMALL):
            yield svg.text(name.x, name.y, name.text, theme.faint, "start", svg.SMALL)

    def _behind_first(self) -> list[Curve]:
        return sorted(self.picture.curves, key=lambda curve: (-curve.other, curve.rank))

    def _color(self, variant: str, rank: float) -> str:
        return shade(self.theme, self.picture.roster, variant, rank)

    def _curve(self, curve: Curve) -> Iterator[str]:
        color, width = self._color(curve.series[0], curve.rank), weight(curve.rank)
        if not curve.other:
            yield from self._limits(curve.spots)
            yield from self._band(curve.spots, color, width)
        if curve.trend is not None:
            yield from self._trend(curve.trend, color)
        steps = groupby(pairwise(curve.spots), lambda pair: WRONG in (pair[0].kind, pair[1].kind))
        for wrong, group in steps:
            pairs = list(group)
            places = [self._at(spot) for spot in (pairs[0][0], *(pair[1] for pair in pairs))]
            strokes = " ".join(f"{one:g}" for one in dashes(curve.other)[1]) if curve.other else ""
            dashed = strokes or ("1.5 3" if wrong else "")
            yield (
                f'<polyline points="{svg.points(places)}" fill="none" stroke="{color}" '
                f'stroke-width="{width:g}" stroke-linejoin="round"{svg.dashed(dashed)}/>'
            )
        if not curve.other:
            for spot in curve.spots:
                yield from self._spot(spot, color, symbol(self.picture.roster, curve.series[0]))

    def _trend(self, trend: Trend, color: str) -> Iterator[str]:
        """A law through the curve, dashed beyond what was measured."""
        for places, dashed in ((trend.within, ""), (trend.beyond, "6 4")):
            line = svg.points((self.frame.x(x), self.frame.y(y)) for x, y in places)
            yield (
                f'<g><title>{svg.safe(trend.text)}</title><polyline points="{line}" fill="none" '
                f'stroke="{color}" stroke-width="1"{svg.dashed(dashed)}/></g>'
            )

    def _limits(self, spots: Sequence[Spot]) -> Iterator[str]:
        """What limits the curve along it, as far as that is known."""
        for limit, places in stretches(spots):
            line = svg.points((self.frame.x(x), self.frame.y(y)) for x, y in places)
            yield (
                f'<g><title>limit: {svg.safe(limit)}</title><polyline points="{line}" fill="none" '
                f'stroke="{limit_hue(self.theme, limit)}" stroke-width="{BENEATH:g}" '
                f'stroke-opacity="{BENEATH_OPACITY:g}"/></g>'
            )

    def _band(self, spots: Sequence[Spot], color: str, line: float) -> Iterator[str]:
        """The intervals, where they are known and anywhere wider than the line."""
        for known, group in groupby(spots, lambda s: s.low is not None and s.high is not None):
            stretch = list(group)
            upper = [(s.x, s.high or 0.0) for s in stretch]
            lower = [(s.x, s.low or 0.0) for s in stretch]
            ends = zip(upper, lower, strict=True)
            wide = any(
                self.frame.y(low) - self.frame.y(high) > line for (_, high), (_, low) in ends
            )
            if known and len(stretch) > 1 and wide:
                above, below = self.frame.edge(upper), self.frame.edge(lower)
                outline = svg.points([*above, *reversed(below)])
                yield f'<polygon points="{outline}" fill="{color}" fill-opacity="0.2"/>'

    def _spot(self, spot: Spot, color: str, shape: str) -> Iterator[str]:
        (x, y), ground = self._at(spot), self.theme.background
        if spot.spread:
            low, high = (self.frame.y(each) for each in spot.spread)
            yield svg.line((x, low), (x, high), color)
            for end in (low, high):
                yield svg.line((x - 3, end), (x + 3, end), color)
        title = f"<title>{svg.safe(self.told(spot.record))}</title>"
        if spot.kind == WRONG:
            cross = f"M{x - 4.4:.1f} {y - 4.4:.1f}l8.8 8.8m-8.8 0l8.8 -8.8"
            behind = f'<path d="{cross}" stroke="{ground}" stroke-width="5"/>'
            sign = f'{behind}<path d="{cross}" stroke="{color}" stroke-width="2.2"/>'
        else:
            hollow = spot.kind == HOLLOW
            paint = (
                f'fill="{ground if hollow else color}" stroke="{color if hollow else ground}" '
                f'stroke-width="{1.5 if hollow else 1:g}"'
            )
            sign = svg.shape(shape, x, y, 3.6, paint)
        yield f"<g>{title}{sign}</g>"

    def _mark(self, mark: Mark) -> Iterator[str]:
        if not self.frame.left <= mark.x <= self.frame.right:
            return
        above = self.picture.marks_above
        x, y = self.frame.x(mark.x), 4.0 if above else self.frame.height - 4
        sign = svg.shape(
            "triangle" if above else "down", x, y, 3.0,
            f'fill="{self._color(mark.series[0], mark.rank)}"',
        )  # fmt: skip
        yield f"<g><title>{svg.safe(self.told(mark.record))}</title>{sign}</g>"

    def _cross(self, cross: Cross) -> Iterator[str]:
        """A ring where a curve overtakes another, with what is said of it."""
        paint = f'fill="none" stroke="{self.theme.text}" stroke-width="1.4"'
        ring = svg.shape("circle", self.frame.x(cross.x), self.frame.y(cross.y), 5.5, paint)
        yield f'<g pointer-events="all"><title>{svg.safe(cross.text)}</title>{ring}</g>'

    def _tags(self) -> Iterator[str]:
        """What is written beside points."""
        picture, width = self.picture, partial(svg.width, size=svg.SMALL)
        curves = by_importance(picture.curves)
        for tag in tags(curves, picture.crosses, self.frame, width, 0.73 * svg.SMALL):
            color = self._color(tag.curve.series[0], tag.curve.rank)
            ink = legible(color, self.theme.background)
            yield svg.text(tag.x, tag.y, tag.text, ink, "start", svg.SMALL)

    def _labels(self) -> Iterator[str]:
        """The names of the curves beside their right ends, apart from each other."""
        curves = by_importance(self.picture.curves)
        frame, faint = self.frame, self.theme.faint
        many, room = named(len(curves), GAP, frame.height - GAP)
        shown = curves[:many]
        ends = [self._at(curve.spots[-1]) for curve in shown]
        wanted = [min(max(y, 0.0), frame.height) for _, y in ends]
        places = spread(wanted, GAP, GAP / 2, GAP / 2 + room)
        if many < len(curves):
            at = frame.width + 36, frame.height - GAP / 2 + 4.5
            yield svg.text(*at, left_out(len(curves) - many), faint, "start", svg.SMALL)
        for curve, end, y in zip(shown, ends, places, strict=True):
            color, edge = self._color(curve.series[0], curve.rank), frame.width
            yield svg.line((max(end[0], edge) + 3, end[1]), (edge + 14, y), color, 0.75)
            yield svg.line((edge + 14, y), (edge + 30, y), color, weight(curve.rank))
            note = (
                f' <tspan fill="{faint}" font-size="{svg.SMALL:g}">{svg.safe(curve.note)}</tspan>'
            )
            yield (
                f'<text x="{edge + 36:.1f}" y="{y + 4.5:.1f}" fill="{self.theme.text}">'
                f"{svg.safe(curve.series[0])}{note if curve.note else ''}</text>"
            )

    def _at(self, spot: Spot) -> tuple[float, float]:
        return self.frame.x(spot.x), self.frame.y(spot.y)


def _y_range(picture: Picture) -> tuple[float, float]:
    low, high = picture.y_range or (-7.0, -5.0)
    margin = 0.04 * max(high - low, picture.y_least)
    return stepped(low - margin, high + margin, picture.y_step, picture.y_least)
