"""The lines of a source as Python counts them: `str.splitlines` ends lines at many more signs."""

import re

_ENDS = re.compile(r"(\r\n|\r|\n)")


def lines_of(source: str, keepends: bool = False) -> list[str]:
    """Return the lines, so that the line of a number of `ast` stands at that place less one.

    A form feed, U+0085 or U+2028 ends no line.
    """
    parts = _ENDS.split(source)
    texts, ends = parts[::2], [*parts[1::2], ""]
    rows = [text + end if keepends else text for text, end in zip(texts, ends, strict=True)]
    return rows if rows[-1] else rows[:-1]
