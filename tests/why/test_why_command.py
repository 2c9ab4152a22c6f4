"""`numba-explorer why`, on the sum."""

from __future__ import annotations

import json
import platform
from dataclasses import replace

import numba
import pytest

from explorer.cli import main
from explorer.commands import why_told as why_command
from explorer.commands.answers import OK, REFUSED
from explorer.kernels.finding import find, open_file
from explorer.why import ceilings, sampling
from explorer.why.asking import WhyError, ask, job_of
from explorer.why.facts import FACTS, KEYS, Advice, Ratio, ThreadUse, Why, to_json, to_line
from explorer.why.job import BALANCE, COUNT, TRY, ready
from explorer.why.kept import Answers
from explorer.why.putting_together import _beside_others
from explorer.why.running import Running
from explorer.why.text import of_threads, text

pytestmark = pytest.mark.skipif(bool(sampling.lacking()), reason="samples on Linux")


@pytest.fixture(scope="module")
def told():
    """What was told before all was known of the sum's plain loop."""
    return []


@pytest.fixture(scope="module")
def loop(measured_ceilings, tmp_path_factory, told):
    """What is known of the sum's plain loop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("why")))
        ceilings.keep(measured_ceilings)
        return ask(find("sum"), "jit_nopython", 10_000, 1, tell=told.append)


def addition():
    """The line of the addition in the plain loop."""
    kernel = find("sum")
    variant = kernel.variant("jit_nopython")
    rows = variant.source.splitlines()
    return kernel.path.read_text().splitlines().index(rows[-2], variant.line) + 1


def test_the_addition_takes_the_time_and_the_compiler_says_why(loop):
    shares = {line.line: line.share for line in loop.lines}
    assert max(shares, key=shares.get) == addition()
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.05)
    assert [(r.line, "written order" in r.text) for r in loop.remarks] == [(addition(), True)]


def test_what_the_compiler_said_and_what_was_counted_is_told_before_the_rest(loop, told):
    first = [name for name in FACTS if getattr(told[0], name) is not None]
    assert {"remarks", "types", "compile"} <= set(first)
    assert not {"lines", "advice", "verdict"} & set(first)
    assert told[1].loops[0].trips == 10_000
    assert told[1].advice is None
    assert told[-1].advice == loop.advice


def test_the_limit_is_the_latency_of_an_addition(loop):
    assert loop.verdict.limit in ("latency", "unknown")  # what the clock says beside other programs
    chain = {name: n for name, n in loop.loops[0].work.items() if name.startswith("chain ")}
    assert chain == {"chain fadd": 10_000}


def test_threads_are_watched_with_their_turns():
    job = job_of(find("mandelbrot"), "parallel", 64, 2, "float64", TRY)
    found = Running(job).answer()[BALANCE]
    assert [use["iterations"] for use in found["threads_used"]] == [[0, 31], [32, 63]]
    assert 0 <= found["waiting_share"] <= 1
    for name in ("imbalance", "contention"):  # other programs may be in the way
        assert found[name] > 0 if name in found else found["reasons"][name]


def test_what_a_call_does_is_counted(loop):
    (only,) = loop.loops
    assert (only.line, only.trips, only.flops, only.bytes) == (addition(), 10_000, 10_000, 80_000)
    assert only.simd_share == 0
    assert only.share == pytest.approx(1.0, abs=0.05)


def test_a_range_loop_is_not_made_parallel(loop):
    assert loop.same_code_as == ("parallel_range",)


def test_changes_are_tried_and_their_results_compared(loop):
    tried = {advice.change: advice for advice in loop.advice}
    flag = {"fastmath: reassoc"}  # it takes too long beside other programs
    assert set(tried) | flag == {"fastmath", *flag}  # without a division, error_model does nothing
    assert all(advice.right and advice.ratio is not None for advice in loop.advice)
    assert tried["fastmath"].source.startswith("@numba.njit(")
    assert "fastmath=True" in tried["fastmath"].source


@pytest.mark.parametrize(
    ("name", "variant", "options"),
    [
        ("division", "njit", ["fastmath", "error_model"]),
        ("dot", "njit", ["fastmath", "reassoc", "contract"]),
        ("histogram", "njit", []),
    ],
)
def test_only_options_that_can_matter_are_tried(name, variant, options):
    kernel = find(name)
    found = Running(job_of(kernel, variant, 1000, 1, kernel.dtypes[0], COUNT)).answer()
    assert found["options"] == options


def test_calls_of_the_c_library_are_not_called_simd():
    kernel = find("transcendental")
    found = Running(job_of(kernel, "njit", 1000, 1, "float64", COUNT)).answer()
    assert found["options"] == ["fastmath"]
    (only,) = found["loops"]
    assert only["simd_share"] < 0.05
    assert "2,000 calls of exp and sin, one element each (counted)." in only["facts"]


def test_an_answer_is_kept_for_the_same_question_only(loop, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    file = tmp_path / "work" / "own.py"
    file.write_text(TINY)
    kernel, known = open_file(file), find("sum")
    Answers(known).keep("float64", loop)
    assert Answers(known).kept("jit_nopython", 10_000, 1, "float64") == replace(loop, kept=True)
    assert Answers(known).kept("jit_nopython", 10_000, 2, "float64") is None
    (next((tmp_path / "cache/numba-explorer/why").glob("*.json"))).write_text("{")
    assert Answers(known).kept("jit_nopython", 10_000, 1, "float64") is None
    Answers(kernel).keep("float64", loop)
    assert Answers(kernel).kept("jit_nopython", 10_000, 1, "float64") is not None
    (tmp_path / "work" / "helper.py").write_text("x = 1\n")  # it may be imported
    assert Answers(kernel).kept("jit_nopython", 10_000, 1, "float64") is None


def test_environments_and_hidden_folders_are_no_part_of_what_is_imported(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "work" / "own.py"
    for name in (".git", "env"):
        (tmp_path / "work" / name).mkdir(parents=True)
    file.write_text(TINY)
    (tmp_path / "work" / "env" / "pyvenv.cfg").write_text("")
    kernel, why = open_file(file), Why("own", "closed", 10, 1)
    Answers(kernel).keep("float64", why)
    for name in (".git", "env"):
        for number in range(600):
            (tmp_path / "work" / name / f"m{number}.py").touch()
    assert Answers(kernel).kept("closed", 10, 1, "float64") == replace(why, kept=True)


def test_threads_are_drawn_as_bars():
    used = (ThreadUse(0, (0, 1), 0.003, 0.0), ThreadUse(1, (2, 3), 0.001, 0.002))
    bars = list(of_threads(Why("k", "v", 10, 2, threads_used=used)))
    assert bars[0] == f"Thread 0   {'█' * 30} busy 3.00 ms, waiting 0 ns, turns 0 to 1"
    assert bars[1] == f"Thread 1   {'█' * 10}{'░' * 20} busy 1.00 ms, waiting 2.00 ms, turns 2 to 3"


def test_types_and_stages(loop):
    types = {(typed.line, typed.name): typed.type for typed in loop.types}
    assert types[addition(), "total"] == "float64"
    assert any("lowering" in stage.stage for stage in loop.compile)
    assert loop.allocations_per_call == 0


@pytest.mark.skipif(platform.machine() != "x86_64", reason="names of instructions")
def test_the_loop_that_runs_most_is_there_as_instructions(loop):
    additions = [one for one in loop.assembly if "addsd" in one.text]
    assert {one.line for one in additions} == {addition()}
    assert loop.assembly[-1].text.startswith("j")  # back to the beginning
    assert "addsd" not in text(loop, find("sum"))
    assert "addsd" in text(loop, find("sum"), assembly=True)


def test_json_is_of_one_shape(loop):
    found = json.loads(to_json(loop))
    assert (found["variant"], found["size"], found["threads"]) == ("jit_nopython", 10_000, None)
    assert {type(found[name]) for name in ("allocations_per_call", "page_faults_per_call")} == {int}
    assert set(found["verdict"]) == {"limit", "level", "over_bound", "sentence"}
    (only,) = found["loops"]
    for name in ("line", "trips", "flops", "bytes", "width_bits"):
        assert type(only[name]) is int
    assert set(only) == {"line", "trips", "flops", "bytes", "simd_share", "width_bits", "facts"}
    assert set(found["remarks"][0]) == {"line", "kind", "text"}
    assert set(found["advice"][0]) == {"change", "ratio", "right", "helps"}
    assert set(found["advice"][0]["ratio"]) == {"median", "low", "high"}
    assert {stage["stage"] for stage in found["compile"]} >= {
        "LLVM, optimising",
        "LLVM, machine code",
        "the first function of a process",
    }
    whole = json.loads(to_line(loop))
    assert whole["parallel_loops"] == []
    assert whole["code_bytes"] > 0


def test_json_names_what_is_missing(loop):
    found = json.loads(to_json(loop))
    assert set(found) == {*KEYS, "missing"}
    nothing = [name for name in KEYS if found[name] is None and name != "threads"]
    assert found["missing"] == nothing == ["threads_used", "imbalance", "contention"]
    whole = json.loads(to_line(loop))
    assert whole["missing"] == [name for name in FACTS if whole[name] is None]


def test_the_text_shows_the_source_with_what_is_known(loop):
    shown = text(loop, find("sum"))
    assert "total += arr[i]" in shown
    assert "↳ No SIMD: the additions are kept in the written order" in shown


TINY = """
import numba
import numpy as np

def make_args(n):
    return (np.ones(n, np.float32), np.zeros(n))

@numba.njit(cache=True)
def _kept(x):
    return x + 1

_ = _kept(1)

@numba.njit
def _larger_before(x, i):
    count = 0
    for j in range(i):
        if x[j] > x[i]:
            count += 1
    return count

@numba.njit
def closed(x, out):
    whole = 0
    for i in range(x.shape[0]):
        whole += i * i
    for i in range(x.shape[0]):
        out[i] = 0.0
    total = 0.0
    for value in x:
        total += value * value
    for i in range(x.shape[0]):
        for j in range(x.shape[0]):
            total += x[j]
    for i in range(x.shape[0]):
        total += _larger_before(x, i)
    return total + whole
"""


def test_what_became_of_a_loop(tmp_path):
    """In closed form, a call of the C library, one that widens, and one with another inside."""
    file = tmp_path / "tiny.py"
    file.write_text(TINY)
    loops = Running(job_of(find(str(file)), "closed", 100, 1, "float64", COUNT)).answer()["loops"]
    inside, *loops, around = loops
    assert (inside["trips"], around["trips"]) == (100 * 99 // 2, 100)
    assert file.read_text().splitlines()[around["line"] - 1].endswith("_larger_before(x, i)")
    assert [loop["trips"] for loop in loops] == [0, 0, 100, 100, 10_000]
    assert loops[4]["line"] == loops[3]["line"] + 2  # the outer one at its own line
    assert [loop["flops"] for loop in loops[2:]] == [200, 0, 10_000]
    told = [" ".join(loop["facts"]) for loop in loops]
    assert "in closed form" in told[0]
    assert "a single memset does it, of 800 bytes (counted)." in told[1]
    assert loops[1]["bytes"] == 800
    assert "100 conversions from float32 to float64" in told[2]
    assert not list(tmp_path.rglob("*.nb?"))  # code with counters is not kept for other programs


def test_a_loop_all_of_whose_work_is_in_the_lines_of_another_is_told_at_its_own_line():
    kernel = find("kmeans")
    around, inside = Running(job_of(kernel, "njit_store", 50, 1, "float64", COUNT)).answer()[
        "loops"
    ]
    assert (around["trips"], inside["trips"]) == (50, 50 * 16)
    assert kernel.path.read_text().splitlines()[around["line"] - 1].startswith("    for i in")


def test_a_loop_that_became_a_move_within_an_array_is_no_closed_form(tmp_path):
    file = tmp_path / "shift.py"
    text = "import numba\n\n@numba.njit\ndef shift(x):\n    for i in range(x.size - 1):\n"
    below = "def other(x):\n    for a in x:\n        x[0] = a\n"  # which is not asked about
    file.write_text(text + "        x[i] = x[i + 1]\n    return x[0]\n" + below)
    job = job_of(open_file(file, "shift"), "njit", 100, 1, "float64", COUNT)
    [loop] = Running(job).answer()["loops"]
    assert "a single memmove does it, of 792 bytes (counted)." in " ".join(loop["facts"])


def test_loops_of_a_stencil_count_for_the_line_that_calls_it():
    kernel = find("stencil")
    variant = kernel.variant("stencil")
    found = Running(job_of(kernel, "stencil", 20, 1, "float64", COUNT)).answer()
    by_line = {loop["line"]: loop for loop in found["loops"]}
    last = variant.line + variant.source.count("\n")
    assert by_line[last]["flops"] == 3 * 18 * 18


def test_one_thread_is_not_advised_where_others_took_cores():
    alone = Advice("one thread", Ratio(9.0, 8.0, 10.0), True, True, "9.00× as fast, same result.")
    told = _beside_others(alone)
    assert (told.helps, told.ratio) == (False, alone.ratio)
    assert told.text == "not sure to help: 9.00× as fast while other programs took cores."
    fast = replace(alone, change="fastmath")
    assert _beside_others(fast) == fast


def test_results_are_compared_where_no_tolerance_is_stated(tmp_path):
    file = tmp_path / "own.py"
    file.write_text("def doubled(x):\n    return 2.0 * x\n")
    job = job_of(open_file(file, "doubled"), "njit", 10, numba.get_num_threads(), "float64", COUNT)
    assert ready(job).tolerance("float64", None) == 1e-9


def test_code_that_is_not_compiled_is_refused():
    with pytest.raises(WhyError, match="python is not compiled"):
        ask(find("sum"), "python", 100, 1)


def test_guesses_are_tried_before_anything_is_asked(tmp_path, monkeypatch):
    file = tmp_path / "own.py"
    file.write_text("import numba\n\n@numba.njit\ndef half(x):\n    return 0.5 * x\n")
    asked = []
    tried = replace(open_file(file, "half", {"x": "4.0"}), guessed=())
    monkeypatch.setattr(why_command, "fitted", lambda kernel, tell: tried)
    monkeypatch.setattr(
        why_command,
        "ask",
        lambda kernel, *more: asked.append(kernel) or Why("own", "njit", 10, None),
    )
    assert main(["why", f"{file}:half", "--variant", "njit", "--size", "10", "--json"]) == OK
    assert asked == [tried]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["sum", "--variant", "x", "--size", "10"], "no variant “x”"),
        (["sum", "--variant", "fastmath", "--size", "10:1000"], "one size is looked at"),
        (["sum", "--variant", "fastmath", "--size", "10", "--threads", "0"], "may use 1 to"),
        (["sum", "--variant", "fastmath", "--size", "10", "--dtype", "int8"], "float64"),
        (["sum", "--variant", "fastmath", "--size", "10", "--follow"], "--follow is for --json"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(arguments, sentence, capsys):
    assert main(["why", *arguments]) == REFUSED
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
