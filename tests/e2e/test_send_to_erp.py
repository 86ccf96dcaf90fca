"""The first action that a merchant asks for: an order comes in, and goes to the ERP with all that belongs to it."""

import json
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
import pytest
from tests.support.bundle import WORKER
from tests.support.deployed import Deployed, until
from tests.support.webhook_receiver import Received, Receiver, receiving

from storehook_cli.stack.deployment import Deployment

PAID = 11


@pytest.fixture
def erp(deployed: Deployed) -> Iterator[Receiver]:
    """The ERP, where the stack's settings say, with the key that is among the stack's secrets."""
    info = deployed.info
    session = boto3.Session("test", "test", region_name=info.region)
    Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name).secrets().put(
        "erp", "key-1"
    )
    settings = tomllib.loads((deployed.stack.project / WORKER / "settings.toml").read_text())
    with receiving(urlsplit(settings["default"]["erp"]).port or 0) as receiver:
        yield receiver


def test_a_new_order_reaches_the_erp_whole_and_under_one_key_once_the_erp_answers(
    deployed: Deployed, erp: Receiver
) -> None:
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
    """What has come to the ERP about an order, once that are two requests."""
    return until(lambda: len(found := [each for each in erp.received if b"%d" % number in each.body]) == 2 and found)
