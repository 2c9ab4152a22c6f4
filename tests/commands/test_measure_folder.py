"""`measure FOLDER`: every kernel file of a folder, within one budget, as one table."""

import json

import pytest
from kernel_texts import LOOP_FILE

from explorer.cli import main
from explorer.commands.answers import REFUSED, SOME_FAILED
from explorer.history.archive import Archive


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "suite"
    made.mkdir()
    (made / "first.py").write_text(LOOP_FILE)
    (made / "second.py").write_text("import nothing_of_the_kind\n" + LOOP_FILE)
    (made / "third.py").write_text("x = (")
    (made / "test_first.py").write_text("raise SystemExit")
    return made


def test_a_file_that_fails_harms_only_itself(folder, tmp_path, capsys):
    paths = [tmp_path / f"all.{ending}" for ending in ("md", "svg", "json", "png", "pdf")]
    words = ["measure", str(folder), "--sizes", "300", "--budget", "20", "--precision", "0.5"]
    assert (
        main([*words, *(word for path in paths for word in ("--output", str(path)))]) == SOME_FAILED
    )
    said = capsys.readouterr()
    assert "first   n = 300  loop" in said.out
    assert "builtin" in said.out
    assert "third: “" in said.err
    assert "nothing_of_the_kind" in said.err
    content = json.loads(paths[2].read_text())
    assert [row["kernel"] for row in content["kernels"]] == ["first"]
    assert set(content["failed"]) == {"second", "third"}
    assert "| first | n = 300 | loop |" in paths[0].read_text()
    assert paths[1].read_text().startswith("<svg")
    assert [path.read_bytes()[:4] for path in paths[3:]] == [b"\x89PNG", b"%PDF"]
    assert Archive().find()[0].kernel == "first"


def test_a_folder_without_kernels_and_other_files_are_refused(tmp_path, folder, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["measure", str(empty)]) == REFUSED
    assert "has no Python file with anything to measure." in capsys.readouterr().err
    assert main(["measure", str(folder), "--output", "x.csv"]) == REFUSED
    assert "of a folder .svg, .md, .json, .png, .pdf can be saved." in capsys.readouterr().err
    for option, value in {"before": "HEAD", "call": "2", "scale": "x", "argument": "x=1"}.items():
        assert main(["measure", str(folder), f"--{option}", value]) == REFUSED
        assert f"--{option} is for one kernel, not for a folder." in capsys.readouterr().err
