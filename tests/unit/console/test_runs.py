"""The console's routes for runs."""

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import ConsoleStack, failed, whole
from tests.support.runs import run
from tests.support.signed_deliveries import event_body

if TYPE_CHECKING:
    from storehook.runs.run import Run, State


ROW = {
    *("store_hash", "event_id", "action", "state", "scope", "lane", "kind", "attempt", "created_at", "updated_at"),
    *("generation", "received_at", "happened_at", "resource", "error_type", "fingerprint", "next_attempt_at"),
    *("error", "held_by", "waits_for"),
}


def asked_by(caller: str, child: "Run") -> "Run":
    """A run that another one has enqueued."""
    return replace(child, message=replace(child.message, caller=caller))


def test_runs_are_listed_newest_first(operated: ConsoleStack) -> None:
    operated.add(*(run(number, created_at=NOW - number) for number in range(3)))

    answer = operated.get("api/runs")

    assert answer.status == 200
    found = answer.json()
    assert [row["event_id"] for row in found["runs"]] == ["event-0", "event-1", "event-2"]
    assert found["runs"][0].keys() == ROW
    assert found["next"] is None


def test_the_next_page_goes_on_where_the_one_before_ended(operated: ConsoleStack) -> None:
    operated.add(*(run(number, created_at=NOW - number) for number in range(120)))
    seen: list[str] = []
    given: dict[str, Any] = {}

    for _ in range(3):
        page = operated.get("api/runs", **given).json()
        seen += [row["event_id"] for row in page["runs"]]
        given = {"next": page["next"]}

    assert seen == [f"event-{number}" for number in range(120)]
    assert given == {"next": None}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "failed"}, {"event-1"}),
        ({"store": "store2"}, {"event-2"}),
        ({"scope": "store/product/updated"}, {"event-3"}),
        ({"action": "mail"}, {"event-4"}),
        ({"resource": "order/9"}, {"event-5"}),
        ({"store": "store1", "resource": "order/9"}, {"event-5"}),
        ({"since": NOW - 5, "until": NOW - 5}, {"event-6"}),
    ],
)
def test_a_list_can_be_narrowed_down(operated: ConsoleStack, query: dict[str, Any], found: set[str]) -> None:
    operated.add(
        run(1, state="failed", created_at=NOW - 1),
        run(2, store="store2", created_at=NOW - 1),
        run(3, scope="store/product/updated", created_at=NOW - 1),
        run(4, action="mail", created_at=NOW - 1),
        run(5, resource="order/9", created_at=NOW - 1),
        run(6, created_at=NOW - 5),
    )

    assert {row["event_id"] for row in operated.get("api/runs", **query).json()["runs"]} == found


def test_a_list_can_be_narrowed_down_to_one_cause(operated: ConsoleStack) -> None:
    operated.add(run(1, state="failed", error=KeyError()), run(2, state="failed", error=ValueError()))
    (group, _) = operated.get("api/failures").json()["groups"]

    rows = operated.get("api/runs", fingerprint=group["fingerprint"]).json()["runs"]

    assert [row["event_id"] for row in rows] == [group["example"]["event_id"]]


def test_a_run_shows_its_payload_byte_for_byte_and_every_attempt(operated: ConsoleStack) -> None:
    found = whole(operated, failed(operated))

    assert found["payload"] == event_body().decode()
    assert found["payload_is_text"] is True
    assert [attempt["number"] for attempt in found["attempts"]] == [1, 2, 3]
    assert found["attempts"][0]["failure"]["error"] == "<script>alert(1)</script>"
    tracebacks = [attempt["failure"]["traceback"] for attempt in found["attempts"]]
    assert all("in fails" in text and text.endswith("Error: <script>alert(1)</script>\n") for text in tracebacks)
    assert found["dead_lettered"] is True


def test_a_payload_that_is_no_text_comes_as_base64(operated: ConsoleStack) -> None:
    binary = run(1)
    operated.add(replace(binary, message=replace(binary.message, payload=b"\xff\x00")))

    found = operated.get("api/run", store="store1", event="event-1", action="sync_order").json()

    assert base64.b64decode(found["payload"]) == b"\xff\x00"
    assert found["payload_is_text"] is False


def test_a_run_names_its_family(operated: ConsoleStack) -> None:
    child = run(2, action="mail", kind="action", resource=None)
    child = asked_by("event-1/sync_order", replace(child, key=replace(child.key, event_id="event-1/sync_order/f00/1")))
    parent = replace(run(1), enqueued=(child.key, replace(child.key, event_id="key:forgotten")))
    operated.add(parent, child, run(1, action="twin", resource=None), run(3), run(4, store="store2"))

    found = operated.get("api/run", store="store1", event="event-1", action="sync_order").json()
    of_child = operated.get("api/run", store="store1", event="event-1/sync_order/f00/1", action="mail").json()

    assert [row["event_id"] for row in found["enqueued"]] == ["event-1/sync_order/f00/1"]
    assert [row["action"] for row in found["same_event"]] == ["twin"]
    assert [row["event_id"] for row in found["same_resource"]] == ["event-3"]
    assert found["triggered_by"] is None
    names = {"store_hash": "store1", "event_id": "event-1", "action": "sync_order"}
    assert of_child["triggered_by"] == names | {"generation": 0}


@pytest.mark.parametrize("event", ["key:nightly", "key:order/113/5", "event-1/sync_order/0"])
@pytest.mark.parametrize(
    ("caller", "event_id", "generation"),
    [("event-1/outer", "event-1", 0), ("key:a/b/inner/0/outer", "key:a/b/inner/0", 0), ("key:a/outer~3", "key:a", 3)],
)
def test_a_run_tells_who_asked_for_it_whatever_its_own_name_is(
    operated: ConsoleStack, event: str, caller: str, event_id: str, generation: int
) -> None:
    child = run(1, kind="action")
    operated.add(asked_by(caller, replace(child, key=replace(child.key, event_id=event))))

    found = operated.get("api/run", store="store1", event=event, action="sync_order").json()

    names = {"store_hash": "store1", "event_id": event_id, "action": "outer"}
    assert found["triggered_by"] == names | {"generation": generation}


def test_a_run_that_an_earlier_version_queued_does_not_tell_who_asked_for_it(operated: ConsoleStack) -> None:
    child = run(1, kind="action")
    operated.add(replace(child, key=replace(child.key, event_id="key:order/113/5")))

    found = operated.get("api/run", store="store1", event="key:order/113/5", action="sync_order").json()

    assert found["triggered_by"] is None


def test_no_more_than_twenty_runs_of_the_same_resource_are_named(operated: ConsoleStack) -> None:
    operated.add(*(run(n, created_at=NOW - n) for n in range(30)))

    found = operated.get("api/run", store="store1", event="event-29", action="sync_order").json()

    assert [row["event_id"] for row in found["same_resource"]] == [f"event-{n}" for n in range(20)]


def test_when_a_run_is_due_is_told_only_while_one_is_to_come(operated: ConsoleStack) -> None:
    due = {"waiting": 0.0, "scheduled": NOW + 60, "completed": NOW - 60}
    states: list[State] = ["waiting", "scheduled", "completed"]
    operated.add(*(replace(run(n, state=state), next_attempt_at=due[state]) for n, state in enumerate(states)))

    found = {row["state"]: row["next_attempt_at"] for row in operated.get("api/runs", store="store1").json()["runs"]}

    assert found == {"waiting": None, "scheduled": NOW + 60, "completed": None}


def test_a_run_links_to_its_log_lines(operated: ConsoleStack) -> None:
    odd = run(1)
    operated.add(replace(odd, key=replace(odd.key, event_id="it's/1|x \\'")))

    logs = operated.get("api/run", store="store1", event="it's/1|x \\'", action="sync_order").json()["logs"]

    assert logs["group"] == "/storehook/shop/default-consumer"
    assert r"correlation_id = 'it\'s/1|x \\\'' and" in logs["query"]
    assert logs["url"].startswith("https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#")
    assert not set("'\" <>|") & set(logs["url"])


def test_a_run_that_is_not_there_is_404(operated: ConsoleStack) -> None:
    answer = operated.get("api/run", store="store1", event="nothing", action="sync_order")

    assert answer.status == 404
    assert "Run store1/nothing/sync_order not found" in answer.json()["message"]


def test_each_generation_of_a_run_can_be_had(operated: ConsoleStack) -> None:
    first = run(1)
    again = replace(first, key=replace(first.key, generation=1), state="failed")
    operated.add(first, again)
    asked = {"store": "store1", "event": "event-1", "action": "sync_order"}

    found = [operated.get("api/run", **asked, **more).json()["state"] for more in ({}, {"generation": "1"})]

    assert found == [first.state, "failed"]
    assert operated.get("api/run", **asked, generation="-1").status == 422
