"""What the command line asks of the window: preset, run, save, quit, and the exit status."""

from __future__ import annotations

from PySide6.QtCore import Qt
from sample_runs import save, sum_events, sum_run

from explorer.desktop.app import preset
from explorer.desktop.shell.errand import Errand
from explorer.measure.events import Finished
from explorer.opening import OpenOptions


def begin(qtbot, window, options):
    """Let the window begin what was asked for."""
    preset(window, options)
    errand = Errand(
        options,
        window.session,
        start=window.start,
        problem=lambda: window.setup.problem,
        save=window.takeaway.save,
        close=window.close,
        parent=window,
    )
    errand.begin()
    qtbot.wait(20)
    return errand


def finish(window, why="precise"):
    window.session.begin()
    plan, _ = window.session.started[-1]
    events = [event for event in sum_events(plan) if not isinstance(event, Finished)]
    window.session.happen(*events[1:])
    window.session.end(why)


def test_the_setup_is_preset_and_an_unknown_kernel_is_said(window):
    preset(
        window,
        OpenOptions(
            kernel="matmul", setup={"sizes": "8,16", "threads": "1", "variants": ("numpy",)}
        ),
    )
    plan = window.setup.plan
    assert (plan.kernel.name, plan.sizes, plan.threads) == ("matmul", (8, 16), (1,))
    assert plan.variants == ("numpy",)

    preset(window, OpenOptions(kernel="sum", setup={"dtype": "float32"}))
    assert window.setup.plan.dtype == "float32"

    preset(window, OpenOptions(kernel="summ"))
    assert "did you mean “sum”" in window.messages.messages()[0].sentence


def test_run_save_and_quit(qtbot, window, tmp_path):
    paths = tuple(tmp_path / name for name in ("a.png", "a.svg", "a.json", "a.csv"))
    errand = begin(qtbot, window, OpenOptions(kernel="sum", run=True, save=paths, quit=True))
    assert window.session.started
    assert errand.status == 1  # until it is done
    finish(window)
    assert errand.status == 0
    assert all(path.exists() for path in paths)
    assert not window.isVisible()


def test_run_without_quit_leaves_the_window_open_and_a_later_run_saves_nothing(
    qtbot, window, tmp_path
):
    path = tmp_path / "a.json"
    errand = begin(qtbot, window, OpenOptions(run=True, save=(path,)))
    finish(window)
    assert errand.status == 0
    assert window.isVisible()
    path.unlink()
    qtbot.mouseClick(window.controls.run, Qt.MouseButton.LeftButton)
    finish(window)
    assert not path.exists()


def test_a_run_file_is_saved_at_once(qtbot, window, tmp_path):
    save(sum_run(), tmp_path / "run.json")
    path = tmp_path / "a.png"
    errand = begin(qtbot, window, OpenOptions(file=tmp_path / "run.json", save=(path,), quit=True))
    assert errand.status == 0
    assert path.exists()
    assert not window.isVisible()


def test_what_cannot_be_saved_makes_the_status_1(qtbot, window, tmp_path, capsys):
    paths = (tmp_path / "nowhere" / "a.png", tmp_path / "a.csv")
    errand = begin(qtbot, window, OpenOptions(run=True, save=paths, quit=True))
    finish(window)
    assert errand.status == 1
    assert "cannot be saved" in capsys.readouterr().err
    assert paths[1].exists()


def test_a_plan_that_cannot_be_carried_out_makes_the_status_2(qtbot, window, capsys):
    errand = begin(qtbot, window, OpenOptions(run=True, quit=True, setup={"sizes": "1e5:1e2"}))
    assert errand.status == 2
    assert "upside down" in capsys.readouterr().err
    assert not window.isVisible()


def test_a_run_that_was_stopped_or_that_failed_makes_the_status_1(qtbot, window, capsys):
    errand = begin(qtbot, window, OpenOptions(run=True))
    finish(window, "stopped")
    assert errand.status == 1
    errand = begin(qtbot, window, OpenOptions(run=True))
    window.session.fail("There is no compiler.")
    assert errand.status == 1
    assert "There is no compiler." in capsys.readouterr().err


def test_closing_before_the_end_makes_the_status_1(qtbot, window):
    errand = begin(qtbot, window, OpenOptions(run=True, quit=True))
    window.close()
    assert errand.status == 1


def test_without_a_request_nothing_happens(qtbot, window):
    for options in (OpenOptions(), OpenOptions(kernel="triad")):
        errand = begin(qtbot, window, options)
        assert errand.status == 0
        assert not window.session.started
