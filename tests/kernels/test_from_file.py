import os

import numpy as np
import pytest

from explorer.kernels.from_file import from_file
from explorer.kernels.kernel import KernelError

WANTED = np.array([[1.0, 2.0], [3.0, 4.0]])
TABLES = {
    "names first": ("a.csv", "x,y\n1,2\n3,4\n"),
    "semicolons": ("b.csv", "1;2\n3;4\n"),
    "tabs": ("c.tsv", "1\t2\n3\t4\n"),
    "spaces": ("d.txt", "1 2\n3 4\n"),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_table_is_an_array(tmp_path, what):
    name, text = TABLES[what]
    (tmp_path / name).write_text(text, encoding="utf-8")
    np.testing.assert_array_equal(eval(from_file(tmp_path / name), {"np": np}), WANTED)


def test_files_of_numpy_are_arrays(tmp_path):
    np.save(tmp_path / "it's.npy", WANTED)
    np.savez(tmp_path / "more.npz", first=WANTED, second=np.zeros(2))
    for name in ("it's.npy", "more.npz"):
        np.testing.assert_array_equal(eval(from_file(tmp_path / name), {"np": np}), WANTED)


def test_what_is_no_array_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "broken.npz").write_text("no", encoding="utf-8")
    for name, words in (("a.xlsx", "arrays can be had from"), ("broken.npz", "cannot be read")):
        with pytest.raises(KernelError, match=words):
            from_file(tmp_path / name)
    with pytest.raises(KernelError, match="cannot be read"):
        from_file(tmp_path / "missing.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
@pytest.mark.parametrize("ending", [".csv", ".npy", ".npz"])
def test_a_pipe_is_not_waited_for(tmp_path, ending):
    os.mkfifo(tmp_path / f"pipe{ending}")
    with pytest.raises(KernelError, match="cannot be read: it is no file"):
        from_file(tmp_path / f"pipe{ending}")
