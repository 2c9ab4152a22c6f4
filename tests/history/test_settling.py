"""A run that is over goes from its journal into the history, or stays where it is."""

import made_runs as made
import pytest

from explorer.history.archive import Archive
from explorer.history.keeping import settle
from explorer.results import journal
from explorer.results.journal import Journal


@pytest.fixture
def kept(tmp_path):
    """A journal with all of a run in it."""
    found = Journal(tmp_path / "journals")
    for event in made.events({made.LOOP: {100: 1e-6}}):
        assert not found.append(event)
    yield found
    found.close()


def test_a_journal_goes_when_its_run_is_in_the_history(kept, tmp_path):
    assert settle(made.run({made.LOOP: {100: 1e-6}}), kept) == ""
    assert len(Archive().find()) == 1
    kept.close()
    assert not list(journal.at_rest(tmp_path / "journals"))


def test_a_journal_stays_where_its_run_could_not_be_kept(kept, tmp_path, monkeypatch):
    (tmp_path / "no_folder").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no_folder"))
    assert settle(made.run({made.LOOP: {100: 1e-6}}), kept).startswith("The run is not in the")
    kept.close()
    (path,) = journal.at_rest(tmp_path / "journals")
    assert journal.was_put_away(path)
    assert journal.read(path).points
