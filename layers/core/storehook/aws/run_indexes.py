"""The indexes of the table of runs, in DynamoDB."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import serialize
from storehook.aws.runs import resource_key, sort_key
from storehook.history.indexes import Slice
from storehook.history.key_ranges import SORTED_BY, Index, KeyRange
from storehook.history.rows import Filter, Place, Row
from storehook.runs.run import RunKey

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PARTITIONED_BY: dict[Index, str] = {
    "by-resource": "resource",
    "by-attention": "attention",
    "by-store": "store_hash",
    "by-time": "day",
}
"""The partition key of each index."""

BRIEF = ("sk", "store_hash", "event_id", "action", "state", "created_at", "updated_at", "received_at")
"""What is read of a run in brief."""

COLUMNS = (
    *BRIEF,
    *("scope", "lane", "kind", "attempt", "next_attempt_at", "resource", "error_type", "fingerprint"),
)
"""What is read of a run; every index holds it."""

MAX_OF_EVENT = 100

_COMPARED = ("state", "scope", "action", "lane", "fingerprint", "kind")
"""The parts of a filter that an attribute is equal to."""


@dataclass(frozen=True, slots=True)
class DynamoRunIndexes:
    """The indexes of the table of runs: `indexes.RunIndexes`. It needs `dynamodb:Query` on the table and its indexes.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def read(
        self,
        key_range: KeyRange,
        where: Filter,
        after: Place | None,
        limit: int,
        *,
        oldest_first: bool = False,
        brief: bool = False,
    ) -> Slice:
        """As `indexes.RunIndexes.read`."""
        partition, sorted_by = PARTITIONED_BY[key_range.index], SORTED_BY[key_range.index]
        columns = {*(BRIEF if brief else COLUMNS), sorted_by}
        # DynamoDB refuses a filter on the keys of the index that is read: the key range narrows those down.
        tests = [test for test in _tests(where) if test.attribute not in (partition, sorted_by)]
        values: dict[str, Any] = {
            ":partition": key_range.partition,
            ":since": key_range.since,
            ":until": key_range.until,
        }
        for test in tests:
            values |= test.values
        optional: dict[str, Any] = {}
        if tests:
            optional["FilterExpression"] = " AND ".join(test.expression for test in tests)
        if after:
            optional["ExclusiveStartKey"] = serialize(_start(key_range, after))
        answer = self.client.query(
            TableName=self.table,
            IndexName=key_range.index,
            KeyConditionExpression=f"#{partition} = :partition AND #{sorted_by} BETWEEN :since AND :until",
            ProjectionExpression=", ".join(f"#{name}" for name in columns),
            ExpressionAttributeNames={
                f"#{name}": name for name in {*columns, partition, *(test.attribute for test in tests)}
            },
            ExpressionAttributeValues=serialize(values),
            Limit=limit,
            ScanIndexForward=oldest_first,
            **optional,
        )
        rows = (row_of(found) for found in answer["Items"])
        last = _plain(answer.get("LastEvaluatedKey", {}))
        # The filter is checked again: a resource without a store can only be compared roughly here.
        matching = tuple(row for row in rows if where.matches(row))
        return Slice(matching, _place(last, sorted_by) if last else None, answer["ScannedCount"])

    def of_event(self, store_hash: str, event_id: str) -> list[Row]:
        """As `indexes.RunIndexes.of_event`, from the table itself."""
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :event",
            ProjectionExpression=", ".join(f"#{name}" for name in COLUMNS),
            ExpressionAttributeNames={f"#{name}": name for name in COLUMNS},
            ExpressionAttributeValues={":event": {"S": f"{store_hash}#{event_id}"}},
            Limit=MAX_OF_EVENT,
        )
        return [row_of(found) for found in answer["Items"]]


def row_of(item: Mapping[str, Any]) -> Row:
    """An index's item, as DynamoDB gives it, as a row."""
    found = _plain(item)
    generation = int(str(found.pop("sk")).partition("#")[2] or 0)
    key = RunKey(found.pop("store_hash"), found.pop("event_id"), found.pop("action"), generation)
    found["attempt"] = int(found.get("attempt", 0))
    if "resource" in found:
        found["resource"] = found["resource"].removeprefix(resource_key(key.store_hash, ""))
    return Row(key=key, **found)


@dataclass(frozen=True, slots=True)
class _Test:
    """A part of a filter expression, such as `#state = :state`."""

    attribute: str
    expression: str
    values: Mapping[str, Any]


def _tests(where: Filter) -> list[_Test]:
    equal: dict[str, str | None] = {part: getattr(where, part) for part in _COMPARED} | {"store_hash": where.store}
    found = [
        _Test(name, f"#{name} = :{name}", {f":{name}": value}) for name, value in equal.items() if value is not None
    ]
    if where.resource is not None:
        # Without its store, only the end of what the row has is known; `Filter.matches` looks at the rest.
        about = resource_key(where.store or "", where.resource)
        found.append(_Test("resource", "contains(#resource, :about)", {":about": about}))
    if where.states:
        values = {f":state{number}": state for number, state in enumerate(where.states)}
        found.append(_Test("state", f"#state IN ({', '.join(values)})", values))
    if where.since is not None:
        found.append(_Test("created_at", "#created_at >= :created_since", {":created_since": where.since}))
    if where.until is not None:
        found.append(_Test("created_at", "#created_at <= :created_until", {":created_until": where.until}))
    return found


def _start(key_range: KeyRange, after: Place) -> dict[str, Any]:
    return {
        "pk": f"{after.store_hash}#{after.event_id}",
        "sk": sort_key(after.key),
        PARTITIONED_BY[key_range.index]: key_range.partition,
        SORTED_BY[key_range.index]: after.at,
    }


def _place(last: dict[str, Any], sorted_by: str) -> Place:
    store_hash, _, event_id = str(last["pk"]).partition("#")
    action, _, generation = str(last["sk"]).partition("#")
    return Place(last[sorted_by], store_hash, event_id, action, int(generation or 0))


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    # All are texts and numbers: boto3's own deserializer takes ten times as long for thousands of them.
    found = {name: next(iter(cast("dict[str, Any]", typed).items())) for name, typed in item.items()}
    return {name: float(value) if kind == "N" else value for name, (kind, value) in found.items() if kind != "NULL"}
