from mutations import mutations, used


def test_damaged_files_are_refused_in_a_sentence_or_do_no_harm():
    """The first of those that `tests/benchmarks/damaged_run_files.py` tries."""
    results = [used(content) for content in mutations(1, 250)]
    assert 20 < sum(results) < 200
