"""Package installation with `uv`, and the targets of a project's Makefile that pin packages."""

import subprocess
from pathlib import Path

from uv import find_uv_bin

from storehook_cli.errors import CommandError


def uv(*arguments: str, problem: str, folder: Path | None = None) -> None:
    """Run `uv`. If it fails, the error begins with the problem."""
    _run([find_uv_bin(), *arguments], problem, folder)


def make(folder: Path, target: str, *, problem: str) -> None:
    """Run a target of a project's Makefile with this command's `uv`."""
    _run(["make", "--silent", target, f"UV={find_uv_bin()}"], problem, folder)


def _run(words: list[str], problem: str, folder: Path | None) -> None:
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise CommandError(f"{problem}\n{words[0]} is not installed. Install it and try again.") from error
    if done.returncode:
        raise CommandError(f"{problem}\n{done.stderr.strip()}")
