"""What changed as rows, Markdown, JSON, and the test report that CI systems read."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from explorer.results.contrast.contrasts import Contrasts
from explorer.results.contrast.sameness import CODE
from explorer.results.markdown import line, plain
from explorer.results.words import changes as words
from explorer.units import harmless, seconds


def titles(found: Contrasts) -> tuple[str, ...]:
    """Return what the columns of `rows` are called."""
    before, now = found.sides.before, found.sides.now
    which = before.lower() if found.sides == CODE else before
    return "Curve", "at", before, now, f"{now} against {which}"


def rows(found: Contrasts) -> list[list[str]]:
    """Return a row for each point, as people read them, under `titles`."""
    return [
        [one.name, one.where, seconds(one.before_s), seconds(one.now_s), words.claim(one)]
        for one in found.contrasts
    ]


def notes(found: Contrasts) -> tuple[str, ...]:
    """Return what stands below the table."""
    return tuple(note for note in (*words.remarks(found), words.conditions(found)) if note)


def markdown(found: Contrasts) -> str:
    """Return what changed in Markdown, for a pull request."""
    lines = [line(titles(found)), "|---|---|---:|---:|---|", *(line(row) for row in rows(found))]
    parts = [
        f"### {plain(found.kernel)}: {plain(words.headline(found))}",
        "\n".join(lines) if found.contrasts else "",
        *(plain(note) for note in notes(found)),
    ]
    return "\n\n".join(part for part in parts if part)


def as_json(found: Contrasts) -> dict[str, Any]:
    """Return what changed as what JSON holds; times in seconds per call."""
    return {
        "kernel": found.kernel,
        "changes": [
            {
                "variant": one.curve[0],
                "threads": one.curve[1],
                "size": one.size,
                "before_s": one.before_s,
                "now_s": one.now_s,
                "slower": one.slower,
                "low": one.low,
                "high": one.high,
                "processes": one.processes,
                "sure": one.sure,
                "doubt": one.doubt or None,
            }
            for one in found.contrasts
        ],
        "broken": [
            {"curve": one.name, "at": one.where, "status": one.status, "reason": one.reason}
            for one in found.broken
        ],
        "only_before": list(found.gone),
        "only_now": list(found.new),
        "differ": list(found.conditions.differ),
        "unknown": list(found.conditions.unknown),
        "sentence": words.headline(found),
    }


def junit(found: Contrasts, limit: float | None) -> str:
    """Return a test report in JUnit's XML: a point is a test, one that is surely slower fails.

    Without a limit only points without a right result fail.
    """
    slower = found.slower(limit) if limit is not None else ()
    count = len(found.contrasts) + len(found.broken)
    suite = Element(
        "testsuite",
        name=harmless(found.kernel),
        tests=str(count),
        failures=str(len(slower) + len(found.broken)),
        errors="0",
    )
    for one in found.contrasts:
        case = _case(suite, one.name, one.where, one.now_s)
        if one in slower:
            SubElement(case, "failure", message=harmless(words.claim(one)))
    for broken in found.broken:
        case = _case(suite, broken.name, broken.where, 0.0)
        SubElement(case, "failure", message=harmless(f"{broken.status}: {broken.reason}"))
    return tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: Element, name: str, where: str, time_s: float) -> Element:
    return SubElement(
        suite, "testcase", classname=harmless(name), name=harmless(where), time=f"{time_s:.9f}"
    )
