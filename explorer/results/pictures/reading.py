"""What is read out for a point: everything known of it on one line."""

from explorer import units
from explorer.measure.statistics import Estimate, Interval
from explorer.results import analysis, wording
from explorer.results.facts.ratios import efficiency
from explorer.results.pictures.caches import bytes_of
from explorer.results.pictures.picture import DOUBT, HOLLOW, WRONG, Picture, Spot, has_whiskers
from explorer.results.record import PointRecord, Run


def reading(run: Run, record: PointRecord, comparison: str) -> tuple[str, ...]:
    """Return what there is to say about a point in parts, the most important ones first.

    `comparison` says how fast that is, compared with something; empty where it cannot be.
    """
    point = record.point
    size = wording.at(run, point.size)
    many = bytes_of(run)(point.size)
    if many is not None:
        size += f" ({units.size_in_bytes(many)})"
    parts = [wording.series(run, point.variant, point.threads), size]
    if record.status in ("wrong", "failed"):
        parts.append(f"{record.status}: {record.reason}")
    if record.estimate is None:
        if record.status == "skipped":
            parts.append(f"not measured: {record.reason}")
        return tuple(parts)
    parts.append(measured(record.estimate))
    parts += [wording.between(record.estimate)] if record.estimate.each_s else []
    spoilt = record.estimate.all_disturbed
    parts += [] if spoilt else [f"min {units.seconds(record.estimate.min_s)}"]
    parts += [comparison] if comparison else []
    parts += [] if spoilt else [samples(record.estimate)]
    if record.status in ("coarse", "unchecked") or (record.status == "noisy" and not spoilt):
        parts.append(record.reason or record.status)
    return tuple(parts)


def against_baseline(run: Run, record: PointRecord) -> str:
    """Say how many times as fast as the baseline a point is; empty for the baseline itself."""
    base, point = run.plan.baseline, record.point
    pair = (base.variant, run.threads_of(base.variant, base.threads))
    ratio = analysis.speedup(run, record)
    if ratio is None or pair == (point.variant, point.threads):
        return ""
    return f"{spread_of(ratio)} as fast as {wording.baseline(run)}"


def against_fewest(run: Run, record: PointRecord) -> str:
    """Say how many times as fast as with the fewest threads a point is, and how efficient."""
    fewest = analysis.fewest(run, record.point.variant, record.point.size)
    ratio = analysis.compared(record, fewest)
    if fewest is None or ratio is None or not record.threaded or fewest is record:
        return ""
    text = f"{spread_of(ratio)} as fast as with {wording.threads(fewest.point.threads)}"
    share = efficiency(record, fewest)
    return text if share is None else f"{text}, {units.percent(share)} efficient"


def measured(estimate: Estimate) -> str:
    """Write a median with its interval: 12.3 µs (12.1 – 12.6)."""
    middle = units.seconds(estimate.median_s)
    if estimate.all_disturbed:
        many = estimate.disturbed
        return f"{middle} ({'the only sample' if many == 1 else f'all {many} samples'} disturbed)"
    if estimate.low_s is None or estimate.high_s is None:
        return f"{middle} (no interval yet)"
    low, high = units.seconds(estimate.low_s), units.seconds(estimate.high_s)
    unit = middle.rpartition(" ")[2]
    if low.endswith(f" {unit}") and high.endswith(f" {unit}"):
        low, high = low.removesuffix(f" {unit}"), high.removesuffix(f" {unit}")
    return f"{middle} ({low} – {high})"


def spread_of(ratio: Interval) -> str:
    """Write a speed-up with its interval: 3.41× (3.38 – 3.45), or that of several processes."""
    if ratio.each:
        return wording.times(ratio)
    if ratio.low is None or ratio.high is None:
        return units.ratio(ratio.median)
    low, high = units.significant(ratio.low), units.significant(ratio.high)
    return f"{units.ratio(ratio.median)} ({low} – {high})"


def samples(estimate: Estimate) -> str:
    """Write how many samples there are, and how many of them were disturbed."""
    text = f"{estimate.clean} sample{'' if estimate.clean == 1 else 's'}"
    return f"{text}, {estimate.disturbed} disturbed" if estimate.disturbed else text


def on_axis(picture: Picture, record: PointRecord) -> str:
    """Return what the y axis says of a point; empty where it is not drawn."""
    spot = _spot_of(picture, record)
    if spot is None or picture.y_scale is None:
        return ""
    return f"{picture.y_name}: {picture.y_scale.said(picture.y_value(spot.y))}"


def limit_of(picture: Picture, record: PointRecord) -> str:
    """Return what a picture says of a point besides, and what limits it; empty where it is none."""
    spot = _spot_of(picture, record)
    if spot is None:
        return ""
    limit = f"limit: {spot.limit}" if spot.limit else ""
    return ", ".join(filter(None, (spot.said, limit)))


def _spot_of(picture: Picture, record: PointRecord) -> Spot | None:
    spots = (spot for curve in picture.curves if not curve.other for spot in curve.spots)
    return next((spot for spot in spots if spot.record is record), None)


def place_of(picture: Picture, across: str, x: float, y: float) -> tuple[str, ...]:
    """Return what both axes say at a place between the curves, by its coordinates.

    `across` is what the x axis is called. Where it counts, nothing is between the counts that were
    measured: that next to the place is told.
    """
    axes = (
        (picture.x_scale, across, picture.x_value(on_count(picture, x))),
        (picture.y_scale, picture.y_name, picture.y_value(y)),
    )
    return tuple(
        f"{name} {'=' if scale.only else '≈'} {scale.said(value) if value > 0 else 0}"
        for scale, name, value in axes
        if scale is not None
    )


def on_count(picture: Picture, x: float) -> float:
    """Return the coordinate of the measured count next to one on an axis of counts; else itself."""
    if picture.x_scale is None or not picture.x_scale.only:
        return x
    spots = (spot.x for curve in picture.curves if not curve.other for spot in curve.spots)
    return min(spots, key=lambda at: abs(at - x), default=x)


def signs_of(picture: Picture) -> list[str]:
    """Return what the unusual signs of a picture mean, as far as it has any."""
    kinds = {spot.kind for curve in picture.curves for spot in curve.spots}
    parts = []
    if HOLLOW in kinds:
        parts.append(f"○ {DOUBT}")
    if has_whiskers(picture):
        parts.append("I lowest to highest process")
    if WRONG in kinds:
        parts.append("✕ wrong result")
    if picture.marks:
        parts.append(f"{'▲' if picture.marks_above else '▼'} not measured")
    if any(spot.tag for curve in picture.curves for spot in curve.spots):
        parts.append("figure: best thread count, from there on")
    if any(spot.turns for curve in picture.curves for spot in curve.spots):
        parts.append("word, and colour along a curve: what limits it (Why)")
    if picture.crosses:
        parts.append("◯ overtakes")
    return parts


def key_of(picture: Picture) -> str:
    """Return what the unusual signs of a picture mean, and how to read it."""
    parts = signs_of(picture)
    if picture.curves:
        parts.append("point at a curve, or use the arrow keys")
    return "  ·  ".join(parts)
