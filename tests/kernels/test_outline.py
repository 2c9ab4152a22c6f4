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
