import ast

from explorer.kernels.as_measured import frozen

TEXT = """
FACTOR, LIMIT = 2.0, 3

def configure(x):
    global FACTOR
    if x:
        FACTOR = x

def scale(a):
    FACTOR_OF = LIMIT
    return a * FACTOR * FACTOR_OF

def local(a):
    FACTOR = 3
    return a * FACTOR
"""


def test_a_global_that_another_function_changes_is_named_with_both_lines():
    (said,) = frozen(ast.parse(TEXT), "scale")
    assert said.startswith("FACTOR in line 11 is a constant for compiled code")
    assert "what line 7 makes of it later does not count" in said


def test_names_of_its_own_and_globals_that_nobody_changes_are_left_alone():
    assert not [*frozen(ast.parse(TEXT), "local")]
    assert not [*frozen(ast.parse(TEXT), "nope")]
