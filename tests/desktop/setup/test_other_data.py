"""Variants with data of their own, written below the arguments."""

from own_hands import arguments


def variants(window):
    return [item.text() for item in window.setup.variants.list.entries()]


def test_a_line_makes_a_variant_and_taking_it_away_takes_the_variant_along(opened):
    field = opened.setup.own.arguments
    (first, *_) = arguments(opened)
    row = field.add_own_data()
    row.edit.setText(f"other = njit({first}=np.ones(n))")
    assert variants(opened)[-1] == "other"
    assert "other" in opened.setup.variants.ticked()
    assert opened.setup.kernel.arguments["other"] == f"njit({first}=np.ones(n))"
    row.edit.setText("other = nothing(x=1)")
    assert row.note.text().startswith("other = nothing(x=1): there is no variant or function")
    assert opened.setup.own.problem
    row.edit.setText("other")
    assert row.note.text().startswith("Not a name and a call")
    row.remove_button.click()
    assert "other" not in variants(opened)
    assert not opened.setup.own.problem


def test_the_panel_grows_with_its_widest_row(qtbot, opened):
    field = opened.setup.own.arguments
    field.ask.setText("a button with some more words")
    panel = opened.setup
    qtbot.waitUntil(lambda: panel.widget().width() <= panel.viewport().width())
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()
