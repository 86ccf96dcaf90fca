"""The user's own code, below the folder in which the command is run."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from storehook.actions.action import Registry, discover, imported
from storehook.actions.own_settings import own_settings
from storehook.records.model import Model
from storehook_cli.authoring.importing import WORKER, importing
from storehook_cli.authoring.permissions import check_permissions
from storehook_cli.errors import CommandError

ACTIONS = WORKER / "actions"

TESTS = Path("tests/actions")


def actions(folder: Path) -> Registry:
    """The actions of a project, imported as the deployed worker imports them.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions; one of them cannot be imported, or two have one name, which the
            message tells with file, line and remedy; or its permissions are wider than they say to be.
        SettingsInvalid: the settings beside them cannot be used, in one of their environments.
    """
    require(folder)
    with importing(folder):
        _check_beside(folder)
        return discover(importlib.import_module("actions"))


def environments(folder: Path) -> list[str]:
    """The environments that a project has settings for, each checked; empty if it has none.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions, or permissions that are wider than they say to be.
        SettingsInvalid: the settings cannot be used, in one of their environments.
    """
    require(folder)
    with importing(folder):
        return _check_beside(folder)


def models(folder: Path) -> list[str]:
    """The names of a project's models, under which records are kept.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions, or one of its files cannot be imported, told as above.
    """
    require(folder)
    with importing(folder):
        for package in ("models", "actions"):
            _import_all(package)
    found = (each for each in _subclasses(Model) if each.__module__.split(".")[0] in ("models", "actions"))
    return sorted({each.__name__ for each in found})


def _check_beside(folder: Path) -> list[str]:
    """Check what stands beside the actions, and give the environments that there are settings for."""
    check_permissions(folder)
    declared = own_settings()
    return declared.check() if declared else []


def _import_all(package: str) -> None:
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        imported(f"{package}.{info.name}")


def _subclasses(model: type[Model]) -> Iterator[type[Model]]:
    for each in model.__subclasses__():
        yield each
        yield from _subclasses(each)


def require(folder: Path) -> None:
    """Be in a project.

    Raises:
        CommandError: there is no folder of actions.
    """
    if not (folder / ACTIONS / "__init__.py").is_file():
        raise CommandError(
            f"There is no {ACTIONS} here. Run this in the folder of your project, where template.yaml is."
        )
