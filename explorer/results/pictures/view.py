"""What a chart is: a question, what is drawn to answer it, and the headline over it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.measure.plan import Point
from explorer.results.contrast.sameness import told_apart
from explorer.results.facts.subject import Subject
from explorer.results.pictures.crosses import Crossings, crosses
from explorer.results.pictures.looks import dashes
from explorer.results.pictures.picture import Cross, Picture
from explorer.results.pictures.reading import against_baseline
from explorer.results.record import PointRecord, Run, Series, moment
from explorer.results.words import conditions as words
from explorer.why.work import Weighed


@dataclass(frozen=True)
class Scene:
    """What is shown: a run without its hidden curves, and the others it is compared with.

    `size` is the one that is looked at, for views of one size; None leaves it to the view. `fans`
    says of variants whether each thread count is to have a curve of its own (`bundles`). `aspect`
    is one of the view's `aspects`; empty means the first. `low` and `high` are the smallest and
    the largest size in sight, `away` the curves that go by above or below. `weighed` is the work
    that was counted of the run's variants, and `weighing` why there is none yet. `limits` says what
    limits points, as far as it was asked.
    `here` are the facts of a machine that the reader sees already, None where there are none.
    """

    run: Run
    hidden: frozenset[Series] = frozenset()
    others: tuple[Run, ...] = ()
    size: int | None = None
    fans: Mapping[str, bool] = field(default_factory=dict)
    aspect: str = ""
    low: float = 0.0
    high: float = math.inf
    away: frozenset[Series] = frozenset()
    weighed: Weighed | None = None
    weighing: str = ""
    limits: Mapping[Point, str] = field(default_factory=dict)
    here: Mapping[str, Any] | None = None

    @property
    def subject(self) -> Subject:
        """What sentences about it speak of."""
        return Subject(self.run, self.hidden | self.away, self.low, self.high)

    @property
    def left_out(self) -> str:
        """How many curves of the run are hidden, in words; empty where none is."""
        hidden = len(self.hidden.intersection(self.run.series()))
        return f"{hidden} curve{'' if hidden == 1 else 's'} hidden" if hidden else ""

    def between(self, low: float, high: float) -> Scene:
        """Return the scene as far as it is in sight between two sizes."""
        sizes = self.run.plan.sizes
        whole = low <= sizes[0] and sizes[-1] <= high
        return replace(self, low=0.0 if whole else low, high=math.inf if whole else high)


@dataclass(frozen=True)
class View:
    """One question to a run.

    `comparison` says of a point how fast it is against something, empty where it cannot. `size`
    returns the one that is looked at, for a view of one size; None for one of all sizes.
    `aspects` are what its y axis can show, as titles by name. `over_sizes` is false where its x
    axis is something else although it is of all sizes. `crossings` are those that are marked.
    `of_each` says what there is to say of each variant, while none is pointed at. `linear` is false
    where its axes make sense as logarithms only.
    """

    question: str
    picture: Callable[[Scene], Picture]
    headline: Callable[[Scene], str]
    comparison: Callable[[Run, PointRecord], str] = against_baseline
    size: Callable[[Scene], int] | None = None
    aspects: Mapping[str, str] = field(default_factory=dict)
    over_sizes: bool = True
    crossings: Crossings | None = None
    of_each: Callable[[Scene], str] | None = None
    linear: bool = True

    @property
    def across_sizes(self) -> bool:
        """Whether its x axis shows sizes."""
        return self.size is None and self.over_sizes

    def crosses(self, scene: Scene, picture: Picture) -> tuple[Cross, ...]:
        """Return where curves of its picture of a scene cross, in sight; takes longer than it."""
        if self.crossings is None:
            return ()
        return crosses(scene.subject, picture, self.crossings)

    def whole(self, scene: Scene) -> Picture:
        """Return the picture of a scene with its crossings."""
        picture = self.picture(scene)
        return replace(picture, crosses=self.crosses(scene, picture))


def conditions(scene: Scene) -> str:
    """Return the line under a headline: how the figures were made, and what is dashed."""
    parts = [words.conditions(scene.run, scene.here)]
    for number, other in enumerate(scene.others, start=1):
        how, _ = dashes(number)
        parts.append(f"{how}: {told_from(scene.run, other)}")
    return " · ".join(parts)


def told_from(run: Run, other: Run) -> str:
    """Say which other run this is: what it has that a run has not, or when it was made."""
    return told_apart(run, other) or _moment(run, other)


def _moment(run: Run, other: Run) -> str:
    """Name a run that differs in nothing but when it was made."""
    when = other.created[:16].replace("T", " ")
    is_earlier = moment(other.created) < moment(run.created)
    return f"{'an earlier' if is_earlier else 'another'} run, {when}"
