"""Plots of another size, resolution and content, one or all of them."""

import pytest
from chart_hands import draw, made
from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from sample_runs import sum_run

from explorer.desktop.charts.figure import Figure
from explorer.desktop.charts.sheet import BEFORE, Page, key_rows, paint
from explorer.desktop.files.exporting import save_plot
from explorer.desktop.files.plot_options import Options, PlotOptions
from explorer.desktop.look.theme import LIGHT, font


@pytest.fixture(scope="module")
def run():
    return sum_run()


@pytest.fixture
def chart(qtbot, run):
    found = made("time", LIGHT)
    qtbot.addWidget(found)
    draw(found, run)
    return found


def test_centimetres_and_dots_per_inch_are_what_the_image_has(chart, tmp_path):
    save_plot(chart, tmp_path / "a.png", Options(width=25.4, height=12.7, dpi=300).page)
    image = QImage(str(tmp_path / "a.png"))
    assert image.size() == QSize(3000, 1500)
    assert image.dotsPerMeterX() == round(300 / 0.0254)


def test_text_is_smaller_on_a_small_page_but_can_be_read():
    usual, small = Page(), Page(QSizeF(643, 416))
    assert small.pixels < usual.pixels == Page(QSizeF(4000, 3000)).pixels
    assert small.margin < usual.margin
    assert Page(QSizeF(200, 100)).pixels == 9


def test_a_small_page_with_a_title_leaves_half_of_its_height_to_the_plot(chart, monkeypatch):
    heights = []
    draw_figure = Figure.draw

    def drawn(figure, painter):
        heights.append(figure.box.size().height())
        draw_figure(figure, painter)

    monkeypatch.setattr(Figure, "draw", drawn)
    image = QImage(643, 416, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        paint(chart.contents(), painter, Page(QSizeF(643, 416)))
    assert heights[0] > 416 / 2


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png"])
def test_every_format_follows_the_page(chart, tmp_path, ending):
    small = Page(QSizeF(480, 320), dpi=96)
    save_plot(chart, tmp_path / f"small{ending}", small)
    save_plot(chart, tmp_path / f"usual{ending}")
    one, two = ((tmp_path / f"{n}{ending}").read_bytes() for n in ("small", "usual"))
    assert one != two
    if ending == ".svg":
        assert 'width="480" height="320"' in one.decode()
    if ending == ".pdf":
        assert b"/MediaBox [0 0 360" in one


def test_title_and_names_are_there_or_not(chart, tmp_path):
    texts = {}
    for title in (True, False):
        for legend in (True, False):
            path = tmp_path / f"{title}{legend}.svg"
            save_plot(chart, path, Page(title=title, legend=legend))
            texts[title, legend] = path.read_text(encoding="utf-8")
    drawn = {key: text.partition("</desc>")[2] for key, text in texts.items()}
    assert {key for key, text in drawn.items() if "Numba 0.68.1" in text} == {
        (True, True), (True, False),
    }  # fmt: skip
    assert {key for key, text in drawn.items() if "numpy" in text and "wrong result" in text} == {
        (True, True), (False, True),
    }  # fmt: skip
    assert all("10 ms" in text for text in drawn.values())


def test_on_a_narrow_page_the_key_takes_rows_and_leaves_nothing_out(chart):
    picture, small = chart.plot.figure.picture, font("small", 14.0)
    for width in (1136.0, 500.0, 300.0):
        rows = key_rows(picture, small, width)
        texts = [text for row in rows for _, text, _ in row]
        assert {"wrong result", "not measured", "overtakes another curve"} <= set(texts)
        assert all(
            start + BEFORE + QFontMetricsF(small).horizontalAdvance(text) <= width or len(row) == 1
            for row in rows
            for _, text, start in row
        )
    assert len(key_rows(picture, small, 300.0)) > len(key_rows(picture, small, 1136.0))


def test_what_was_asked_for_is_offered_the_next_time(qtbot, qapp, settings):
    dialog = PlotOptions(None, settings)
    qtbot.addWidget(dialog)
    assert dialog.options() == Options()
    dialog.width_cm.setValue(17.0)
    dialog.dpi.setValue(300)
    dialog.every.setChecked(True)
    dialog.accept()
    again = PlotOptions(None, settings)
    qtbot.addWidget(again)
    assert again.options() == Options(width=17.0, dpi=300, every=True)


def test_all_charts_are_saved_at_once_and_none_is_overwritten(window, run, tmp_path, monkeypatch):
    window.shown.show(run)
    window.tabs.turn_to_charts()
    chosen = str(tmp_path / "sum-all.svg"), "SVG image (*.svg)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: chosen)

    def accept(dialog):
        dialog.every.setChecked(True)
        dialog.accept()
        return 1

    monkeypatch.setattr(PlotOptions, "exec", accept)
    window.actions_by_name["save_plot_with_options"].trigger()
    QApplication.processEvents()
    names = {path.name for path in tmp_path.glob("*.svg")}
    assert names == {"sum-time.svg", "sum-speed-up.svg", "sum-threads.svg",
                     "sum-cost-per-element.svg"}  # fmt: skip
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.svg")}
    window.actions_by_name["save_plot_with_options"].trigger()
    QTest.qWait(0)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert "exist already" in window.messages.messages()[0].sentence
