"""The user's own code, below the folder in which the command is run."""

import importlib
import pkgutil
import sys
import traceback
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from storehook.actions.action import Registry, discover
from storehook.actions.own_settings import own_settings
from storehook.errors import ActionImportError
from storehook.records.model import Model
from storehook_cli.authoring.permissions import check_permissions
from storehook_cli.errors import CommandError

WORKER = Path("functions/worker")

ACTIONS = WORKER / "actions"

TESTS = Path("tests/actions")


def actions(folder: Path) -> Registry:
    """The actions of a project, imported as the deployed worker imports them.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions, one of them cannot be imported, which the message tells with file and
            line, or its permissions are wider than they say to be.
        DuplicateAction: two of them have one name.
        SettingsInvalid: the settings beside them cannot be used, in one of their environments.
    """
    require(folder)
    try:
        with _importing(folder):
            _check_beside(folder)
            return discover(importlib.import_module("actions"))
    except ActionImportError as error:
        cause = error.__cause__ or error
        raise CommandError(f"{_place(cause, folder)}{_said(cause)}. Mend it.") from cause


def environments(folder: Path) -> list[str]:
    """The environments that a project has settings for, each checked; empty if it has none.

    Args:
        folder: the project.

    Raises:
        CommandError: it has no folder of actions, or permissions that are wider than they say to be.
        SettingsInvalid: the settings cannot be used, in one of their environments.
    """
    require(folder)
    with _importing(folder):
        return _check_beside(folder)


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


def _place(error: BaseException, folder: Path) -> str:
    """The author's own file and line in which an import has failed: `functions/worker/actions/bill.py:7: `."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno))
    own = [(Path(name), line) for name, line in frames if Path(name).is_relative_to(folder / WORKER)]
    return f"{own[-1][0].relative_to(folder)}:{own[-1][1]}: " if own else ""


def _said(error: BaseException) -> str:
    # A syntax error's own text repeats the file and the line.
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {said.rstrip('.')}"


@contextmanager
def _importing(folder: Path) -> Generator[None]:
    path = str(folder / WORKER)
    sys.path.insert(0, path)
    try:
        yield
    finally:
        sys.path.remove(path)


def _check_beside(folder: Path) -> list[str]:
    """Check what stands beside the actions, and give the environments that there are settings for."""
    check_permissions(folder)
    declared = own_settings()
    return declared.check() if declared else []


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
