"""Every event that the stand-in store sends has the payload that BigCommerce's documents state for its scope."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sandbox.tests.support.busy_shop import ADDRESS, keep_busy
from sandbox.tests.support.clocks import Clock
from sandbox.tests.support.sandbox_api import Api

from bigcommerce_facts import load_prose
from bigcommerce_sandbox.engine.transaction import Transaction

_ADDRESS = {name: value for name, value in ADDRESS.items() if name != "email"}

DOCUMENTED: dict[str, Any] = {event.scope: [event.data] if event.many else event.data for event in load_prose().events}

WITHOUT_PAYLOAD = (
    "store/channel/{channel_id}/settings/customerPrivacy/updated",
    "store/redirects/updated",
    "store/store/metafield/created",
)
"""Scopes that the documents name without a payload."""

REQUESTS: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/v3/channels", {"name": "Kiosk", "platform": "custom", "type": "pos"}),
    ("POST", "/v3/customers/addresses", [_ADDRESS | {"customer_id": 11}]),
    ("DELETE", "/v3/customers/addresses?id:in=1", None),
    ("POST", "/v3/catalog/products/77/variants", {"sku": "NEW", "option_values": [{"id": 1001, "option_id": 1}]}),
    ("PUT", "/v3/catalog/products/77/variants/81", {"price": 3}),
    ("DELETE", "/v3/catalog/products/77/variants/81", None),
    ("PUT", "/v3/pricelists/1", {"active": False}),
    ("PUT", "/v3/pricelists/1", {"active": True}),
    ("POST", "/v3/pricelists/1/records", [{"variant_id": 78, "price": 3, "currency": "usd"}]),
    ("PUT", "/v3/pricelists/1/records", [{"variant_id": 78, "price": 4, "currency": "usd"}]),
    ("DELETE", "/v3/pricelists/1/records?variant_id:in=78", None),
    ("DELETE", "/v3/pricelists/assignments?price_list_id=1", None),
    ("DELETE", "/v3/pricelists/1", None),
    ("DELETE", "/v2/orders/100/shipments/1", None),
    ("DELETE", "/v2/orders/101", None),
    ("PUT", "/v3/carts/{cart}/items/{line}", {"line_item": {"product_id": 77, "quantity": 2}}),
    ("PUT", "/v3/customers/subscribers/1", {"first_name": "Ada"}),
    ("DELETE", "/v3/customers/subscribers/1", None),
    ("PUT", "/v3/sites/1000/routes", [{"id": 1, "type": "home", "matching": "*", "route": "/x"}]),
    ("PUT", "/v3/settings/store/profile", {"store_name": "New"}),
    ("DELETE", "/v3/customers?id:in=11", None),
    ("DELETE", "/v3/catalog/products/78", None),
    ("DELETE", "/v3/carts/{cart}", None),
    *(
        ("DELETE", f"/v3/{resource}/metafields/1", None)
        for resource in (
            "catalog/brands/35",
            "catalog/categories/18",
            "orders/100",
            "inventory/locations/1",
            "catalog/products/77",
        )
    ),
)
"""Requests to a busy shop: the changes that keep it busy are not of every kind."""


@pytest.fixture
def sent(api: Api, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """The scopes and data of the events in a busy shop, and in answer to these requests."""
    found: list[tuple[str, Any]] = []
    original: Any = Transaction.events

    def noted(transaction: Transaction) -> list[tuple[str, Any]]:
        events = original.fget(transaction)
        found.extend(events)
        return events

    monkeypatch.setattr(Transaction, "events", property(noted))
    keep_busy(api)
    for method, path, body in REQUESTS:
        clock.pass_by(1)
        answer = api.call(method, f"/stores/abc123{_named(api, path)}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.text}"
    return found


def _named(api: Api, path: str) -> str:
    if "{" not in path:
        return path
    cart = next(iter(api.sandbox.store("abc123").items.all("carts")))
    lines = api.get(f"/stores/abc123/v3/carts/{cart}").json()["data"]["line_items"]["physical_items"]
    return path.format(cart=cart, line=lines[0]["id"])


def documented(scope: str) -> str:
    """Return a scope as the documents write it."""
    return re.sub(r"^store/channel/\d+/", "store/channel/{channel_id}/", scope)


def faults(value: Any, kind: Any, at: str) -> Iterator[str]:
    """Yield the places where a payload differs from the documented one."""
    if isinstance(kind, Mapping):
        if not isinstance(value, Mapping) or value.keys() != kind.keys():
            yield f"{at}: {json.dumps(value)} instead of {json.dumps(kind)}"
        else:
            yield from (fault for name, inner in kind.items() for fault in faults(value[name], inner, f"{at}.{name}"))
    elif isinstance(kind, list):
        yield from (fault for item in value for fault in faults(item, kind[0], f"{at}[]"))
    elif not _fits(value, kind):
        yield f"{at}: {json.dumps(value)} is no {kind}"


def _fits(value: Any, kind: str) -> bool:
    if kind.startswith("="):
        return value == kind[1:]
    types: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    return isinstance(value, types[kind]) and (kind == "boolean" or not isinstance(value, bool))


def test_every_event_has_its_documented_payload(sent: list[tuple[str, Any]]) -> None:
    stated = [(documented(scope), data) for scope, data in sent if documented(scope) not in WITHOUT_PAYLOAD]
    wrong = {fault for scope, data in stated for fault in faults(data, DOCUMENTED[scope], scope)}

    assert len({scope for scope, _ in stated}) > 95
    assert sorted(wrong) == []
