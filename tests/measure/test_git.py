"""What git knows of a measured file."""

import shutil
import subprocess

import pytest
from kernel_texts import LOOP_FILE

from explorer.kernels.finding import find, open_path
from explorer.measure import git
from explorer.measure.asking import plan_of
from explorer.measure.run import run

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git")


def do(folder, *words):
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A file that is committed once, in a repository with another file."""
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "A User")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "user@example.org")
    file = tmp_path / "mine.py"
    file.write_text(LOOP_FILE)
    (tmp_path / "helper.py").write_text("")
    do(tmp_path, "init", "-q")
    do(tmp_path, "add", ".")
    do(tmp_path, "commit", "-qm", "first")
    return file


def test_a_commit_is_told_with_a_sign_where_files_are_not_as_in_it(mine):
    commit = git.commit_of(mine)
    assert len(commit) == 40
    assert git.in_short(commit) == commit[:8]
    new = mine.with_name("new.py")
    new.write_text("")
    assert git.commit_of(mine) == commit  # that one is nobody's business
    assert git.commit_of(new) == f"{commit}+"
    mine.with_name("helper.py").write_text("changed")  # the measured file may import it
    assert git.commit_of(mine) == f"{commit}+"
    assert git.in_short(f"{commit}+") == f"{commit[:8]}+"


def test_where_there_is_no_commit_there_is_none(tmp_path, mine, monkeypatch):
    assert git.content_at(mine, "--version") is None
    assert git.hash_of(mine, "HEAD^{tree}") == ""
    assert git.hash_of(mine, ":/first") == git.commit_of(mine)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git.commit_of(mine) == ""
    monkeypatch.undo()
    shutil.rmtree(tmp_path / ".git")
    assert git.commit_of(mine) == ""
    do(tmp_path, "init", "-q")
    assert git.commit_of(mine) == ""


def test_a_link_is_what_it_leads_to(mine, tmp_path_factory):
    link = tmp_path_factory.mktemp("links") / "other_name.py"
    link.symlink_to(mine)
    assert git.commit_of(link) == git.commit_of(mine) != ""
    assert git.content_at(link, "HEAD") == git.content_at(mine, "HEAD") is not None


def test_what_is_in_the_way_of_git_is_said(mine, tmp_path, tmp_path_factory, monkeypatch):
    assert git.hindrance(mine) == ""
    do(tmp_path, "commit", "-q", "--allow-empty", "-m", "second")
    shallow = tmp_path_factory.mktemp("shallow")
    do(shallow, "clone", "-q", "--depth", "1", tmp_path.as_uri(), "clone")
    clone = shallow / "clone" / mine.name
    assert git.hash_of(clone, "HEAD~1") == ""
    assert "git fetch --unshallow" in git.hindrance(clone)
    (tmp_path / ".git" / "config").write_text("[")
    assert git.hindrance(mine).startswith("Git refuses to answer: bad config")
    shutil.rmtree(tmp_path / ".git")
    assert git.hindrance(mine) == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git.hindrance(mine) == "There is no git to ask."


def test_another_repository_in_the_surroundings_is_not_asked(mine, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    do(other, "init", "-q")
    commit = git.commit_of(mine)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))  # as in a hook
    assert git.commit_of(mine) == commit != ""
    assert git.content_at(mine, "HEAD").replace(b"\r\n", b"\n") == LOOP_FILE.encode()


def test_a_run_of_a_users_file_has_its_commit_and_one_of_the_catalogue_none(mine):
    kernel = open_path(str(mine))
    started = next(run(plan_of(kernel, 1, sizes="10"), kernel))
    assert started.commit == git.commit_of(mine) != ""
    started = next(run(plan_of(kernel, 1, sizes="10"), kernel, process=1))
    assert started.commit == ""
    kernel = find("sum")
    assert next(run(plan_of(kernel, 1, sizes="10"), kernel)).commit == ""
