"""What git knows of a file: the commit that is checked out, and what it was at another one.

Git is asked for a short while only, for nothing that it could change, and without the programs
that a repository's settings may name for that.
"""

import os
from pathlib import Path

from explorer.measure.program import Answer, Program

PATIENCE_S = 2.0
"""How long an answer is waited for; a large repository on a slow disk then has none."""
CHANGED = "+"
"""Follows the commit where files are not as in it."""
_CAREFUL = ("--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false")
_STATUS = ("status", "--porcelain=v2", "--branch", "--no-ahead-behind", "--untracked-files=no")


def commit_of(path: Path) -> str:
    """Return the hash of the commit that is checked out where a file is, empty without one.

    `CHANGED` follows it where a file that git follows is not as in it, or this one is not in it.
    """
    path = path.resolve()
    status = _asked(path, *_STATUS)
    if status is None:
        return ""
    lines = status.decode("utf-8", "replace").splitlines()
    found = next((line.split()[-1] for line in lines if line.startswith("# branch.oid ")), "")
    if len(found) < 40:  # "(initial)": nothing was committed yet
        return ""
    clean = all(line.startswith("#") for line in lines) and _asked(
        path, "ls-files", "--error-unmatch", "--", path.name
    )
    return found if clean else found + CHANGED


def hash_of(path: Path, revision: str) -> str:
    """Return the hash of a commit that is named in any way, empty where git does not know it."""
    named = _parsed(path, revision)
    return _parsed(path, f"{named}^{{commit}}") if named else ""  # a tag leads to one


def _parsed(path: Path, revision: str) -> str:
    found = _asked(path, "rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    return found.decode("ascii", "replace").strip() if found else ""


def content_at(path: Path, revision: str) -> bytes | None:
    """Return what a file was at a commit; None where git does not know."""
    path = path.resolve()
    commit = hash_of(path, revision)
    return _asked(path, "cat-file", "blob", f"{commit}:./{path.name}") if commit else None


def hindrance(path: Path) -> str:
    """Say why git may not know a commit that there is; empty where nothing is known of."""
    answer = _answer(path, "rev-parse", "--is-shallow-repository")
    if answer is None:
        return "There is no git to ask."
    if answer.status == 0:
        shallow = answer.content.strip() == b"true"
        return _SHALLOW if shallow else ""
    said = answer.said.strip().partition("\n")[0].removeprefix("fatal: ")
    is_none = not said or said.startswith("not a git repository")
    return "" if is_none else f"Git refuses to answer: {said}."


_SHALLOW = "This clone of the repository is shallow: git fetch --unshallow brings earlier commits."


def in_short(commit: str) -> str:
    """Write a commit: 1f3a9c04, or 1f3a9c04+ where files were changed since."""
    return commit[:8] + (CHANGED if commit.endswith(CHANGED) else "")


def _asked(path: Path, *words: str) -> bytes | None:
    """What git answers in the folder of a file; None where it is not there, or refuses."""
    answer = _answer(path, *words)
    return answer.content if answer is not None and answer.status == 0 else None


def _answer(path: Path, *words: str) -> Answer | None:
    """How git answers in English in the folder of a file; None where it is not there."""
    # a hook that runs this program has its own repository in GIT_DIR and others
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    folder = str(path.resolve().parent)
    try:
        asked = Program(["git", *_CAREFUL, *words], b"", {**environment, "LC_ALL": "C"}, folder)
    except (OSError, ValueError):  # there is no git, or the name holds what no program can be given
        return None
    return asked.answer(PATIENCE_S)
