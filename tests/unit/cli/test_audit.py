"""`storehook audit`: what operators have asked for, whichever command it was."""

import json
import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from tests.support.runs import run
from tests.support.storehook_command import CLIENT_SECRET, OPERATOR, TOKEN, MemoryStack, Storehook

from storehook.operations.audit import AuditEntry
from storehook.records.rows import RecordKey, RecordRow
from storehook.schedules.schedule import Schedule
from storehook.schedules.stored import first
from storehook_cli.commands import secret_exchange, send

STORE = "store/abc123"
RUN = run(1, state="cancelled", store="abc123").key
NAMED = (RUN.store_hash, RUN.event_id, RUN.action)

ACTS = {
    ("stores", "add", "new1"): ("add store", "store/new1", ""),
    ("stores", "pause", "abc123", "--reason", "why"): ("pause", STORE, "why"),
    ("stores", "resume", "abc123"): ("resume", STORE, ""),
    ("stores", "remove", "abc123", "--yes"): ("remove store", STORE, ""),
    ("stores", "purge", "abc123", "--model", "Order", "--force", "--yes"): ("purge store", STORE, ""),
    ("runs", "pause", "--lane", "long", "--reason", "why"): ("pause", "lane/long", "why"),
    ("runs", "resume", "--action", "sync"): ("resume", "action/sync", ""),
    ("schedules", "pause", "report", "--reason", "why"): ("pause", "schedule/report", "why"),
    ("schedules", "resume", "report"): ("resume", "schedule/report", ""),
    ("schedules", "run-now", "report", "--store", "abc123"): ("run schedule", "schedule/report", "abc123"),
    ("runs", "retry", *NAMED): ("retry runs", str(RUN), ""),
    ("runs", "cancel", *NAMED): ("cancel runs", str(RUN), ""),
    ("runs", "answer", *NAMED, "--result", '"ch_1"'): ("answer question", str(RUN), "it happened"),
    ("runs", "forget-step", *NAMED, "charge"): ("forget step", str(RUN), "charge"),
    ("webhooks", "reconcile", "--store", "abc123"): ("reconcile webhooks", STORE, ""),
    ("webhooks", "reconcile"): ("reconcile webhooks", "all stores", ""),
    ("catch-up", "--store", "abc123", "--since", "2023-11-14T22:13:20Z", "--no-wait"): (
        "catch up",
        STORE,
        "since 2023-11-14T22:13:20Z",
    ),
    ("dlq", "redrive", "--lane", "long", "--store", "abc123", "--action", "sync"): (
        "redrive dead letters",
        "lane/long",
        "store=abc123 action=sync",
    ),
    ("secrets", "set", "mailchimp"): ("set secret", "secret/mailchimp", ""),
    ("secrets", "exchange", "hook", "--yes"): ("exchange secret", "secret/HookSecret", ""),
    ("secrets", "exchange", "hook", "--leaked", "--yes"): ("exchange secret", "secret/HookSecret", "leaked"),
    ("secrets", "delete", "stripe", "--yes"): ("delete secret", "secret/stripe", ""),
    ("send", "store/order/updated", "--store", "abc123", "--count", "2"): (
        "send event",
        STORE,
        "2 of store/order/updated",
    ),
    ("doctor", "--sandbox-store", "abc123"): ("test sandbox store", STORE, ""),
    ("runs", "show", *NAMED): ("read payload", str(RUN), ""),
    ("records", "list", "Order", "--store", "abc123"): ("read records", STORE, "Order"),
    ("records", "show", "Order", "113", "--store", "abc123"): ("read records", STORE, "Order 113"),
    ("records", "export", "Order", "--store", "abc123"): ("export records", STORE, "Order"),
}
"""Audit entry of each command that changes something or reads stored data: operation, subject and detail."""

NOTHING = [
    ("runs", "retry", "--store", "abc123", "--dry-run"),
    ("runs", "cancel", "--store", "abc123", "--dry-run"),
    ("webhooks", "reconcile", "--store", "abc123", "--dry-run"),
    ("catch-up", "--store", "abc123", "--since", "2023-11-14T22:13:20Z", "--dry-run"),
    ("dlq", "redrive", "--dry-run"),
    ("stores", "list"),
    ("secrets", "list"),
]


def answered(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "store_hash": event.get("store_hash", ""),
        "outcome": "reconciled",
        "detail": "",
        "steps": [],
        "resources": [],
    }


@pytest.fixture(autouse=True)
def in_use(memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_exchange, "sleep", lambda _: None)
    memory_stack.answers = answered
    memory_stack.add()
    memory_stack.action_secrets.put("stripe", "canary")
    memory_stack.has_run(run(1, state="cancelled", store="abc123"))
    key = RecordKey("abc123", "Order", "113")
    row = RecordRow(key=key, fields={}, version=1, write_id="w", created_by=str(RUN), created_at=1, updated_at=1)
    memory_stack.kept.put(row, replaces=None)
    memory_stack.scheduled.rows["report"] = first("report", "default", Schedule(every=3600), 1.0)
    monkeypatch.setattr(send.httpx, "post", lambda *_, **__: memory_stack.asked.append({}) or httpx.Response(200))
    monkeypatch.setenv("STOREHOOK_CLIENT_SECRET", CLIENT_SECRET)


@pytest.mark.parametrize("words", ACTS, ids=" ".join)
def test_what_a_command_is_about_to_do_is_kept_with_who_and_when(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    storehook(*words, input=f"{TOKEN}\n{CLIENT_SECRET}\n")

    (entry,) = memory_stack.audit_log.entries
    assert (entry.by, entry.at) == (OPERATOR, pytest.approx(time.time(), abs=60))
    assert (entry.operation, entry.subject, entry.detail) == ACTS[words]


def test_a_payload_that_is_sent_elsewhere_was_read(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("send", "--from-run", *NAMED, "--to", "http://localhost:9")

    (entry,) = memory_stack.audit_log.entries
    assert (entry.operation, entry.subject) == ("read payload", str(RUN))


def test_a_dead_letter_that_is_shown_was_read(storehook: Storehook, memory_stack: MemoryStack) -> None:
    memory_stack.letters["long"].letters.put("a letter")
    (cause,) = memory_stack.dead_letters("long").by_cause()

    storehook("dlq", "show", cause.example, "--lane", "long")

    (entry,) = memory_stack.audit_log.entries
    assert (entry.operation, entry.subject) == ("read payload", "lane/long")
    assert entry.detail == f"dead letter {cause.example}"


@pytest.mark.parametrize("words", NOTHING, ids=" ".join)
def test_a_command_that_changes_nothing_leaves_no_entry(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    storehook(*words)

    assert memory_stack.audit_log.entries == []


@pytest.mark.parametrize(
    "words",
    [
        ("stores", "remove", "abc123"),
        ("stores", "purge", "abc123", "--model", "Order"),
        ("secrets", "delete", "stripe"),
    ],
)
def test_what_is_not_confirmed_leaves_no_entry(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...]
) -> None:
    storehook(*words, input="n\n")

    assert memory_stack.audit_log.entries == []


@pytest.mark.parametrize("words", ACTS, ids=" ".join)
def test_what_cannot_be_kept_is_not_done(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_log: object, _entry: AuditEntry) -> None:
        raise ConnectionError

    def state() -> tuple[object, ...]:
        stack = memory_stack
        rows = (dict(stack.table.rows), dict(stack.paused.rows), dict(stack.ran.rows), dict(stack.scheduled.rows))
        return *rows, dict(stack.action_secrets.texts), [*stack.sent.sent], [*stack.asked]

    monkeypatch.setattr(type(memory_stack.audit_log), "add", fails)
    before = state()

    assert storehook(*words, input=f"{TOKEN}\n{CLIENT_SECRET}\n").exit_code == 1
    assert state() == before


def test_what_was_asked_for_is_listed_the_latest_first(storehook: Storehook) -> None:
    storehook("runs", "pause", "--lane", "long", "--reason", "the printer\x1b[31m is out")
    storehook("runs", "resume", "--lane", "long")

    shown = storehook("audit").output.splitlines()
    told = json.loads(storehook("audit", "--json").output)

    assert shown[0].split() == ["WHEN", "WHO", "OPERATION", "SUBJECT", "DETAIL"]
    assert [line.split()[2] for line in shown[1:]] == ["resume", "pause"]
    assert "\x1b" not in "".join(shown)
    assert [each["operation"] for each in told] == ["resume", "pause"]
    assert told[1]["detail"] == "the printer\x1b[31m is out"


def test_as_many_are_listed_as_was_said(storehook: Storehook) -> None:
    for _ in range(3):
        storehook("runs", "resume", "--lane", "long")

    assert len(json.loads(storehook("audit", "--json", "--limit", "2").output)) == 2


def test_pages_that_end_early_are_followed(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB reads at most 1 MB for a page, and entries about many runs are long."""
    for _ in range(5):
        storehook("runs", "resume", "--lane", "long")
    latest = memory_stack.audit_log.latest
    log = type(memory_stack.audit_log)
    monkeypatch.setattr(log, "latest", lambda _, limit, before=None: latest(min(limit, 2), before))

    assert len(json.loads(storehook("audit", "--json").output)) == 5
    assert len(json.loads(storehook("audit", "--json", "--limit", "3").output)) == 3


def test_that_nothing_was_asked_for_yet_is_said(storehook: Storehook) -> None:
    assert storehook("audit").output == "The audit log is empty.\n"
