"""Plots as files and on the clipboard: complete, light, vector, and whole or not at all."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from chart_hands import NAMES, draw, made
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from sample_runs import sum_run

from explorer.desktop.files.exporting import FORMATS, ExportError, copy_plot, save_plot
from explorer.desktop.files.without_window import save_plots
from explorer.desktop.look.theme import DARK, LIGHT
from explorer.results.formats import PLOT, endings


@pytest.fixture(scope="module")
def run():
    return sum_run()


@pytest.fixture
def chart_of(qtbot, run):
    """Return a function that makes a chart of the sample run."""

    def make(kind="time", theme=LIGHT):
        chart = made(kind, theme)
        qtbot.addWidget(chart)
        draw(chart, run)
        return chart

    return make


def saved(chart, path):
    save_plot(chart, path)
    return path.read_bytes()


def words(svg):
    """Return all text of an SVG file, one element a line."""
    return "\n".join(
        "".join(text.itertext()) for text in ElementTree.fromstring(svg).iter() if
        text.tag.endswith("}text")
    )  # fmt: skip


@pytest.mark.parametrize("kind", NAMES)
def test_an_svg_holds_headline_labels_ticks_and_origin_as_text(chart_of, tmp_path, kind):
    chart = chart_of(kind)
    text = " ".join(words(saved(chart, tmp_path / "plot.svg")).split())  # long ones are wrapped
    for part in (chart.headline(), "parallel_prange", "Numba 0.68.1", "Python 3.11.7",
                 "Numba Explorer 0.1.0", "Example CPU @ 3.00GHz"):  # fmt: skip
        assert part in text


def test_an_svg_says_what_its_signs_mean(chart_of, tmp_path):
    text = words(saved(chart_of(), tmp_path / "plot.svg"))
    for part in ("10 ms", "7.8 KiB", "L2", "not known to ±5 %", "wrong result",
                 "not measured", "2 threads"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("kind", NAMES)
def test_vector_files_hold_no_bitmaps(chart_of, tmp_path, kind):
    chart = chart_of(kind)
    assert b"<image" not in saved(chart, tmp_path / "plot.svg")
    pdf = saved(chart, tmp_path / "plot.pdf")
    assert not re.search(rb"/Subtype\s*/Image", pdf)
    assert re.search(rb"/Type\s*/Font\b", pdf)


def test_an_svg_can_be_drawn_by_others_and_is_light(chart_of, tmp_path):
    renderer = QSvgRenderer(saved(chart_of(theme=DARK), tmp_path / "plot.svg"))
    assert renderer.isValid()
    assert renderer.defaultSize() == QSize(1200, 800)


def test_a_pdf_has_the_page_of_the_drawing(chart_of, tmp_path):
    pdf = saved(chart_of(), tmp_path / "plot.pdf")
    box = re.search(rb"/MediaBox\s*\[([^\]]*)\]", pdf)
    assert [round(float(x)) for x in box[1].split()] == [0, 0, 900, 600]


def test_a_png_is_sharp_and_light_whatever_the_window_is(chart_of, tmp_path):
    chart = chart_of(theme=DARK)
    chart.resize(300, 200)
    save_plot(chart, tmp_path / "plot.png")
    image = QImage(str(tmp_path / "plot.png"))
    assert image.size() == QSize(2400, 1600)
    assert image.pixelColor(2, 2).name() == LIGHT.background
    assert round(image.dotsPerMeterX() * 0.0254) == 192
    assert image.text("Title") == chart.headline()


def test_files_do_not_depend_on_window_theme_or_what_is_in_front(chart_of, tmp_path):
    plain, other = chart_of(), chart_of(theme=DARK)
    other.resize(400, 300)
    other.set_emphasis(("numpy", 1))
    assert saved(plain, tmp_path / "a.svg") == saved(other, tmp_path / "b.svg")


def test_what_is_hidden_or_zoomed_away_is_so_in_the_file(chart_of, run, tmp_path):
    chart = chart_of()
    draw(chart, run, frozenset({("python", 1)}))
    text = words(saved(chart, tmp_path / "plot.svg"))
    assert "python" not in text.split("\n")
    assert "1 curve hidden" in text
    chart.plot.figure.set_ranges((3.5, 4.5), (-6, -5))
    text = words(saved(chart, tmp_path / "plot.svg"))
    assert "10k" in text
    assert "10M" not in text


@pytest.mark.parametrize("ending", ["gif", "jpeg", ""])
def test_another_ending_is_refused_by_name(chart_of, tmp_path, ending):
    path = tmp_path / f"plot.{ending}"
    with pytest.raises(ExportError, match=r"must end in \.png, \.svg or \.pdf"):
        save_plot(chart_of(), path)
    assert not path.exists()


def test_endings_in_capitals_are_understood(chart_of, tmp_path):
    assert saved(chart_of(), tmp_path / "PLOT.PNG").startswith(b"\x89PNG")


def test_a_folder_that_is_not_there_gets_one_sentence(chart_of, tmp_path):
    path = tmp_path / "nowhere" / "plot.svg"
    with pytest.raises(ExportError, match="cannot be saved") as caught:
        save_plot(chart_of(), path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_failed_save_leaves_the_old_file_and_nothing_else(chart_of, tmp_path, monkeypatch):
    path = tmp_path / "plot.svg"
    path.write_text("before")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ExportError, match="No space left on device"):
        save_plot(chart_of(), path)
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["plot.svg"]


def test_without_a_run_there_is_nothing_to_save(qtbot, tmp_path):
    chart = made("time")
    qtbot.addWidget(chart)
    with pytest.raises(ExportError, match="no run"):
        save_plot(chart, tmp_path / "plot.png")
    copy_plot(chart, QGuiApplication.clipboard())


def test_a_copied_plot_is_an_image_a_drawing_and_a_table(chart_of):
    clipboard = QGuiApplication.clipboard()
    copy_plot(chart_of(), clipboard)
    data = clipboard.mimeData()
    assert data.hasImage()
    assert QSvgRenderer(data.data("image/svg+xml")).isValid()
    assert data.text().startswith("kernel,dtype,variant,threads")
    clipboard.clear()


@pytest.mark.parametrize(
    ("chart", "word"),
    [("time", "time per call"), ("speedup", "speed-up over"), ("threads", "ideal")],
)
def test_each_question_can_be_saved_without_a_window(qtbot, run, tmp_path, chart, word):
    save_plots(run, [tmp_path / "plot.svg"], chart=chart)
    assert word in words((tmp_path / "plot.svg").read_bytes())


def test_one_bad_path_does_not_keep_the_others_from_being_saved(qtbot, run, tmp_path):
    with pytest.raises(ExportError, match="nowhere"):
        save_plots(run, [tmp_path / "nowhere" / "a.png", tmp_path / "b.png"])
    assert (tmp_path / "b.png").exists()


def test_plots_are_saved_where_there_is_no_display_and_no_application(tmp_path):
    script = (
        "import sys; from pathlib import Path; from sample_runs import sum_run\n"
        "from explorer.desktop.files.without_window import save_plots\n"
        "for name in ('a', 'b'): save_plots(sum_run(4), [Path(sys.argv[1], name + '.png')])\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "DISPLAY"))}
    environment.pop("WAYLAND_DISPLAY", None)
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(tmp_path)],
        env=environment, check=True, timeout=120,
    )  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png"]


def test_every_plot_format_that_is_offered_can_be_drawn():
    assert set(FORMATS) == set(endings(PLOT))


def test_names_with_markup_and_control_characters_leave_an_svg_well_formed(chart_of, tmp_path):
    run = sum_run()
    kernel = replace(run.plan.kernel, title="<b>&\x1b[31m\x00", size_name="n\x07]]>\u202e")
    chart = chart_of()
    draw(chart, replace(run, plan=replace(run.plan, kernel=kernel)))
    svg = saved(chart, tmp_path / "plot.svg")
    assert "<b>&�[31m" in words(svg)
    assert not set("\x00\x07\x1b\u202e") & set(svg.decode())
