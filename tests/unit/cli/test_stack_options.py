"""Which stack a command works on."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from tests.support.storehook_command import MemoryStack, Storehook
from typer.testing import CliRunner

from storehook_cli.errors import CommandError
from storehook_cli.main import cli
from storehook_cli.stack import options as stack_options
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.options import StackOptions

SAMCONFIG = """
version = 0.1
[default.global.parameters]
stack_name = "shop-dev"
region = "eu-west-1"
[prod.global.parameters]
stack_name = "shop"
[guided.global.parameters]
stack_name = "another"
[guided.deploy.parameters]
stack_name = "shop-guided"
region = "us-west-2"
capabilities = ["CAPABILITY_IAM"]
"""

type Asked = list[tuple[str, str | None]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Asked:
    """The stacks that AWS was asked for, in a folder without samconfig.toml."""
    found: Asked = []

    def on_aws(name: str, region: str | None) -> Deployment:
        found.append((name, region))
        return Deployment({"Runs": "the-table"}, session=None)  # type: ignore[arg-type]

    monkeypatch.setattr(stack_options, "on_aws", on_aws)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STOREHOOK_STACK", raising=False)
    return found


def run(*words: str, **environment: str) -> Any:
    return CliRunner().invoke(cli, ["output", "Runs", *words], env=environment)


@pytest.mark.parametrize(
    ("words", "environment", "stack"),
    [
        ((), {}, ("shop-dev", "eu-west-1")),
        (("--config-env", "prod"), {}, ("shop", None)),
        (("--config-env", "guided"), {}, ("shop-guided", "us-west-2")),
        ((), {"STOREHOOK_STACK": "mine", "AWS_REGION": "eu-north-1"}, ("mine", "eu-north-1")),
        ((), {"AWS_DEFAULT_REGION": "eu-north-1"}, ("shop-dev", "eu-north-1")),
        (("--stack-name", "x", "--region", "y"), {"STOREHOOK_STACK": "mine", "AWS_REGION": "eu-north-1"}, ("x", "y")),
    ],
)
def test_the_command_line_counts_before_the_environment_and_that_before_samconfig(
    asked: Asked, tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], stack: tuple[str, str | None]
) -> None:
    (tmp_path / "samconfig.toml").write_text(SAMCONFIG)

    done = run(*words, **environment)

    assert (done.exit_code, done.stdout, asked) == (0, "the-table\n", [stack])


def test_a_name_on_the_command_line_needs_no_samconfig(asked: Asked) -> None:
    assert (run("--stack-name", "mine").exit_code, asked) == (0, [("mine", None)])


def test_no_name_anywhere_is_wrong_usage(asked: Asked) -> None:
    done = run()

    assert (done.exit_code, asked, "--stack-name" in done.output) == (2, [], True)


def test_an_environment_that_samconfig_does_not_have_is_an_error_that_lists_those_it_has(
    asked: Asked, tmp_path: Path
) -> None:
    (tmp_path / "samconfig.toml").write_text(SAMCONFIG)

    done = run("--config-env", "stage")

    assert (done.exit_code, asked) == (1, [])
    assert "no environment 'stage'. It has: default, prod, guided." in done.output


def test_a_samconfig_that_is_no_toml_is_an_error_without_a_traceback(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "samconfig.toml").write_text("stack_name: shop")

    done = run()

    assert (done.exit_code, "samconfig.toml cannot be read" in done.output) == (1, True)


@pytest.mark.parametrize("text", ["default = 1", "[default]\nglobal = 2", "[default.global]\nparameters = 3"])
def test_a_samconfig_of_another_shape_is_an_error_without_a_traceback(asked: Asked, tmp_path: Path, text: str) -> None:
    (tmp_path / "samconfig.toml").write_text(text)

    done = run()

    assert (done.exit_code, "[default.global.parameters]" in done.output) == (1, True)


def test_a_local_stack_that_is_not_up_is_an_error_that_says_how_to_start_it(asked: Asked) -> None:
    done = run("--local")

    assert (done.exit_code, asked, "make run" in done.output) == (1, [], True)


def test_the_options_reach_the_command_as_one_value(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("stores", "list", "--stack-name", "shop", "--region", "eu-west-1", "--config-env", "prod", "--local")

    assert memory_stack.opened_with == StackOptions("shop", "eu-west-1", "prod", local=True)


@pytest.mark.parametrize(
    "error",
    [NoCredentialsError(), ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "GetItem")],
    ids=lambda error: type(error).__name__,
)
def test_what_aws_refuses_is_one_message_and_no_traceback(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse() -> None:
        raise error

    monkeypatch.setattr(memory_stack, "stores", refuse)

    done = storehook("stores", "list", "--json")

    assert (done.exit_code, done.stdout, done.stderr.startswith("Error: ")) == (1, "", True)
    assert "Traceback" not in done.output


def test_an_error_is_told_on_standard_error_without_control_characters(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise CommandError("what [bold]BigCommerce\x1b[31m said")

    monkeypatch.setattr(memory_stack, "stores", fail)

    done = storehook("stores", "list")

    assert (done.stdout, done.stderr) == ("", "Error: what [bold]BigCommerce�[31m said\n")
