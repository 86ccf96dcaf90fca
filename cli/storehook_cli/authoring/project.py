"""The user's own code, below the folder in which the command is run."""

import importlib
import pkgutil
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from storehook.actions.action import Registry, discover
from storehook.records.model import Model
from storehook_cli.errors import CommandError

WORKER = Path("functions/worker")

ACTIONS = WORKER / "actions"

TESTS = Path("tests/actions")


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
    with _importing(folder):
        return discover(importlib.import_module("actions"))


def models(folder: Path) -> list[str]:
    """The names of a project's models, under which records are kept.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions, or one of its files cannot be imported.
    """
    require(folder)
    with _importing(folder):
        for package in ("models", "actions"):
            _import_all(package)
    found = (each for each in _subclasses(Model) if each.__module__.split(".")[0] in ("models", "actions"))
    return sorted({each.__name__ for each in found})


@contextmanager
def _importing(folder: Path) -> Generator[None]:
    path = str(folder / WORKER)
    sys.path.insert(0, path)
    try:
        yield
    finally:
        sys.path.remove(path)


def _import_all(package: str) -> None:
    try:
        path = importlib.import_module(package).__path__
        for info in pkgutil.iter_modules(path):
            importlib.import_module(f"{package}.{info.name}")
    except Exception as error:
        raise CommandError(
            f"{WORKER / package} cannot be imported: {type(error).__name__}: {error}. Mend it."
        ) from error


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
