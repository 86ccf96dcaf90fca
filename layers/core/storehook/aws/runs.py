"""The table of runs, in DynamoDB."""

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.history.key_ranges import partition
from storehook.queues.message import Message, pack, unpack
from storehook.runs.failure import Failure
from storehook.runs.loops import WriteMark
from storehook.runs.run import MAX_GENERATION, NEEDS_ATTENTION, Attempt, Run, RunKey, RunSummary

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class DynamoRunRepository:
    """The table of runs: `runs.ports.RunRepository`.

    Args:
        client: DynamoDB.
        table: the table's name.
        retention: how long a run is kept after its last change, in seconds.
    """

    client: "DynamoDBClient"
    table: str
    retention: float

    def save(self, run: Run) -> Run | None:
        """As `runs.ports.RunRepository.save`."""
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(item(run, self.retention)),
                ConditionExpression="attribute_not_exists(pk) OR version = :before",
                ExpressionAttributeValues={":before": {"N": str(run.version - 1)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            answer = cast("dict[str, Any]", refused.response)
            stored = run_of(deserialize(answer["Item"], whole_or_float))
            # An SDK retry of a write whose answer was lost meets its own row.
            return None if stored.is_same_write(run) else stored
        return None

    def get(self, key: RunKey) -> Run | None:
        """The run as it is stored now, or None."""
        answer = self.client.get_item(TableName=self.table, Key=serialize(_primary(key)), ConsistentRead=True)
        return run_of(deserialize(answer["Item"], whole_or_float)) if "Item" in answer else None

    def latest(self, key: RunKey) -> Run | None:
        """As `runs.ports.RunRepository.latest`. It needs `dynamodb:Query`."""
        first, last = sort_key(replace(key, generation=0)), sort_key(replace(key, generation=MAX_GENERATION))
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :event AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=serialize({":event": _primary(key)["pk"], ":first": first, ":last": last}),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )
        return next((run_of(deserialize(found, whole_or_float)) for found in answer["Items"]), None)


def item(run: Run, retention: float) -> dict[str, Any]:
    """A run as a row, legible in the AWS console."""
    failure = run.failure
    row = _primary(run.key) | asdict(run.key) | _pack(run.message.payload)
    row |= {name: getattr(run, name) for name in _OWN_FIELDS}
    row |= {name: getattr(run.message, name) for name in _MESSAGE_FIELDS}
    row |= {"message_action": run.message.action, "day": partition(run.created_at, run.key.event_id)}
    row |= {"attempts": [asdict(attempt) for attempt in run.attempts], "expires_at": int(run.updated_at + retention)}
    if run.enqueued:
        row["enqueued"] = [asdict(key) for key in run.enqueued]
    if failure:
        row |= {"error_type": failure.error_type, "fingerprint": failure.fingerprint}
    if run.state in NEEDS_ATTENTION:
        row["attention"] = run.state
    if run.resource:
        row["resource"] = resource_key(run.key.store_hash, run.resource)
    return row


def sort_key(key: RunKey) -> str:
    """What tells the runs of an event apart: the action, then the generation, so that the latest is the last."""
    return f"{key.action}#{key.generation:06}" if key.generation else key.action


def resource_key(store_hash: str, resource: str) -> str:
    """What the index `by-resource` knows a store's resource by."""
    return f"{store_hash}#{resource}"


def run_of(row: dict[str, Any]) -> Run:
    """A row as a run. One of an earlier version has fewer attributes."""
    own = {name: row[name] for name in _OWN_FIELDS if name in row}
    if "resource" in row:
        own["resource"] = row["resource"].removeprefix(resource_key(row["store_hash"], ""))
    key = RunKey(row["store_hash"], row["event_id"], row["action"], row["generation"])
    message = Message(
        store_hash=row["store_hash"],
        payload=_unpack(row),
        action=row["message_action"],
        **{name: row[name] for name in _MESSAGE_FIELDS if name in row},
    )
    attempts = tuple(_attempt(each) for each in row["attempts"])
    enqueued = tuple(RunKey(**each) for each in row.get("enqueued", ()))
    return Run(key=key, message=message, attempts=attempts, enqueued=enqueued, **own)


def _pack(payload: bytes) -> dict[str, Any]:
    packed = pack(payload)
    # Legible if it can be; else as binary, since base64 would leave no room for the attempts.
    return dict(packed) if "payload" in packed else {"payload_binary": payload}


def _unpack(row: dict[str, Any]) -> bytes:
    return bytes(row["payload_binary"]) if "payload_binary" in row else unpack(row)


_OWN_FIELDS = tuple(
    name for name in Run.__slots__ if name not in ("key", "message", "attempts", "resource", "enqueued")
)

_MESSAGE_FIELDS = tuple(name for name in Message.__slots__ if name not in ("store_hash", "payload", "action"))


def _primary(key: RunKey) -> dict[str, Any]:
    return {"pk": f"{key.store_hash}#{key.event_id}", "sk": sort_key(key)}


def _attempt(fields: dict[str, Any]) -> Attempt:
    failure = fields.pop("failure")
    return Attempt(**fields, failure=Failure(**failure) if failure else None)


@dataclass(frozen=True, slots=True)
class DynamoHistory:
    """The table of runs, by resource: `catch_up.coverage.History`. Needs `dynamodb:Query` on `by-resource`.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def of_resource(self, store_hash: str, resource: str, since: float) -> list[RunSummary]:
        """As `catch_up.coverage.History.of_resource`."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName="by-resource",
            KeyConditionExpression="#resource = :resource AND happened_at >= :since",
            ExpressionAttributeNames={"#resource": "resource"},
            ExpressionAttributeValues=serialize({":resource": resource_key(store_hash, resource), ":since": since}),
        )
        return [_summary(deserialize(row, float)) for page in pages for row in page["Items"]]


def _summary(row: dict[str, Any]) -> RunSummary:
    return RunSummary(row["action"], row["state"], row["scope"], row["happened_at"], row.get("error_type", ""))


KEPT = 6 * 3600.0
"""Seconds for which a mark is kept after it has served."""


@dataclass(frozen=True, slots=True)
class DynamoLastEvents:
    """Where events contend for being the last of their window: `runs.ports.LastEvents`."""

    client: "DynamoDBClient"
    table: str

    def is_last(self, window: str, rank: str, ends_at: float) -> bool:
        """As `runs.ports.LastEvents.is_last`."""
        try:
            self.client.put_item(
                TableName=self.table,
                Item={
                    "pk": {"S": f"window#{window}"},
                    "sk": {"S": "last"},
                    "rank": {"S": rank},
                    "expires_at": {"N": str(int(ends_at + KEPT))},
                },
                ConditionExpression="attribute_not_exists(pk) OR #rank <= :rank",
                ExpressionAttributeNames={"#rank": "rank"},
                ExpressionAttributeValues={":rank": {"S": rank}},
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True


@dataclass(frozen=True, slots=True)
class DynamoWriteMarks:
    """What is remembered of our own writes: `runs.ports.WriteMarks`. Needs `dynamodb:Query` on the table.

    A mark is a row of its own, so that runs that write at the same time cannot overwrite one another's.
    """

    client: "DynamoDBClient"
    table: str

    def between(self, store_hash: str, resource: str, since: float, until: float) -> list[WriteMark]:
        """As `runs.ports.WriteMarks.between`."""
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :until",
            ExpressionAttributeValues=serialize(
                {":pk": _written(store_hash, resource), ":since": _moment(since), ":until": _moment(until)}
            ),
            ScanIndexForward=False,
            Limit=MAX_MARKS,
            ConsistentRead=True,
        )
        rows = (deserialize(item, whole_or_float) for item in answer["Items"])
        return [WriteMark(float(row["at"]), int(row["chain"])) for row in rows]

    def put(self, store_hash: str, resource: str, mark: WriteMark) -> None:
        """As `runs.ports.WriteMarks.put`."""
        row = {"pk": _written(store_hash, resource), "sk": _moment(mark.at), **asdict(mark)}
        self.client.put_item(TableName=self.table, Item=serialize(row | {"expires_at": int(mark.at + KEPT)}))


MAX_MARKS = 100
"""Marks of one resource that are looked at; all of them were made within seconds."""


def _written(store_hash: str, resource: str) -> str:
    return f"write#{store_hash}#{resource}"


def _moment(at: float) -> str:
    """A time as a key that sorts by it."""
    return f"{max(at, 0.0):017.6f}"
