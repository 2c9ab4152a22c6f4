"""Draws the house from the code: run it, `.venv/bin/python tests/house_picture.py`, to renew it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp

PAGE = Path(__file__).parent.parent / "resources/guide/maintainers/house.md"
HOUSE, DESKTOP = "explorer", "explorer.desktop"
_PICTURES = re.compile(r"```mermaid\n(.*?)```\n", re.DOTALL)


def pictures() -> tuple[str, str]:
    """Return the rooms of the house, and those of the desktop, as Mermaid draws them."""
    graph = grimp.build_graph("explorer", cache_dir=None)
    return _drawn(arrows(graph, HOUSE)), _drawn(arrows(graph, DESKTOP))


def arrows(graph: grimp.ImportGraph, container: str) -> dict[str, set[str]]:
    """Return which rooms each room of a container is built on."""
    found: dict[str, set[str]] = {room: set() for room in graph.find_children(container)}
    for room in found:
        for other in found:
            if room != other and graph.direct_import_exists(
                importer=room, imported=other, as_packages=True
            ):
                found[room].add(other)
    return found


def in_the_guide() -> list[str]:
    """Return the pictures as the guide has them."""
    return _PICTURES.findall(PAGE.read_text(encoding="utf-8"))


def _drawn(found: Mapping[str, set[str]]) -> str:
    lines = (f"    {_name(room)} --> {_name(on)}\n" for room, on in sorted(_needed(found)))
    return f"graph TD\n{''.join(lines)}"


def _needed(found: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """The arrows that no way over other rooms stands for."""
    for room, others in found.items():
        for on in others:
            if not any(on in _below(found, over) for over in others - {on}):
                yield room, on


def _below(found: Mapping[str, set[str]], room: str) -> set[str]:
    return set().union(*({on} | _below(found, on) for on in found[room]))


def _name(module: str) -> str:
    return module.rpartition(".")[2]


if __name__ == "__main__":
    drawn = iter(pictures())
    text = PAGE.read_text(encoding="utf-8")
    text = _PICTURES.sub(lambda _: f"```mermaid\n{next(drawn)}```\n", text)
    PAGE.write_text(text, encoding="utf-8")
