"""A run as a row of DynamoDB: it comes back as it was, and it always fits."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from tests.support.deployment import queued
from tests.support.signed_deliveries import event_body

from storehook.aws.run_items import item, run_of
from storehook.aws.runs import DynamoRunRepository
from storehook.ingest.receive import MAX_BODY
from storehook.queues.run_key import RunKey
from storehook.runs.failure import MAX_TEXT, MAX_TRACEBACK, Failure
from storehook.runs.open import open_entry
from storehook.runs.run import FINISHED, MAX_ATTEMPTS_KEPT, STATES, Attempt, Lease, Run, State, complete, first
from storehook.saves import SAVED, Conflict
from storehook.wiring.bigcommerce import token

DAY = 86_400
DYNAMODB_LIMIT = 400 * 1024
FAILURE = Failure("KeyError", "'id'", "Traceback ...", "0123456789ab")
LARGEST_FAILURE = Failure("E" * 100, "x" * MAX_TEXT, "x" * MAX_TRACEBACK, "0123456789ab")
KEY = RunKey("8jbhprizry", "event-1", "sync_order")

TIMES = st.just(0.0) | st.floats(1, 4e9)
MESSAGES = st.builds(
    queued,
    st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
    signed_at=st.integers(0, 4_000_000_000),
    received_at=TIMES,
    action=st.just("sync_order"),
    event_id=st.just("event-1"),
    redrives=st.integers(0, 99),
    kind=st.sampled_from(["webhook", "action", "catch-up", "manual"]),
    caller=st.none() | st.just("event-1/outer"),
)
FAILURES = st.none() | st.builds(Failure, st.text(), st.text(), st.text(), st.text())
RUNS = st.builds(
    Run,
    key=st.just(KEY),
    version=st.integers(1, 10**9),
    state=st.sampled_from(["running", "retrying", "completed", "failed", "ignored"]),
    owner=st.text(),
    message=MESSAGES,
    scope=st.text(),
    lane=st.sampled_from(["default", "long"]),
    resource=st.none() | st.from_regex(r"[\x21-\x7e]{1,256}", fullmatch=True),
    happened_at=TIMES,
    attempt=st.integers(0, 99),
    attempts=st.lists(
        st.builds(Attempt, st.integers(1, 99), st.integers(0, 9), TIMES, TIMES, FAILURES), max_size=3
    ).map(tuple),
    started_at=TIMES,
    lease_until=TIMES,
    alone=st.booleans(),
    faults=st.integers(0, 9),
    next_attempt_at=TIMES,
    position=st.none() | TIMES,
    due_at=TIMES,
    dead_lettered=st.booleans(),
    created_at=TIMES,
    updated_at=TIMES,
)


class ConditionFailed(ClientError):
    """As botocore makes it, with the row that is there instead."""


class Table:
    """DynamoDB with one table and our one condition; keeps rows as they travel."""

    exceptions = SimpleNamespace(ConditionalCheckFailedException=ConditionFailed)

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.calls: list[dict[str, Any]] = []

    def put_item(self, **call: Any) -> None:
        self.calls.append(call)
        key = (call["Item"]["pk"]["S"], call["Item"]["sk"]["S"])
        old = self.rows.get(key)
        if old and old["version"] != call["ExpressionAttributeValues"][":before"]:
            raise ConditionFailed({"Error": {"Code": "ConditionalCheckFailedException"}, "Item": old}, "PutItem")  # type: ignore[typeddict-unknown-key]
        self.rows[key] = call["Item"]

    def get_item(self, **call: Any) -> dict[str, Any]:
        row = self.rows.get((call["Key"]["pk"]["S"], call["Key"]["sk"]["S"]))
        return {"Item": row} if row else {}


def repository(table: Table) -> DynamoRunRepository:
    return DynamoRunRepository(table, "runs", 30 * DAY)  # type: ignore[arg-type]


def a_run(payload: bytes = b"{}", **changes: object) -> Run:
    run = first(KEY, queued(payload), scope="store/order/updated", lane="default", lease=Lease("w", 1000.5, 1060.5))
    return replace(run, **changes)


def size(value: Any) -> int:
    """Bytes of a row as DynamoDB counts them: names and contents in UTF-8, a few for each number and container."""
    match value:
        case dict():
            return 3 + sum(len(name.encode()) + 1 + size(each) for name, each in value.items())
        case list():
            return 3 + sum(1 + size(each) for each in value)
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case _:
            return 21


@given(run=RUNS)
def test_a_run_is_read_as_it_was_written(run: Run) -> None:
    table = Table()

    assert repository(table).save(run) == SAVED

    assert repository(table).get(run.key) == run


@given(run=RUNS)
def test_a_row_is_read_as_it_was_made(run: Run) -> None:
    assert run_of(item(run, DAY)) == run


def test_a_run_that_is_not_there_is_none() -> None:
    assert repository(Table()).get(KEY) is None


def test_a_row_is_found_under_its_store_and_event_and_action() -> None:
    row = item(a_run(), DAY)

    assert (row["pk"], row["sk"]) == ("8jbhprizry#event-1", "sync_order")
    assert row["store_hash"] == "8jbhprizry"


def test_a_row_can_be_read_in_the_console() -> None:
    row = item(a_run(b'{"id":7}', attempts=(Attempt(1, 0, 1.0, 2.0, FAILURE),)), DAY)

    assert row["payload"] == '{"id":7}'
    assert (row["error_type"], row["fingerprint"]) == ("KeyError", "0123456789ab")
    assert row["attempts"] == [[1, 0, 1.0, 2.0, 0, 0]]
    assert row["errors"] == ["'id'"]
    assert row["failures"][0]["traceback"] == "Traceback ..."


def test_the_newest_error_comes_first_because_a_list_of_runs_reads_only_that() -> None:
    failures = [replace(FAILURE, error=error) for error in ("first", "second", "first", "third")]
    attempts = tuple(Attempt(number, 0, 1.0, 2.0, failure) for number, failure in enumerate(failures))

    row = item(a_run(attempts=attempts), DAY)

    assert row["errors"] == ["third", "first", "second"]
    assert run_of(row).attempts == attempts


def test_failures_that_are_alike_are_written_once() -> None:
    attempts = tuple(Attempt(number, 0, 1.0, 2.0, FAILURE) for number in range(9))

    assert len(item(a_run(attempts=attempts), DAY)["failures"]) == 1


def test_a_run_that_completes_at_once_is_a_kibibyte_at_most() -> None:
    body = event_body(hash="f" * 40, data={"type": "order", "id": 250, "status": {"new_status_id": 11}})
    key = RunKey("abcdefghij", "f" * 40, "sync_order")
    message = queued(body, store_hash="abcdefghij", delivery_id="f" * 40)
    lease = Lease(token(), 1_786_447_831.123456, 1_786_447_889.123456)
    begun = first(key, message, scope="store/order/updated", lane="default", lease=lease, resource="order/250")

    assert size(item(complete(begun, 1_786_447_832.123456), 30 * DAY)) < 1024


def test_a_row_says_where_it_stands_in_the_index_of_what_is_open() -> None:
    waiting = a_run(state="retrying", due_at=1060.0)

    row = item(waiting, DAY)

    assert (row["open"], row["open_at"]) == open_entry(waiting)
    assert "open" not in item(a_run(state="completed"), DAY)


def test_a_row_is_found_under_the_resource_of_its_store() -> None:
    assert item(a_run(resource="order/113"), DAY)["resource"] == "8jbhprizry#order/113"


def test_a_run_about_nothing_is_in_no_index_of_resources() -> None:
    assert "resource" not in item(a_run(resource=None), DAY)


def test_a_row_of_an_earlier_version_is_read() -> None:
    row = item(a_run(resource="order/113", happened_at=7.0), DAY)
    del row["resource"], row["happened_at"]

    assert run_of(row) == a_run(resource=None, happened_at=0.0)


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_row_that_has_ended_expires_after_its_retention_in_whole_seconds(state: State) -> None:
    assert item(a_run(state=state, updated_at=1000.9), 30 * DAY)["expires_at"] == 1000 + 30 * DAY


@pytest.mark.parametrize("state", sorted(set(STATES) - FINISHED))
def test_what_has_not_ended_never_expires(state: State) -> None:
    assert "expires_at" not in item(a_run(state=state, updated_at=1000.9), 30 * DAY)


def test_a_failed_run_expires_once_its_dead_letter_is_sent() -> None:
    assert "expires_at" in item(a_run(state="failed", dead_lettered=True), 30 * DAY)


@pytest.mark.parametrize(
    ("version", "condition"), [(1, "attribute_not_exists(pk) OR version = :before"), (3, "version = :before")]
)
def test_a_write_is_on_condition_that_the_version_before_it_is_there(version: int, condition: str) -> None:
    """Before the first, there is nothing."""
    table = Table()

    repository(table).save(a_run(version=version))

    (call,) = table.calls
    assert (call["TableName"], call["ConditionExpression"]) == ("runs", condition)
    assert call["ExpressionAttributeValues"] == {":before": {"N": str(version - 1)}}
    assert call["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD"


def test_a_write_that_comes_second_gives_the_version_that_is_there() -> None:
    table = Table()
    repository(table).save(a_run(owner="another"))

    assert repository(table).save(a_run()) == Conflict(a_run(owner="another"))
    assert repository(table).get(KEY) == a_run(owner="another")


def test_a_write_that_is_sent_twice_is_written_once() -> None:
    table = Table()

    assert [repository(table).save(a_run()) for _ in range(2)] == [SAVED, SAVED]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"x" * MAX_BODY, id="plain text"),
        pytest.param('{"name":"東"}'.encode() * (MAX_BODY // 14), id="escapes"),
        pytest.param(b"\xff" * MAX_BODY, id="no text"),
    ],
)
def test_the_largest_run_fits_into_a_row(payload: bytes) -> None:
    attempts = tuple(Attempt(number, 9, 1e9, 1e9, LARGEST_FAILURE) for number in range(MAX_ATTEMPTS_KEPT))
    message = queued(payload, delivery_id="x" * 256, action="a" * 200)

    assert size(item(a_run(message=message, attempts=attempts, scope="s" * 256), DAY)) < DYNAMODB_LIMIT
