"""Texts of small files of a user's, which need no compiler and are measured in a moment."""

LOOP_FILE = """
baseline = "loop"

def make_args(n):
    return (list(range(n)),)

def loop(x):
    total = 0
    for value in x:
        total += value
    return total

def builtin(x):
    return sum(x)
"""
