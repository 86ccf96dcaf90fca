"""The user's code, below the folder in which the command runs."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storehook import Model
from storehook.actions import action
from storehook.actions.action import Registry, discover, imported
from storehook.actions.own_settings import own_settings
from storehook.errors import DeclarationError
from storehook.records.declaration import declared
from storehook_cli.authoring.importing import WORKER, importing
from storehook_cli.authoring.names import require_known
from storehook_cli.authoring.permissions import check_permissions
from storehook_cli.errors import CommandError

ACTIONS = WORKER / "actions"

TESTS = Path("tests/actions")


def actions(folder: Path) -> Registry:
    """Import the actions of a project as the deployed worker imports them.

    Raises:
        CommandError: the project has no folder of actions, an action cannot be imported, two actions have one name, a
            permission is wider than declared, or an action, setting or param is misspelled. The message names file,
            line and remedy.
        SettingsInvalid: the settings beside the actions are not valid in one of their environments.
    """
    require(folder)
    with importing(folder):
        settings = own_settings()
        _check_permissions_and_settings(folder)
        registry = discover(importlib.import_module("actions"))
        _check_schedules(folder, registry)
        require_known(folder, WORKER, registry, settings.attributes() if settings else None)
        return registry


def _check_schedules(folder: Path, registry: Registry) -> None:
    for scheduled in registry:
        try:
            scheduled.check_schedule()
        except DeclarationError as error:
            place = scheduled.place.removeprefix(f"{folder.resolve()}/")
            raise CommandError(f"{place}: {type(error).__name__}: {error}") from error


def without_actions(folder: Path) -> list[Path]:
    """Return the files in a project's folder of actions that declare none."""
    with importing(folder):
        names = action.without_actions(importlib.import_module("actions"))
    return [WORKER / f"{name.replace('.', '/')}.py" for name in names]


def environments(folder: Path) -> list[str]:
    """Return the environments that a project has settings for, each checked."""
    require(folder)
    with importing(folder):
        return _check_permissions_and_settings(folder)


def models(folder: Path) -> list[str]:
    """Return the names of a project's models, under which records are stored."""
    return sorted(_models(folder))


def model(folder: Path, name: str) -> type[Model]:
    """Return a model of a project by its name.

    Raises:
        CommandError: the project has no such model.
    """
    known = _models(folder)
    if name not in known:
        raise CommandError(f"This project has no model {name!r}. It has: {', '.join(sorted(known)) or 'none'}.")
    return known[name]


def function(folder: Path, path: str) -> Callable[..., Any]:
    """Return a function of a project.

    Args:
        path: module and name, such as `models.migrations:to_cents`, below functions/worker.

    Raises:
        CommandError: there is none.
    """
    module_name, _, name = path.partition(":")
    with importing(folder):
        module = imported(module_name)
    found = getattr(module, name, None)
    if not callable(found):
        raise CommandError(f"{module_name} in {WORKER} has no function {name!r}. Name it as in MODULE:FUNCTION.")
    return found


def _models(folder: Path) -> dict[str, type[Model]]:
    require(folder)
    packages = ("models", "actions")
    with importing(folder):
        for package in packages:
            for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
                imported(f"{package}.{info.name}")
    return {
        name: model
        for name, model in declared().items()
        if issubclass(model, Model) and model.__module__.split(".")[0] in packages
    }


def _check_permissions_and_settings(folder: Path) -> list[str]:
    """Check permissions and settings, and return the environments that have settings."""
    check_permissions(folder)
    settings = own_settings()
    return settings.check() if settings else []


def is_project(folder: Path) -> bool:
    """Return whether a folder has the actions of a project."""
    return (folder / ACTIONS).is_dir()


def require(folder: Path) -> None:
    """Check that a folder is a project."""
    if not is_project(folder):
        raise CommandError(
            f"This folder has no {ACTIONS}. Run this in the folder of your project, where template.yaml is."
        )
