"""Which stack commands speak to where their options do not say: the choice of `storehook use`, kept in the project."""

from pathlib import Path

from storehook_cli.errors import CommandError
from storehook_cli.stack import sam_config

FILE = ".storehook"

LOCAL = "local"
"""Stands for the stack of `make run`; all else is an environment of samconfig.toml."""


def read(folder: Path) -> str | None:
    """What was chosen in a folder; None if nothing was."""
    try:
        return (folder / FILE).read_text(errors="replace").strip() or None
    except FileNotFoundError:
        return None


def choose(folder: Path, name: str) -> None:
    """Choose a stack for a folder.

    Args:
        folder: the project.
        name: an environment of its samconfig.toml, or `local`.

    Raises:
        CommandError: samconfig.toml cannot be used, or names no stack for that environment.
    """
    if name != LOCAL and not sam_config.read(folder, name).stack_name:
        raise CommandError(f"No {sam_config.FILE} here names a stack for {name!r}. Write its stack_name there.")
    (folder / FILE).write_text(f"{name}\n")
