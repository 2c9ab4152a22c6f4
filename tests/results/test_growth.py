import made_runs as made
from made_runs import LOOP, TEAM, TEAM1

from explorer.results import growth
from explorer.results.words.answer import answer

LINEAR = {10: 1e-7, 1000: 1e-6, 100_000: 1e-4}


def flat_variants(curves, **options):
    return [record.point.variant for record in growth.not_growing(made.run(curves, **options))]


def test_a_loop_that_the_compiler_removed_is_found():
    curves = {LOOP: LINEAR, ("closed", 1): {10: 3e-7, 1000: 3e-7, 100_000: 3e-7}}
    assert flat_variants(curves) == ["closed"]
    sentences = answer(made.run(curves))
    assert any(
        "closed takes as long at n = 100,000 as at the smallest size (300 ns): the compiler" in text
        for text in sentences
    )


def test_a_call_that_is_nothing_but_a_call_is_found_though_nothing_grows():
    assert flat_variants({LOOP: dict.fromkeys(LINEAR, 6e-8)}) == ["loop"]


def test_starting_threads_costs_the_same_at_every_size_and_is_no_removed_loop():
    team = {10: 3e-6, 1000: 3e-6, 10_000: 3.1e-6}
    loop = {10: 1e-7, 1000: 3e-7, 10_000: 2e-6}
    assert flat_variants({LOOP: loop, TEAM1: team, TEAM: team}, threaded=("team",)) == []
    many = {("team", 16): dict.fromkeys(LINEAR, 8e-6), LOOP: LINEAR}
    assert flat_variants(many, threaded=("team",)) == []


def test_a_loop_too_short_to_be_noticed_beside_the_call_is_not_called_removed():
    slow = {10: 1e-6, 1000: 1e-4}
    assert flat_variants({("python", 1): slow, LOOP: {10: 3e-7, 1000: 3.2e-7}}) == []


def test_one_slow_point_at_the_smallest_size_makes_no_curve_flat():
    disturbed = {10: 5e-6, 100: 1e-6, 1000: 1e-6, 10_000: 1.4e-6, 100_000: 2e-6}
    slow = {10: 1e-6, 1000: 1e-5, 100_000: 1e-3}
    assert flat_variants({LOOP: slow, ("fast", 1): disturbed}) == []


def test_variants_that_grow_and_small_spans_are_left_alone():
    assert flat_variants({LOOP: LINEAR}) == []
    assert flat_variants({LOOP: {10: 6e-8, 900: 6e-8}}) == []


def test_where_no_argument_depends_on_the_size_that_is_the_reason_and_not_the_compiler():
    kernel = made.KernelRef("f", function="f", arguments={"a": "0.5", "b": "3"})
    text = " ".join(answer(made.run({LOOP: dict.fromkeys(LINEAR, 1e-4)}, kernel=kernel)))
    assert "No argument depends on n (a = 0.5, b = 3), so every size measures the same" in text
    assert "compiler" not in text
    assert "empty compiled function" not in text  # 100 µs are no cost of calling


def test_the_cost_of_calling_is_named_where_it_is_most_of_the_time():
    kernel = made.KernelRef("f", function="f", arguments={"a": "rng.random(n)"})
    curves = {LOOP: {10: 6e-8, 1000: 7e-8}, ("python", 1): {10: 2e-8, 1000: 2e-8}}
    text = " ".join(answer(made.run(curves, kernel=kernel, compile_s={"loop": 0.1})))
    assert "Calling an empty compiled function with the same arguments takes 50.0 ns, 7" in text
    assert "the 70.0 ns of loop at n = 1,000" in text
    assert "compiler" not in text
