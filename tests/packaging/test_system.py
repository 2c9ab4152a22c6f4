"""What the system must have: what is found missing, and how it is asked for."""

import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libEGL.so.1", "libegl1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgomp.so.1.0.0", "libgomp1"),
    ],
)
def test_a_library_is_looked_up_in_debians_names(system, library, package):
    assert system.debian_package(library) == package


def test_what_ldd_does_not_find_is_missing_once(system, pretend, tmp_path):
    pretend.programs("ldd")
    pretend.output(
        "libqxcb.so:\n"
        "\tlinux-vdso.so.1 (0x00007f1c2814a000)\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibX11.so.6 => /lib/x86_64-linux-gnu/libX11.so.6 (0x00007f1c28126000)\n"
        "libqxcb-glx-integration.so:\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibEGL.so.1 => not found\n",
    )
    missing = system.missing_libraries(tmp_path, "window")
    assert missing == ["libEGL.so.1", "libxcb-cursor.so.0"]


def test_without_a_window_the_window_systems_libraries_are_not_asked_for(
    system, pretend, monkeypatch, tmp_path
):
    platforms = tmp_path / "lib/python3.11/site-packages/PySide6/Qt/plugins/platforms"
    platforms.mkdir(parents=True)
    for name in ("libqxcb.so", "libqoffscreen.so"):
        (platforms / name).touch()
    asked = []

    def ldd(command, **_):
        asked.extend(Path(str(part)).name for part in command[1:])
        return system.subprocess.CompletedProcess([], 0, "", "")

    pretend.programs("ldd")
    monkeypatch.setattr(system.subprocess, "run", ldd)
    system.missing_libraries(tmp_path, "headless")
    assert asked == ["libqoffscreen.so"]
    system.missing_libraries(tmp_path, "window")
    assert "libqxcb.so" in asked


def test_before_anything_is_downloaded_all_that_is_missing_is_told_at_once(
    system, pretend, monkeypatch
):
    pretend.programs("ldconfig")
    pretend.output("\tlibEGL.so.1 (libc6,x86-64) => /lib/libEGL.so.1\n")
    monkeypatch.setattr(system, "has_font", lambda: False)
    needs = system.before("test", without_pip=True)
    packages = [need.debian for need in needs.values()]
    assert packages[0] == f"python3.{sys.version_info[1]}-venv"
    assert "libxcb-cursor0" in packages
    assert "libegl1" not in packages
    assert packages[-3:] == ["fonts-dejavu-core", "xvfb", "openbox"]
    assert not any("xcb" in need.debian for need in system.before("headless", False).values())


def test_a_system_that_does_not_list_its_libraries_is_believed_to_have_them(system, monkeypatch):
    monkeypatch.setattr(system, "has_font", lambda: True)
    assert system.before("window", without_pip=False) == {}


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("apt-get", "sudo apt-get install libxcb-cursor0 fonts-dejavu-core"),
        ("dnf", "sudo dnf install 'libxcb-cursor.so.0()(64bit)' dejavu-sans-fonts"),
    ],
)
def test_a_user_without_root_is_told_the_command_and_nothing_is_installed(
    system, steps, pretend, monkeypatch, commands, tmp_path, tool, command
):
    pretend.programs("ldd", tool)
    pretend.output("\tlibxcb-cursor.so.0 => not found\n")
    monkeypatch.setattr(system, "has_font", lambda: False)
    with pytest.raises(steps.SetUpError) as stopped:
        system.check(tmp_path, "window")
    assert "lacks libxcb-cursor.so.0, a font." in str(stopped.value)
    assert f"\n  {command}\n" in str(stopped.value)
    assert commands == []


def test_of_many_missing_things_the_first_are_named(system):
    assert system.in_short(list("abcde")) == "a, b, c, d, e"
    assert system.in_short(list("abcdef")) == "a, b, c, d and 2 more"


def test_on_an_unknown_system_the_missing_library_is_named(
    system, steps, pretend, monkeypatch, tmp_path
):
    pretend.programs("ldd")
    pretend.output("\tlibEGL.so.1 => not found\n")
    monkeypatch.setattr(system, "has_font", lambda: True)
    with pytest.raises(steps.SetUpError, match=r"lacks libEGL\.so\.1\. Install this"):
        system.check(tmp_path, "window")


def test_root_on_debian_gets_everything_in_one_go(system, pretend, monkeypatch, commands, tmp_path):
    lacking = [{"libEGL.so.1": system.Need("libegl1", ""), "Xvfb": system.Need("xvfb", "")}]
    monkeypatch.setattr(system, "lacking", lambda *_: lacking.pop() if lacking else {})
    pretend.programs("apt-get")
    pretend.user(0)
    system.check(tmp_path, "test")
    assert [command[0] for command in commands] == ["apt-get", "apt-get"]
    assert commands[0][-1] == "update"
    assert commands[1][-3:] == ["-y", "libegl1", "xvfb"]


def test_what_apt_did_not_help_with_is_said(
    system, steps, pretend, monkeypatch, commands, tmp_path
):
    monkeypatch.setattr(system, "lacking", lambda *_: {"libx.so.1": system.Need("libx1", "")})
    pretend.programs("apt-get")
    pretend.user(0)
    with pytest.raises(steps.SetUpError, match=r"still lacks libx\.so\.1"):
        system.check(tmp_path, "window")


def test_only_tests_and_bundles_need_programs(system, monkeypatch, tmp_path):
    monkeypatch.setattr(system, "has_font", lambda: True)
    assert system.lacking(tmp_path, "window") == {}
    assert list(system.lacking(tmp_path, "test")) == ["Xvfb", "openbox"]
    assert list(system.lacking(tmp_path, "bundle")) == ["objdump", "zstd"]
