"""What is said where arguments could not be tried."""

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
