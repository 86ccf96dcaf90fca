"""Deletion of all rows of a store, one bounded page at a time."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, chain
from typing import TYPE_CHECKING, Any

from storehook.aws import steps, waits
from storehook.aws.quota_queues import quota_queue_key
from storehook.queues.lanes import LANES
from storehook.records.rows import partition as records_partition

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PAGE = 1_000
"""Rows read in one call."""

BATCH = 25
"""Rows that DynamoDB deletes in one call."""

LONGEST_PAUSE = 5.0
"""Longest wait, in seconds, before rows are deleted that DynamoDB left unprocessed."""

type Key = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DynamoPurge:
    """Deletes a store's rows. Each step can be repeated after an interruption.

    It needs `dynamodb:Query` on Records, Runs and the index `by-store` of Runs, `dynamodb:BatchWriteItem` on both,
    `dynamodb:DeleteItem` on RateWindows, and `dynamodb:Scan` on Records to look for models.
    """

    client: "DynamoDBClient"
    runs: str
    records: str
    rate_windows: str
    sleep: Callable[[float], None] = time.sleep

    def has_rows(self, store_hash: str, models: Iterable[str]) -> bool:
        """Return whether the store has a run, or a record of one of these models."""
        records = (self._records_of(store_hash, model) for model in models)
        return any(chain(self._runs_of(store_hash), *records))

    def delete_runs(self, store_hash: str) -> Iterator[int]:
        """Delete the store's runs, their steps, and the events that they wait for. Yield the runs of each page."""
        yield from self._deleted(self.runs, self._runs_of(store_hash))
        for partition in (*steps.PARTITIONS.all(store_hash), *waits.PARTITIONS.all(store_hash)):
            deque(self._deleted(self.runs, self._rows_in(self.runs, partition)), maxlen=0)

    def delete_records(self, store_hash: str, model: str) -> Iterator[int]:
        """Delete the store's records of a model. Yield the number of records of each page."""
        return self._deleted(self.records, self._records_of(store_hash, model))

    def models(self, store_hash: str) -> Iterator[tuple[str, ...]]:
        """Yield the models of the store's records, by page of all records. This reads the whole table."""
        prefix = records_partition(store_hash, "")
        for keys in self._pages("scan", self.records, prefix, {"FilterExpression": "begins_with(pk, :key)"}):
            yield tuple({key["pk"]["S"].removeprefix(prefix) for key in keys})

    def delete_quota(self, store_hash: str) -> None:
        """Delete the store's rate window and quota queues."""
        window_key: Key = {"store_hash": {"S": store_hash}}
        for key in (window_key, *(quota_queue_key(store_hash, lane) for lane in LANES)):
            self.client.delete_item(TableName=self.rate_windows, Key=key)

    def _runs_of(self, store_hash: str) -> Iterator[list[Key]]:
        request = {"IndexName": "by-store", "KeyConditionExpression": "store_hash = :key"}
        return self._pages("query", self.runs, store_hash, request)

    def _records_of(self, store_hash: str, model: str) -> Iterator[list[Key]]:
        return self._rows_in(self.records, records_partition(store_hash, model))

    def _rows_in(self, table: str, partition: str) -> Iterator[list[Key]]:
        request = {"KeyConditionExpression": "pk = :key", "ConsistentRead": True}
        return self._pages("query", table, partition, request)

    def _pages(self, operation: str, table: str, key: str, request: dict[str, Any]) -> Iterator[list[Key]]:
        client: Any = self.client
        pages: Iterable[dict[str, Any]] = client.get_paginator(operation).paginate(
            TableName=table,
            ProjectionExpression="pk, sk",
            ExpressionAttributeValues={":key": {"S": key}},
            PaginationConfig={"PageSize": PAGE},
            **request,
        )
        return (page["Items"] for page in pages)

    def _deleted(self, table: str, pages: Iterable[list[Key]]) -> Iterator[int]:
        for keys in pages:
            for batch in batched(keys, BATCH, strict=False):
                self._delete(table, batch)
            yield len(keys)

    def _delete(self, table: str, keys: Sequence[Key]) -> None:
        left: Any = {table: [{"DeleteRequest": {"Key": key}} for key in keys]}
        pause = 0.1
        while left := self.client.batch_write_item(RequestItems=left).get("UnprocessedItems"):
            self.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
