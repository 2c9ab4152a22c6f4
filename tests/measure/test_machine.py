"""What is told of the machine that measures."""

from importlib import metadata

from explorer.measure import machine


def test_versions_are_those_of_what_is_installed(tmp_path, monkeypatch):
    installed = machine.facts()["versions"]
    assert installed == {name: metadata.version(name) for name in installed}
    for name in ("Llvmlite-0.1+x.dist-info", "numba-0.2-py3.12.egg-info"):
        (tmp_path / name).mkdir()
    (tmp_path / "pyside6_essentials-6.dist-info").mkdir()
    monkeypatch.setattr("sys.path", ["/nowhere", str(tmp_path)])
    found = machine.facts()["versions"]
    assert (found["llvmlite"], found["numba"], found["PySide6-Essentials"]) == ("0.1+x", "0.2", "6")
    assert found["numpy"] is None
