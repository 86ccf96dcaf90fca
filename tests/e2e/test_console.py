"""The deployed console: who may look, who may act, and what comes of it."""

import time
from collections.abc import Generator
from typing import Any

import pytest
from tests.e2e.console import Operator, operator
from tests.e2e.deployed import Deployed, until
from tests.unit.storehook.history.conftest import run

from storehook.aws.items import serialize
from storehook.aws.ledger import item

MANY = 10_000


@pytest.fixture(scope="module")
def acting(deployed: Deployed) -> Generator[Operator]:
    """An operator who may act."""
    with operator(deployed, "ConsoleOperator") as found:
        yield found


def fail(deployed: Deployed, product: int) -> dict[str, str]:
    """The name of a run that has failed and was dead-lettered."""
    delivery = deployed.delivery("store/product/deleted", {"type": "product", "id": product})
    assert deployed.post(delivery) == 200
    until(lambda: (row := deployed.runs(delivery.id).get("broken")) and row["dead_lettered"])
    return {"store_hash": deployed.info.store_hash, "event_id": delivery.id, "action": "broken"}


def test_without_a_signature_the_gateway_lets_nobody_in(deployed: Deployed) -> None:
    nobody = Operator(deployed, None)

    answers = [nobody.get(""), nobody.get("page.js"), nobody.get("api/runs"), nobody.post("api/retry", {"filter": {}})]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_who_may_look_cannot_act(deployed: Deployed) -> None:
    with operator(deployed, "ConsoleReader") as reader:
        looked = [reader.get(""), reader.get("page.js"), reader.get("api/runs"), reader.get("api/summary")]
        acted = [reader.post("api/retry", {"filter": {}}), reader.post("api/cancel", {"runs": []})]

    assert [answer.status_code for answer in looked] == [200] * 4
    assert [answer.status_code for answer in acted] == [403] * 2


def test_the_page_and_its_files_come_with_their_policy(acting: Operator) -> None:
    page, script = acting.get(""), acting.get("page.js")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    for answer in (page, script, acting.get("api/openapi.json"), acting.get("nothing")):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_failed_run_is_seen_retried_and_its_dead_letter_goes(deployed: Deployed, acting: Operator) -> None:
    name = fail(deployed, 901)

    shown = acting.get("api/run", store=name["store_hash"], event=name["event_id"], action=name["action"]).json()
    failing = until(
        lambda: [
            row
            for row in acting.get("api/runs", state="failed", resource="product/901").json()["runs"]
            if row["event_id"] == name["event_id"]
        ]
    )
    retried = acting.post("api/retry", {"runs": [name]}).json()

    assert shown["attempts"][0]["failure"]["error"] == "product 901 is not known"
    assert failing[0]["resource"] == "product/901"
    assert retried == {"retried": 1, "skipped": 0, "next": None}
    again = until(lambda: (row := deployed.runs(name["event_id"])["broken"]) and row["redrives"] == 1 and row)
    assert again["version"] > 0
    until(lambda: deployed.runs(name["event_id"])["broken"]["dead_lettered"])
    letters = [letter for letter in deployed.dead_letters() if letter["payload"] == shown["payload"]]
    assert [letter["redrives"] for letter in letters] == [2]


def test_stores_are_listed_and_their_webhooks_planned(deployed: Deployed, acting: Operator) -> None:
    stores = acting.get("api/stores").json()["stores"]
    plan = acting.post(f"api/stores/{deployed.info.store_hash}/register", {"dry_run": True}).json()

    assert deployed.info.store_hash in {store["store_hash"] for store in stores}
    assert plan["outcome"] == "previewed"
    assert {step["step"] for step in plan["steps"]} == {"keep"}


def test_a_store_is_paused_and_resumed(deployed: Deployed, acting: Operator) -> None:
    path = f"api/stores/{deployed.info.store_hash}"

    paused = acting.post(f"{path}/pause", {"reason": "a test"}).json()
    resumed = acting.post(f"{path}/resume", {}).json()

    assert (paused["status"], paused["reason"], resumed["status"]) == ("paused", "a test", "active")


@pytest.fixture(scope="module")
def crowded(deployed: Deployed) -> str:
    """A store with ten thousand runs of the last hours."""
    now, client, table = time.time(), deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"]
    every = [
        run(
            n,
            store="crowded",
            created_at=now - 60 - n,
            state="completed" if n % 10 else "failed",
            resource=f"order/{n}",
        )
        for n in range(MANY)
    ]
    for start in range(0, MANY, 25):
        puts: Any = [{"PutRequest": {"Item": serialize(item(each, 86_400))}} for each in every[start : start + 25]]
        client.batch_write_item(RequestItems={table: puts})
    return "crowded"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("runs", {}),
        ("runs", {"store": "crowded"}),
        ("runs", {"state": "failed"}),
        ("runs", {"scope": "store/order/updated"}),
        ("runs", {"action": "nothing"}),
        ("runs", {"resource": "order/9000"}),
        ("runs", {"store": "crowded", "resource": "order/9000"}),
        ("summary", {}),
        ("failures", {}),
        ("stores", {}),
    ],
)
@pytest.mark.usefixtures("crowded")
def test_among_ten_thousand_runs_every_view_is_there_within_a_second(
    acting: Operator, path: str, query: dict[str, str]
) -> None:
    acting.get("api/runs")  # a first request starts the function

    begun = time.monotonic()
    answer = acting.get(f"api/{path}", **query)
    took = time.monotonic() - begun

    assert answer.status_code == 200
    assert took < 1.0
