"""Imports of a project's code, with the place and the remedy of an error."""

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
"""Packages that no requirements.txt installs."""

_PUBLIC = "storehook, storehook.errors, storehook.payloads and storehook.testing"


class ConnectedError(Exception):
    """File that opens a connection while it is imported."""

    def __init__(self, host: object) -> None:
        super().__init__(f"it connects to {host} while it is imported")


@contextmanager
def importing(folder: Path) -> Generator[None]:
    """Import modules from functions/worker, as on AWS, and without a network.

    Raises:
        CommandError: a file cannot be imported. The message has the place, the reason and the remedy.
    """
    path = str(folder / WORKER)
    sys.path.insert(0, path)
    try:
        with _no_network():
            yield
    except ActionImportError as error:
        raise CommandError(_explain(error.__cause__ or error, folder)) from error.__cause__
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


def _explain(error: BaseException, folder: Path) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    sentence = message if message.endswith("?") else f"{message.rstrip('.')}."
    return f"{_place(error, folder)}{type(error).__name__}: {sentence} {_remedy(error)}".rstrip()


def _place(error: BaseException, folder: Path) -> str:
    """Return the author's file and line where an import failed: `functions/worker/actions/bill.py:7: `."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno))
    own_frames = [(Path(name), line) for name, line in frames if Path(name).is_relative_to(folder / WORKER)]
    return f"{own_frames[-1][0].relative_to(folder)}:{own_frames[-1][1]}: " if own_frames else ""


def _remedy(error: BaseException) -> str:
    match error:
        case SyntaxError():
            return "Fix the syntax: Python cannot read the file."
        case ModuleNotFoundError():
            return _import_remedy(error.name or "")
        case ImportError():
            return "Fix the import: the module has no such name, or two files import each other."
        case DeclarationError():
            return ""  # its message has a remedy
        case ConnectedError():
            return "Connect in the action: each function imports every file when it starts."
        case TypeError() if "action()" in str(error):
            return "Declare it as in @action(webhooks=[…]), with each option by its name."
        case _:
            return "Code outside of functions runs when the file is imported. Fix it, or move it into the action."


def _import_remedy(module: str) -> str:
    match module.split("."):
        case ["storehook", *_]:
            return f"Import from {_PUBLIC}."
        case [first, *rest] if first in OURS:
            return f"Fix the import, or write {WORKER.joinpath(first, *rest)}.py."
        case _:
            return f"Add the package that has it to {REQUIREMENTS} and run `make setup`."
