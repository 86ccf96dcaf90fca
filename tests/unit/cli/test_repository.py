"""A new project is a git repository with a first commit."""

import subprocess
from pathlib import Path

import pytest

from storehook_cli.authoring import repository


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project of a person whom git knows."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.com\nuseConfigOnly = true\n")
    folder = tmp_path / "my-app"
    folder.mkdir()
    (folder / "README.md").write_text("# my-app")
    return folder


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_all_files_are_in_the_first_commit(folder: Path) -> None:
    assert repository.create(folder) == ""
    assert git(folder, "ls-files") == "README.md\n"
    assert git(folder, "status", "--porcelain") == ""


def test_in_a_repository_nothing_is_created(folder: Path) -> None:
    git(folder.parent, "init", "--quiet")

    assert repository.create(folder) == repository.HINT
    assert not (folder / ".git").exists()


def test_if_git_does_not_know_its_user_the_hint_says_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text("[user]\nuseConfigOnly = true\n")

    assert "does not know your name" in repository.create(folder)


def test_without_git_the_hint_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert repository.create(folder).startswith("git is not installed")
