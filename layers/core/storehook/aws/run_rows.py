"""Rows of the table of runs, read many at a time by their keys."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize
from storehook.history.errors import RunsThrottled
from storehook.queues.run_key import RunKey

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BATCH = 100
"""Rows that DynamoDB gives in one call."""

TRIES = 5
"""Calls in a row without progress after which reading fails."""

FIRST_PAUSE = 0.05
"""Seconds before rows are read again that DynamoDB left unprocessed. Each call without progress doubles them."""

type Keys = tuple[str, str]
"""A row's `pk` and `sk`."""

type AtOnce = Callable[..., Iterable[Mapping[Keys, dict[str, Any]]]]
"""Function that maps over batches as `map` does. The `map` of a thread pool does so concurrently."""


@dataclass(frozen=True, slots=True)
class RunRows:
    """Rows of the table of runs. It needs `dynamodb:BatchGetItem` on the table.

    Args:
        at_once: reads several batches. A thread pool must not be one whose threads wait for `get`.
    """

    client: "DynamoDBClient"
    table: str
    at_once: AtOnce = map
    sleep: Callable[[float], None] = time.sleep

    def get(self, keys: Sequence[Keys], columns: Collection[str]) -> dict[Keys, dict[str, Any]]:
        """Return the rows with these keys that exist, as they were a moment ago or later.

        Args:
            keys: distinct keys.
            columns: attributes to read besides the keys, or elements of them such as `errors[0]`.

        Raises:
            RunsThrottled: DynamoDB left some unprocessed again and again.
        """
        read = partial(self._batch, projection(columns))
        batches = self.at_once(read, batched(keys, BATCH, strict=False))
        return {row_keys: row for batch in batches for row_keys, row in batch.items()}

    def _batch(self, projected: Mapping[str, Any], batch: Sequence[Keys]) -> Mapping[Keys, dict[str, Any]]:
        left: Any = {self.table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in batch], **projected}}
        rows: dict[Keys, dict[str, Any]] = {}
        tries, remaining = 0, len(batch)
        while True:
            answer = self.client.batch_get_item(RequestItems=left)
            rows |= {keys_of(row): row for row in map(plain, answer["Responses"].get(self.table, []))}
            if not (left := answer.get("UnprocessedKeys")):
                return rows
            # DynamoDB returns large rows a part at a time. Only a call without progress counts as a try.
            before, remaining = remaining, len(left[self.table]["Keys"])
            tries = 0 if remaining < before else tries + 1
            if tries == TRIES:
                raise RunsThrottled
            self.sleep(FIRST_PAUSE * 2**tries)


def projection(columns: Collection[str]) -> dict[str, Any]:
    """Return the arguments of a call that reads these attributes besides the keys."""
    names = {f"#{name}": name for name in ("pk", "sk", *columns) if "[" not in name}
    elements = [column for column in columns if "[" in column]
    return {"ProjectionExpression": ", ".join([*names, *elements]), "ExpressionAttributeNames": names}


def keys_of(row: Mapping[str, Any]) -> Keys:
    """Return a row's keys."""
    return row["pk"], row["sk"]


def key_of(row: Mapping[str, Any]) -> RunKey:
    """Return the key of the run in a row."""
    store_hash, _, event_id = row["pk"].partition("#")
    action, _, generation = row["sk"].partition("#")
    return RunKey(store_hash, event_id, action, int(generation[1:] or 0))


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as a row, with floats for numbers and without null values."""
    return {name: value for name, value in deserialize(item, float).items() if value is not None}
