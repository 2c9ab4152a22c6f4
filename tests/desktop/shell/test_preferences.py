"""What the user prefers: remembered, taken over, and put back."""

from collections import Counter

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from explorer.desktop.look.appearance import enlarge
from explorer.desktop.shell.preferences import (
    PREFERENCES,
    PreferencesDialog,
    for_setup,
    values,
)
from explorer.history.archive import MOST_BYTES, Archive
from explorer.kernels.finding import find

OTHER = {
    "theme": "dark",
    "font_scale": 150.0,
    "default/points_per_decade": 4.0,
    "default/threads": "1, 2",
    "default/precision": 1.0,
    "default/budget_s": 20.0,
    "default/layer": "omp",
    "history_mib": 64.0,
    "measure_where_zoomed": False,
}


@pytest.fixture
def dialog(qtbot, settings):
    made = PreferencesDialog(settings)
    made.said = []
    made.chosen.connect(made.said.append)
    qtbot.addWidget(made)
    return made


def test_each_row_is_remembered(dialog, settings):
    dialog.show_values(OTHER)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert values(settings) == OTHER
    assert dialog.said == [OTHER]
    assert set(OTHER) == {row.key for row in PREFERENCES}


def test_only_what_is_other_is_taken_over_and_nothing_before_ok(dialog, settings):
    dialog.show_values({**values(settings), "theme": "dark"})
    assert settings.read("theme", "system") == "system"
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert dialog.said == [{"theme": "dark"}]


def test_defaults_are_what_is_without_preferences(dialog, settings):
    usual = values(settings)
    for key, value in OTHER.items():
        settings.write(key, value)
    dialog.show_values(values(settings))
    dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert dialog.values() == usual
    assert values(settings) == OTHER


def test_what_is_damaged_or_not_allowed_is_the_default(settings):
    for key, value in {"theme": "pink", "font_scale": "big", "history_mib": -3.0}.items():
        settings.write(key, value)
    found = values(settings)
    assert (found["theme"], found["font_scale"], found["history_mib"]) == ("system", 100.0, 16.0)


def test_no_two_rows_share_a_letter():
    letters = Counter(row.label[row.label.index("&") + 1].lower() for row in PREFERENCES)
    assert letters.most_common(1)[0][1] == 1


def test_what_is_changed_shows_at_once(window, tmp_path, monkeypatch):
    window.actions_by_name["preferences"].trigger()
    dialog = window.preferred.dialog
    assert dialog.isVisible()
    dialog.show_values({**OTHER, "default/budget_s": 0.0, "history_mib": 1024.0})
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert window.appearance.choice == "dark"
    assert window.actions_by_name["theme_dark"].isChecked()
    assert not window.steering.follows_zoom
    plan = window.setup.plan
    assert (plan.threads, plan.precision, plan.layer) == ((1, 2), 0.01, "omp")
    window.setup.choose(find("dot"))
    assert window.setup.sizes.density.value() == 4


def test_a_new_window_begins_as_is_preferred(make_window, settings):
    settings.write("default/precision", 5.0)
    settings.write("default/points_per_decade", 3.0)
    plan = make_window().setup.plan
    assert plan.precision == 0.05
    assert len([size for size in plan.sizes if 1000 <= size < 10_000]) == 3


def test_a_budget_as_needed_is_left_to_the_setup():
    assert for_setup({"default/budget_s": 0.0}) == {"budget_s": 10.0}
    assert for_setup({"theme": "dark"}) == {}


def test_text_is_as_large_as_is_preferred(qapp):
    before = qapp.font()
    try:
        enlarge(qapp, 150.0)
        assert QApplication.font().pointSizeF() == pytest.approx(1.5 * before.pointSizeF())
    finally:
        qapp.setFont(before)


def test_the_history_keeps_to_its_limit_whoever_opens_it(tmp_path):
    assert Archive(tmp_path)._most_bytes == MOST_BYTES
    Archive(tmp_path).limit(5_000)
    assert Archive(tmp_path)._most_bytes == 5_000
    (tmp_path / "limit").write_text("many", encoding="utf-8")
    assert Archive(tmp_path)._most_bytes == MOST_BYTES
