"""Choice of `storehook use`: the stack that commands use if no option names one. The project keeps it in a file."""

from pathlib import Path

from storehook_cli.errors import CommandError
from storehook_cli.stack import sam_config

FILE = ".storehook"

LOCAL = "local"
"""Name of the stack of `make run`. Every other name is an environment of samconfig.toml."""


def read(folder: Path) -> str | None:
    """Return a folder's choice, or None."""
    try:
        return (folder / FILE).read_text(errors="replace").strip() or None
    except FileNotFoundError:
        return None


def choose(folder: Path, name: str) -> None:
    """Choose the stack that commands use in a folder: an environment of its samconfig.toml, or `local`."""
    if name != LOCAL and not sam_config.read(folder, name).stack_name:
        raise CommandError(f"{sam_config.FILE} has no stack_name for environment {name!r}. Add one.")
    (folder / FILE).write_text(f"{name}\n")
