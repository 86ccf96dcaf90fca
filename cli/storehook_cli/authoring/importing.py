"""Importing a project's code, and telling what is wrong with it: where it stands, and what to do."""

import socket
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storehook.errors import ActionImportError, DeclarationError, DuplicateAction
from storehook_cli.errors import CommandError

WORKER = Path("functions/worker")

REQUIREMENTS = WORKER / "requirements.txt"

OURS = ("actions", "models", "settings", "storehook")
"""What no requirements.txt brings."""

_PUBLIC = "storehook, storehook.errors, storehook.payloads and storehook.testing"


class ConnectedError(Exception):
    """A file opens a connection while it is imported."""

    def __init__(self, host: object) -> None:
        super().__init__(f"it connects to {host} while it is imported")


@contextmanager
def importing(folder: Path) -> Generator[None]:
    """Have modules be imported from functions/worker, as in AWS, and without a network.

    Args:
        folder: the project.

    Raises:
        CommandError: a file cannot be imported; the message has its place, the reason and the remedy.
    """
    path = str(folder / WORKER)
    sys.path.insert(0, path)
    try:
        with _no_network():
            yield
    except ActionImportError as error:
        raise CommandError(_told(error.__cause__ or error, folder)) from error.__cause__
    except DuplicateAction as error:
        raise CommandError(str(error).replace(f"{folder}/", "")) from error
    finally:
        sys.path.remove(path)


@contextmanager
def _no_network() -> Generator[None]:
    lookup, connect = socket.getaddrinfo, socket.socket.connect

    def refuse_lookup(host: object, *_: object, **__: object) -> Any:
        raise ConnectedError(host)

    def refuse(_self: object, address: Any) -> None:
        raise ConnectedError(address)

    socket.getaddrinfo, socket.socket.connect = refuse_lookup, refuse
    try:
        yield
    finally:
        socket.getaddrinfo, socket.socket.connect = lookup, connect


def _told(error: BaseException, folder: Path) -> str:
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    ended = said if said.endswith("?") else f"{said.rstrip('.')}."
    return f"{_place(error, folder)}{type(error).__name__}: {ended} {_remedy(error)}".rstrip()


def _place(error: BaseException, folder: Path) -> str:
    """The author's own file and line in which an import has failed: `functions/worker/actions/bill.py:7: `."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno))
    own = [(Path(name), line) for name, line in frames if Path(name).is_relative_to(folder / WORKER)]
    return f"{own[-1][0].relative_to(folder)}:{own[-1][1]}: " if own else ""


def _remedy(error: BaseException) -> str:
    match error:
        case SyntaxError():
            return "Mend it: Python cannot read the file."
        case ModuleNotFoundError():
            return _where_to_get(error.name or "")
        case ImportError():
            return "Mend the import: nothing there has that name, or two files import each other."
        case DeclarationError():
            return ""  # its message says what to do
        case ConnectedError():
            return "Do it in the action: each function imports every file when it starts, and so does the reconciler."
        case TypeError() if "action()" in str(error):
            return "Declare it as in @action(webhooks=[…]), each option by its name."
        case _:
            return "What stands outside of functions runs when the file is imported. Mend it, or do it in the action."


def _where_to_get(module: str) -> str:
    match module.split("."):
        case ["storehook", *_]:
            return f"Import from {_PUBLIC}."
        case [first, *rest] if first in OURS:
            return f"Mend the import, or write {WORKER.joinpath(first, *rest)}.py."
        case _:
            return f"Add the package that has it to {REQUIREMENTS}; `make setup` installs it here."
