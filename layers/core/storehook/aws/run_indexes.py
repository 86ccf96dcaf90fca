"""Indexes of the table of runs, in DynamoDB. An index gives the keys of runs, and the table their attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from storehook.aws.items import serialize
from storehook.aws.run_items import resource_key, sort_key
from storehook.aws.run_rows import RunRows, key_of, keys_of, plain, projection
from storehook.history.indexes import MOST_COUNTED, Slice
from storehook.history.key_ranges import SORTED_BY, Index, KeyRange
from storehook.history.rows import Filter, IndexPosition, RunRow
from storehook.runs.failure import one_line
from storehook.runs.open import LAST, open_place, time_of
from storehook.runs.run import RunSummary

PARTITIONED_BY: dict[Index, str] = {
    "by-resource": "resource",
    "by-store": "store_hash",
    "by-time": "day",
    "open": "open",
}
"""The partition key of each index."""

BRIEF = ("state", "created_at", "updated_at", "received_at", "lane", "open")
"""Attributes that are read for a brief row, besides the keys."""

COLUMNS = (*(field.name for field in fields(RunRow) if field.name not in ("key", "error")), "errors[0]")
"""Attributes that are read for a row, besides the keys."""

MAX_OF_EVENT = 100


@dataclass(frozen=True, slots=True)
class DynamoRunIndexes:
    """Indexes of the table of runs: `indexes.RunIndexes`. It needs `dynamodb:Query` on the table and its indexes."""

    rows: RunRows

    def read(
        self,
        key_range: KeyRange,
        where: Filter,
        after: IndexPosition | None,
        limit: int,
        *,
        oldest_first: bool = False,
        brief: bool = False,
    ) -> Slice:
        partition, sorted_by = PARTITIONED_BY[key_range.index], SORTED_BY[key_range.index]
        begin: dict[str, Any] = {"ExclusiveStartKey": serialize(_start(key_range, after))} if after else {}
        answer = self.rows.client.query(
            TableName=self.rows.table,
            IndexName=key_range.index,
            KeyConditionExpression=f"#{partition} = :partition AND #{sorted_by} BETWEEN :since AND :until",
            ExpressionAttributeNames={f"#{name}": name for name in (partition, sorted_by)},
            ExpressionAttributeValues=serialize(
                {
                    ":partition": key_range.partition,
                    ":since": _sort_value(key_range, key_range.since, ""),
                    ":until": _sort_value(key_range, key_range.until, LAST),
                }
            ),
            Limit=limit,
            ScanIndexForward=oldest_first,
            **begin,
        )
        entries = {keys_of(entry): entry for entry in map(plain, answer["Items"])}
        stored = self.rows.get(list(entries), {*(BRIEF if brief else COLUMNS), sorted_by})
        rows = {key: _readable_row(stored[key]) for key in entries if key in stored}
        positions = {key: _position(entries[key], sorted_by) for key, row in rows.items() if row}
        # Leave out rows that have moved since. They are at another place of the index by now.
        unmoved = (row for key, row in rows.items() if row and key_range.position(row) == positions[key])
        last = plain(answer.get("LastEvaluatedKey", {}))
        return Slice(
            rows=tuple(row for row in unmoved if where.matches(row)),
            last=_position(last, sorted_by) if last else None,
            rows_read=answer["ScannedCount"],
            unreadable=tuple("/".join(key) for key, row in rows.items() if row is None),
        )

    def count(self, partition: str) -> int:
        answer = self.rows.client.query(
            TableName=self.rows.table,
            IndexName="open",
            Select="COUNT",
            KeyConditionExpression="#open = :partition",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues={":partition": {"S": partition}},
            Limit=MOST_COUNTED,
        )
        return answer["Count"]

    def of_event(self, store_hash: str, event_id: str) -> list[RunRow]:
        # The table itself has all runs of an event in one partition.
        answer = self.rows.client.query(
            TableName=self.rows.table,
            KeyConditionExpression="#pk = :event",
            **projection(COLUMNS),
            ExpressionAttributeValues={":event": {"S": f"{store_hash}#{event_id}"}},
            Limit=MAX_OF_EVENT,
        )
        return [row_of(plain(item)) for item in answer["Items"]]


@dataclass(frozen=True, slots=True)
class DynamoHistory:
    """Runs by resource: `catch_up.coverage.History`. It needs `dynamodb:Query` on `by-resource`."""

    rows: RunRows

    def of_resource(self, store_hash: str, resource: str, since: float) -> list[RunSummary]:
        pages = self.rows.client.get_paginator("query").paginate(
            TableName=self.rows.table,
            IndexName="by-resource",
            KeyConditionExpression="#resource = :resource AND happened_at >= :since",
            ExpressionAttributeNames={"#resource": "resource"},
            ExpressionAttributeValues=serialize({":resource": resource_key(store_hash, resource), ":since": since}),
        )
        keys = [keys_of(plain(entry)) for page in pages for entry in page["Items"]]
        rows = self.rows.get(keys, ("state", "scope", "happened_at", "error_type", "started_at", "covered_by"))
        return [_summary(row) for row in rows.values()]


def row_of(attributes: Mapping[str, Any]) -> RunRow:
    """Return the attributes of a run as a row."""
    key = key_of(attributes)
    fields = {name: value for name, value in attributes.items() if name not in ("pk", "sk", "errors")}
    fields["attempt"] = int(fields.get("attempt", 0))
    if "error_type" in fields:
        fields["error"] = one_line(attributes["errors"][0])
    if "open_at" in fields:
        fields["open_at"] = time_of(fields["open_at"])
    if "resource" in fields:
        fields["resource"] = fields["resource"].removeprefix(resource_key(key.store_hash, ""))
    return RunRow(key=key, **fields)


def _readable_row(attributes: Mapping[str, Any]) -> RunRow | None:
    try:
        return row_of(attributes)
    except (AttributeError, KeyError, TypeError, ValueError):  # a row that somebody has changed by hand
        return None


def _summary(row: Mapping[str, Any]) -> RunSummary:
    optional = {name: row[name] for name in ("error_type", "started_at", "covered_by") if name in row}
    return RunSummary(key_of(row).action, row["state"], row["scope"], row["happened_at"], **optional)


def _start(key_range: KeyRange, after: IndexPosition) -> dict[str, Any]:
    return {
        "pk": f"{after.key.store_hash}#{after.key.event_id}",
        "sk": sort_key(after.key),
        PARTITIONED_BY[key_range.index]: key_range.partition,
        SORTED_BY[key_range.index]: _sort_value(key_range, after.at, after.key.store_hash),
    }


def _sort_value(key_range: KeyRange, at: float, store_hash: str) -> float | str:
    """Return the value that sorts a run of a time in an index. In the index `open`, that is its place."""
    return open_place(key_range.partition, at, store_hash) if key_range.index == "open" else at


def _position(entry: Mapping[str, Any], sorted_by: str) -> IndexPosition:
    at = entry[sorted_by]
    return IndexPosition(time_of(at) if sorted_by == "open_at" else at, key_of(entry))
