"""What a line break must not part: a figure and its unit, a name and its number, sign and word."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"(?<=\d) (?=(?:[nµm]?s|[KMGT]?i?B|[KMGT]?B/s|G?flops?(?:/s)?|[MG]Hz|threads?|cores?)\b|%)"
    r"|(?<=\S) (?=[=≈] \d)|(?<=\S [=≈]) (?=\d)| (?= ?·)|(?<=[○◯✕▲▼]) (?=\w)"
)


def together(text: str) -> str:
    """Return a text of the same length that is not broken there, nor before a separating dot."""
    return _PARTS.sub("\N{NO-BREAK SPACE}", text)


def apart(text: str) -> str:
    """Return the text with the spaces that it came with."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
