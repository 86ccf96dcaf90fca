"""Registrations of the stores' webhooks in DynamoDB: attributes of a store's row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.stores import IS_STORE, is_store, store_of
from storehook.registration.record import OUTCOMES, BlockedDomain, DeliveryException, RegisteredWebhook, Registration
from storehook.stores.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_NAMES = {
    "webhooks": "registered_webhooks",
    "outcome": "reconcile_outcome",
    "detail": "reconcile_detail",
    "version": "registration_version",
}
"""Attributes whose name differs from the name of the field."""


@dataclass(frozen=True, slots=True)
class DynamoRegistrations:
    """Registrations of the stores' webhooks: `registration.record.Registrations`.

    Args:
        table: name of the table of stores.
    """

    client: "DynamoDBClient"
    table: str

    def with_store(self, store_hash: str) -> tuple[Store, Registration] | None:
        """As `registration.record.Registrations.with_store`."""
        row = self._row(store_hash)
        return (store_of(row), registration_of(row)) if is_store(row) else None

    def get(self, store_hash: str) -> Registration:
        """As `registration.record.Registrations.get`."""
        return registration_of(self._row(store_hash))

    def save(self, store_hash: str, registration: Registration) -> bool:
        """As `registration.record.Registrations.save`."""
        fields = asdict(registration)
        del fields["exception"]
        values = {_NAMES.get(name, name): value for name, value in fields.items()}
        is_next = "(attribute_not_exists(registration_version) OR registration_version = :before)"
        refused = self._update(store_hash, values, f" AND {is_next}", {":before": registration.version - 1})
        # If the answer of a write was lost, the SDK's retry finds its own row.
        return refused is None or replace(registration_of(refused), exception=registration.exception) == registration

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        """As `registration.record.Registrations.save_exception`."""
        self._update(store_hash, {"exception": asdict(exception)})

    def _row(self, store_hash: str) -> dict[str, Any]:
        answer = self.client.get_item(TableName=self.table, Key={"store_hash": {"S": store_hash}}, ConsistentRead=True)
        return answer.get("Item", {})

    def _update(
        self, store_hash: str, values: Mapping[str, Any], condition: str = "", against: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any] | None:
        """Set attributes. If the condition does not hold, return the stored row instead."""
        arguments = {f":{name}": value for name, value in values.items()} | dict(against or {})
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"store_hash": {"S": store_hash}},
                UpdateExpression=f"SET {', '.join(f'#{name} = :{name}' for name in values)}",
                ConditionExpression=f"{IS_STORE}{condition}",
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues=serialize(arguments),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            row: dict[str, Any] = refused.response.get("Item", {})
            return row
        return None


def registration_of(row: Mapping[str, Any]) -> Registration:
    """Return the registration in a store's item."""
    names = {_NAMES.get(name, name): name for name in Registration.__slots__}
    attributes = deserialize({name: value for name, value in row.items() if name in names}, whole_or_float)
    fields: dict[str, Any] = {names[name]: value for name, value in attributes.items()}
    fields["webhooks"] = tuple(RegisteredWebhook(**webhook) for webhook in fields.get("webhooks", ()))
    fields["blocked"] = tuple(map(_blocked, fields.get("blocked", ())))
    fields["missing"] = tuple(fields.get("missing", ()))
    if exception := fields.get("exception"):
        fields["exception"] = DeliveryException(**exception)
    if fields.get("outcome") not in OUTCOMES:
        fields["outcome"] = "retrying"
    return Registration(**fields)


def _blocked(fields: dict[str, Any]) -> BlockedDomain:
    reasons: list[str] = fields.pop("reasons")
    return BlockedDomain(**fields, reasons=tuple(reasons))
