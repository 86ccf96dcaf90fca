"""Registrations of the stores' webhooks in DynamoDB: attributes of a store's row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.store_table import StoreTable, is_store
from storehook.aws.stores import store_of
from storehook.registration.record import (
    EXHAUSTED,
    OUTCOMES,
    ActionScope,
    BlockedDomain,
    DeliveryException,
    RegisteredWebhook,
    Registration,
    Subscription,
)
from storehook.stores.gaps import Interval
from storehook.stores.store import Store

_NAMES = {
    "webhooks": "registered_webhooks",
    "outcome": "reconcile_outcome",
    "detail": "reconcile_detail",
    "version": "registration_version",
}
"""Attributes whose name differs from the name of the field."""


@dataclass(frozen=True, slots=True)
class DynamoRegistrations(StoreTable):
    """Registrations of the stores' webhooks: `registration.record.Registrations`."""

    def with_store(self, store_hash: str) -> tuple[Store, Registration] | None:
        row = self._row(store_hash)
        return (store_of(row), registration_of(row)) if is_store(row) else None

    def get(self, store_hash: str) -> Registration:
        return registration_of(self._row(store_hash))

    def save(self, store_hash: str, registration: Registration) -> bool:
        fields = asdict(registration)
        del fields["exception"], fields["exhausted"]
        # Without the names of their fields, so that more of them fit into the row.
        for name in ("subscriptions", "action_scopes", "retried_gaps", "left_out"):
            fields[name] = [list(item.values()) for item in fields[name]]
        values = {_NAMES.get(name, name): value for name, value in fields.items()}
        is_next = " AND (attribute_not_exists(registration_version) OR registration_version = :before)"
        refused = self._set(store_hash, values, is_next, {":before": registration.version - 1})
        # If the answer of a write was lost, the SDK's retry finds its own row.
        return refused is None or registration_of(refused).is_same(registration)

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        names = ["exception", *(["exhausted"] if exception.code == EXHAUSTED else [])]
        self._set(store_hash, dict.fromkeys(names, asdict(exception)))


def registration_of(row: Mapping[str, Any]) -> Registration:
    """Return the registration in a store's item."""
    names = {_NAMES.get(name, name): name for name in Registration.__slots__}
    attributes = deserialize({name: value for name, value in row.items() if name in names}, whole_or_float)
    fields: dict[str, Any] = {names[name]: value for name, value in attributes.items()}
    fields["webhooks"] = tuple(RegisteredWebhook(**webhook) for webhook in fields.get("webhooks", ()))
    fields["blocked"] = tuple(map(_blocked, fields.get("blocked", ())))
    fields["missing"] = tuple(fields.get("missing", ()))
    fields["subscriptions"] = tuple(Subscription(*values) for values in fields.get("subscriptions", ()))
    fields["action_scopes"] = tuple(ActionScope(*values) for values in fields.get("action_scopes", ()))
    for name in ("retried_gaps", "left_out"):
        fields[name] = tuple(Interval(*ends) for ends in fields.get(name, ()))
    for name in {"exception", "exhausted"} & fields.keys():
        fields[name] = DeliveryException(**fields[name])
    if fields.get("outcome") not in OUTCOMES:
        fields["outcome"] = "retrying"
    return Registration(**fields)


def _blocked(fields: dict[str, Any]) -> BlockedDomain:
    reasons: list[str] = fields.pop("reasons")
    return BlockedDomain(**fields, reasons=tuple(reasons))
