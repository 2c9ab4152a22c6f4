"""From addresses that were sampled to lines, with compiled code that stands for itself."""

from __future__ import annotations

from collections import Counter
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


def test_samples_are_enough_where_no_share_would_change_much():
    assert places.Profile(Counter({5: 100})).is_known
    assert not places.Profile(Counter({5: 99})).is_known
    assert not places.Profile(Counter({5: 300, 6: 300})).is_known  # half and half: ± 2.04 points
    assert places.Profile(Counter({5: 320, 6: 320})).is_known
    assert not places.Profile().is_known
