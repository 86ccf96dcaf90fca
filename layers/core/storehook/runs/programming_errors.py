"""Programming errors: exceptions that end only with an edit of the author's code, so that waiting doesn't help."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import PurePath
from traceback import walk_tb
from types import CodeType, TracebackType

TYPES = (
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    NameError,
    NotImplementedError,
    SyntaxError,
    TypeError,
)
"""Types of programming errors, and Python's own subclasses of them. A class of the author's or of a package is none."""

_ACCESS = frozenset({"__getattr__", "__getattribute__", "__getitem__", "__missing__"})
"""Methods that read `settings.sender` or `os.environ["VAT_RATE"]`. The frame that wrote this made the error."""


def is_programming_error(error: BaseException) -> bool:
    """Return whether the author's code raised an error of these types itself.

    A `KeyError` from inside a package isn't one: nobody knows what it means there.
    """
    if not isinstance(error, TYPES) or type(error).__module__ != "builtins":
        return False
    return any(is_authors(file) for file in islice(_frames(error.__traceback__), 1))


def is_authors(file: str) -> bool:
    """Return whether a file with code is the author's: not Python's, the library's or a package's."""
    return not file.startswith(_OTHERS) and "/site-packages/" not in file and not _is_packaged(file)


def _frames(raised: TracebackType | None) -> Iterator[str]:
    """Yield the files of a traceback, innermost first, without accesses to an object of somebody else's class."""
    codes = [frame.f_code for frame, _ in walk_tb(raised)]
    return (code.co_filename for code in reversed(codes) if not _is_access(code))


def _is_access(code: CodeType) -> bool:
    return code.co_name in _ACCESS and not is_authors(code.co_filename)


@cache
def _is_packaged(file: str) -> bool:
    """Return whether a package installed the file. A deployed function has its packages beside the author's files."""
    from importlib.metadata import distributions  # no function needs it unless an action fails

    root = next((path for path in sys.path if path and file.startswith(f"{path}/")), None)
    if root is None:
        return False
    line = f"\n{file.removeprefix(f'{root}/')},"
    return any(line in f"\n{package.read_text('RECORD')}" for package in distributions(path=[root]))


# The layer has the library's packages beside it. Bytecode names the layer's folder on AWS, wherever it is.
_OTHERS = (
    "<",
    "/var/runtime/",
    f"{PurePath(os.__file__).parent}/",
    f"{PurePath((lambda: None).__code__.co_filename).parents[2]}/",  # a lambda is never wrapped
)
