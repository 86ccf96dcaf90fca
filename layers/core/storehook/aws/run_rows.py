"""Rows of the table of runs by their keys, many at once, and what a row's keys say."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
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
"""Calls in a row that get no further, before it is given up."""

FIRST_PAUSE = 0.05
"""Seconds before rows are asked for again that DynamoDB put off; doubled by each call that got no further."""

type Keys = tuple[str, str]
"""A row's `pk` and `sk`."""

type AtOnce = Callable[..., Iterable[Mapping[Keys, dict[str, Any]]]]
"""Does the same with several batches, as `map` does; that of a pool of threads does so at the same time."""


@dataclass(frozen=True, slots=True)
class RunRows:
    """Reads rows of the table of runs. It needs `dynamodb:BatchGetItem` on the table.

    Args:
        client: DynamoDB.
        table: the table's name.
        at_once: reads several batches. A pool of threads that in turn waits for this must be another.
        sleep: waits for some seconds.
    """

    client: "DynamoDBClient"
    table: str
    at_once: AtOnce = map
    sleep: Callable[[float], None] = time.sleep

    def get(self, every: Sequence[Keys], columns: Iterable[str]) -> dict[Keys, dict[str, Any]]:
        """The rows that there are of so many, as they were a moment ago or later.

        Args:
            every: their keys, each of them once.
            columns: the attributes to read, besides the keys. All are texts and numbers.

        Raises:
            RunsThrottled: DynamoDB put some off again and again.
        """
        names = {f"#{name}": name for name in ("pk", "sk", *columns)}
        read = partial(self._batch, {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names})
        batches = self.at_once(read, batched(every, BATCH, strict=False))
        return {keys: row for batch in batches for keys, row in batch.items()}

    def _batch(self, projected: Mapping[str, Any], batch: Sequence[Keys]) -> Mapping[Keys, dict[str, Any]]:
        left: Any = {self.table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in batch], **projected}}
        found: dict[Keys, dict[str, Any]] = {}
        tries, wanted = 0, len(batch)
        while True:
            answer = self.client.batch_get_item(RequestItems=left)
            found |= {keys_of(row): row for row in map(plain, answer["Responses"].get(self.table, []))}
            if not (left := answer.get("UnprocessedKeys")):
                return found
            # Large rows come a part at a time, without haste; only a call that gets no further is a try.
            before, wanted = wanted, len(left[self.table]["Keys"])
            tries = 0 if wanted < before else tries + 1
            if tries == TRIES:
                raise RunsThrottled
            self.sleep(FIRST_PAUSE * 2**tries)


def keys_of(row: Mapping[str, Any]) -> Keys:
    """A row's keys."""
    return row["pk"], row["sk"]


def key_of(row: Mapping[str, Any]) -> RunKey:
    """The run that a row is of, which its keys tell."""
    store_hash, _, event_id = row["pk"].partition("#")
    action, _, generation = row["sk"].partition("#")
    return RunKey(store_hash, event_id, action, int(generation or 0))


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row as DynamoDB gives it, with its numbers as floats and without what is null in it."""
    return {name: value for name, value in deserialize(item, float).items() if value is not None}
