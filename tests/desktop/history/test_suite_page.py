"""A folder of kernel files in the window, as one table."""

from dataclasses import replace

import made_runs as made
import pytest
from kernel_texts import LOOP_FILE
from made_runs import LOOP
from own_hands import sentences
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from explorer.desktop.history import suite_page
from explorer.history.archive import Archive
from explorer.kernels.finding import open_path


def keep(path, faster):
    """Keep a run of a file as it is now, with `builtin` so many times as fast as the loop."""
    kernel = open_path(str(path))
    run = made.run({LOOP: {100: 1e-6, 200: 2e-6}, ("builtin", 1): {100: 1e-6, 200: 2e-6 / faster}})
    ref = replace(run.plan.kernel, name=kernel.name, file=str(path), sha256=kernel.sha256)
    Archive().keep(replace(run, plan=replace(run.plan, kernel=ref), finished="budget"), LOOP_FILE)


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "many"
    found.mkdir()
    for name in ("one", "two", "three"):
        (found / f"{name}.py").write_text(f"{LOOP_FILE}# {name}\n")
    (found / "broken.py").write_text("def (")
    return found


@pytest.fixture
def page(qtbot, window, folder):
    keep(folder / "one.py", 4)
    keep(folder / "two.py", 9)
    window.files.open(folder)
    found = window.tabs.suite
    assert found.title.text() == "Reading “many” …"
    qtbot.waitUntil(lambda: len(found.kernels) == 3)
    return found


def rows(page):
    return [
        [page.table.item(y, x).text() for x in range(page.table.columnCount())]
        for y in range(page.table.rowCount())
    ]


def test_it_is_one_list_and_one_table(window, page):
    assert window.tabs.page_name == "suite"
    texts = [window.setup.kernels.itemText(i) for i in range(window.setup.kernels.count())]
    assert set(texts) >= {"one.py", "two.py", "three.py"}
    assert page.title.text() == "2 of 3 kernels of “many” are measured as they are now"
    assert [row[0] for row in rows(page)] == ["one", "two", "three", "geometric mean"]
    titles = [page.table.horizontalHeaderItem(x).text() for x in range(page.table.columnCount())]
    assert (titles[0], titles[-1]) == ("Kernel", "builtin")
    ratios = [row[-1].partition("×")[0] for row in rows(page)]
    assert [round(float(text)) for text in ratios if text] == [4, 9, 6]
    assert rows(page)[2][1] == "not measured"
    assert page.table.item(1, 5).background().color() != page.table.item(0, 5).background().color()
    assert page.budget.value() == 36


def test_its_heat_map_is_saved(window, page, tmp_path, monkeypatch):
    def saved(ending):
        path = tmp_path / f"map{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        page.save.click()
        return path

    assert all(saved(ending).stat().st_size > 200 for ending in (".svg", ".pdf", ".json"))
    image = QImage(str(saved(".png")))
    assert image.width() > 600
    right, bottom = image.width() - 1, image.height() - 1
    edge = {image.pixel(right, y) for y in range(bottom)} | {
        image.pixel(x, bottom) for x in range(right)
    }
    assert edge == {image.pixel(0, 0)}  # nothing is cut off
    assert "| one |" in saved(".md").read_text()
    assert not saved(".doc").exists()
    assert "its name must end in" in sentences(window)[-1]


def test_a_changed_file_has_no_run_any_more(qtbot, window, page, folder):
    (folder / "one.py").write_text(LOOP_FILE)
    window.tabs.turn_to("lesson")
    window.tabs.turn_to("suite")
    qtbot.waitUntil(lambda: page.title.text().startswith("1 of 3"))
    page.table.setCurrentCell(1, 0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.setup.kernel.sha256 == open_path(str(folder / "one.py")).sha256


def test_a_row_opens_its_kernel_and_run(qtbot, window, page):
    page.table.setCurrentCell(1, 0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.shown.run.plan.kernel.name == "two"
    assert window.setup.kernel.name == "two"
    assert window.tabs.page_name == "time"
    window.tabs.turn_to("suite")
    page.table.setCurrentCell(2, 0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.setup.kernel.name == "three"
    assert window.tabs.page_name == "lesson"


def test_all_are_measured(qtbot, window, folder, page):
    for name in ("one", "two", "broken"):
        (folder / f"{name}.py").unlink()
    window.files.open(folder)
    page.budget.setValue(1)
    page.all.click()
    assert page.running
    assert not page.all.isEnabled()
    qtbot.waitUntil(lambda: not page.running)
    assert Archive().run(Archive().find()[0]).plan.budget_s <= 1  # that of the page
    qtbot.waitUntil(lambda: page.title.text().startswith("1 of 1"))
    assert page.all.isEnabled()
    assert not page.told.text()


def test_of_many_files_that_cannot_be_read_the_first_are_told_why(window, folder):
    for name in "abcd":
        (folder / f"{name}.py").write_text("def (")
    window.files.open(folder)
    [said] = [one for one in sentences(window) if one.startswith("a: ")]
    assert said.endswith("Nor can these be read: c, d.")


def test_files_are_not_read_again_and_again_beside_what_is_measured(
    qtbot, page, folder, monkeypatch
):
    opened = []

    def open_folder(path):
        opened.append(path)
        return found(path)

    found = suite_page.open_folder
    monkeypatch.setattr(suite_page, "open_folder", open_folder)
    page.all.click()
    qtbot.waitUntil(lambda: not page._gathering.under_way)
    keep(folder / "three.py", 2)
    page._looking.timeout.emit()
    qtbot.waitUntil(lambda: page.title.text().startswith("3 of 3"))
    page._looking.timeout.emit()
    qtbot.waitUntil(lambda: not page._gathering.under_way)
    assert opened == [folder]
    page.stop.click()


def test_a_damaged_run_leaves_the_others_in_sight_and_is_told(qtbot, window, page):
    entry = next(entry for entry in Archive().find() if entry.kernel == "one")
    [damaged] = Archive().folder.rglob(f"{entry.id}*.run.gz")
    damaged.write_bytes(b"junk")
    window.shown.folder_changed.emit()  # as if it was opened anew
    qtbot.waitUntil(lambda: page.title.text().startswith("1 of 3"))
    assert "is a damaged run file" in page.conditions.text()
    assert page.save.isEnabled()
    Archive().delete(entry)
    page.refresh()
    qtbot.waitUntil(lambda: "cannot be opened" not in page.conditions.text())


def test_a_folder_that_is_gone_is_told_in_the_place_of_its_kernels(qtbot, page, folder):
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    page.refresh()
    qtbot.waitUntil(lambda: str(folder) in page.title.text())
    assert not page.table.rowCount()
    assert not page.save.isEnabled()


def test_it_can_be_given_up(page):
    page.all.click()
    assert page.running
    assert page.stop.isVisible()
    page.stop.click()
    assert not page.running
    assert page.told.text() == "Given up; what was measured is kept."


def test_a_folder_that_is_empty_by_now_is_one_sentence(qtbot, folder, page):
    for path in folder.iterdir():
        path.unlink()
    page.all.click()
    qtbot.waitUntil(lambda: not page.running and "has no Python file" in page.told.text())
    assert not page.stop.isVisible()


def test_a_folder_with_nothing_is_one_sentence(window, tmp_path):
    (tmp_path / "empty").mkdir()
    window.files.open(tmp_path / "empty")
    assert "has no Python file with anything to measure" in sentences(window)[-1]
    assert window.shown.folder is None
