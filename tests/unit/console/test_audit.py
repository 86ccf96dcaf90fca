"""Audit log: entries are written before the operation, and listed."""

from typing import Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import OPERATOR, ConsoleStack
from tests.support.runs import run
from tests.support.signed_deliveries import STORE

from storehook.operations.audit import AuditEntry

NAME = {"store_hash": STORE, "event_id": "e1", "action": "sync"}

ACTS: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "api/retry": (
        {"filter": {"state": "failed", "store": STORE}},
        ("retry runs", "all runs that match", f"state=failed store={STORE}"),
    ),
    "api/cancel": ({"runs": [NAME]}, ("cancel runs", f"{STORE}/e1/sync", "")),
    f"api/stores/{STORE}/reconcile": ({}, ("reconcile webhooks", f"store/{STORE}", "")),
    f"api/stores/{STORE}/pause": ({"reason": "why"}, ("pause", f"store/{STORE}", "why")),
    f"api/stores/{STORE}/resume": ({}, ("resume", f"store/{STORE}", "")),
    f"api/stores/{STORE}/catch-up": ({"since": 5.0}, ("catch up", f"store/{STORE}", "since 5")),
    "api/actions/sync/pause": ({"reason": "why"}, ("pause", "action/sync", "why")),
    "api/actions/sync/resume": ({}, ("resume", "action/sync", "")),
    "api/lanes/long/pause": ({"reason": "why"}, ("pause", "lane/long", "why")),
    "api/lanes/long/resume": ({}, ("resume", "lane/long", "")),
}
"""Requests, each with the operation, the subject and the detail of its entry."""


def told(operated: ConsoleStack) -> list[tuple[str, str, str]]:
    return [(entry.operation, entry.subject, entry.detail) for entry in operated.audit_log.entries]


def as_route(path: str) -> str:
    """The path as the API's description has it."""
    kind, *rest = path.removeprefix("api/").split("/")
    name = {"stores": "store_hash"}.get(kind, "name")
    return "/console/api/" + (f"{kind}/{{{name}}}/{rest[1]}" if rest else kind)


@pytest.mark.parametrize("path", ACTS)
def test_what_an_operator_asks_for_is_kept_with_who_and_when(operated: ConsoleStack, path: str) -> None:
    body, expected = ACTS[path]
    operated.install()

    operated.post(path, body)

    (entry,) = operated.audit_log.entries
    assert (entry.at, entry.by) == (NOW, OPERATOR)
    assert told(operated) == [expected]


def test_nothing_that_can_be_asked_for_is_left_out(operated: ConsoleStack) -> None:
    paths: dict[str, Any] = operated.get("api/openapi.json").json()["paths"]

    assert {path for path, methods in paths.items() if "post" in methods} == set(map(as_route, ACTS))


def test_several_runs_are_named(operated: ConsoleStack) -> None:
    operated.post("api/retry", {"runs": [NAME, NAME | {"generation": 2}]})

    assert told(operated) == [("retry runs", "2 runs", f"{STORE}/e1/sync {STORE}/e1/sync~2")]


def test_a_hundred_runs_with_long_names_are_cut_off(operated: ConsoleStack) -> None:
    operated.post("api/retry", {"runs": [NAME | {"event_id": f"{number:0500d}"} for number in range(100)]})

    (entry,) = operated.audit_log.entries
    assert len(entry.detail) == 1_000


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
