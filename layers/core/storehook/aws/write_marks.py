"""Marks of storehook's own writes, in DynamoDB: in the table of runs."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.runs.loops import WriteMark

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations

RETENTION = 6 * 3600.0
"""Seconds for which a mark is kept after its time."""

MAX_MARKS = 100
"""Most marks of one resource that are read: the latest. They have the highest numbers."""


@dataclass(frozen=True, slots=True)
class DynamoWriteMarks:
    """Marks of our own writes: `runs.ports.WriteMarks`. It needs `dynamodb:Query` on the table.

    Each mark is its own row, so concurrent runs cannot overwrite each other's marks.
    """

    client: "DynamoDBOperations"
    table: str

    def between(self, store_hash: str, resource: str, since: float, until: float) -> list[WriteMark]:
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
        return [_mark_of(row) for row in rows]

    def put(self, store_hash: str, resource: str, mark: WriteMark) -> None:
        row = {"pk": _written(store_hash, resource), "sk": _moment(mark.at), **asdict(mark)}
        self.client.put_item(TableName=self.table, Item=serialize(row | {"expires_at": int(mark.at + RETENTION)}))


def _mark_of(row: dict[str, Any]) -> WriteMark:
    return WriteMark(**{name: row[name] for name in WriteMark.__slots__})


def _written(store_hash: str, resource: str) -> str:
    return f"write#{store_hash}#{resource}"


def _moment(at: float) -> str:
    """Return a time as a sortable key."""
    return f"{max(at, 0.0):017.6f}"
