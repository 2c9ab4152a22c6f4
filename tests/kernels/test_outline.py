"""What is known of a Python file without running it, read once for each content."""

from explorer.kernels.outline import outline

CODE = "def f(a):\n    return a[0]\n"


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(CODE)
    first = outline(path)
    assert outline(path) is first
    path.write_text(CODE + "\ndef g(b):\n    return b[0]\n")
    assert [function.name for function in outline(path).functions] == ["f", "g"]


def test_a_test_that_is_written_beside_it_is_seen(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def f(a, times):\n    return a * times\n")
    before = outline(path).function("f").arguments
    (tmp_path / "test_mine.py").write_text(
        "from mine import f\n\ndef test_f():\n    assert f(2.0, 7) == 14\n"
    )
    assert outline(path).function("f").arguments != before


def test_a_helper_of_another_file_that_has_changed_is_read_again(tmp_path):
    path, helping = tmp_path / "mine.py", tmp_path / "helping.py"
    path.write_text("from helping import step\n\ndef f(a):\n    step(a)\n")
    assert outline(path).function("f").writes == ()
    helping.write_text("def step(a):\n    a[0] = 1\n")
    written = outline(path)
    assert written.function("f").writes == ("a",)
    assert outline(path) is written
    helping.write_text("def step(a):\n    return a[0, 0]\n")
    assert outline(path).function("f").arguments == {"a": "rng.random((n, n))"}


def test_what_a_helper_writes_is_known_along_a_chain_of_any_length(tmp_path):
    path = tmp_path / "mine.py"
    handing = [f"def f{i}(a):\n    f{i + 1}(a)\n\n" for i in range(300)]
    path.write_text("".join(handing) + "def f300(a):\n    a[0] = 1\n")
    assert {function.writes for function in outline(path).functions} == {("a",)}


def test_a_call_is_read_with_what_the_file_s_names_are_set_to(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "import numpy as np\n\nDATA = np.ones(100)\n\ndef f(a, b):\n    return a @ b\n\n"
        "def main():\n    other = DATA\n    f(DATA, other)\n"
    )
    assert outline(path).function("f").arguments == {"a": "np.ones(n)", "b": "np.ones(n)"}
