"""`storehook console`: what is served, with whose credentials, and where."""

from dataclasses import replace
from typing import Any

import boto3
import pytest
from tests.support.storehook_command import MemoryStack, Storehook
from typer.testing import CliRunner

from storehook_cli.commands import console
from storehook_cli.main import cli
from storehook_cli.stack.deployment import Deployment


def test_the_stacks_console_is_served_with_credentials_that_are_looked_up_each_time(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Any] = []
    monkeypatch.setattr(console, "serve", lambda *given, **more: served.append((given, more)))
    monkeypatch.setattr(memory_stack, "console", lambda: "the target", raising=False)
    monkeypatch.setattr(memory_stack, "credentials", lambda: "the credentials", raising=False)

    done = storehook("console", "--port", "4590", "--no-open")

    (((target, credentials), more),) = served
    assert (done.exit_code, target, credentials()) == (0, "the target", "the credentials")
    assert (more["port"], more["open_browser"]) == (4590, False)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(console.webbrowser, "open", found.append)
    return found


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("stack", "cloudformation/home?region=eu-west-1#/stacks/stackinfo?stackId=shop"),
        ("dashboard", "cloudwatch/home?region=eu-west-1#dashboards/dashboard/shop-eu-west-1"),
    ],
)
def test_a_page_at_aws_is_opened_in_the_stacks_region(opened: list[str], page: str, address: str) -> None:
    done = CliRunner().invoke(cli, ["open", page], obj=lambda _: at_aws())

    assert done.exit_code == 0
    assert opened == [f"https://eu-west-1.console.aws.amazon.com/{address}"]


def test_an_address_can_be_printed_alone(opened: list[str]) -> None:
    done = CliRunner().invoke(cli, ["open", "stack", "--no-open"], obj=lambda _: at_aws())

    assert (done.exit_code, opened) == (0, [])
    assert done.stdout.startswith("https://")


def test_of_the_local_stack_nothing_is_at_aws(opened: list[str]) -> None:
    local = replace(at_aws(), endpoint_url="http://127.0.0.1:4566")

    done = CliRunner().invoke(cli, ["open", "stack"], obj=lambda _: local)

    assert (done.exit_code, opened) == (1, [])
    assert "storehook open" in done.stderr


def at_aws() -> Deployment:
    return Deployment({}, boto3.Session("test", "test", region_name="eu-west-1"), stack_name="shop")
