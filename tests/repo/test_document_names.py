"""The names in documents, and the lines for `sam` and `aws`, are ones that exist."""

import ast
import builtins
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import botocore.session
import typer
from tests.support.built_template import SAM_YAML
from tests.support.built_template import template as built
from tests.support.documents import TEXTS, blocks, spans
from tests.support.repository import ROOT, modules
from tests.support.rules import expect_none

from storehook.observability import METRICS
from storehook_cli.main import cli
from storehook_cli.stack import bundle

CAMEL_CASE = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+")
OPTION = re.compile(r"--[a-z][a-z-]+")
SAM_LINE = re.compile(r"(?:^\$ |[|:`\"] ?)sam ((?:local |remote )?[a-z]+\b[^`\"\n|#]*)", re.MULTILINE)

AT_AWS = {
    "AllViewerExceptHostHeader": "a policy of CloudFront",
    "CachingDisabled": "a policy of CloudFront",
    "RecursiveLoop": "a property of a function",
    "RetainExceptOnCreate": "a deletion policy",
    "SystemLogLevel": "a property of a function",
}

OF_AWS_DEPLOY = {"--template-file", "--stack-name", "--capabilities", "--parameter-overrides"}
"""Options of `aws cloudformation deploy`, which is not an operation of CloudFormation."""

OTHER_TEMPLATES = ("docs/budget.yaml", "docs/deployer.yaml", "docs/operators.yaml")


@cache
def of_templates() -> set[str]:
    """Return the names of parameters, outputs and resources."""
    templates = [built(), *(SAM_YAML.yaml_parse((ROOT / name).read_text()) for name in OTHER_TEMPLATES)]
    sections = ("Parameters", "Outputs", "Resources")
    return {name for template in templates for section in sections for name in template.get(section, {})}


def of_code() -> Iterator[str]:
    """Yield the names of classes, and all words that code writes."""
    for path in modules("layers/core", "functions", "cli", "sandbox", "docs"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield node.name
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def written() -> Iterator[tuple[str, str]]:
    """Yield the code spans of each document that is not generated from code."""
    yield from (span for span in spans() if not span[0].startswith(("docs/reference/", "tests/releases/")))


def test_every_name_in_a_code_span_is_one_of_a_template_of_code_of_python_or_of_aws() -> None:
    metrics = {name for found in METRICS.values() for name in found}
    known = of_templates() | {*of_code()} | metrics | AT_AWS.keys() | {*dir(builtins)}

    expect_none(
        f"{document}: {span}" for document, span in written() if CAMEL_CASE.fullmatch(span) and span not in known
    )


def test_every_name_of_aws_is_still_named() -> None:
    named = {span for _, span in written()}

    assert AT_AWS.keys() <= named


def test_every_option_in_a_sentence_is_one_of_a_command() -> None:
    known = {"--help", "--install-completion", "--version", *storehook_options(), *sam_options(), *sandbox_options()}
    found = ((document, OPTION.match(span)) for document, span in written())

    expect_none(f"{document}: {option[0]}" for document, option in found if option and option[0] not in known)


def storehook_options(command: Any = None) -> set[str]:
    """Return the options of a command, and of those below it."""
    command = command or typer.main.get_command(cli)
    own = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
    return own.union(*(storehook_options(below) for below in getattr(command, "commands", {}).values()))


def sandbox_options() -> set[str]:
    """Return the options of the stand-in store's own command."""
    help_text = subprocess.run(
        [sys.executable, "-m", "bigcommerce_sandbox", "--help"], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"--[a-z-]+", help_text))


@cache
def sam_commands() -> dict[str, Any]:
    """Return each command of `sam` that we name, by its words."""
    modules = {
        "build": "build.command",
        "deploy": "deploy.command",
        "local invoke": "local.invoke.cli",
        "logs": "logs.command",
        "remote invoke": "remote.invoke.cli",
        "validate": "validate.validate",
    }
    return {name: import_module(f"samcli.commands.{module}").cli for name, module in modules.items()}


def sam_options() -> set[str]:
    return {option for command in sam_commands().values() for parameter in command.params for option in parameter.opts}


def sam_lines() -> Iterator[tuple[str, list[str]]]:
    """Yield the words of each command for `sam` in documents and in messages."""
    texts = TEXTS | {path.relative_to(ROOT).as_posix(): path.read_text() for path in modules("cli", "layers/core")}
    for document, text in texts.items():
        for line in SAM_LINE.findall(text):
            yield document, line.split()


def wrong_with_sam(words: list[str]) -> str:
    """Return the reason why `sam` does not take a command; empty if it does."""
    if words in (["local"], ["remote"]):
        return ""
    name = " ".join(words[:2]) if words[0] in ("local", "remote") else words[0]
    if name not in sam_commands():
        return "no command"
    options = {option for parameter in sam_commands()[name].params for option in parameter.opts}
    if unknown := {word for word in words if word.startswith("-") and word != "-"} - options:
        return f"no option {unknown}"
    is_mention = words == name.split()
    if name in ("logs", "remote invoke") and not is_mention and "--stack-name" not in words:
        return "names no stack, and sam's own default is another one"
    return ""


def test_every_line_for_sam_is_one_that_it_takes() -> None:
    lines = [*sam_lines()]

    assert len(lines) > 20
    wrong = ((document, words, wrong_with_sam(words)) for document, words in lines)
    expect_none(f"{document}: sam {' '.join(words)}: {reason}" for document, words, reason in wrong if reason)


def test_every_function_whose_log_is_shown_is_one_of_the_stack() -> None:
    functions = {name for name, found in built()["Resources"].items() if found["Type"] == "AWS::Lambda::Function"}
    shown = {words[words.index("--name") + 1] for _, words in sam_lines() if "--name" in words} - {"{function}"}

    assert shown <= functions


def aws_lines() -> list[tuple[str, list[str]]]:
    return [
        (document, shlex.split(line, comments=True))
        for document, text in blocks("console")
        for line in re.findall(r"^ *\$ aws (.*)$", text, re.MULTILINE)
    ]


def wrong_with_aws(words: list[str]) -> str:
    """Return the reason why `aws` does not take a command; empty if it does."""
    service, name, *rest = words
    options = {word for word in rest if word.startswith("--")} - {"--query", "--region", "--output"}
    if (service, name) == ("cloudformation", "deploy"):
        return f"no option {unknown}" if (unknown := options - OF_AWS_DEPLOY) else wrong_deploy(rest)
    operation = "".join(part.title() for part in name.split("-"))
    shape: Any = botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
    known = {"--" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", member).lower() for member in shape.members}
    return f"no option {options - known}" if options - known else ""


def wrong_deploy(words: list[str]) -> str:
    """Return the reason why a template is not deployed so; empty if it is."""
    file = words[words.index("--template-file") + 1]
    if file not in OTHER_TEMPLATES:
        return f"no file {file}"
    known = SAM_YAML.yaml_parse((ROOT / file).read_text())["Parameters"]
    given = {word.partition("=")[0] for word in words if re.match(r"[A-Z]\w+=", word)}
    return f"no parameter {given - known.keys()}" if given - known.keys() else ""


def test_every_line_for_aws_is_one_that_it_takes() -> None:
    lines = aws_lines()

    assert len(lines) >= 4
    wrong = ((document, words, wrong_with_aws(words)) for document, words in lines)
    expect_none(f"{document}: aws {' '.join(words)}: {reason}" for document, words, reason in wrong if reason)


def test_every_requirement_names_the_same_version_of_sam() -> None:
    requirement = f'"aws-sam-cli>={bundle.SAM_MINIMUM}"'

    for name in ("pyproject.toml", "cli/storehook_cli/authoring/project_files/pyproject.txt"):
        assert requirement in (ROOT / name).read_text()
    assert f"`sam` {bundle.SAM_MINIMUM} or later" in TEXTS["docs/guides/deploying.md"]
