"""A registration as a row of the table and back."""

from dataclasses import asdict
from typing import Any

from tests.support.hooks_api import NOW, STORE

from storehook.aws.items import deserialize, serialize, whole_or_float
from storehook.aws.registrations import DynamoRegistrations, registration_of
from storehook.reconciler.exceptions import MAX_MESSAGE
from storehook.records.rows import size
from storehook.registration.blocks import MAX_REASON, MAX_REASONS
from storehook.registration.record import (
    MAX_SCOPES,
    BlockedDomain,
    DeliveryException,
    RegisteredWebhook,
    Registration,
    Subscription,
)
from storehook.registration.report import MAX_DETAIL
from storehook.stores.gaps import MOST, Interval


def test_fractions_of_a_second_are_kept_however_deep() -> None:
    blocked = (BlockedDomain("hooks.example.com", NOW + 0.123456, ("Timed out",)),)

    assert registration_of(serialize({"blocked": asdict(Registration(blocked=blocked))["blocked"]})).blocked == blocked


def test_an_outcome_of_another_version_counts_as_for_later() -> None:
    assert registration_of(serialize({"reconcile_outcome": "splendid"})).outcome == "retrying"


class Request:
    """A table that keeps the last values that were set."""

    def update_item(self, **request: Any) -> None:
        self.values = request["ExpressionAttributeValues"]


def test_the_registration_of_a_store_with_as_many_scopes_as_allowed_fits_into_its_row() -> None:
    url = f"https://{'a' * 60}.execute-api.ap-southeast-2.amazonaws.com/live/webhooks/{STORE}"
    scopes = [f"store/channel/{1_000_000 + number}/order/message/created" for number in range(MAX_SCOPES)]
    exception = DeliveryException(90002, "é" * MAX_MESSAGE, NOW + 0.123456, 28_000_000)
    full = Registration(
        webhooks=tuple(RegisteredWebhook(28_000_000, scope, url, active=False, since=int(NOW)) for scope in scopes),
        missing=tuple(scopes),
        detail="é" * MAX_DETAIL,
        subscriptions=tuple(Subscription(scope, 28_000_000, NOW + 0.123456, "reinstalled", NOW) for scope in scopes),
        blocked=(BlockedDomain(url, NOW, ("é" * MAX_REASON,) * MAX_REASONS),),
        retried_gaps=(Interval(int(NOW), int(NOW)),) * MOST,
        left_out=(Interval(int(NOW), int(NOW)),) * MOST,
    )
    table = Request()
    DynamoRegistrations(table, "stores").save(STORE, full)  # type: ignore[arg-type]

    exceptions = 2 * size(asdict(exception))
    assert size(deserialize(table.values, whole_or_float)) + exceptions < 384 * 1024
