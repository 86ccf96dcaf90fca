"""A hint repeats the options that selected the stack, so that it speaks to the same stack."""

import ast
import re
from collections.abc import Iterator

import pytest
from tests.support.repository import ROOT
from tests.support.rules import expect_none
from tests.support.storehook_command import Storehook

from storehook_cli.views import pasting


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--local",), "storehook runs list --since 30d --local"),
        (("--stack-name", "shop", "--region", "eu-west-1"), "--since 30d --stack-name shop --region eu-west-1"),
        (("--config-env", "prod"), "storehook runs list --since 30d --config-env prod"),
        ((), "storehook runs list --since 30d\n"),
    ],
)
def test_an_empty_list_hints_at_the_same_stack(storehook: Storehook, words: tuple[str, ...], hint: str) -> None:
    assert hint in storehook("runs", "list", "--state", "failed", *words).stderr


def test_what_an_earlier_command_was_given_is_not_repeated(storehook: Storehook) -> None:
    storehook("runs", "list", "--state", "failed", "--local")

    assert "--local" not in storehook("runs", "list", "--state", "failed").stderr


@pytest.mark.parametrize("variable", ["STOREHOOK_STACK", "AWS_REGION"])
def test_a_variable_of_the_environment_is_no_option(storehook: Storehook, variable: str) -> None:
    assert "--region" not in storehook("runs", "list", "--state", "failed", env={variable: "eu-west-1"}).stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("secrets list", "storehook secrets set NAME"),
        ("secrets delete partner --yes", "storehook secrets list"),
        ("dlq list", "storehook dlq list --lane long"),
        ("dlq list --lane long", "storehook dlq list --lane default"),
        ("records list Order --store store1", "storehook records models"),
        ("runs paused", "storehook stores list --status paused"),
    ],
)
def test_the_hint_of_a_command_that_finds_nothing_repeats_them(storehook: Storehook, words: str, hint: str) -> None:
    done = storehook(*words.split(), "--config-env", "prod")

    assert f"{hint} --config-env prod" in done.stderr + done.stdout


OTHERWISE = {"deploy.py", "main.py", "sandbox.py"}
"""Files that name the stack themselves, or no command."""

COMMAND = re.compile(r"storehook (runs|dlq|stores|secrets|webhooks|records|doctor|logs|catch-up|purge)\b")


def messages(tree: ast.Module) -> Iterator[str]:
    """Yield each text that a module may print: not its docstrings, nor the texts of its help."""
    for node in ast.walk(tree):
        parts = ast.iter_child_nodes(node) if not isinstance(node, ast.Expr | ast.keyword) else ()
        yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def test_no_message_names_a_command_of_a_stack_without_its_options() -> None:
    files = [path for path in (ROOT / "cli/storehook_cli").rglob("*.py") if path.name not in OTHERWISE]

    expect_none(
        f"{path.name}: {text}"
        for path in files
        for text in messages(ast.parse(path.read_text()))
        if COMMAND.search(text)
    )


def test_a_hint_outside_of_a_command_repeats_nothing(storehook: Storehook) -> None:
    storehook("runs", "list", "--config-env", "prod")

    assert pasting.hint("doctor") == "storehook doctor"
