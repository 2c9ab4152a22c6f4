"""A suite as files: its heat map, and its table for people and for programs."""

import json
from collections.abc import Callable

from explorer.results import suite as suites
from explorer.results.pictures.heatmap import heatmap
from explorer.results.suite import Suite


def _json(found: Suite, _: str) -> str:
    return json.dumps(suites.as_json(found), ensure_ascii=False, indent=1, allow_nan=False)


TEXTS: dict[str, Callable[[Suite, str], str]] = {
    ".svg": heatmap,
    ".md": suites.markdown,
    ".json": _json,
}
"""What writes a suite and its title, by the ending of the file."""
DRAWN = (".png", ".pdf")
"""Endings of the heat map that take Qt."""
ENDINGS = (*TEXTS, *DRAWN)
