"""Whatever a command answers, a program can read with `--json`."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook_cli.main import cli

GOES_ON = {"run", "deploy", "rollback", "console", "open", "logs", "restore"}
IS_A_VALUE = {"docs", "sign", "env", "records export"}
ANSWERS_NOTHING = {
    "use",
    "new action",
    "new project",
    "secrets set",
    "secrets delete",
    "secrets exchange app",
    "secrets exchange hook",
    "sandbox no-faults",
    "sandbox new-store",
}
"""Commands that have an exit code and no answer."""


def leaves(group: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Every command that is no group, by its words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, *path, name)
        else:
            yield " ".join((*path, name)), command


EVERY = dict(leaves(typer.main.get_command(cli)))


@pytest.mark.parametrize("words", sorted(EVERY.keys() - GOES_ON - IS_A_VALUE - ANSWERS_NOTHING))
def test_a_command_that_answers_something_answers_a_program(words: str) -> None:
    assert any("--json" in each.opts for each in EVERY[words].params)


@pytest.fixture(autouse=True)
def failed(memory_stack: MemoryStack) -> None:
    for number in range(3):
        memory_stack.has_run(run(number, state="failed", error=KeyError("id")))
    memory_stack.has_run(run(9, state="waiting"))
    memory_stack.letters["default"].letters.put("a letter")


def answered(storehook: Storehook, *words: str) -> Any:
    done = storehook(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_retry_tells_how_many_it_was(storehook: Storehook) -> None:
    assert answered(storehook, "runs", "retry", "--action", "sync_order", "--since", "2020-01-01", "--yes") == {
        "retried": 3,
        "left": 0,
    }


def test_a_dry_run_of_a_retry_names_the_runs_and_retries_none(storehook: Storehook, memory_stack: MemoryStack) -> None:
    found = answered(storehook, "runs", "retry", "--action", "sync_order", "--since", "2020-01-01", "--dry-run")

    assert {each["event_id"] for each in found} == {"event-0", "event-1", "event-2"}
    assert found[0].keys() == {"store_hash", "event_id", "action", "generation"}
    assert [each.state for each in memory_stack.ran.rows.values()].count("failed") == 3


def test_a_cancellation_tells_how_many_it_was(storehook: Storehook) -> None:
    assert answered(storehook, "runs", "cancel", "--state", "waiting", "--yes") == {"cancelled": 1, "left": 0}


def test_a_redrive_tells_how_many_it_sent(storehook: Storehook) -> None:
    assert answered(storehook, "dlq", "redrive", "--dry-run") == {"count": 1}
    assert answered(storehook, "dlq", "redrive") == {"moved": 1, "hidden": 0, "left": 0}


def test_a_pause_and_its_end_say_what_they_were_about(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add()

    paused = answered(storehook, "stores", "pause", "abc123", "--reason", "stocktaking")
    assert paused == {"store_hash": "abc123", "status": "paused", "reason": "stocktaking"}
    assert answered(storehook, "stores", "resume", "abc123")["store_hash"] == "abc123"
    assert answered(storehook, "runs", "pause", "--lane", "long") == {"kind": "lane", "name": "long", "reason": ""}
    assert answered(storehook, "runs", "resume", "--lane", "long") == {"kind": "lane", "name": "long"}


def test_an_output_is_a_string_and_all_are_an_object(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.outputs["ApiId"] = "a1b2"

    assert answered(storehook, "output", "ApiId") == "a1b2"
    assert answered(storehook, "output")["ApiId"] == "a1b2"


def test_plans_of_webhooks_are_a_list_by_store(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add()
    plan = {"store_hash": "abc123", "outcome": "previewed", "detail": "", "steps": []}
    memory_stack.answers = lambda _: plan

    assert answered(storehook, "webhooks", "reconcile", "--dry-run") == [plan]
    assert answered(storehook, "webhooks", "reconcile", "--store", "abc123", "--dry-run") == [plan]


def test_a_purge_says_what_it_deleted(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add(status="uninstalled")

    purged = answered(storehook, "stores", "purge", "abc123", "--model", "Order", "--yes")

    assert (purged["store_hash"], purged["runs"], purged["records"]["Order"]) == ("abc123", 0, 0)


def test_a_removal_says_how_many_webhooks_it_deleted(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.add()
    memory_stack.answers = lambda _: {"store_hash": "abc123", "outcome": "reconciled", "detail": "", "steps": []}

    removed = answered(storehook, "stores", "remove", "abc123", "--yes")

    assert removed == {
        "store_hash": "abc123",
        "status": "uninstalled",
        "webhooks": "Webhooks deleted at BigCommerce: 0.",
    }
