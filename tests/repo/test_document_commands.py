"""The commands, options, parameters, outputs, alarms and variables that documents name exist."""

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import typer
from tests.support.documents import TEXTS, blocks, named, spans
from tests.support.repository import ROOT, modules
from tests.support.rules import expect_none

from storehook_cli.main import cli

_COMMAND = re.compile(r"(?:^\$ |\$\(|\| |&& )(?:\.venv/bin/)?storehook ([^|)\n]*)", re.MULTILINE)

_VARIABLE = r"\bSTOREHOOK_[A-Z_]+\b"

STOREHOOK: Any = typer.main.get_command(cli)

COMMANDS = [(name, line.strip()) for name, text in blocks("console") for line in _COMMAND.findall(text)]
"""Each `storehook …` of a console block, with its document."""

SPANS = [(name, span.removeprefix("storehook ")) for name, span in spans() if span.startswith("storehook ")]
"""Each `storehook …` of a sentence, with its document."""

WITHOUT_COMMAND = ([], ["--help"], ["--version"], ["--install-completion"], ["COMMAND", "--help"])
"""Words that may follow `storehook` or a group of commands in a sentence."""


def resolved(words: list[str]) -> tuple[Any, str, list[str]]:
    """Return the command that some words name, its name, and the words that are left."""
    command, name = STOREHOOK, "storehook"
    while words and (known := getattr(command, "commands", {}).get(words[0])) is not None:
        command, name, words = known, words[0], words[1:]
    if name == "new" and words and words[0][0] != "-":
        command = command.commands["project"]  # as in `storehook new my-app`
    return command, name, words


def command_line(text: str) -> list[str]:
    """Return the words of a command, up to where its output goes."""
    words = shlex.split(text.rstrip("\\"), comments=True)
    return words[: words.index(">")] if ">" in words else words


def expect_none_unknown(found: set[tuple[str, str]], known: Iterable[str]) -> None:
    """Fail with each name that is not known, and its document."""
    expect_none(f"{document}: {name}" for document, name in found if name not in {*known})


def refusal(line: str) -> str:
    """Return the reason why storehook does not take a command; empty if it does."""
    command, called, words = resolved(command_line(line))
    if hasattr(command, "commands"):
        return "names no command"
    try:
        command.make_context(called, words).close()
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


def is_known(line: str) -> bool:
    """Say whether a command in a sentence exists, with its options."""
    command, _, words = resolved(command_line(line))
    options = {"--help", *(option for parameter in command.params for option in parameter.opts)}
    if hasattr(command, "commands"):
        return words in WITHOUT_COMMAND
    return {word for word in words if word.startswith("-")} <= options


def test_the_documents_show_commands() -> None:
    assert len(COMMANDS) > 20
    assert len(SPANS) > 20


def test_every_command_in_a_block_is_one_that_storehook_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    expect_none(f"{name}: storehook {line}: {why}" for name, line in COMMANDS if (why := refusal(line)))


def test_every_command_in_a_sentence_exists_with_its_options() -> None:
    expect_none(f"{name}: storehook {line}" for name, line in SPANS if not is_known(line))


def test_every_make_target_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    expect_none_unknown(named(r"(?:`|^\$ )make ([a-z]+)"), targets)


def test_every_output_is_one_of_the_stack(template: dict[str, Any]) -> None:
    expect_none_unknown(named(r"storehook output (\w+)"), template["Outputs"])


def test_every_parameter_with_a_value_is_one_of_the_stack(template: dict[str, Any]) -> None:
    expect_none_unknown(named(r"`([A-Z]+[a-z]\w*)=[^`]*`"), template["Parameters"])


def test_every_alarm_is_one_of_the_stack(template: dict[str, Any]) -> None:
    expect_none_unknown(named(r"`(\w+Alarm)`"), template["Resources"])


def test_every_variable_is_one_that_code_reads() -> None:
    files = [*modules("layers/core", "functions", "cli", "tests"), ROOT / "template.yaml"]
    read = {name for file in files for name in re.findall(_VARIABLE, file.read_text())}

    expect_none_unknown(named(_VARIABLE), read)


def printable() -> Iterator[str]:
    """Yield the texts of the command's code as patterns: a value in an f-string may be anything."""
    for path in (ROOT / "cli" / "storehook_cli" / "local").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in parts]
            if len("".join(texts)) > 10:
                yield "".join(re.escape(text) if text else ".+" for text in texts)


def test_the_readme_shows_what_the_command_prints() -> None:
    steps = re.findall(r"^✓(?: +[\d.]+ m?s)? +(.+)$", TEXTS["README.md"], re.MULTILINE)
    known = list(printable())

    assert len(steps) > 10
    assert [step for step in steps if not any(re.fullmatch(pattern, step) for pattern in known)] == []
