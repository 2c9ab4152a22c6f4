"""What a run says of one comparison it says everywhere in the same way."""

import json

import pytest
from agreement import Said, contradictions
from known_truth import make
from plain_machines import make_machine
from plain_truth import make_file

from explorer.results import runfile


def file_of(made):
    return runfile.parsed(json.dumps(made.content).encode(), "run.json")


@pytest.mark.parametrize(
    "run",
    [lambda: make(4).run, lambda: file_of(make_file(4)), lambda: file_of(make_machine(102))],
    ids=["own", "of others", "of several processes"],
)
def test_sentences_tables_and_facts_agree(run):
    assert contradictions(run()) == []


def test_two_figures_and_two_winners_of_one_comparison_are_found():
    said = Said(None)
    said.ratio("a", "b", 10, 1.5, 1.4, 1.6, "here")
    said.ratio("b", "a", 10, 0.5, 0.45, 0.55, "there")
    said.cannot_tell("a", "b", 10, "elsewhere")
    assert len(list(said.contradictions())) == 5
    agreed = Said(None)
    agreed.ratio("a", "b", 10, 2.0, 1.8, 2.2, "here")
    agreed.ratio("b", "a", 10, 0.5, 0.455, 0.556, "there")
    assert list(agreed.contradictions()) == []
