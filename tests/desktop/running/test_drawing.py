"""How often a run is drawn while it is measured."""

import pytest

from explorer.desktop.running.drawing import times_less_often


@pytest.mark.parametrize(("took_s", "times"), [(0.0, 1), (0.004, 1), (0.01, 2), (0.2, 5)])
def test_what_takes_long_to_draw_is_drawn_less_often(took_s, times):
    assert times_less_often(took_s) == times
