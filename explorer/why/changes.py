"""The changes of a function's source that are tried, by name."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from explorer.why.facts import ONE_THREAD
from explorer.why.rewriting import local, swapped, unsigned
from explorer.why.rewriting_arrays import contiguous, hoisted, narrow
from explorer.why.rewriting_shares import chunked, dealt


@dataclass(frozen=True)
class Seen:
    """What a change may have to know of a call.

    `apart` are the variables of arrays that are not contiguous, `narrow` the dtype of all arrays of
    numbers with a point where Python's own are wider.
    """

    apart: frozenset[str] = field(default_factory=frozenset)
    narrow: str = ""


DEALT, CHUNKED = "turns dealt out", "smaller chunks"
SHARING = (ONE_THREAD, DEALT, CHUNKED)
"""Changes of how threads share the work."""
Change = Callable[[ast.FunctionDef, Seen], ast.FunctionDef | None]

CHANGES: Mapping[str, Change] = {
    "unsigned index": lambda function, _: unsigned(function),
    "loop order": lambda function, _: swapped(function),
    "local variable": lambda function, _: local(function),
    "contiguous copy": lambda function, seen: contiguous(function, seen.apart),
    "dtype of the arrays": lambda function, seen: (
        narrow(function, seen.narrow) if seen.narrow else None
    ),
    "array made once": lambda function, _: hoisted(function),
}
OF_UNEVEN: Mapping[str, Change] = {
    DEALT: lambda function, _: dealt(function),
    CHUNKED: lambda function, _: chunked(function),
}
"""Of parallel loops whose threads' parts are uneven."""
