"""Every scope has an example of what it carries."""

import pytest

from storehook.actions.params import of_event
from storehook.errors import UnknownScope
from storehook.payloads import Payload, ShipmentPayload
from storehook.webhooks import scopes
from storehook.webhooks.event import Event
from storehook_cli.authoring.sample_payloads import SAMPLES, concrete, payload, sample

EVERY = sorted(scopes.known())
CONCRETE = [scope for scope in EVERY if not scope.endswith("/*")]


def test_every_scope_has_an_event_with_an_example() -> None:
    for scope in EVERY:
        event = concrete(scope)
        assert scopes.covers(scope, event)
        assert not event.endswith("/*")
        assert isinstance(sample(event), dict | list)


def test_no_example_is_needless() -> None:
    used = {next(pattern for pattern in SAMPLES if scopes.covers(pattern, scope)) for scope in CONCRETE}

    assert set(SAMPLES) == used


@pytest.mark.parametrize(
    ("wildcard", "event"),
    [
        ("store/order/*", "store/order/updated"),
        ("store/channel/{id}/order/*", "store/channel/1/order/updated"),
        ("store/channel/7/order/created", "store/channel/7/order/created"),
        ("store/channel/7/order/*", "store/channel/7/order/updated"),
        ("store/channel/*/inventory/product/stock_changed", "store/channel/*/inventory/product/stock_changed"),
    ],
)
def test_a_wildcard_stands_for_one_of_its_events(wildcard: str, event: str) -> None:
    assert concrete(wildcard) == event


def test_a_scope_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownScope, match="store/order/updated"):
        concrete("store/orders/updated")


def test_every_event_that_a_scope_covers_fits_the_model_of_its_payload() -> None:
    for scope in EVERY:
        events = [event for event in CONCRETE if scopes.covers(scope, event)]
        assert events
        for event in events:
            payload(scope).model_validate(of_event(Event("abc", event, sample(event), None, None)))


@pytest.mark.parametrize("model", sorted(Payload.__subclasses__(), key=str))
def test_every_model_is_of_some_scope(model: type[Payload]) -> None:
    assert any(issubclass(payload(scope), model) for scope in CONCRETE)


def test_a_wildcard_over_several_shapes_promises_what_they_have_in_common() -> None:
    assert payload("store/order/*") is Payload
    assert payload("store/shipment/*") is ShipmentPayload
