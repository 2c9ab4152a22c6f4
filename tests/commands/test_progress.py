import io
from types import SimpleNamespace

from sample_runs import sum_events, sum_plan

from explorer.commands.progress import LINES_SHOWN, Screen, under_way
from explorer.commands.stopping import pull
from explorer.desktop.running.worker import Job, Worker
from explorer.measure.events import Calling, Compiling, Measured, Preparing, Printed, Progress
from explorer.measure.plan import Point
from explorer.measure.transport import LostError
from explorer.results.fold import fold

LOST = "The host node7 was lost: it has not answered for 5 s. What was measured is kept."


class Terminal(io.StringIO):
    def isatty(self):
        return True


def drawn(monkeypatch, events, step=1.0):
    """What is on the terminal after each event, a moment of `step` seconds apart."""
    monkeypatch.setenv("COLUMNS", "100")
    terminal, moments = Terminal(), iter(range(1000))
    screen = Screen(terminal, clock=lambda: step * next(moments))
    states = []
    for event in events:
        screen.show(event)
        states.append(terminal.getvalue().rpartition("\x1b[K")[2])
    screen.clear()
    return states, terminal.getvalue()


def test_the_progress_says_what_is_going_on_and_what_is_left(monkeypatch):
    point = Point("python", 1_000_000, 1)
    states, everything = drawn(
        monkeypatch,
        [
            Preparing("Loading the kernel “sum”"),
            Compiling("njit"),
            Progress(2.5, 10.0, 3, 1, 20),
            Measured(1000, ()),
            Calling(point, 0.31),
            Progress(6.0, 10.0, 20, 15, 20),
        ],
    )
    assert states[0] == f"[{'-' * 24}]   0 %  loading the kernel “sum”"
    assert "compiling njit" in states[1]
    assert states[2].startswith("[######")
    assert " 25 %  at most 8 s left" in states[2]
    assert "measuring n = 1,000" in states[3]
    assert "python at n = 1,000,000, about 310 ms" in states[4]
    assert " 75 %  at most 4 s left" in states[5]
    assert everything.endswith("\r\x1b[K")  # and then it is gone


def test_the_progress_is_not_drawn_more_than_ten_times_a_second(monkeypatch):
    _, everything = drawn(monkeypatch, [Measured(10, ())] * 100, step=0.01)
    assert everything.count("measuring") <= 11


def test_without_a_terminal_there_is_no_progress():
    stream = io.StringIO()
    screen = Screen(stream)
    screen.show(Compiling("njit"))
    screen.clear()
    assert stream.getvalue() == ""


def test_what_the_measured_code_prints_is_shown_but_not_without_end():
    stream = io.StringIO()
    screen = Screen(stream)
    for _ in range(LINES_SHOWN):
        screen.show(Printed("one\ntwo\n"))
    assert stream.getvalue().count("one\ntwo\n") == LINES_SHOWN // 2
    assert stream.getvalue().endswith("is not shown.\n")


def test_what_comes_before_a_run_is_shown_on_a_terminal_and_wiped_away():
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        with under_way("Trying the arguments", stream):
            assert stream.getvalue() == ("" if stream is file else "Trying the arguments …")
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert not file.getvalue()


def test_a_run_whose_host_was_lost_says_so_later_too(capsys):
    """In the terminal and in the window alike: the record keeps the sentence."""
    started = next(sum_events(sum_plan()))

    class Lost:
        def __init__(self):
            self.left = [started]

        def receive(self):
            if self.left:
                return self.left.pop()
            raise LostError(LOST)

        def close(self):
            pass

    run, status = pull(Lost())
    assert (run.finished, run.notes, status) == ("stopped", (LOST,), 1)
    assert LOST in capsys.readouterr().err
    worker, heard, ended = Worker(SimpleNamespace(overlaps=None), lambda *job: Lost()), [], []
    worker.happened.connect(heard.append)
    worker.ended.connect(lambda *told: ended.append(told))
    worker.begin(Job(started.plan, None, None))
    worker.pull()
    assert fold(heard).notes == (LOST,)
    assert ended == [(LOST, "")]
