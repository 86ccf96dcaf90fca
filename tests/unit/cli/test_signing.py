"""Stored events are given a fresh signature."""

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from storehook.ingest.gateway import request
from storehook.webhooks import signature
from storehook_cli.main import cli

EVENTS = Path(__file__).parents[3] / "events"


@pytest.mark.parametrize("name", ["ingest.order-updated.json", "ingest.unreadable.json"])
def test_a_freshly_signed_event_is_accepted_now(name: str) -> None:
    done = CliRunner().invoke(cli, ["sign", str(EVENTS / name)], env={"STOREHOOK_CLIENT_SECRET": "its secret"})

    fresh = request(json.loads(done.stdout))
    assert signature.verify(fresh.body, fresh.headers, ["its secret"], now=time.time(), max_age=60)


def test_the_secret_is_asked_for_if_the_environment_has_none() -> None:
    done = CliRunner().invoke(cli, ["sign", str(EVENTS / "ingest.order-updated.json")], input="its secret\n")

    fresh = request(json.loads(done.stdout.removeprefix("Client secret: \n")))
    assert signature.verify(fresh.body, fresh.headers, ["its secret"], now=time.time(), max_age=60)
    assert "its secret" not in done.output


@pytest.mark.parametrize("text", ["", "[]", "{}", "not JSON", '{"headers": {}}'])
def test_what_is_no_ingest_event_is_an_error_that_says_so(text: str) -> None:
    done = CliRunner().invoke(cli, ["sign", "-"], input=text, env={"STOREHOOK_CLIENT_SECRET": "its secret"})

    assert (done.exit_code, "This is not an event of ingest" in done.output) == (1, True)
