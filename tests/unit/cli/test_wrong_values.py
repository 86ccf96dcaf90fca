"""Whatever is given to an option, the command says what is wrong with it, in words of its own: no traceback."""

import json
from pathlib import Path

import pytest
from tests.support.storehook_command import MemoryStack, Storehook

from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import on_this_machine

NO_TEXT = "\udcff"
"""A byte that is no UTF-8, as Python reads it from a command line."""


@pytest.mark.parametrize(
    "words",
    [
        ("runs", "list", "--state", "broken"),
        ("stores", "list", "--status", "broken"),
        ("dlq", "list", "--lane", "broken"),
        ("runs", "pause", "--lane", "broken"),
    ],
    ids=" ".join,
)
def test_a_choice_that_there_is_not_is_told_with_those_that_there_are(
    storehook: Storehook, words: tuple[str, ...]
) -> None:
    done = storehook(*words)

    assert (done.exit_code, "Value error" in done.output) == (2, False)
    assert f"Invalid value for '{words[2]}': 'broken' is not one of '" in done.output


@pytest.mark.parametrize("value", ["", "x" * 3_000], ids=["empty", "long"])
@pytest.mark.parametrize("option", ["--scope", "--action", "--resource", "--fingerprint"])
def test_a_filter_that_no_run_can_match_is_wrong_usage(storehook: Storehook, option: str, value: str) -> None:
    assert storehook("runs", "list", option, value).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("runs", "list", "--resource", NO_TEXT),
        ("stores", "pause", "abc123", "--reason", NO_TEXT),
        ("dlq", "redrive", "--action", NO_TEXT),
        (NO_TEXT,),
    ],
    ids=ascii,
)
def test_what_is_no_text_is_wrong_usage(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    done = storehook(*words)

    assert (done.exit_code, "is not valid UTF-8" in done.output) == (2, True)
    assert memory_stack.opened_with is None


@pytest.mark.parametrize("option", ["--events", "--stores", "--actions"])
def test_what_no_number_can_hold_is_wrong_usage(storehook: Storehook, option: str) -> None:
    assert storehook("cost", option, "9" * 400).exit_code == 2


@pytest.mark.parametrize("variable", ["STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT"])
@pytest.mark.parametrize("value", ["abc", "0", "65536"])
def test_a_variable_that_is_no_port_is_named(storehook: Storehook, variable: str, value: str) -> None:
    done = storehook("run", env={variable: value})

    assert done.exit_code == 2
    assert variable in done.output


@pytest.mark.parametrize("text", ["{", "{}", "[]", json.dumps({"region": "eu-central-1"})])
def test_a_stack_json_of_somebody_else_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "stack.json").write_text(text)

    with pytest.raises(CommandError, match=r"stack\.json is not a file that `make run` wrote"):
        on_this_machine(tmp_path)
