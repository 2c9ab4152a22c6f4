"""A run that is over is in the history, whatever became of its journal."""

import pytest
from own_hands import run_once

from explorer.history.archive import Archive


def lose(journal):
    journal.path.unlink()


def fill(journal):
    journal._give_up(OSError(28, "No space left on device"))


@pytest.mark.parametrize("spoil", [lambda journal: None, lose, fill])
def test_a_run_is_kept(window, spoil, monkeypatch):
    window.start()
    begin = window.session.begin

    def begin_and_spoil(created):
        begin(created)
        spoil(window.session._worker._journal)

    monkeypatch.setattr(window.session, "begin", begin_and_spoil)
    run_once(window, "2026-01-01T12:00:00+00:00")
    (entry,) = Archive().find()
    assert set(Archive().run(entry).points) == set(window.session.run.points)
