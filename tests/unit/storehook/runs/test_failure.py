"""Stored description of an error: enough to fix it, small enough to store, and equal for equal errors."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from tests.support.aws_errors import failing_call, refused

import storehook
from storehook.runs.failure import MAX_LINE, MAX_TEXT, MAX_TRACEBACK, Failure, describe, is_ours, one_line

LIBRARY = Path(str(storehook.__file__)).parent

CHARACTERS = [
    pytest.param("x", id="one byte"),
    pytest.param("é", id="two bytes"),
    pytest.param("東", id="three bytes"),
    pytest.param("😀", id="four bytes"),
    pytest.param("\ud800", id="lone surrogate"),
]


class Unprintable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("not even this")


def raised(function: Callable[[], object]) -> Failure:
    """Describe the error that a function raises."""
    try:
        function()
    except Exception as error:
        return describe(error)
    raise AssertionError("nothing was raised")


def caught_by_the_library(function: Callable[[], object]) -> Failure:
    """Describe the error that a function raises if the library called it, as it calls actions."""
    source = "def act():\n  try: inner()\n  except Exception as error: return error"
    names: dict[str, Callable[[], Any]] = {"inner": function}
    exec(compile(source, str(LIBRARY / "consumer/consumer.py"), "exec"), names)  # noqa: S102 - the source is ours
    return describe(names["act"]())


def compiled(source: str, file: str = "/var/task/actions/sync.py") -> Callable[[], object]:
    """The function `act` of some source, as if it had been read from a file."""
    names: dict[str, Callable[[], object]] = {}
    exec(compile(source, file, "exec"), names)  # noqa: S102 - the source is ours
    return names["act"]


def calling(inner: Callable[[], object], file: str) -> Callable[[], object]:
    """A function `act` in a file, that calls another."""
    names: dict[str, Callable[[], object]] = {"inner": inner}
    exec(compile("def act(): inner()", file, "exec"), names)  # noqa: S102 - the source is ours
    return names["act"]


def fingerprint(source: str, file: str = "/var/task/actions/sync.py") -> str:
    return raised(compiled(source, file)).fingerprint


PLAIN = "def act(): raise KeyError('order 1')"


def test_an_error_is_described_by_its_type_its_message_and_where_it_came_from() -> None:
    found = raised(compiled(PLAIN))

    assert (found.error_type, found.error) == ("KeyError", "'order 1'")
    assert found.traceback.startswith("Traceback (most recent call last):")
    assert 'File "/var/task/actions/sync.py", line 1, in act' in found.traceback
    assert "KeyError: 'order 1'" not in found.traceback


def test_the_cause_of_an_error_is_in_its_traceback() -> None:
    found = raised(compiled("def act():\n  try: 1 / 0\n  except ZeroDivisionError as e: raise KeyError('why') from e"))

    assert "ZeroDivisionError: division by zero" in found.traceback


def test_the_frames_of_the_library_above_the_authors_are_not_in_the_traceback() -> None:
    found = caught_by_the_library(compiled(PLAIN))

    assert found.traceback.splitlines()[1].startswith('  File "/var/task/actions/sync.py"')
    assert str(LIBRARY) not in found.traceback


def test_an_error_of_the_librarys_own_keeps_its_frames() -> None:
    found = caught_by_the_library(compiled("def act(): raise KeyError(1)", str(LIBRARY / "records/renamed.py")))

    assert found.traceback.endswith('records/renamed.py", line 1, in act\n')


def test_what_its_author_noted_on_an_error_is_part_of_its_message_and_not_of_its_traceback() -> None:
    error = KeyError("sku")
    error.add_note("in order 1")
    found = describe(error)

    assert found.error == "'sku'\nin order 1"
    assert "order 1" not in found.traceback


def test_notes_that_are_none_leave_the_message_as_it_is() -> None:
    error = KeyError("sku")
    error.__notes__ = None  # type: ignore[assignment]

    assert describe(error).error == "'sku'"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def act(): raise KeyError('order 2')", id="another message"),
        pytest.param("\n\nimport os\n\ndef act():\n    x = 1\n    raise KeyError(x)", id="moved lines"),
    ],
)
def test_errors_of_one_type_from_one_place_have_one_fingerprint(source: str) -> None:
    assert fingerprint(source) == fingerprint(PLAIN)


def test_the_folder_of_a_file_is_not_part_of_the_place() -> None:
    assert fingerprint(PLAIN, "/home/me/actions/sync.py") == fingerprint(PLAIN)


@pytest.mark.parametrize(
    ("source", "file"),
    [
        pytest.param("def act(): raise ValueError('order 1')", "/var/task/actions/sync.py", id="another type"),
        pytest.param(PLAIN, "/var/task/actions/other.py", id="another file"),
        pytest.param("def f(): raise KeyError(1)\ndef act(): f()", "/var/task/actions/sync.py", id="another function"),
    ],
)
def test_errors_of_another_type_or_place_have_another_fingerprint(source: str, file: str) -> None:
    assert fingerprint(source, file) != fingerprint(PLAIN)


@pytest.mark.parametrize("inner", ["bigcommerce/answers.py", "bigcommerce/renamed.py", "runs/run.py"])
def test_what_the_library_raises_is_of_the_place_that_called_it(inner: str) -> None:
    called = compiled("def act(): raise KeyError('order 1')", str(LIBRARY / inner))

    def by(file: str) -> str:
        return raised(lambda: calling(called, file)()).fingerprint

    assert by("/var/task/actions/sync.py") == fingerprint("def act(): raise KeyError(2)")
    assert by("/var/task/actions/other.py") != by("/var/task/actions/sync.py")


def test_an_error_that_was_never_raised_has_a_fingerprint_too() -> None:
    assert describe(KeyError("a")).fingerprint == describe(KeyError("b")).fingerprint
    assert describe(KeyError("a")).fingerprint != describe(ValueError("a")).fingerprint


def test_a_fingerprint_stays_from_release_to_release_so_that_known_errors_stay_known() -> None:
    assert fingerprint(PLAIN) == "05943a5da3fb"
    assert describe(KeyError("a")).fingerprint == "ac2e4b53844c"


@pytest.mark.parametrize("char", [*CHARACTERS, pytest.param("\x00", id="null")])
def test_a_long_message_is_cut_to_its_first_kilobyte_between_characters(char: str) -> None:
    found = describe(ValueError("start " + char * 5000))

    assert found.error.startswith("start ")
    assert MAX_TEXT - 4 < len(found.error.encode()) <= MAX_TEXT


@pytest.mark.parametrize("char", CHARACTERS)
def test_a_long_traceback_is_cut_to_its_last_two_kibibytes(char: str) -> None:
    source = f"def act():\n  try: raise KeyError({char * 10_000!r})\n  except KeyError as e: raise OSError from e"
    found = raised(compiled(source))

    assert found.traceback.endswith("line 3, in act\n")
    assert MAX_TRACEBACK - 4 < len(found.traceback.encode()) <= MAX_TRACEBACK


def test_a_lone_surrogate_is_kept_as_an_escape() -> None:
    found = describe(ValueError("a \ud800 b"))

    assert found.error == r"a \ud800 b"


def test_an_error_that_cannot_be_printed_is_described_all_the_same() -> None:
    found = describe(Unprintable())

    assert (found.error_type, found.error) == ("Unprintable", "<the error's message cannot be printed>")


def test_endless_recursion_is_described() -> None:
    found = raised(compiled("def act(): act()"))

    assert found.error_type == "RecursionError"
    assert len(found.traceback.encode()) <= MAX_TRACEBACK


# --- Whose fault it is ------------------------------------------------------------------------------------------------


def raised_in_aws(error: Exception) -> Exception:
    """The error as a call of AWS raises it that this library makes."""
    with pytest.raises(type(error)) as found:
        failing_call(error)
    return found.value


@pytest.mark.parametrize(
    "error",
    [refused("ThrottlingException"), refused("ValidationError"), EndpointConnectionError(endpoint_url="https://kms")],
    ids=["throttled", "malformed", "out of reach"],
)
def test_a_call_of_aws_that_the_library_made_and_that_failed_is_our_fault(error: Exception) -> None:
    assert is_ours(raised_in_aws(error))


def test_an_answer_of_aws_that_says_nothing_is_our_fault() -> None:
    assert is_ours(raised_in_aws(ClientError({}, "Decrypt")))


@pytest.mark.parametrize("error", [refused("ValidationException"), ValueError("no")], ids=["value", "kind"])
def test_a_value_that_aws_does_not_take_and_an_error_of_another_kind_are_not(error: Exception) -> None:
    assert not is_ours(raised_in_aws(error))


def test_a_call_of_aws_that_the_author_made_is_not() -> None:
    with pytest.raises(ClientError) as found:
        raise refused("ThrottlingException")

    assert not is_ours(found.value)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("no such order", "no such order"),
        ("1 validation error\n  price\r\n\tis not a number", "1 validation error price is not a number"),
        ("x" * MAX_LINE, "x" * MAX_LINE),
        ("x" * (MAX_LINE + 1), "x" * MAX_LINE + "…"),
        ("\n \n", ""),
    ],
    ids=["short", "lines", "as long as a line", "longer", "nothing"],
)
def test_a_list_shows_a_message_as_one_line_of_bounded_length(message: str, line: str) -> None:
    assert one_line(message) == line


def test_a_reason_stands_below_a_message_that_it_shortens() -> None:
    error = describe(RuntimeError("x" * 2 * MAX_TEXT), "Nobody answered.").error

    assert error.endswith("x\nNobody answered.")
    assert len(error) == MAX_TEXT
