"""What a package index is told of the project."""

import sys
import tomllib
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


def test_links_within_the_project_lead_to_its_address(monkeypatch):
    monkeypatch.syspath_prepend(str(PACKAGING))
    with_whole_addresses = import_module("index_page").with_whole_addresses
    text = "![A](resources/a.png) [b](CHANGELOG.md) [c](#there) [d](https://d.invalid)"
    assert with_whole_addresses(text, "https://x.invalid/p") == (
        "![A](https://x.invalid/p/raw/main/resources/a.png) "
        "[b](https://x.invalid/p/blob/main/CHANGELOG.md) [c](#there) [d](https://d.invalid)"
    )


def test_the_readme_links_to_files_that_are_there(monkeypatch):
    monkeypatch.syspath_prepend(str(PACKAGING))
    page = import_module("index_page").with_whole_addresses(
        (ROOT / "README.md").read_text(), "https://x.invalid"
    )
    inside = [part.split(")")[0] for part in page.split("https://x.invalid/")[1:]]
    assert inside
    for target in inside:
        assert (ROOT / target.split("/main/")[1].split("#")[0]).exists(), target


def test_the_pythons_that_are_named_are_the_supported_ones(environment):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [c.rsplit(" ", 1)[1] for c in project["classifiers"] if " :: 3." in c]
    first, last = environment.OLDEST, environment.NEWEST
    assert named == [f"3.{minor}" for minor in range(first[1], last[1] + 1)]
    assert project["requires-python"] == f">={named[0]}"
    assert sys.version_info[:2] >= first
