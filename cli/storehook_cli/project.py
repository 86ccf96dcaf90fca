"""The user's own code, below the folder in which the command is run."""

import importlib
import sys
from pathlib import Path

from storehook.actions import Registry, discover
from storehook_cli.errors import CommandError

WORKER = Path("functions/worker")
ACTIONS = WORKER / "actions"
TESTS = Path("tests/unit/actions")


def actions(folder: Path) -> Registry:
    """The actions of a project, imported as the deployed worker imports them.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions.
        ActionImportError: one of them cannot be imported.
        DuplicateAction: two of them have one name.
    """
    require(folder)
    sys.path.insert(0, str(folder / WORKER))
    try:
        return discover(importlib.import_module("actions"))
    finally:
        sys.path.remove(str(folder / WORKER))


def require(folder: Path) -> None:
    """Be in a project.

    Raises:
        CommandError: there is no folder of actions.
    """
    if not (folder / ACTIONS / "__init__.py").is_file():
        raise CommandError(
            f"There is no {ACTIONS} here. Run this in the folder of your project, where template.yaml is."
        )
