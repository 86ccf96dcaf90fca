"""An order that comes in goes to the ERP, as an author would test it."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from tests.e2e.actions.send_to_erp import AWAITING_FULFILLMENT, send_to_erp

from storehook.testing import ActionEnvironment

ORDER = {
    "id": 113,
    "status_id": AWAITING_FULFILLMENT,
    "customer_id": 11,
    "total_inc_tax": "79.0000",
    "currency_code": "USD",
    "billing_address": {"first_name": "Ines", "last_name": "Duarte", "email": "ines@example.com"},
}
LINE = {"sku": "BOWL", "quantity": 2, "price_inc_tax": "39.5000", "weight": 1}
ADDRESS = {"street_1": "18 Larch Lane", "city": "Portland", "zip": "97205", "state": "Oregon"}
CUSTOMER = {"id": 11, "first_name": "Maya", "last_name": "Okafor", "email": "maya@example.com"}


@dataclass
class Erp:
    """Takes orders in the place of the network, and answers each with its status."""

    status: int = 201
    urls: list[str] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def post(self, url: str, *, json: dict[str, Any], headers: dict[str, str], **_: object) -> requests.Response:
        self.urls.append(url)
        self.orders.append(json)
        self.headers.append(headers)
        answer = requests.Response()
        answer.status_code = self.status
        return answer


@pytest.fixture
def erp(monkeypatch: pytest.MonkeyPatch) -> Erp:
    erp = Erp()
    monkeypatch.setattr(requests, "post", erp.post)
    return erp


def environment_with(**changed: Any) -> ActionEnvironment:
    """A store with an order."""
    found = ActionEnvironment(secrets={"erp": "key-1"}, settings=SimpleNamespace(erp="https://erp.example.com"))
    found.store.answers("GET", "/v2/orders/113", ORDER | changed)
    found.store.answers_list("/v2/orders/113/products", [LINE])
    found.store.answers_list("/v2/orders/113/shipping_addresses", [ADDRESS])
    found.store.answers_list("/v3/customers", [CUSTOMER])
    return found


def test_the_erp_gets_the_order_with_its_lines_its_addresses_and_its_customer(erp: Erp) -> None:
    environment_with().run(send_to_erp, type="order", id=113)

    assert erp.urls == ["https://erp.example.com/orders"]
    assert erp.orders == [
        {
            "number": 113,
            "total": "79.0000",
            "currency": "USD",
            "buyer": {"id": 11, "email": "maya@example.com", "name": "Maya Okafor"},
            "lines": [{"sku": "BOWL", "quantity": 2, "each": "39.5000"}],
            "ship_to": [{"street": "18 Larch Lane", "city": "Portland", "zip": "97205"}],
        }
    ]


def test_only_the_orders_own_customer_is_asked_for(erp: Erp) -> None:
    environment = environment_with()

    environment.run(send_to_erp, type="order", id=113)

    (asked,) = [call for call in environment.store.calls if call.path == "/v3/customers"]
    assert asked.query["id:in"] == "11"


def test_the_buyer_of_a_guests_order_is_whom_the_bill_goes_to(erp: Erp) -> None:
    environment_with(customer_id=0).run(send_to_erp, type="order", id=113)

    assert erp.orders[0]["buyer"] == {"id": 0, "email": "ines@example.com", "name": "Ines Duarte"}


def test_every_attempt_of_a_run_has_the_same_idempotency_key(erp: Erp) -> None:
    environment, erp.status = environment_with(), 503
    with pytest.raises(requests.HTTPError):
        environment.run(send_to_erp, event="the order", type="order", id=113)
    erp.status = 201

    environment.run(send_to_erp, event="the order", type="order", id=113)

    first, second = (headers["Idempotency-Key"] for headers in erp.headers)
    assert first == second


def test_another_event_has_another_idempotency_key(erp: Erp) -> None:
    environment = environment_with()

    for event in ("one", "another"):
        environment.run(send_to_erp, event=event, type="order", id=113)

    first, second = (headers["Idempotency-Key"] for headers in erp.headers)
    assert first != second


def test_the_erp_knows_us_by_the_secret(erp: Erp) -> None:
    environment_with().run(send_to_erp, type="order", id=113)

    assert erp.headers[0]["Authorization"] == "Bearer key-1"


def test_an_order_that_is_not_paid_is_not_sent(erp: Erp) -> None:
    environment_with(status_id=1).run(send_to_erp, type="order", id=113)

    assert erp.orders == []


def test_an_order_that_is_gone_is_not_sent(erp: Erp) -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", "/v2/orders/113", status=404)

    environment.run(send_to_erp, type="order", id=113)

    assert erp.orders == []
