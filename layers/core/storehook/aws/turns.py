"""Whose turn it is where runs of one action and resource come one at a time, in DynamoDB: in the table of runs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.runs.turns import Place, Standing, Waiting

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEPT = 366 * 24 * 3600
"""Seconds after its last change for which a place is kept whose run never gave it up."""


@dataclass(frozen=True, slots=True)
class DynamoTurns:
    """Whose turn it is: `runs.turns.Turns`. It needs `dynamodb:UpdateItem` and `dynamodb:DeleteItem`.

    Args:
        client: DynamoDB.
        table: the table's name.
    """

    client: "DynamoDBClient"
    table: str

    def take(self, place: Place, run: Waiting, *, after: str | None = None) -> Standing:
        """As `runs.turns.Turns.take`."""
        condition = "attribute_not_exists(holder) OR holder IN (:me, :after)"
        values = {":me": run.name, ":after": after or run.name, ":line": {run.text}, ":until": int(run.now) + KEPT}
        try:
            self._update(place, "SET holder = :me, expires_at = :until DELETE line :line", condition, values)
        except self.client.exceptions.ConditionalCheckFailedException:
            return self._stand(place, run)
        return Standing(run.name)

    def give(self, place: Place, name: str) -> Waiting | None:
        """As `runs.turns.Turns.give`."""
        try:
            row = self._update(place, "REMOVE holder", "holder = :me", {":me": name})
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        if line := row.get("line"):
            return Waiting.of(min(line))
        self._forget(place)
        return None

    def _stand(self, place: Place, run: Waiting) -> Standing:
        values = {":line": {run.text}, ":until": int(run.now) + KEPT}
        row = self._update(place, "SET expires_at = :until ADD line :line", "attribute_exists(pk)", values)
        return Standing(row.get("holder"))

    def _forget(self, place: Place) -> None:
        try:
            self.client.delete_item(
                TableName=self.table,
                Key=_key(place),
                ConditionExpression="attribute_not_exists(holder) AND attribute_not_exists(line)",
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return  # somebody has come meanwhile

    def _update(self, place: Place, update: str, condition: str, values: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.update_item(
            TableName=self.table,
            Key=_key(place),
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeValues=serialize(values),
            ReturnValues="ALL_NEW",
        )
        return deserialize(cast("dict[str, Any]", answer).get("Attributes", {}), whole_or_float)


def _key(place: Place) -> dict[str, Any]:
    return serialize({"pk": f"turn#{place.store_hash}#{place.resource}", "sk": place.action})
