from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from explorer.desktop.files.where import ask_where

KINDS = {".json": "The run", ".html": "A report"}


@pytest.fixture
def ask(monkeypatch, tmp_path):
    asked = []

    def ask(written, used="", replace=True, kinds=KINDS):
        answer = QMessageBox.StandardButton.Yes if replace else QMessageBox.StandardButton.No
        chosen = str(tmp_path / written) if written else ""
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, used))
        monkeypatch.setattr(
            QMessageBox, "question", lambda *given: asked.append(given[2]) or answer
        )
        found = ask_where(None, "Save", Path("x"), kinds)
        return found and found.name

    ask.asked = asked
    return ask


def test_a_name_gets_the_ending_of_the_chosen_kind(ask):
    assert ask("") is None
    assert ask("a.json") == "a.json"
    assert ask("a.txt") == "a.txt"  # which is refused with a sentence by what saves
    assert ask("a") == "a.json"
    assert ask("a", "A report (*.html)") == "a.html"
    assert ask("a.v2", kinds={".py": "Kernel file"}) == "a.v2.py"
    assert ask.asked == []


def test_what_the_dialog_did_not_ask_about_is_asked(ask, tmp_path):
    (tmp_path / "mine.py").write_text("code")
    kinds = {".py": "Kernel file"}
    assert ask("mine.py", kinds=kinds) == "mine.py"  # the dialog has asked
    assert ask.asked == []
    assert ask("mine", replace=False, kinds=kinds) is None
    assert ask("mine", kinds=kinds) == "mine.py"
    assert ask.asked == ["“mine.py” exists already. Replace it?"] * 2
