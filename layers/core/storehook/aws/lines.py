"""The lines of all stores, in DynamoDB: in the table of rate windows, each beside its store's window."""

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.bigcommerce.line import Calls, Line, Place, take

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

RETENTION = 7 * 24 * 3600
"""Seconds that a line is kept after it was last stood in."""

BUSY = ("SET next_at = next_at + :seconds", "next_at >= :earliest")

IDLE = ("SET next_at = :earliest + :seconds", "attribute_not_exists(next_at) OR next_at < :earliest")


def line_key(store_hash: str) -> "dict[str, AttributeValueTypeDef]":
    """The key of a store's line in the table of rate windows."""
    return {"store_hash": {"S": f"{store_hash}#line"}}


@dataclass(frozen=True, slots=True)
class DynamoLines:
    """The table of lines: `bigcommerce.admission.Lines`.

    Args:
        client: DynamoDB.
        table: the table's name; its key is `store_hash`.
    """

    client: "DynamoDBClient"
    table: str

    def take(self, store_hash: str, earliest: float, seconds: float) -> tuple[float, Line]:
        """As `bigcommerce.admission.Lines.take`.

        The table itself adds the numbers: none of those who take at once has to try again.
        """
        values = serialize({":earliest": earliest, ":seconds": seconds, ":expires_at": int(earliest) + RETENTION})
        while True:
            for change, condition in (BUSY, IDLE):
                try:
                    before = self.client.update_item(
                        TableName=self.table,
                        Key=line_key(store_hash),
                        UpdateExpression=f"{change}, expires_at = :expires_at",
                        ConditionExpression=condition,
                        ExpressionAttributeValues=values,
                        ReturnValues="ALL_OLD",
                    )
                except self.client.exceptions.ConditionalCheckFailedException:
                    continue
                return take(line_of(store_hash, before.get("Attributes", {})), earliest, seconds)

    def save(self, line: Line) -> Line | None:
        """As `bigcommerce.admission.Lines.save`."""
        row = _row(line)
        try:
            self.client.update_item(
                TableName=self.table,
                Key=line_key(line.store_hash),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in row),
                ConditionExpression="attribute_not_exists(version) OR version = :before",
                ExpressionAttributeNames={f"#{name}": name for name in row},
                ExpressionAttributeValues=serialize(
                    {f":{name}": value for name, value in row.items()} | {":before": line.version - 1}
                ),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            stored = line_of(line.store_hash, cast("dict[str, Any]", refused.response)["Item"])
            # An SDK retry of a write whose answer was lost meets its own row.
            return None if stored.is_same_write(line) else stored
        return None


def line_of(store_hash: str, row: dict[str, Any]) -> Line:
    """A row as a line. One of which only positions were taken has nothing else."""
    found = deserialize(row, whole_or_float)
    return Line(
        store_hash=store_hash,
        version=found.get("version", 0),
        owner=found.get("owner", ""),
        next_at=found.get("next_at", 0.0),
        written_at=found.get("written_at", 0.0),
        lag=found.get("lag", 0.0),
        held_until=found.get("held_until", 0.0),
        closed_until=found.get("closed_until", 0.0),
        inside={token: Place(*place) for token, place in found.get("inside", {}).items()},
        calls={action: Calls(*calls) for action, calls in found.get("calls", {}).items()},
    )


def _row(line: Line) -> dict[str, Any]:
    """What a version says. The time of the next position is not in it: `take` alone moves that."""
    return {
        "version": line.version,
        "owner": line.owner,
        "lag": line.lag,
        "held_until": line.held_until,
        "closed_until": line.closed_until,
        "inside": {token: astuple(place) for token, place in line.inside.items()},
        "calls": {action: astuple(calls) for action, calls in line.calls.items()},
        "written_at": line.written_at,
        "expires_at": int(line.written_at) + RETENTION,
    }
