"""The operator's commands find their way through the deployed stack."""

import json
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.main import cli
from storehook_cli.stack.deployment import Deployment

SECONDS = 60.0


@pytest.fixture
def storehook(stack: LocalStack) -> Callable[..., str]:
    """Runs a command on the stack, and gives what it prints."""
    info = stack.info
    session = boto3.Session("test", "test", region_name=info.region)
    deployment = Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name)

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, words, obj=lambda _: deployment)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def event(storehook: Callable[..., str]) -> str:
    """The event of a webhook that was sent, and accepted."""
    status, *_, event = storehook("send", "store/order/updated").split()
    assert status == "200"
    return event


def shown(storehook: Callable[..., str], event: str, name: str = "sync_order") -> dict[str, Any]:
    """The event's run of that name, once it has completed."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        rows = json.loads(storehook("runs", "list", "--store", "demostore1", "--since", "1h", "--json"))
        names = {f"{row['action']}~{row['generation']}".removesuffix("~0") for row in rows if row["event_id"] == event}
        if name in names:
            found = json.loads(storehook("runs", "show", "demostore1", event, name, "--json"))
            if found["state"] == "completed":
                return found
        time.sleep(0.2)
    pytest.fail(f"{event} did not complete as {name} within {SECONDS:.0f} s")


def test_what_was_sent_runs_and_is_run_again(storehook: Callable[..., str], event: str) -> None:
    first = shown(storehook, event)
    storehook("runs", "retry", "demostore1", event, "sync_order", "--again")

    assert json.loads(first["payload"])["data"] == {"type": "order", "id": 100}
    again = shown(storehook, event, "sync_order~1")
    assert (again["payload"], len(again["attempts"])) == (first["payload"], 1)


def test_runs_of_all_stores_are_listed(storehook: Callable[..., str], event: str) -> None:
    shown(storehook, event)

    rows = json.loads(storehook("runs", "list", "--action", "sync_order", "--json"))

    assert event in [row["event_id"] for row in rows]


def test_where_sqs_cannot_move_dead_letters_the_command_does(storehook: Callable[..., str]) -> None:
    """The local AWS has no StartMessageMoveTask."""
    assert "No dead letter matches." in storehook("dlq", "redrive", "--lane", "long")


def test_what_a_run_has_saved_is_listed_and_shown(storehook: Callable[..., str], event: str) -> None:
    shown(storehook, event)

    rows = json.loads(storehook("records", "list", "Order", "--store", "demostore1", "--json"))
    (row,) = (row for row in rows if row["id"] == "100")

    whole = json.loads(storehook("records", "show", "Order", "100", "--store", "demostore1", "--json"))
    assert whole | row == whole
    assert json.dumps(row) in storehook("records", "export", "Order", "--store", "demostore1").splitlines()


def test_what_a_run_has_logged_is_shown_to_its_last_line(storehook: Callable[..., str], event: str) -> None:
    shown(storehook, event)

    storehook("logs", "demostore1", event, "sync_order", "--follow")
    lines = json.loads(storehook("logs", "demostore1", event, "sync_order", "--json"))

    assert lines[-1]["message"] == "completed"
