"""Selection of a command's stack."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
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
        session: Any = SimpleNamespace(region_name=region)
        return Deployment({"Runs": "the-table"}, session)

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

    assert (done.exit_code, "samconfig.toml is not valid TOML" in done.output) == (1, True)


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


@pytest.fixture
def in_use(tmp_path: Path, asked: Asked) -> Path:
    """A project in which `prod` was chosen."""
    (tmp_path / "samconfig.toml").write_text(SAMCONFIG)
    assert CliRunner().invoke(cli, ["use", "prod"]).exit_code == 0
    return tmp_path


def test_what_is_in_use_is_the_stack_where_nothing_else_is_said(in_use: Path, asked: Asked) -> None:
    assert (run().exit_code, asked) == (0, [("shop", None)])


@pytest.mark.parametrize(
    ("words", "environment", "name"),
    [
        (("--config-env", "default"), {}, "shop-dev"),
        (("--stack-name", "x"), {}, "x"),
        ((), {"STOREHOOK_STACK": "mine"}, "mine"),
    ],
)
def test_what_is_said_counts_before_what_is_in_use(
    in_use: Path, asked: Asked, words: tuple[str, ...], environment: dict[str, str], name: str
) -> None:
    run(*words, **environment)

    assert [stack for stack, _ in asked] == [name]


def test_the_local_stack_can_be_in_use(in_use: Path, storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("use", "local")

    storehook("stores", "list")

    assert memory_stack.opened_with == StackOptions(local=True)


@pytest.mark.parametrize("option", ["--stack-name", "--config-env"])
def test_the_local_stack_that_is_in_use_makes_way_for_one_that_is_named(
    in_use: Path, storehook: Storehook, memory_stack: MemoryStack, option: str
) -> None:
    storehook("use", "local")

    storehook("stores", "list", option, "prod")

    assert memory_stack.opened_with
    assert not memory_stack.opened_with.local


@pytest.mark.parametrize("name", ["nope", "empty", ""])
def test_an_environment_that_names_no_stack_is_not_used(in_use: Path, storehook: Storehook, name: str) -> None:
    with (in_use / "samconfig.toml").open("a") as file:
        file.write("[empty]\n")

    done = storehook("use", name)

    assert (done.exit_code, storehook("use").stdout) == (1, "Commands in this folder use the stack of: prod\n")


def test_a_file_of_nonsense_is_an_environment_that_there_is_not(in_use: Path) -> None:
    (in_use / ".storehook").write_bytes(b"\xff\x00")

    done = run()

    assert (done.exit_code, "no environment" in done.output) == (1, True)


WATCHED = {"TTY_COMPATIBLE": "1"}


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [((), WATCHED, True), (("--json",), WATCHED, False), ((), {}, False)],
    ids=["people", "a program", "piped"],
)
def test_people_are_told_on_standard_error_which_stack_it_is(
    storehook: Storehook, words: tuple[str, ...], environment: dict[str, str], said: bool
) -> None:
    done = storehook("stores", "list", *words, env=environment)

    assert ("Stack: shop in eu-central-1" in done.stderr.splitlines(), "Stack:" in done.stdout) == (said, False)


def test_a_command_that_asks_for_its_stack_twice_tells_of_it_once(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_stack.client_secret = "canary-client-secret"
    monkeypatch.setattr(httpx, "post", lambda *_, **__: httpx.Response(200))

    done = storehook("send", "store/order/updated", env=WATCHED)

    assert (done.exit_code, done.stderr.count("Stack:")) == (0, 1)


def test_a_stack_is_told_by_its_name_and_region_or_as_the_local_one() -> None:
    session: Any = SimpleNamespace(region_name="eu-west-1")

    assert Deployment({}, session, stack_name="shop").title == "shop in eu-west-1"
    assert "make run" in Deployment({}, session, "http://127.0.0.1:4566", stack_name="shop").title
