"""Errors that are mistakes in the author's code, so that no wait ends them."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any

import pytest
from pydantic import BaseModel

import storehook
from storehook.actions.params import Params
from storehook.errors import FieldUnknown
from storehook.runs.programming_errors import is_authors, is_programming_error

LIBRARY = Path(str(storehook.__file__)).parent

type Act = Callable[[], object]


class Settings(BaseModel):
    sender: str = ""


class OwnKeyError(KeyError):
    pass


def raised(act: Act) -> BaseException:
    try:
        act()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def code(source: str, file: str, **names: object) -> Act:
    """The function `act` of some source, as if it had been read from a file."""
    namespace: dict[str, Any] = dict(names)
    exec(compile(source, file, "exec"), namespace)  # noqa: S102 - the source is ours
    return namespace["act"]


def authors(expression: str, **names: object) -> BaseException:
    """The error of an expression in an action."""
    return raised(code(f"def act(): {expression}", "/var/task/actions/bill.py", **names))


@pytest.mark.parametrize(
    "expression",
    [
        "ordr",
        "missing['id']",
        "{}['id']",
        "[][0]",
        "missing.id",
        "int([])",
        "len()",
        "import no_such_package",
        "from json import no_such_name",
        "exec('(')",
        "raise NotImplementedError",
    ],
)
def test_a_mistake_in_the_authors_own_line_is_a_programming_error(expression: str) -> None:
    assert is_programming_error(authors(expression, missing=None))


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        pytest.param("params.nope", {"params": Params(id=1)}, id="a value that the event lacks"),
        pytest.param("settings.nope", {"settings": Settings()}, id="a setting that nobody declared"),
        pytest.param("os.environ['NO_SUCH_VARIABLE']", {"os": os}, id="a variable that is not set"),
    ],
)
def test_a_name_that_an_object_lacks_is_a_mistake_of_the_line_that_reads_it(
    expression: str, names: dict[str, object]
) -> None:
    assert is_programming_error(authors(expression, **names))


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        pytest.param("raise ValueError", {}, id="a value that may be right tomorrow"),
        pytest.param("raise OSError", {}, id="a network that is away"),
        pytest.param("raise own", {"own": OwnKeyError}, id="an error that the author chose"),
        pytest.param("raise own", {"own": FieldUnknown("Order", "nope", ())}, id="an error of the library"),
        pytest.param("json.dumps(object())", {"json": json}, id="an error within Python's library"),
    ],
)
def test_any_other_error_is_not(expression: str, names: dict[str, object]) -> None:
    assert not is_programming_error(authors(expression, **names))


@pytest.mark.parametrize("file", [str(LIBRARY / "records/session.py"), "/var/runtime/boto3/session.py"])
def test_an_error_within_the_library_or_the_runtime_is_not(file: str) -> None:
    inner = code("def act(): return {}['id']", file)

    assert not is_programming_error(authors("inner()", inner=inner))


def test_a_mistake_in_the_authors_own_access_method_is_one_whoever_calls_it() -> None:
    source = "class Own:\n def __getitem__(self, name): return {}[name]\ndef act(): Template('$id').substitute(Own())"

    assert is_programming_error(raised(code(source, "/var/task/actions/bill.py", Template=Template)))


def test_an_error_that_was_never_raised_is_not() -> None:
    assert not is_programming_error(KeyError("id"))


def test_an_installed_package_is_not_the_authors() -> None:
    assert not is_authors("/home/me/shop/.venv/lib/python3.13/site-packages/lib/client.py")


def test_a_package_beside_the_authors_files_is_not_the_authors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "lib-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: lib\nVersion: 1.0\n")
    (folder / "RECORD").write_text("lib/client.py,sha256=x,1\nlib-1.0.dist-info/RECORD,,\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    assert not is_authors(f"{tmp_path}/lib/client.py")
    assert is_authors(f"{tmp_path}/actions/bill.py")
