"""From addresses that were sampled to lines, with compiled code that stands for itself."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from explorer.why import places
from explorer.why.facts import NUMBAS


def held(file):
    """A hundred bytes of code: the second half is of no line."""
    return SimpleNamespace(
        code=bytes(100),
        functions=[SimpleNamespace(start=0)],
        line_at=lambda at: (file, 5) if at < 50 else ("", 0),
    )


def test_what_a_function_that_calls_itself_does_at_no_line_is_no_other_functions(monkeypatch):
    loaded = [(1000, held("/mine.py")), (2000, held("unicode.py"))]
    monkeypatch.setattr(places, "_bases", lambda libraries: iter(loaded))
    known = places.Places([], Path("/mine.py"), {5})
    samples = np.array([[1010, 1, 0, 0], [1060, 1, 1021, 0], [2010, 1, 1021, 0]])
    found = known.profile(samples)
    assert found.lines == {5: 3}
    assert found.called == {NUMBAS: 1}
