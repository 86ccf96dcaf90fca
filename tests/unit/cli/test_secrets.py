"""`storehook secrets`: what actions need is set without being shown, listed without its text, and deleted."""

import json
import time

import pytest
from tests.support.storehook_command import MemoryStack, Storehook
from tests.support.terminals import typed_into

IDS = ["nothing", "an empty line", "no text", "too many letters", "too many bytes"]
PROGRAM = """
import sys
from storehook_cli.commands.secrets import secret_text
print(secret_text(sys.stdin))
"""


@pytest.mark.parametrize(
    ("piped", "kept"),
    [("canary\n", "canary"), ("canary\r\n", "canary"), ("canary", "canary"), ("-- \ncanary\n\n", "-- \ncanary\n")],
)
def test_what_is_piped_is_kept_but_for_its_last_line_end(
    storehook: Storehook, memory_stack: MemoryStack, piped: str, kept: str
) -> None:
    done = storehook("secrets", "set", "mailchimp", input=piped)

    assert done.exit_code == 0
    assert memory_stack.action_secrets.texts == {"mailchimp": kept}
    assert "canary" not in done.output


@pytest.mark.parametrize("piped", [b"", b"\n", b"\xff\xfe", b"x" * 4097, "ä".encode() * 2049], ids=IDS)
def test_what_is_no_secret_is_refused_and_not_repeated(
    storehook: Storehook, memory_stack: MemoryStack, piped: bytes
) -> None:
    done = storehook("secrets", "set", "mailchimp", input=piped)

    assert (done.exit_code, memory_stack.action_secrets.texts) == (1, {})
    assert "1 to 4096 bytes" in done.output
    assert "xxx" not in done.output


@pytest.mark.parametrize("name", ["a/b", "a:1", "../a", "", "a b"])
@pytest.mark.parametrize("command", ["set", "delete"])
def test_what_cannot_be_a_name_is_refused(storehook: Storehook, command: str, name: str) -> None:
    assert storehook("secrets", command, name, input="canary\n").exit_code == 2


def test_a_secret_cannot_be_given_on_the_command_line(storehook: Storehook, memory_stack: MemoryStack) -> None:
    assert storehook("secrets", "set", "mailchimp", "canary").exit_code == 2
    assert memory_stack.action_secrets.texts == {}


def test_on_a_terminal_it_is_asked_for_and_not_shown() -> None:
    printed, shown = typed_into(PROGRAM, ("Secret: ", b"canary\n"))

    assert (printed, "canary" in shown) == (b"canary\n", False)


def test_they_are_listed_with_when_they_were_set_and_without_their_texts(
    storehook: Storehook, memory_stack: MemoryStack
) -> None:
    for name in ("stripe", "mailchimp"):
        memory_stack.action_secrets.put(name, "canary")

    shown = storehook("secrets", "list").output
    told = json.loads(storehook("secrets", "list", "--json").output)

    assert [line.split()[0] for line in shown.splitlines()] == ["NAME", "mailchimp", "stripe"]
    assert [(each["name"], each["changed_at"]) for each in told] == [
        ("mailchimp", pytest.approx(time.time(), abs=60)),
        ("stripe", pytest.approx(time.time(), abs=60)),
    ]
    assert "canary" not in shown + str(told)


def test_that_there_is_none_yet_is_said(storehook: Storehook) -> None:
    assert "storehook secrets set" in storehook("secrets", "list").output


def test_one_is_deleted_once_that_is_confirmed(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.action_secrets.put("stripe", "canary")

    assert storehook("secrets", "delete", "stripe", input="n\n").exit_code == 1
    assert memory_stack.action_secrets.texts == {"stripe": "canary"}
    assert storehook("secrets", "delete", "stripe", input="y\n").exit_code == 0
    assert memory_stack.action_secrets.texts == {}


def test_deleting_what_is_not_there_is_an_error(storehook: Storehook) -> None:
    done = storehook("secrets", "delete", "stripe", "--yes")

    assert (done.exit_code, "No secret is named stripe" in done.output) == (1, True)
