"""Table of runs in DynamoDB."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.run_items import item, primary, run_of
from storehook.queues.run_key import RunKey
from storehook.runs.run import EARLY, WAITS, Lease, Run
from storehook.saves import SAVED, Conflict, Saved

if TYPE_CHECKING:
    from storehook.aws.client_types import DynamoDBOperations


@dataclass(frozen=True, slots=True)
class DynamoRunRepository:
    """Table of runs: `runs.ports.RunRepository`.

    It needs `dynamodb:GetItem` and `dynamodb:PutItem`. `claim_due` needs `dynamodb:UpdateItem`, `latest` needs
    `dynamodb:Query`, and `delete` needs `dynamodb:DeleteItem`.

    Args:
        retention: seconds for which a run is kept after it has ended.
    """

    client: "DynamoDBOperations"
    table: str
    retention: float

    def save(self, run: Run) -> Saved | Conflict[Run]:
        or_new = "attribute_not_exists(pk) OR " if run.version == 1 else ""
        try:
            self.client.put_item(
                TableName=self.table,
                Item=serialize(item(run, self.retention)),
                ConditionExpression=f"{or_new}version = :before",
                ExpressionAttributeValues={":before": {"N": str(run.version - 1)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            stored = _stored_run(refused.response)
            # If the answer of a write was lost, the SDK's retry finds its own row.
            return SAVED if stored and stored.is_same_write(run) else Conflict(stored or run)
        return SAVED

    def get(self, key: RunKey) -> Run | None:
        answer = self.client.get_item(TableName=self.table, Key=serialize(primary(key)), ConsistentRead=True)
        return _run(answer["Item"]) if "Item" in answer else None

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        states = {f":{state}": state for state in sorted(WAITS)}
        try:
            answer = self.client.update_item(
                TableName=self.table,
                Key=serialize(primary(key)),
                UpdateExpression=_START,
                ConditionExpression=f"#state IN ({', '.join(states)}) AND next_attempt_at <= :due",
                ExpressionAttributeNames={"#state": "state", "#owner": "owner"},
                ExpressionAttributeValues=serialize(
                    states
                    | {":running": "running", ":owner": lease.owner, ":now": lease.now, ":until": lease.until}
                    | {":alone": lease.alone, ":due": lease.now + EARLY, ":zero": 0, ":one": 1}
                ),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            stored = _stored_run(refused.response)
            # If the answer of a claim was lost, the SDK's retry finds its own claim.
            return stored if stored and (stored.state, stored.owner) == ("running", lease.owner) else None
        return _run(answer.get("Attributes", {}))

    def delete(self, key: RunKey) -> None:
        self.client.delete_item(TableName=self.table, Key=serialize(primary(key)))

    def latest(self, key: RunKey) -> Run | None:
        # The first generation has no "#". No other action's name sorts between this one and its "$".
        first, last = key.action, f"{key.action}$"
        answer = self.client.query(
            TableName=self.table,
            KeyConditionExpression="pk = :event AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=serialize({":event": primary(key)["pk"], ":first": first, ":last": last}),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )
        return next((_run(item) for item in answer["Items"]), None)


_START = """
    SET #state = :running, #owner = :owner, version = version + :one, attempt = if_not_exists(attempt, :zero) + :one,
    started_at = :now, lease_until = :until, alone = :alone, updated_at = :now
    REMOVE waits_for
"""
"""Same change as `runs.run.next_attempt`."""


def _stored_run(refused: Any) -> Run | None:
    """Return the run that made DynamoDB refuse a write, or None if the row does not exist."""
    return _run(refused["Item"]) if "Item" in refused else None


def _run(item: Any) -> Run:
    return run_of(deserialize(item, whole_or_float))
