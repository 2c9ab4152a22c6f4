"""The formulas of a kernel file are worked out without running it, and never take long."""

import pytest

from explorer.kernels.listing import read

KERNEL = "K = 3\n\ndef make_args(n):\n    return (n,)\n\ndef f(x):\n    return x\n\n"


def stated(tmp_path, expression):
    path = tmp_path / "mine.py"
    path.write_text(f"{KERNEL}def data_bytes(n, itemsize):\n    return {expression}\n")
    return read(path).data_bytes(10**7, 8)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("K * n * itemsize", 24e7),
        ("max(n, 2 * n) + isqrt(n)", 2e7 + 3162),
        ("n ** 16 // n ** 15", 1e7),
    ],
)
def test_arithmetic_is_worked_out(tmp_path, expression, value):
    assert stated(tmp_path, expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "((((n ** 16) ** 16) ** 16) ** 16) ** 16 % 7",
        "0x" + "f" * 100_000,
        "n ** -400 ** 16",
        f"max({'n, ' * 10_000})",
        " + ".join(["n"] * 900),
        "n << 9",
        "open('x')",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_more_than_a_size_s_arithmetic_is_no_formula(tmp_path, expression):
    assert stated(tmp_path, expression) is None
