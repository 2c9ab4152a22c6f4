"""A change that helped becomes a variant of the run."""

from __future__ import annotations

from sample_runs import sum_run

from explorer.desktop.asked.why_page import Wanted
from explorer.desktop.running.session import RUNNING
from explorer.kernels.finding import find
from explorer.kernels.listing import read

SOURCE = "@numba.njit(fastmath=True)\ndef jit_nopython(arr):\n    return arr.sum()\n"
WANTED = Wanted("jit_nopython", "fastmath", SOURCE)
NAME = "jit_nopython_fastmath"


def test_a_run_that_was_made_here_goes_on_with_it(window, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    window.setup.choose(find("sum"))
    window.start_anew()
    session = window.session
    session.begin()
    session.end()
    before = session.run
    window.tabs.why.variant_wanted.emit(WANTED)
    assert session.state == RUNNING
    plan, kernel = session.started[-1]
    assert plan.variants == ("jit_nopython", NAME)  # the baseline beside it
    assert plan.kernel.sha256 == kernel.sha256 == read(kernel.path).sha256
    assert kernel.path.is_relative_to(tmp_path / "data")
    assert window.setup.plan.variants == (*before.plan.variants, NAME)
    assert [m.sentence for m in window.messages.messages()] == [
        f"{NAME} is measured, too. It is in “{kernel.path}”."
    ]
    session.end()


def test_beside_a_run_from_a_file_one_of_the_same_plan_begins(window, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    window.session.show(sum_run(), find("sum"))
    window.tabs.why.variant_wanted.emit(WANTED)
    plan, _ = window.session.started[-1]
    assert plan.variants == (*sum_run().plan.variants, NAME)
    assert plan.sizes == sum_run().plan.sizes
    window.session.begin()
    window.session.end()
