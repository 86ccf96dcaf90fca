"""What is remembered of our own writes, in DynamoDB: in the table of runs."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.runs.loops import WriteMark

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEPT = 6 * 3600.0
"""Seconds for which a mark is kept after it has served."""

MAX_MARKS = 100
"""Marks of one resource that are looked at; all of them were made within seconds."""


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


def _written(store_hash: str, resource: str) -> str:
    return f"write#{store_hash}#{resource}"


def _moment(at: float) -> str:
    """A time as a key that sorts by it."""
    return f"{max(at, 0.0):017.6f}"
