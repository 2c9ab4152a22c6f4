"""The checkout's environment: which Python, which folder, what is done and what is left alone."""

import ast
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest


@pytest.fixture
def done(environment, monkeypatch):
    """The steps of a set-up by name, in place of the steps."""
    names = []

    def make(made):
        names.append("make")
        made.python.parent.mkdir(parents=True, exist_ok=True)
        made.python.touch(mode=0o755)

    monkeypatch.setattr(environment, "make", make)
    monkeypatch.setattr(
        environment, "install", lambda _, stage, __: names.append(f"install {stage}")
    )
    monkeypatch.setattr(environment.system, "before", lambda *_: {})
    monkeypatch.setattr(environment, "unreachable", lambda: None)
    monkeypatch.setattr(environment.system, "check", lambda _, stage: names.append(f"as {stage}"))
    return names


@pytest.fixture
def reachable(environment, monkeypatch):
    """Every index answers, and pip has none of its own."""
    monkeypatch.setattr(environment.index, "trouble", lambda *_: None)
    monkeypatch.setattr(environment.index, "pips_own", lambda _: "")


# --- Python ---


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_a_python_with_locked_packages_is_taken(environment, version):
    assert environment.unsupported(version) is None


@pytest.mark.parametrize("version", [(3, 10), (3, 15)])
def test_another_python_is_turned_down_with_one_that_will_do(
    environment, pretend, monkeypatch, version
):
    pretend.programs("python3.12")
    monkeypatch.setattr("sys.argv", ["packaging/bootstrap.py", "run", "my file.py"])
    sentence = environment.unsupported(version)
    assert f"Python {version[0]}.{version[1]} will not do" in sentence
    assert "3.11 to 3.14" in sentence
    assert sentence.endswith("\n  python3.12 packaging/bootstrap.py run 'my file.py'")


def test_older_pythons_can_read_what_turns_them_down(scripts, monkeypatch):
    monkeypatch.setitem(sys.modules, "tomllib", None)  # that came with 3.11
    for name, module in scripts.items():
        ast.parse(Path(module.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
        monkeypatch.delitem(sys.modules, name)
    import_module("bootstrap")


# --- the stamp ---


def test_a_second_start_sets_nothing_up(environment, checkout, done):
    environment.set_up(checkout, "window")
    assert done == ["make", "install window", "as window"]
    environment.set_up(checkout, "window")
    environment.set_up(checkout, "headless")
    assert len(done) == 3


def test_the_tests_set_up_is_enough_for_the_app_but_not_the_other_way(checkout, as_if_set_up):
    as_if_set_up("test")
    assert checkout.is_ready("window")
    assert not checkout.is_ready("bundle")
    as_if_set_up("window")
    assert not checkout.is_ready("test")


@pytest.mark.parametrize(
    "name",
    [
        "pyproject.toml",
        "packaging/requirements.lock",
        "packaging/requirements-test.lock",
        "packaging/new.py",
    ],
)
def test_a_changed_file_means_another_set_up(checkout, as_if_set_up, name):
    as_if_set_up("test")
    (checkout.root / name).write_text("changed")
    assert not checkout.is_ready("window")


def test_a_python_that_is_gone_means_another_set_up(checkout, as_if_set_up):
    as_if_set_up("test")
    checkout.python.unlink()
    assert not checkout.is_ready("window")


@pytest.mark.parametrize("content", ["", "window", "window\n", "nonsense 0", "a b c"])
def test_a_damaged_stamp_means_another_set_up(checkout, as_if_set_up, content):
    as_if_set_up("window")
    checkout.stamp.write_text(content)
    assert not checkout.is_ready("window")


# --- where ---


def test_an_environment_of_another_user_is_left_alone_and_one_in_the_cache_taken(
    environment, checkout, as_if_set_up, monkeypatch, own_folders
):
    as_if_set_up("headless")
    access = environment.os.access
    monkeypatch.setattr(
        environment.os,
        "access",
        lambda path, how: access(path, how) and not (how == environment.os.W_OK and path in theirs),
    )
    theirs = {checkout.folder}
    assert environment.choose(checkout.root, "headless") == checkout  # to read is enough
    chosen = environment.choose(checkout.root, "window")
    assert own_folders in chosen.folder.parents
    assert chosen.root == checkout.root
    theirs |= {own_folders, *own_folders.rglob("*"), *own_folders.parents}
    with pytest.raises(environment.SetUpError, match=r"Neither .*\.venv nor .* can be written"):
        environment.choose(checkout.root, "window")


# --- making it ---


def test_a_whole_environment_is_kept_and_a_half_made_one_made_anew(
    environment, checkout, as_if_set_up, commands, reachable
):
    as_if_set_up("window")
    environment.make(checkout)
    assert [command[1] for command in commands] == ["-c"]
    assert checkout.unfinished.exists()
    assert not checkout.stamp.exists()
    environment.make(checkout)  # the one before was cut off
    assert commands[-1][1:] == ["-m", "venv", "--clear", str(checkout.folder)]


def test_uv_is_used_where_it_works(environment, checkout, pretend, commands, reachable):
    pretend.programs("uv")
    assert not environment.without_pip()
    checkout.folder.mkdir()
    environment.make(checkout)
    assert "--without-pip" in commands[-1]
    environment.install(checkout, "window", None)
    assert commands[-1][:3] == ["/usr/bin/uv", "pip", "install"]
    commands.status = 1  # as a shim without a program behind it
    assert environment.uv() is None


def test_uv_is_not_used_where_only_pip_knows_the_index(environment, pretend, commands, monkeypatch):
    pretend.programs("uv")
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.invalid/")
    assert environment.uv() is None
    monkeypatch.setenv("UV_INDEX_URL", "https://packages.invalid/")
    assert environment.uv() == "/usr/bin/uv"


@pytest.fixture
def trouble(environment, monkeypatch):
    """No index answers."""
    found = environment.index.Trouble("https://packages.invalid/", "http://proxy:80", "no answer")
    monkeypatch.setattr(environment.index, "trouble", lambda *_: found)
    return found


def test_where_no_index_answers_what_is_here_is_looked_through(
    environment, checkout, trouble, commands, monkeypatch
):
    environment.install(checkout, "window", trouble)  # all was in a folder
    assert [("--no-index" in command) for command in commands] == [True, False]
    commands.clear()
    commands.status = 1
    for uvs, option in ((None, "--no-index"), ("/usr/bin/uv", "--offline")):
        monkeypatch.setattr(environment, "uv", lambda uvs=uvs: uvs)
        with pytest.raises(environment.SetUpError, match=r"proxy http://proxy:80: no answer\.$"):
            environment.install(checkout, "window", trouble)
        assert option in commands[-1]
    assert len(commands) == 2


@pytest.mark.parametrize("tool", ["apt-get", "pip"])
def test_where_nothing_can_be_reached_nothing_is_begun(
    environment, checkout, trouble, commands, pretend, monkeypatch, tool
):
    monkeypatch.setattr(environment.index, "pips_own", lambda _: "")
    monkeypatch.setattr(environment.system, "before", lambda *_: {"libEGL.so.1": 0})
    if tool == "pip":
        monkeypatch.setattr(environment.system, "before", lambda *_: {})
    pretend.programs("apt-get")
    pretend.user(0)
    with pytest.raises(environment.SetUpError, match=r"proxy http://proxy:80: no answer\.$"):
        environment.set_up(checkout, "headless")
    assert commands == []
    assert not checkout.folder.exists()


def test_an_index_that_stalls_is_not_waited_for_unless_the_user_says_so(
    environment, checkout, reachable, monkeypatch
):
    given = {}

    def call(_, **options):
        given.update(options["env"])
        return 1

    monkeypatch.setenv("PIP_RETRIES", "7")
    monkeypatch.setattr(environment.subprocess, "call", call)
    with pytest.raises(environment.SetUpError, match=r"packages from https://pypi\.org/simple/ \("):
        environment.install(checkout, "window", None)
    assert float(given["PIP_DEFAULT_TIMEOUT"]) < 10
    assert given["PIP_RETRIES"] == "7"


def test_of_two_starts_at_once_one_waits_and_does_nothing_more(
    environment, checkout, done, monkeypatch, capsys
):
    entered, go_on = threading.Event(), threading.Event()
    install = environment.install

    def slow(made, stage, trouble):
        entered.set()
        assert go_on.wait(30)
        install(made, stage, trouble)

    said = environment.say

    def say(text):
        said(text)
        if "waiting" in text:
            go_on.set()

    monkeypatch.setattr(environment, "install", slow)
    monkeypatch.setattr(environment, "say", say)
    first = threading.Thread(target=environment.set_up, args=(checkout, "window"))
    first.start()
    assert entered.wait(30)
    environment.set_up(checkout, "window")
    first.join()
    assert done == ["make", "install window", "as window"]
    assert "Another start is setting this checkout up" in capsys.readouterr().out


def test_what_bare_debian_lacks_is_asked_for_before_anything_is_made(
    environment, checkout, monkeypatch
):
    monkeypatch.setattr(environment, "find_spec", lambda _: None)
    monkeypatch.setattr(environment.index, "pips_own", lambda _: "")
    with pytest.raises(environment.SetUpError, match="ensurepip"):
        environment.set_up(checkout, "headless")
    assert not checkout.folder.exists()
