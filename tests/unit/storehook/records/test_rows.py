"""A record as a row of DynamoDB: it comes back as it was, and nobody writes over what they have not seen."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from tests.support.stored_values import PLAIN, TEXTS

from storehook.aws.records import DynamoRecordStore
from storehook.errors import RecordTooLarge
from storehook.records.rows import MAX_ROW, PendingChange, RecordKey, RecordRow, item, row_of, size
from storehook.records.table import Expiry
from storehook.records.values import to_stored

KEY = RecordKey("8jbhprizry", "Purchase", "113")
DAY = 86_400.0
TIMES = st.floats(1, 4e9)
FIELDS = st.dictionaries(TEXTS.filter(bool), PLAIN.map(lambda value: to_stored(value, "field")), max_size=4)
PENDING = st.builds(
    PendingChange,
    operation=st.sampled_from(["create", "update", "delete"]),
    before=FIELDS,
    since=st.dictionaries(TEXTS.filter(bool), st.integers(1, 99), max_size=2),
    version=st.integers(1, 10**6),
    at=TIMES,
)
ROWS = st.builds(
    RecordRow,
    key=st.builds(RecordKey, st.just("8jbhprizry"), st.just("Purchase"), TEXTS.filter(bool)),
    version=st.integers(1, 10**9),
    write_id=TEXTS,
    fields=FIELDS,
    created_by=TEXTS,
    created_at=TIMES,
    updated_at=TIMES,
    deleted=st.booleans(),
    pending=st.dictionaries(TEXTS.filter(bool), PENDING, max_size=2),
)


class ConditionFailed(ClientError):
    """As botocore makes it, with the row that is there instead."""


class Table:
    """DynamoDB with one table and our conditions; keeps items as they travel."""

    exceptions = SimpleNamespace(ConditionalCheckFailedException=ConditionFailed)

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], dict[str, Any]] = {}

    def get_item(self, **call: Any) -> dict[str, Any]:
        assert call["ConsistentRead"] is True
        found = self.items.get(self._key(call["Key"]))
        return {"Item": found} if found else {}

    def put_item(self, **call: Any) -> None:
        self._check(call, call["Item"])
        self.items[self._key(call["Item"])] = call["Item"]

    def delete_item(self, **call: Any) -> None:
        self._check(call, call["Key"])
        del self.items[self._key(call["Key"])]

    def _key(self, item: dict[str, Any]) -> tuple[str, str]:
        return item["pk"]["S"], item["sk"]["S"]

    def _check(self, call: dict[str, Any], key: dict[str, Any]) -> None:
        assert call["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD"
        old, wanted = self.items.get(self._key(key)), call["ExpressionAttributeValues"]
        if ":now" in wanted:
            assert call["ConditionExpression"] == "attribute_not_exists(pk) OR expires_at <= :now"
            fits = old is None or ("expires_at" in old and int(old["expires_at"]["N"]) <= int(wanted[":now"]["N"]))
        else:
            assert call["ConditionExpression"] == "version = :version AND write_id = :write_id"
            fits = bool(old) and (old["version"], old["write_id"]) == (wanted[":version"], wanted[":write_id"])
        if not fits:
            answer: Any = {"Error": {"Code": "ConditionalCheckFailedException"}} | ({"Item": old} if old else {})
            raise ConditionFailed(answer, "PutItem")


def store(table: Table, live: float = 0.0, now: float = 0.0) -> DynamoRecordStore:
    expiry = Expiry(deleted=30 * DAY, live=live, clock=lambda: now)
    return DynamoRecordStore(table, "records", expiry)  # type: ignore[arg-type]


def a_row(**changes: Any) -> RecordRow:
    first = RecordRow(
        key=KEY, version=1, write_id="one", fields={"a": 1}, created_by="run-1", created_at=1000.5, updated_at=1000.5
    )
    return replace(first, **changes)


@given(row=ROWS)
def test_a_row_is_read_as_it_was_written(row: RecordRow) -> None:
    table = Table()

    assert store(table).put(row, replaces=None)

    assert store(table).get(row.key) == row


@given(row=ROWS)
def test_an_item_is_read_as_it_was_made(row: RecordRow) -> None:
    assert row_of(item(row)) == row


def test_a_row_is_kept_under_its_store_and_model_and_id() -> None:
    assert (item(a_row())["pk"], item(a_row())["sk"]) == ("8jbhprizry#Purchase", "113")


def test_a_number_is_a_number_and_text_is_text_in_the_console() -> None:
    table = Table()
    store(table).put(
        a_row(fields={"total": Decimal("10.5"), "message": "hello", "tags": ["a"], "none": None}), replaces=None
    )

    (written,) = table.items.values()
    assert written["fields"]["M"] == {
        "total": {"N": "10.5"},
        "message": {"S": "hello"},
        "tags": {"L": [{"S": "a"}]},
        "none": {"NULL": True},
    }


def test_only_a_deleted_record_expires_unless_there_is_a_retention() -> None:
    table = Table()
    store(table).put(a_row(), replaces=None)
    assert "expires_at" not in table.items["8jbhprizry#Purchase", "113"]

    store(table).put(a_row(version=2, deleted=True), replaces=a_row())

    assert table.items["8jbhprizry#Purchase", "113"]["expires_at"] == {"N": str(1000 + 30 * 86_400)}


def test_each_write_of_a_record_begins_its_retention_anew() -> None:
    table = Table()
    second = a_row(version=2, write_id="two", updated_at=5000.9)

    store(table, live=90 * DAY).put(a_row(), replaces=None)
    assert table.items["8jbhprizry#Purchase", "113"]["expires_at"] == {"N": str(1000 + 90 * 86_400)}

    store(table, live=90 * DAY).put(second, replaces=a_row())
    assert table.items["8jbhprizry#Purchase", "113"]["expires_at"] == {"N": str(5000 + 90 * 86_400)}


def test_a_record_that_is_written_without_a_retention_expires_no_more() -> None:
    table = Table()
    store(table, live=90 * DAY).put(a_row(), replaces=None)

    store(table).put(a_row(version=2, write_id="two"), replaces=a_row())

    assert "expires_at" not in table.items["8jbhprizry#Purchase", "113"]


def test_a_row_that_has_expired_is_not_there_and_leaves_its_place_to_another() -> None:
    table, other = Table(), a_row(write_id="of another life", updated_at=1000.5 + 90 * DAY)
    store(table, live=90 * DAY).put(a_row(), replaces=None)
    late = store(table, live=90 * DAY, now=1000.0 + 90 * DAY)

    assert late.get(KEY) is None
    assert late.delete(other)
    assert late.put(other, replaces=None)
    assert late.get(KEY) == other


def test_a_deleted_record_expires_as_runs_do_whatever_records_do() -> None:
    assert Expiry(deleted=30 * DAY, live=90 * DAY).of(a_row(deleted=True)) == 1000 + 30 * 86_400


def test_when_it_expires_counts_among_the_bytes_of_a_row() -> None:
    room = MAX_ROW - (size(item(a_row(fields={"a": ""}))) - 3)

    with pytest.raises(RecordTooLarge):
        item(a_row(fields={"a": "x" * room}), expires_at=1000)


@pytest.mark.parametrize(
    "value", ["", "é" * 9, 0, 7, -123, Decimal("1.25"), True, None, [], {}, [1, "a"], {"key": {"b": [None]}}], ids=repr
)
def test_a_value_is_counted_as_dynamodb_counts_it_or_one_byte_more(value: Any) -> None:
    assert 0 <= size(value) - dynamodb_size(value) <= 3 * (str(value).count("1") + 1)


def dynamodb_size(value: Any) -> int:
    """As the developer guide says: a number has a byte for two digits, and one more, and one for its sign."""
    match value:
        case None | bool():
            return 1
        case str():
            return len(value.encode())
        case list():
            return 3 + sum(1 + dynamodb_size(each) for each in value)
        case dict():
            return 3 + sum(1 + len(name.encode()) + dynamodb_size(each) for name, each in value.items())
        case _:
            return (len(str(value).replace("-", "").replace(".", "").strip("0")) + 1) // 2 + 1 + (value < 0)


def test_the_largest_row_that_fits_is_taken_and_one_byte_more_is_not() -> None:
    room = MAX_ROW - (size(item(a_row(fields={"a": ""}))) - 3)

    assert item(a_row(fields={"a": "x" * room}))
    with pytest.raises(RecordTooLarge, match="a has 400, and 0 KB are previous values"):
        item(a_row(fields={"a": "x" * (room + 1)}))


def test_what_a_record_was_before_unfinished_changes_counts_too() -> None:
    pending_change = PendingChange("update", {"a": "x" * 300 * 1024}, {"a": 1}, 2, 1000.0)

    with pytest.raises(RecordTooLarge, match="a has 200, and 300 KB are previous values for on_success"):
        item(a_row(fields={"a": "x" * 200 * 1024}, pending={"run-1": pending_change}))


def test_a_write_that_is_sent_twice_is_done_once() -> None:
    table, second = Table(), a_row(version=2, write_id="two")

    assert [store(table).put(a_row(), replaces=None) for _ in range(2)] == [True, True]
    assert [store(table).put(second, replaces=a_row()) for _ in range(2)] == [True, True]
    assert [store(table).delete(second) for _ in range(2)] == [True, True]


def test_a_whole_number_comes_back_as_one() -> None:
    table = Table()
    store(table).put(a_row(fields={"many": 7, "part": Decimal("7.5"), "huge": Decimal("1E+40")}), replaces=None)

    found = store(table).get(KEY)

    assert found is not None
    assert [type(value) for value in found.fields.values()] == [int, Decimal, Decimal]
