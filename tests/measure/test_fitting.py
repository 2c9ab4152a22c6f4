"""What is said where arguments could not be tried, or where none fit."""

import pytest

from explorer.kernels.kernel import KernelError
from explorer.kernels.own import own_kernel
from explorer.measure import fitting


def test_guesses_that_could_not_be_tried_in_time_are_said_to_be_that(tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "LIMIT_S", 0.05)
    path = tmp_path / "mine.py"
    path.write_text("def f(a):\n    return a[0]\n", encoding="utf-8")
    told = []
    kernel = own_kernel(path, "f")
    assert fitting.fitted(kernel, told.append) is kernel
    assert told == [fitting.NOT_TRIED]


def test_where_more_items_are_not_enough_either_that_is_said(tmp_path, monkeypatch):
    path = tmp_path / "beyond.py"
    path.write_text("def f(a):\n    return [a[i + 1] for i in range(len(a))]\n", encoding="utf-8")
    found = {"failure": "IndexError: index 16 is out of bounds for axis 0", "suspects": ["a"]}
    answer = {"fitted": {**found, "line": 2}, "left_behind": (), "late": False}
    monkeypatch.setattr(fitting, "ask", lambda kernel, guessed: answer)
    words = r"does not fit f in line 2 \(IndexError: .*; with twice as many items, too\); give it"
    with pytest.raises(KernelError, match=words):
        fitting.fitted(own_kernel(path, "f"))


def test_guesses_that_do_not_fit_are_listed_as_a_sentence_has_them(tmp_path, monkeypatch):
    path = tmp_path / "three.py"
    path.write_text("def f(a, b, c):\n    return a[b] + c[0]\n", encoding="utf-8")
    found = {"failure": "TypeError: no", "suspects": ["a", "b", "c"], "line": 2}
    answer = {"fitted": found, "left_behind": (), "late": False}
    monkeypatch.setattr(fitting, "ask", lambda kernel, guessed: answer)
    with pytest.raises(KernelError, match=r"^a = [^=]*, b = [^=]* and c = .* are guesses and do"):
        fitting.fitted(own_kernel(path, "f"))


def test_what_python_took_is_kept_where_compiling_for_it_takes_too_long(tmp_path, monkeypatch):
    path = tmp_path / "slow.py"
    path.write_text("def f(a):\n    return a[0, 0]\n", encoding="utf-8")
    found = {"arguments": {"a": "rng.random((n, 3))"}, "changed": ["a"], "failure": ""}
    said = {
        "fitted": {
            **found,
            "finite": True,
            "idle": 0,
            "once": 0,
            "missed": {},
            "power": 1,
            "least": 0,
        },
        "left_behind": (),
        "late": True,
    }
    monkeypatch.setattr(fitting, "ask", lambda kernel, guessed: said)
    told = []
    assert fitting.fitted(own_kernel(path, "f"), told.append).arguments == found["arguments"]
    assert not told


def test_a_module_that_an_argument_needs_and_that_is_not_there_is_no_fault_of_guesses(
    tmp_path, monkeypatch
):
    path = tmp_path / "frames.py"
    path.write_text("def f(df, k=3):\n    return df['x'].sum() + k\n", encoding="utf-8")
    why = "The argument df = … failed for n = 16: ModuleNotFoundError: No module named 'pandas'"
    said = {"failure": why, "suspects": ["k"], "line": 0}
    monkeypatch.setattr(
        fitting, "ask", lambda *asked: {"fitted": said, "left_behind": (), "late": False}
    )
    with pytest.raises(KernelError, match=r"'pandas'; install it in the Python that measures"):
        fitting.fitted(own_kernel(path, "f"))
