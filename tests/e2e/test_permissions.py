"""Least privilege: the deployed functions have what they need, and IAM holds them to it."""

from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed, until
from tests.support.permissions import without


def test_ingest_answers_503_while_it_may_not_send_to_the_queue(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 250})

    with without(deployed, "Ingest", "sqs:SendMessage"):
        refused = deployed.post(delivery)
    accepted = deployed.post(delivery)

    assert (refused, accepted) == (503, 200)


def test_the_console_reads_what_runs_have_logged_while_it_may(deployed: Deployed) -> None:
    delivery = deployed.delivery("store/customer/created", {"type": "customer", "id": 251})
    assert deployed.post(delivery) == 200
    run = deployed.run(delivery.id, "log_customer", "completed")
    api, name = ConsoleApi(deployed), {"store": run["store_hash"], "event": delivery.id, "action": "log_customer"}

    with without(deployed, "Console", "logs:FilterLogEvents"):
        refused = api.send("GET", "run/log", name).status_code

    lines = until(lambda: api.get("run/log", **name)["lines"])
    assert (refused, "Customer 251 is new" in [line["message"] for line in lines]) == (500, True)


def test_the_console_shows_no_record_while_it_may_not_read_them(deployed: Deployed) -> None:
    api, asked = ConsoleApi(deployed), {"store": deployed.info.store_hash, "model": "Order", "id": "113"}
    paths = ("records", "records/by-id")

    with without(deployed, "Console", ["dynamodb:GetItem", "dynamodb:Query"]):
        refused = [api.send("GET", path, asked).status_code for path in paths]
    accepted = [api.send("GET", path, asked).status_code for path in paths]

    assert (refused, accepted) == ([500, 500], [200, 200])


def test_the_console_learns_the_models_from_the_deployed_code(deployed: Deployed) -> None:
    assert "Order" in ConsoleApi(deployed).get("models")["models"]
