import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage

from explorer.desktop.shell.guide import Guide
from explorer.shipped import resource

GUIDE = resource("guide")


@pytest.fixture
def guide(qtbot):
    made = Guide(None)
    qtbot.addWidget(made)
    return made


def test_the_guide_lists_each_page_for_users_once_in_the_order_of_the_first(guide):
    titles = [guide.list.item(row).text() for row in range(guide.list.count())]
    assert titles[:2] == ["Numba Explorer", "First steps"]
    assert len(titles) == len(set(titles)) == len(list(GUIDE.glob("*.md")))


def test_choosing_a_page_shows_it_and_a_link_chooses_its_page(guide):
    guide.list.setCurrentRow(1)
    assert "Choose a kernel" in guide.text.toPlainText()
    guide.text.setSource(QUrl.fromLocalFile(str(GUIDE / "terms.md")))
    assert guide.list.currentItem().text() == "Terms"


@pytest.mark.parametrize("page", sorted(GUIDE.rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert all((page.parent / target).exists() for target in targets)
    assert page.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("picture", sorted((GUIDE / "pictures").iterdir()), ids=lambda p: p.name)
def test_each_picture_can_be_shown_and_is_on_a_page(picture):
    assert not QImage(str(picture)).isNull()
    assert any(f"pictures/{picture.name})" in page.read_text() for page in GUIDE.glob("*.md"))


def test_help_opens_the_guide(window, qtbot):
    window.actions_by_name["guide"].trigger()
    qtbot.waitUntil(window.help.guide.isVisible)
    assert window.help.guide.list.currentItem().text() == "Numba Explorer"
