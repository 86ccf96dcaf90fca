"""Audit log: entries are written before the operation, and listed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.support import console_function
from tests.support.clocks import NOW
from tests.support.console_function import OPERATOR, ConsoleStack
from tests.support.runs import run
from tests.support.signed_deliveries import STORE

from storehook.operations.audit import AuditEntry
from storehook.queues.run_key import RunKey
from storehook.records.rows import RecordKey, RecordRow

NAME = {"store_hash": STORE, "event_id": "e1", "action": "sync"}

ACTS: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "api/retry": (
        {"filter": {"state": "failed", "store": STORE}},
        ("retry runs", f"{STORE}/e1/sync", ""),
    ),
    "api/cancel": ({"runs": [NAME]}, ("cancel runs", f"{STORE}/e1/sync", "")),
    "api/answer": ({"run": NAME, "result": None}, ("answer question", f"{STORE}/e1/sync", "execute again")),
    f"api/stores/{STORE}/reconcile": ({}, ("reconcile webhooks", f"store/{STORE}", "")),
    f"api/stores/{STORE}/pause": ({"reason": "why"}, ("pause", f"store/{STORE}", "why")),
    f"api/stores/{STORE}/resume": ({}, ("resume", f"store/{STORE}", "")),
    f"api/stores/{STORE}/catch-up": ({"since": 5.0}, ("catch up", f"store/{STORE}", "since 5")),
    "api/actions/sync/pause": ({"reason": "why"}, ("pause", "action/sync", "why")),
    "api/actions/sync/resume": ({}, ("resume", "action/sync", "")),
    "api/lanes/long/pause": ({"reason": "why"}, ("pause", "lane/long", "why")),
    "api/lanes/long/resume": ({}, ("resume", "lane/long", "")),
    "api/deploys": ({"detail": "version 7"}, ("deploy", "stack", "version 7")),
}
"""Requests, each with the operation, the subject and the detail of its entry."""


READS: dict[str, tuple[dict[str, str], tuple[str, str, str]]] = {
    "api/run": ({"store": STORE, "event": "e1", "action": "sync"}, ("read payload", f"{STORE}/e1/sync", "")),
    "api/records": ({"store": STORE, "model": "Order"}, ("read records", f"store/{STORE}", "Order")),
    "api/records/by-id": ({"store": STORE, "id": "113"}, ("read records", f"store/{STORE}", "ID 113")),
    "api/record": ({"store": STORE, "model": "Order", "id": "113"}, ("read records", f"store/{STORE}", "Order 113")),
}
"""Requests for payloads and records, each with the operation, the subject and the detail of its entry."""


def told(operated: ConsoleStack) -> list[tuple[str, str, str]]:
    return [(entry.operation, entry.subject, entry.detail) for entry in operated.audit_log.entries]


def store(operated: ConsoleStack, names: Sequence[dict[str, Any]]) -> None:
    """Store a failed run under each name."""
    keys = [RunKey(name["store_hash"], name["event_id"], name["action"], name.get("generation", 0)) for name in names]
    operated.add(*(replace(run(1, state="failed"), key=key) for key in keys))


def as_route(path: str) -> str:
    """The path as the API's description has it."""
    kind, *rest = path.removeprefix("api/").split("/")
    name = {"stores": "store_hash"}.get(kind, "name")
    return "/console/api/" + (f"{kind}/{{{name}}}/{rest[1]}" if rest else kind)


@pytest.mark.parametrize("path", ACTS)
def test_what_an_operator_asks_for_is_kept_with_who_and_when(operated: ConsoleStack, path: str) -> None:
    body, expected = ACTS[path]
    operated.install()
    store(operated, [NAME])

    operated.post(path, body)

    (entry,) = operated.audit_log.entries
    assert (entry.at, entry.by) == (NOW, OPERATOR)
    assert told(operated) == [expected]


def test_nothing_that_can_be_asked_for_is_left_out(operated: ConsoleStack) -> None:
    paths: dict[str, Any] = operated.get("api/openapi.json").json()["paths"]

    assert {path for path, methods in paths.items() if "post" in methods} == set(map(as_route, ACTS))


@pytest.fixture
def full(operated: ConsoleStack) -> ConsoleStack:
    """A stack with a run and a record."""
    operated.install()
    operated.reconciler.answer = {"models": ["Order"]}
    store(operated, [NAME])
    key = RecordKey(STORE, "Order", "113")
    row = RecordRow(
        key=key, fields={}, version=1, write_id="w", created_by=f"{STORE}/e1/sync", created_at=1, updated_at=1
    )
    operated.deployment.records.put(row, replaces=None)
    return operated


@pytest.mark.parametrize("path", READS)
def test_reads_of_stored_data_are_kept_once_in_a_quarter_of_an_hour(full: ConsoleStack, path: str) -> None:
    query, expected = READS[path]

    answers = [full.get(path, **query).status for _ in range(3)]
    full.deployment.clock.pass_by(900.0)
    later = full.get(path, **query).status

    assert [*answers, later] == [200] * 4
    assert told(full) == [expected] * 2
    assert [entry.at for entry in full.audit_log.entries] == [NOW // 900 * 900, NOW // 900 * 900 + 900]


@pytest.mark.parametrize("path", READS)
def test_nothing_is_read_without_an_entry_or_a_caller(
    full: ConsoleStack, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, _ = READS[path]
    monkeypatch.setattr(console_function, "OPERATOR", "")
    nobody = full.get(path, **query)
    monkeypatch.undo()
    monkeypatch.setattr(type(full.audit_log), "add", lambda *_: 1 / 0)
    unrecorded = full.get(path, **query)

    assert (nobody.status, unrecorded.status) == (403, 500)


def test_several_runs_are_named(operated: ConsoleStack) -> None:
    store(operated, [NAME, NAME | {"generation": 2}])

    operated.post("api/retry", {"runs": [NAME, NAME | {"generation": 2}]})

    assert told(operated) == [("retry runs", "2 runs", f"{STORE}/e1/sync {STORE}/e1/sync~2")]


def test_a_hundred_runs_with_long_names_are_all_named(operated: ConsoleStack) -> None:
    runs = [NAME | {"event_id": f"{number:0500d}"} for number in range(100)]
    store(operated, runs)

    operated.post("api/retry", {"runs": runs})

    entries = operated.audit_log.entries
    assert len({entry.act for entry in entries}) == 1
    assert [entry.subject for entry in entries] == [f"100 runs (part {part} of 4)" for part in (1, 2, 3, 4)]
    assert "".join(entry.detail for entry in entries).split() == [f"{STORE}/{run['event_id']}/sync" for run in runs]


@pytest.mark.parametrize("path", ["api/retry", "api/cancel"])
def test_a_run_that_does_not_exist_is_refused_and_no_other_changes(operated: ConsoleStack, path: str) -> None:
    store(operated, [NAME])
    rows = dict(operated.deployment.repository.rows)

    answer = operated.post(path, {"runs": [NAME | {"event_id": "n" * 500}, NAME]})

    assert answer.status == 404
    assert told(operated) == []
    assert operated.deployment.repository.rows == rows


@pytest.mark.parametrize("path", ACTS)
def test_a_request_without_a_caller_is_refused(
    operated: ConsoleStack, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    operated.install()
    store(operated, [NAME])
    monkeypatch.setattr(console_function, "OPERATOR", "")

    assert operated.post(path, ACTS[path][0]).status == 403
    assert told(operated) == []
    assert operated.deployment.pauses.rows == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("api/retry", {"filter": {"state": "failed"}, "dry_run": True}),
        (f"api/stores/{STORE}/reconcile", {"dry_run": True}),
        (f"api/stores/{STORE}/catch-up", {"since": 5.0, "dry_run": True}),
        ("api/lanes/none/pause", {}),
    ],
)
def test_what_does_nothing_leaves_no_entry(operated: ConsoleStack, path: str, body: dict[str, Any]) -> None:
    operated.install()

    operated.post(path, body)

    assert told(operated) == []


@pytest.mark.parametrize("path", ["api/actions/sync/pause", "api/lanes/long/pause", f"api/stores/{STORE}/pause"])
def test_what_cannot_be_kept_is_not_done(operated: ConsoleStack, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_log: object, _entry: AuditEntry) -> None:
        raise ConnectionError

    operated.install()
    monkeypatch.setattr(type(operated.audit_log), "add", fails)

    assert operated.post(path, {}).status == 500
    assert operated.deployment.pauses.rows == {}
    assert operated.stores.rows[STORE].store.status == "active"


def test_what_was_asked_for_is_told_the_latest_first_and_page_by_page(operated: ConsoleStack) -> None:
    for number in range(60):
        operated.post("api/lanes/long/pause", {"reason": str(number)})

    first = operated.get("api/audit").json()
    second = operated.get("api/audit", next=first["next"]).json()

    assert [entry["detail"] for entry in first["entries"] + second["entries"]] == [*map(str, reversed(range(60)))]
    assert first["entries"][0] == {
        "at": NOW,
        "act": first["entries"][0]["act"],
        "by": OPERATOR,
        "operation": "pause",
        "subject": "lane/long",
        "detail": "59",
    }
    assert second["next"] is None


def test_a_page_that_was_never_given_is_refused(operated: ConsoleStack) -> None:
    assert operated.get("api/audit", next="elsewhere").status == 400


def test_a_run_that_is_retried_is_still_retried(operated: ConsoleStack) -> None:
    operated.add(run(1, state="cancelled"))
    (name,) = [
        {"store_hash": key.store_hash, "event_id": key.event_id, "action": key.action}
        for key in operated.deployment.repository.rows
    ]

    assert operated.post("api/retry", {"runs": [name]}).json()["retried"] == 1
