"""Every command explains itself, on one screen."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from storehook_cli.commands.table import SUMMARIES
from storehook_cli.main import cli


def commands(group: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """The words of every command below a group."""
    for name, command in group.commands.items():
        yield (*path, name)
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)


TOP = typer.main.get_command(cli).commands  # pyright: ignore[reportAttributeAccessIssue]
EVERY_COMMAND = [(), *commands(typer.main.get_command(cli))]


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_a_commands_help_fits_on_one_screen(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(cli, [*words, "--help"], env={"COLUMNS": "80"})

    lines = done.output.splitlines()
    assert done.exit_code == 0
    # The list of all commands has a line for each, and the fields of a new order need more than a screen.
    longest = {(): 10 + len(TOP), ("sandbox", "new-order"): 36}
    assert 3 < len(lines) <= longest.get(words, 24)
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_a_lists_line_about_a_command_is_not_cut_off(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(cli, [*words, "-h"], env={"COLUMNS": "80"})

    repeated = re.compile(r"COMMAND \[ARGS\]\.\.\.|(STORE EVENT ACTION|NAME=VALUE|TOPIC)\]\.\.\.")
    assert "..." not in repeated.sub("", done.output)


def test_a_line_in_the_list_of_commands_begins_the_commands_own_help() -> None:
    assert [name for name, summary in SUMMARIES.items() if not TOP[name].help.startswith(summary)] == []


SLOW = {"botocore", "httpx", "pydantic", "storehook_cli.stack", "storehook_cli.authoring"}
"""Packages whose import takes a second."""

COMPLETION = {"_STOREHOOK_COMPLETE": "complete_bash", "COMP_CWORD": "1"}


def modules_after(call: str, **variables: str) -> list[str]:
    """Return what a call of the command prints, followed by the names of all imported modules."""
    code = f"""
import contextlib, sys
from storehook_cli.main import cli
with contextlib.suppress(SystemExit):
    {call}
print(*sys.modules)
"""
    words, environment = [sys.executable, "-c", code], os.environ | variables
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_the_list_of_commands_imports_none_of_them() -> None:
    loaded = modules_after("cli(['-h'], standalone_mode=False)")

    assert SLOW.isdisjoint(loaded)
    assert "storehook_cli.commands.table" in loaded


def test_a_completion_of_a_command_imports_none_of_them() -> None:
    """A shell waits for it at each TAB."""
    loaded = modules_after("cli(prog_name='storehook')", COMP_WORDS="storehook ru", **COMPLETION)

    assert loaded[:2] == ["run", "runs"]
    assert [name for name in loaded if name.startswith("storehook_cli.commands.")] == ["storehook_cli.commands.table"]


def test_the_version_is_the_packages() -> None:
    done = CliRunner().invoke(cli, ["--version"])

    assert (done.exit_code, done.output.split()[0]) == (0, "storehook")
    assert done.output.split()[1][0].isdigit()


def test_a_shell_can_complete_the_commands() -> None:
    asked = {"COMP_WORDS": "storehook st", **COMPLETION}

    done = CliRunner().invoke(cli, [], prog_name="storehook", env=asked)

    assert done.output.split() == ["stores"]


@pytest.mark.parametrize(
    "words", [("stores", "add"), ("stores", "add", "../abc"), ("dlq", "redrive", "--lane", "short"), ("nonsense",)]
)
def test_wrong_usage_ends_with_code_2(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(cli, words).exit_code == 2


def test_every_command_about_a_stack_takes_the_same_options_for_it() -> None:
    about_none = {"run", "deploy", "sandbox", "sign", "scopes", "check", "docs", "settings", "new"}
    about_none |= {"cost", "use", "upgrade"}
    options = ("--stack-name", "--region", "--config-env", "--local")
    for words in EVERY_COMMAND:
        text = CliRunner().invoke(cli, [*words, "--help"], env=dict(os.environ)).output
        if "COMMAND [ARGS]" not in text and words[0] not in about_none:
            assert all(option in text for option in options), words
