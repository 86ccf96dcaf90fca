"""Least privilege: the deployed functions have what they need, and IAM holds them to it."""

from tests.support.deployed import Deployed
from tests.support.permissions import without


def test_ingest_answers_503_while_it_may_not_send_to_the_queue(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})

    with without(deployed, "Ingest", "sqs:SendMessage"):
        refused = deployed.post(delivery)
    accepted = deployed.post(delivery)

    assert (refused, accepted) == (503, 200)
