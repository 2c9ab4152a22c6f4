"""Saving and opening a run: the one place where run files are written and read."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from explorer import regular
from explorer.kernels.kernel import Kernel
from explorer.refused import RefusedError
from explorer.results.plain import FORMAT, VERSION, from_content, to_content
from explorer.results.record import Run

LARGEST = 2**28
"""Bytes; a file beyond this is no run file, and is not read."""

_PLACE = re.compile(r"\(byte (\d+)\)")


class RunFileError(RefusedError):
    """A run file cannot be opened; the message is one sentence that names the file and says why."""


def dumped(run: Run, _kernel: Kernel | None = None) -> str:
    """Return the text of a run's file, the same for the same run."""
    parts = (f"{_json(key)}: {_lines(value)}" for key, value in to_content(run).items())
    return "{" + ",\n ".join(parts) + "}\n"


def read(path: Path) -> Run:
    """Open a run file; raises RunFileError. Nothing in it is ever executed."""
    try:
        content = regular.content(path, LARGEST)
    except OSError as error:
        raise RunFileError(f"“{path}” cannot be opened: {error.strerror or error}.") from error
    return parsed(content, str(path))


def parsed(content: bytes, name: str, go_on: Callable[[], None] = lambda: None) -> Run:
    """Return the run in a file's content; raises RunFileError with the file's name in it.

    `go_on` is called before each point is read, and may raise what ends that.
    """
    held = _by_lines(content)
    if held is not None:
        with suppress(msgspec.DecodeError):  # it is laid out in another way, or no JSON
            return _run_of(held, name, go_on)
    try:
        held = _held(content)
    except msgspec.DecodeError as error:
        place = _PLACE.search(str(error))
        line = 1 + content.count(b"\n", 0, int(place[1]) if place else len(content))
        raise RunFileError(
            f"“{name}” is not a run file, or is cut off: line {line} is not JSON."
        ) from error
    except (ValueError, RecursionError) as error:
        raise RunFileError(f"“{name}” is not a run file: it is not JSON text.") from error
    try:
        return _run_of(held, name, go_on)
    except msgspec.DecodeError as error:
        raise RunFileError(f"“{name}” is a damaged run file: {error}.") from error


def _run_of(held: Any, name: str, go_on: Callable[[], None]) -> Run:
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise RunFileError(f"“{name}” is not a run of Numba Explorer.")
    version = held.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise RunFileError(f"“{name}” is a damaged run file: it has no version.")
    if version > VERSION:
        raise RunFileError(
            f"“{name}” was saved by a newer Numba Explorer: it has version {version} of the run "
            f"file, and this one reads version {VERSION}."
        )
    try:
        return from_content(held, go_on)
    except msgspec.DecodeError:
        raise
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        reason = " ".join(str(error).split()).rstrip(".")[:200]
        raise RunFileError(f"“{name}” is a damaged run file: {reason}.") from error


_POINTS, _BETWEEN, _END = b'"points": [\n', b",\n", b"]}"
"""Around the points in a file as it is written: last, and each on a line of its own."""


def _by_lines(content: bytes) -> dict[str, Any] | None:
    """What a file holds that is laid out as it is written; None for any other.

    The text of each point is looked for, and not yet read: to read all of them at once would stop
    every thread, of 140 MB for more than a second. No text in JSON holds a line end.
    """
    at, end = content.find(_POINTS), len(content.rstrip()) - len(_END)
    if at < 0 or content[end : end + len(_END)] != _END:
        return None
    try:
        held = msgspec.json.decode(content[:at] + b'"points": []}')
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    text, first = memoryview(content), at + len(_POINTS)
    held["points"] = points = []
    while first < end:
        last = content.find(_BETWEEN, first, end)
        last = end if last < 0 else last
        points.append(text[first:last])
        first = last + len(_BETWEEN)
    return held


def _held(content: bytes) -> Any:
    """What a file holds, its points not yet read: all of them at once would stop every thread."""
    try:
        parts = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return None
    points = parts.pop("points", None)
    try:
        held = {key: msgspec.json.decode(part) for key, part in parts.items()}
    except msgspec.DecodeError as error:  # its place is one in the part
        raise ValueError(str(error)) from error
    if points is not None:
        with suppress(msgspec.ValidationError):  # it is no list, and so none of a run
            held["points"] = msgspec.json.decode(points, type=list[msgspec.Raw])
    return held


def _lines(value: Any) -> str:
    """JSON with each object of a list on a line of its own, for people and for diffs."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(map(_json, value)) + "]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
