"""What is told of a kept run without opening it."""

import hashlib
import math
from dataclasses import dataclass, replace

import msgspec

from explorer.results import wording
from explorer.results.facts.facts import Facts, facts
from explorer.results.facts.subject import Subject
from explorer.results.pictures.curves import roster_of
from explorer.results.record import Run, Series
from explorer.results.words.advice import choice_at, recommendation
from explorer.results.words.names import names

MOST_CURVES = 8
"""Curves of the small picture; the first ones of the run."""
LENGTH = 8
"""Letters of an entry's id."""

Curves = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
"""Variants and their times as points within 0 and 1, both axes logarithmic."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A run in the history.

    `id` follows from the run, so the same run is kept once. `advice` is the answer's first
    sentence, `best` the curve it names for the largest size, or that it is undecided. `picture` is
    the JSON of `curves`, read where one is drawn: of 10,000 entries that are listed few are;
    colours are given by the place in `variants`. `bytes` is what its files take, `commit` what was
    checked out of the user's repository. `name`, `note`, `tags` and `starred` are the user's; with
    a name it is a baseline that others are compared with.
    """

    id: str
    created: str
    kernel: str
    title: str
    file: str | None
    function: str | None
    sha256: str
    arguments: dict[str, str] | None
    dtype: str
    sizes: tuple[int, int]
    threads: int
    points: int
    machine: str
    versions: str
    layer: str | None
    finished: str
    advice: str
    best: str
    variants: tuple[str, ...]
    picture: msgspec.Raw
    bytes: int = 0
    name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    commit: str = ""

    @property
    def curves(self) -> Curves:
        """The small picture; none where the text is not one."""
        try:
            return msgspec.json.decode(self.picture, type=Curves)
        except msgspec.DecodeError:
            return ()

    @property
    def words(self) -> str:
        """All that a search looks at, in small letters."""
        parts = (
            self.id, self.created[:10], self.kernel, self.title, self.file, self.function,
            self.machine, self.versions, self.layer, self.best, self.name, self.note, self.commit,
            *self.tags,
            *(self.arguments or {}).values(),
        )  # fmt: skip
        return "\n".join(part for part in parts if part).lower()


def entry_of(run: Run) -> Entry:
    """Return what is told of a run."""
    ref, subject = run.plan.kernel, Subject(run)
    found = facts(subject)
    choice = choice_at(found, subject.sizes[-1]) if subject.sizes else None
    measured = [record for record in run.points.values() if record.estimate is not None]
    return Entry(
        id=id_of(run),
        created=run.created,
        kernel=ref.name,
        title=ref.heading,
        file=ref.file,
        function=ref.function,
        sha256=ref.sha256,
        arguments=ref.arguments,
        dtype=run.plan.dtype,
        sizes=(run.plan.sizes[0], run.plan.sizes[-1]),
        threads=max(run.plan.threads),
        points=len(measured),
        machine=str(run.machine.get("cpu") or ""),
        versions=_versions(run),
        layer=run.layer,
        finished=run.finished,
        advice=recommendation(found, None) or "",
        best=_best(found, choice),
        variants=roster_of(run),
        picture=msgspec.Raw(msgspec.json.encode(_curves(subject))),
        commit=run.commit,
    )


def _best(found: Facts, choice: Series | None) -> str:
    """The curve that the rule names at the largest size; how many may be best where it is open."""
    run, last = found.subject.run, found.regimes[-1] if found.regimes else None
    if choice is None or last is None or last.decided:
        return wording.series(run, *choice) if choice else ""
    missing = [curve for curve in found.missing_at(last.first) if curve not in last.best]
    if len(last.best) == 2 and not missing:
        return f"undecided: {names(found.subject, last.best, 'or')}"
    others = len(last.best) - 1 + len(missing)
    return f"undecided: {names(found.subject, last.best[:1])} or {others} more"


def id_of(run: Run) -> str:
    """Return the id of a run: what it was of, and when it was begun."""
    text = f"{run.created}\n{run.plan.kernel.name}\n{run.plan.kernel.sha256}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:LENGTH]


def with_what_the_user_said(entry: Entry, before: Entry | None) -> Entry:
    """Return the entry with the name, note, tags and star of the one that it takes the place of."""
    if before is None:
        return entry
    said = {"name": before.name, "note": before.note, "tags": before.tags}
    return replace(entry, **said, starred=before.starred)  # type: ignore[arg-type]


def tags_of(text: str) -> tuple[str, ...]:
    """Return the tags in a text with commas between, each once."""
    parts = map(in_one_line, text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def in_one_line(text: str) -> str:
    """Return what the user wrote with single spaces."""
    return " ".join(text.split())


def _versions(run: Run) -> str:
    named = {"Numba": run.version("numba"), "NumPy": run.version("numpy")}
    named["Python"] = str(run.machine.get("python") or "")
    return ", ".join(f"{name} {version}" for name, version in named.items() if version)


def _curves(subject: Subject) -> Curves:
    curves = []
    for curve in subject.curves[:MOST_CURVES]:
        records = [r for n in subject.run.plan.sizes if (r := subject.record(curve, n)) is not None]
        times = [(r.point.size, r.median_s) for r in records]
        curves.append((curve[0], [(math.log(n), math.log(t)) for n, t in times if n > 0 and t > 0]))
    spots = [spot for _, curve in curves for spot in curve]
    if not spots:
        return ()
    (left, right), (low, high) = ((min(values), max(values)) for values in zip(*spots, strict=True))
    wide, tall = right - left or 1.0, high - low or 1.0
    return tuple(
        (name, tuple((round((x - left) / wide, 3), round((y - low) / tall, 3)) for x, y in curve))
        for name, curve in curves
        if curve
    )
