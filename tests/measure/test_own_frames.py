"""A stack that measured code prints holds its own frames, not the program's that calls it."""

import subprocess
import timeit

import pytest

from explorer.measure.own_frames import OwnFrames
from explorer.starting import ROOT, command

OURS = f'  File "{ROOT}/explorer/measure/child.py", line 84, in main\n    event = next(course)\n'
STARTED = '  File "<string>", line 1, in <module>\n  File "<frozen runpy>", line 98, in _run_code\n'
THEIRS = (
    '  File "/home/me/mine.py", line 3, in f\n    g(a)\n    ~^^^\n  File "<string>", line 1, in g\n'
)
TIMED = (
    f'  File "{timeit.__file__}", line 180, in timeit\n  File "<timeit-src>", line 6, in inner\n'
)
HEAD, END = "Traceback (most recent call last):\n", "ValueError: x\n"


def shown(text, length=10**9):
    frames = OwnFrames()
    pieces = [text[i : i + length] for i in range(0, len(text), length)]
    return "".join(map(frames.without, pieces)) + frames.rest()


@pytest.mark.parametrize("length", [10**9, 1, 7, 64])
@pytest.mark.parametrize(
    ("printed", "left"),
    [
        (STARTED + OURS + THEIRS, THEIRS),
        (HEAD + OURS + THEIRS + END + "more", HEAD + THEIRS + END + "more"),
        (THEIRS + OURS, THEIRS),  # as faulthandler prints it
        (THEIRS + "  [Previous line repeated 990 more times]\n" + END,
         THEIRS + "  [Previous line repeated 990 more times]\n" + END),
        (STARTED + OURS + TIMED + THEIRS, THEIRS),
        (THEIRS + TIMED, THEIRS + TIMED),  # it times something itself
        (HEAD + OURS + END, HEAD + OURS + END),  # an error of the program's own
        ("a\n  b\n    c\nFile \"x\"", "a\n  b\n    c\nFile \"x\""),
        ('  File "mine.py", line 9 in f\n' + STARTED, '  File "mine.py", line 9 in f\n'),
    ],
)  # fmt: skip
def test_own_frames_are_left_out(printed, left, length):
    assert shown(printed, length) == left


@pytest.mark.parametrize("length", [10**9, 1, 7])
def test_they_are_left_out_of_the_stacks_of_a_group_too(length):
    ours, theirs = ("".join(f"    | {line}" for line in text.splitlines(True))
                    for text in (OURS, THEIRS))  # fmt: skip
    head = "  + Exception Group Traceback (most recent call last):\n"
    group = "  | ExceptionGroup: a (1 sub-exception)\n  +-+------- 1 -------\n    | Traceback:\n"
    end = "    | ValueError: x\n    +------\n  a | table\n"
    assert shown(head + ours + theirs + group + ours + theirs + end, length) == (
        head + theirs + group + theirs + end
    )


def test_frames_of_a_kernel_that_ships_with_the_program_are_measured_code():
    theirs = f'  File "{ROOT}/explorer/kernels/catalogue/sum.py", line 3, in numpy\n'
    assert shown(STARTED + OURS + theirs) == theirs


def test_what_is_no_stack_is_not_held():
    frames = OwnFrames()
    assert frames.without("half a line") == "half a line"
    assert frames.without("  more") == "  more"


def test_a_stack_without_end_is_shown_as_it_is():
    assert len(OwnFrames().without(OURS * 10_000)) > 100_000


def test_what_starts_a_process_is_known_by_its_frames(tmp_path):
    (tmp_path / "mine.py").write_text("import traceback\ntraceback.print_stack()\n")
    done = subprocess.run(
        command("mine", roots=[str(tmp_path)]), capture_output=True, text=True, check=True
    )
    assert "<frozen runpy>" in done.stderr
    assert shown(done.stderr).startswith(f'  File "{tmp_path / "mine.py"}", line 2, in <module>')
