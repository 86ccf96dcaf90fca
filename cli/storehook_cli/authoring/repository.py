"""Git repository of a new project. `storehook upgrade` needs one, so that its changes can be seen and undone."""

import subprocess
from pathlib import Path

HINT = "Commit the project to git: storehook upgrade needs that."

_FIRST_COMMIT = (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "Create the project"))


def create(folder: Path) -> str:
    """Create a repository with a first commit, unless the folder is already in one. Return a hint, or "" if done."""
    try:
        if _git(folder, "rev-parse", "--is-inside-work-tree"):
            return HINT
        committed = all(_git(folder, *words) for words in _FIRST_COMMIT)
    except FileNotFoundError:
        return f"git is not installed. {HINT}"
    return "" if committed else f"git made no first commit, perhaps because it does not know your name. {HINT}"


def _git(folder: Path, *words: str) -> bool:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False).returncode == 0
