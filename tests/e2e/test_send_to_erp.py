"""The first action that a merchant asks for: an order comes in, and goes to the ERP with all that belongs to it."""

import json

from sandbox.tests.support.webhook_receiver import Received, Receiver
from tests.support.deployed import Deployed, until

PAID = 11


def test_a_new_order_reaches_the_erp_whole_and_under_one_key_once_the_erp_answers(
    deployed: Deployed, erp: Receiver
) -> None:
    until(lambda: not deployed.waiting())  # no other order takes the answer
    erp.answers = [503]

    order = deployed.stack.sandbox.create_order(
        deployed.info.store_hash,
        status_id=PAID,
        customer_id=11,
        products=[{"product_id": 77, "quantity": 2}],
        shipping_addresses=[{"street_1": "18 Larch Lane", "city": "Portland", "zip": "97205"}],
    )

    refused, taken = sent(erp, order["id"])
    assert refused.headers["idempotency-key"] == taken.headers["idempotency-key"]
    assert json.loads(taken.body) == {
        "number": order["id"],
        "total": "79.0000",
        "currency": "USD",
        "buyer": {"id": 11, "email": "maya.okafor@example.com", "name": "Maya Okafor"},
        "lines": [{"sku": "SKU-77", "quantity": 2, "each": "39.5000"}],
        "ship_to": [{"street": "18 Larch Lane", "city": "Portland", "zip": "97205"}],
    }


def sent(erp: Receiver, number: int) -> list[Received]:
    """Wait for two requests to the ERP about an order, and return them."""
    return until(lambda: len(found := [each for each in erp.received if b"%d" % number in each.body]) == 2 and found)
