"""Packages, by `uv`."""

import subprocess
from pathlib import Path

from uv import find_uv_bin

from storehook_cli.errors import CommandError


def uv(*arguments: str, problem: str, folder: Path | None = None) -> None:
    """Run `uv`.

    Args:
        arguments: its command line.
        problem: what is said if it fails, before what it has printed.
        folder: where it runs; None for where we are.

    Raises:
        CommandError: it ended with an error.
    """
    done = subprocess.run([find_uv_bin(), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{problem}\n{done.stderr.strip()}")
