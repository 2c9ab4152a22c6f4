"""What is recommended, as Python that runs as it is pasted."""

import ast

import made_runs as made
import numba
import pytest
from sample_runs import save

from explorer.cli import main
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.words.dispatch import dispatch


def pasted(code):
    """Run the code as it is, and return the function that it defines."""
    scope = {}
    exec(compile(code, "pasted.py", "exec"), scope)
    name = next(node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef))
    return scope[name]


def test_the_rule_picks_what_is_recommended_at_every_measured_size():
    run = made.sweep()
    found = facts(Subject(run))
    code = dispatch(found)
    choose = pasted(code)
    assert choose.__code__.co_varnames[:3] == ("n", "loop", "team")
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        for size in run.plan.sizes:
            steps = [step for step in found.rule.steps if step.start <= size]
            assert choose(size, "loop", "team") == (steps or found.rule.steps)[-1].curve[0]
        assert numba.get_num_threads() == min(2, numba.config.NUMBA_NUM_THREADS)
    finally:
        numba.set_num_threads(before)
    assert "# Measured for n from 100 to 100,000; beyond that it is a guess." in code


def test_odd_names_are_parameters_all_the_same():
    curves = {("class", 1): {10: 1e-6, 1000: 9e-6}, ("2 fast", 1): {10: 3e-6, 1000: 3e-6}}
    choose = pasted(dispatch(facts(Subject(made.run(curves)))))
    assert choose(10, "a", "b") == "a"
    assert choose(1000, "a", "b") == "b"


def test_nothing_is_made_of_a_run_without_times():
    run = made.run({("a", 1): {10: None}}, more=[made.failed("a")])
    assert dispatch(facts(Subject(run))) == ""


def test_the_command_prints_it(tmp_path, capsys):
    path = tmp_path / "run.json"
    save(made.sweep(), path)
    assert main(["answer", str(path), "--rule"]) == 0
    assert pasted(capsys.readouterr().out)(100, "loop", "team") == "loop"


@pytest.mark.parametrize("hostile", ["x\nimport os", "x'''", 'x"""', "x\u2028y"])
def test_names_cannot_become_code(hostile):
    curves = {(hostile, 1): {10: 1e-6}, ("b", 1): {10: 2e-6}}
    tree = ast.parse(dispatch(facts(Subject(made.run(curves)))))
    assert [type(node) for node in tree.body] == [ast.FunctionDef]
