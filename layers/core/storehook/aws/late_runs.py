"""Late runs in DynamoDB: a row of the table of runs for each resource and action."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.runs.late_runs import LateRun, LateRuns
from storehook.saves import SAVED, Conflict, Saved

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations


@dataclass(frozen=True, slots=True)
class DynamoLateRunTable:
    """Late runs in DynamoDB: `runs.late_runs.LateRunTable`. It needs `dynamodb:PutItem`.

    Args:
        retention: seconds for which a row is kept after its last change.
    """

    client: "DynamoDBOperations"
    table: str
    retention: float

    def save(
        self, store_hash: str, resource: str, action: str, late: LateRuns, now: float
    ) -> Saved | Conflict[LateRuns]:
        row = {"pk": f"late#{store_hash}#{resource}", "sk": action, "expires_at": int(now + self.retention)}
        row |= {"version": late.version, "runs": [asdict(run) for run in late.runs]}
        or_new = "attribute_not_exists(pk) OR " if late.version == 1 else ""
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(row),
                ConditionExpression=f"{or_new}version = :before",
                ExpressionAttributeValues={":before": {"N": str(late.version - 1)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            response: Any = refused.response
            return Conflict(_late_runs(response))
        return SAVED


def _late_runs(response: dict[str, Any]) -> LateRuns:
    """Return the row that refused a write. It may have expired meanwhile."""
    if "Item" not in response:
        return LateRuns()
    row = deserialize(response["Item"], whole_or_float)
    return LateRuns(row["version"], tuple(LateRun(**run) for run in row["runs"]))
