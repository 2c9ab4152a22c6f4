"""`numba-explorer history`: the runs that were measured, found again."""

import argparse
import difflib
from collections.abc import Callable, Sequence

import msgspec

from explorer import atomic
from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, CommandError, complain, say
from explorer.commands.columns import columns
from explorer.commands.reporting import report
from explorer.history.archive import Archive, HistoryError
from explorer.history.comparable import alike
from explorer.history.entry import Entry, in_one_line, tags_of
from explorer.history.index import Wanted
from explorer.measure import git
from explorer.results import journal, wording
from explorer.results import trend as trends
from explorer.results.pictures.drawing import drawn
from explorer.results.pictures.trend import trend_picture
from explorer.units import count, listed, seconds

TITLES = ("Id", "When", "Kernel", "n", "Threads", "Commit", "Best at largest", "")


def history(options: argparse.Namespace) -> int:
    """List, show, save or change what is kept; return the exit status."""
    outputs.check(options.output)
    archive = Archive()
    archive.gather(journal.default_folder())
    return DO[options.do](archive, options)


def _list(archive: Archive, options: argparse.Namespace) -> int:
    wanted = Wanted(options.words, options.kernel or "", options.starred, limit=options.limit)
    return _listed(archive.find(wanted), options, "There is no such run in the history.")


def _listed(entries: Sequence[Entry], options: argparse.Namespace, none: str) -> int:
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(list(entries))).decode())
        return OK
    rows = [list(TITLES), *map(_row, entries)]
    say(columns(rows, frozenset({3, 4})) if entries else none)
    return OK


def _show(archive: Archive, options: argparse.Namespace) -> int:
    entry = _named(archive, options)
    run = archive.run(entry)
    kernel = wording.kernel_of(run)
    failed = outputs.save(run, kernel, options.output)
    complain(*failed)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(entry)).decode())
    elif not options.output:
        say(report(run, kernel))
        said = (entry.name, entry.note, ", ".join(entry.tags))
        say("".join(f"\n{text}" for text in said if text), end="")
    return REFUSED if failed else OK


def _source(archive: Archive, options: argparse.Namespace) -> int:
    say(_source_of(archive, _named(archive, options)), end="")
    return OK


def _diff(archive: Archive, options: argparse.Namespace) -> int:
    """Print how a run's source differs from that of another one, or of the run before it."""
    entry = _named(archive, options)
    if len(options.words) > 1:
        other = archive.get(str(options.words[1]).lower())
    else:
        same = alike(archive, entry)
        earlier = same[[one.id for one in same].index(entry.id) + 1 :]
        found = next((one for one in earlier if one.sha256 != entry.sha256), None)
        if found is None:
            raise CommandError(f"No earlier run of “{entry.kernel}” is of another source.")
        other = found
    before, now = (_source_of(archive, one).splitlines(keepends=True) for one in (other, entry))
    then, since = (f"{one.id} {journal.begun(one.created)}" for one in (other, entry))
    lines = difflib.unified_diff(before, now, then, since)
    say("".join(lines) or "Both sources are the same.\n", end="")
    return OK


def _source_of(archive: Archive, entry: Entry) -> str:
    source = archive.source(entry)
    if source is None:
        raise CommandError(
            f"The source of “{entry.id}” is not kept: it was one of the catalogue, or its file was "
            "changed before the run was over."
        )
    return source


def _delete(archive: Archive, options: argparse.Namespace) -> int:
    entry = _named(archive, options)
    archive.delete(entry)
    say(f"Deleted; numba-explorer history restore {entry.id} brings it back, for a week.")
    return OK


def _restore(archive: Archive, options: argparse.Namespace) -> int:
    deleted = archive.deleted()
    if not options.words:
        return _listed(deleted, options, "No deleted run can be brought back.")
    start = _id(options)
    found = [entry for entry in deleted if entry.id.startswith(start)]
    if len(found) != 1:
        raise CommandError(f"No deleted run, or more than one, begins with “{start}”.")
    archive.restore(found[0])
    return OK


def _star(archive: Archive, options: argparse.Namespace) -> int:
    entry = _named(archive, options)
    archive.change(entry, starred=not entry.starred)
    return OK


def _note(archive: Archive, options: argparse.Namespace) -> int:
    archive.change(_named(archive, options), note=in_one_line(" ".join(options.words[1:])))
    return OK


def _tag(archive: Archive, options: argparse.Namespace) -> int:
    archive.change(_named(archive, options), tags=tags_of(",".join(options.words[1:])))
    return OK


def _name(archive: Archive, options: argparse.Namespace) -> int:
    archive.change(_named(archive, options), name=in_one_line(" ".join(options.words[1:])))
    return OK


def _trend(archive: Archive, options: argparse.Namespace) -> int:
    """Print how a kernel's times went from run to run, and draw it where that is asked for."""
    name = " ".join(options.words) or options.kernel or ""
    entries = archive.find(Wanted(kernel=name)) or archive.find(Wanted(words=name.split()))
    if not entries:
        raise CommandError(f"The history has no run of “{name}”; numba-explorer history lists all.")
    kernels = sorted({entry.kernel for entry in entries})
    if len(kernels) > 1:
        raise CommandError(f"A trend is of one kernel: {listed(kernels, 'or')}.")
    runs = []
    for entry in alike(archive, entries[0])[: options.limit]:
        try:
            runs.append(archive.run(entry))
        except HistoryError as error:
            complain(f"Left out: {error}")
    if not runs:
        raise CommandError(f"No run of “{name}” can be opened.")
    curve = (options.variant, options.threads or 1) if options.variant else None
    try:
        found = trends.trend(runs, curve, options.size)
    except ValueError as error:
        raise CommandError(str(error)) from error
    say(columns([list(trends.TITLES), *trends.rows(found)], frozenset({1})))
    say(f"\n{trends.headline(found)}.\n{trends.conditions(found)}")
    told = {id(m.record): f"{m.when}, {seconds(m.record.median_s)}" for m in found.moments}
    for path in options.output:
        if path.suffix.lower() != ".svg":
            raise CommandError(f"“{path}”: a trend is drawn as .svg.")
        text = drawn(
            trend_picture(found, options.by or ""), trends.headline(found), lambda r: told[id(r)]
        )
        atomic.write(path, text.encode())
    return OK


DO: dict[str, Callable[[Archive, argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "source": _source,
    "diff": _diff,
    "star": _star,
    "name": _name,
    "note": _note,
    "tag": _tag,
    "delete": _delete,
    "restore": _restore,
    "trend": _trend,
}
"""What can be done, by its name on the command line."""


def _id(options: argparse.Namespace) -> str:
    if not options.words:
        raise CommandError("Which run? Name its id, as numba-explorer history lists it.")
    return str(options.words[0]).lower()


def _named(archive: Archive, options: argparse.Namespace) -> Entry:
    return archive.get(_id(options))


def _row(entry: Entry) -> list[str]:
    low, high = (count(size) for size in entry.sizes)
    said = [f"“{entry.name}”" if entry.name else "", entry.note, *entry.tags]
    star = "★ " if entry.starred else ""
    return [
        entry.id,
        journal.begun(entry.created),
        entry.kernel,
        low if low == high else f"{low} to {high}",
        str(entry.threads),
        git.in_short(entry.commit),
        entry.best or "–",
        star + " ".join(text for text in said if text),
    ]
