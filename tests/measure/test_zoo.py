"""Of a zoo of right and wrong variants none is taken for the other.

These groups take no time to compile; `python tests/benchmarks/wrong_results.py` measures all.
"""

import pytest
from zoo import GROUPS, measured, misjudged

QUICK = [name for name, group in GROUPS.items() if "numba.njit" not in group.text()]


@pytest.mark.parametrize("name", QUICK)
def test_none_is_taken_for_another(name, tmp_path, even):
    group = GROUPS[name]
    assert misjudged(group, measured(group, tmp_path, 10.0, even)) == ([], [])


def test_the_zoo_is_large():
    wrong = sum(len(group.wrong) for group in GROUPS.values())
    right = sum(len(group.right) for group in GROUPS.values())
    assert wrong >= 110
    assert right >= 100
