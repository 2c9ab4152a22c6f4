"""Colours and symbols belong to variants, and can be told apart."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette

from explorer.desktop.look import theme
from explorer.desktop.look.swatch import OUTLINES
from explorer.desktop.look.theme import DARK, LIGHT

TEN = tuple(f"mine_{i}" for i in range(10))
SUM = ("python", "numpy", "jit_nopython", "parallel_range", "parallel_prange", "fastmath")
# Machado, Oliveira and Fernandes (2009): full deuteranopia and protanopia, linear RGB.
EYES = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    ),
    "protanopia": np.array(
        [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]
    ),
}


def linear(colour: str) -> np.ndarray:
    c = np.array(QColor(colour).getRgbF()[:3])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    dark, light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (a, b))
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Björn Ottosson's OKLab, in which equal distances look about equal."""
    lms = np.array(
        [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    ) @ np.clip(rgb, 0, 1)
    return np.array(
        [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    ) @ np.cbrt(lms)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_hue_stands_out_from_the_background(colours):
    for hue in colours.series:
        assert contrast(hue, colours.background) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(colours):
    for text in (colours.text, colours.faint, colours.accent, colours.warning):
        assert contrast(text, colours.background) >= 4.5


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_hues_look_alike_to_anyone(colours, eyes):
    seen = [oklab(EYES[eyes] @ linear(hue)) for hue in colours.series]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 0.08


@pytest.mark.parametrize("roster", [TEN, SUM, ("njit", "jit", "jit_nopython", "njit_ijk")])
def test_no_two_variants_of_a_kernel_share_colour_or_symbol(roster):
    assert len({theme.color(LIGHT, roster, name, 1.0).name() for name in roster}) == len(roster)
    assert len({theme.symbol(roster, name) for name in roster}) == len(roster)
    assert {theme.symbol(roster, name) for name in roster} <= OUTLINES.keys()


def test_well_known_names_have_one_colour_in_every_kernel():
    for name in ("python", "numpy", "njit"):
        other = (*TEN[:4], name)
        assert theme.place((name,), name) == theme.place(other, name)


def test_a_variant_that_the_roster_does_not_name_still_has_a_colour():
    assert theme.color(LIGHT, (), "anything", 1.0).isValid()
    assert theme.color(LIGHT, tuple(f"v{i}" for i in range(25)), "v24", 1.0).isValid()


def test_fewer_threads_are_paler_and_thinner():
    few, many = (theme.color(LIGHT, SUM, "parallel_prange", rank) for rank in (0.0, 1.0))
    assert few.lightness() > many.lightness()
    assert abs(few.hslHue() - many.hslHue()) < 15
    assert theme.weight(0.0) < theme.weight(1.0)


def test_the_theme_follows_the_palette(qapp):
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#202020"))
    assert theme.theme_of(palette) is DARK
    palette.setColor(QPalette.ColorRole.Window, QColor("#f0f0f0"))
    assert theme.theme_of(palette) is LIGHT


def test_there_are_three_sizes_of_text(qapp):
    sizes = [theme.font(level).pixelSize() for level in ("small", "normal", "headline")]
    assert sizes == sorted(set(sizes))
    assert theme.font("normal", 20).pixelSize() == 20
