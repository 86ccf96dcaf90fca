"""The deployed console among ten thousand runs: every view is there within a second."""

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.console_api import ConsoleApi
from tests.e2e.deployed import Deployed
from tests.unit.storehook.history.conftest import run

from storehook.aws.items import serialize
from storehook.aws.ledger import item

if TYPE_CHECKING:
    from storehook.runs import State

MANY = 10_000
STORE = "crowded"


@pytest.fixture(scope="module")
def api(deployed: Deployed) -> Generator[ConsoleApi]:
    """The console's API, among ten thousand runs of the last hours; its function is warm."""
    now, client, table = time.time(), deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"]
    states: list[State] = ["failed" if n % 10 == 0 else "completed" for n in range(MANY)]
    every = [
        run(n, store=STORE, created_at=now - 60 - n, state=state, resource=f"order/{n}")
        for n, state in enumerate(states)
    ]
    for start in range(0, MANY, 25):
        puts: Any = [{"PutRequest": {"Item": serialize(item(each, 86_400))}} for each in every[start : start + 25]]
        client.batch_write_item(RequestItems={table: puts})
    found = ConsoleApi(deployed)
    found.get("runs")
    yield found
    found.http.close()


def timed(api: ConsoleApi, path: str, **query: object) -> tuple[Any, float]:
    begun = time.monotonic()
    answer = api.get(path, **query)
    return answer, time.monotonic() - begun


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"store": STORE},
        {"state": "failed"},
        {"scope": "store/order/updated"},
        {"state": "completed", "action": "sync_order"},
        {"store": STORE, "resource": "order/9000"},
    ],
)
def test_a_page_of_runs_is_there_within_a_second(api: ConsoleApi, query: dict[str, str]) -> None:
    page, seconds = timed(api, "runs", **query)

    assert page["runs"]
    assert seconds < 1


@pytest.mark.parametrize("query", [{"action": "nothing"}, {"resource": "order/9000"}])
def test_looking_for_a_needle_is_answered_in_parts_that_come_to_an_end(api: ConsoleApi, query: dict[str, str]) -> None:
    found: list[dict[str, Any]] = []
    page, _ = timed(api, "runs", **query)
    reached = [page["searched_until"]]
    while page["next"]:
        found += page["runs"]
        page, _ = timed(api, "runs", **query, next=page["next"])
        reached.append(page["searched_until"])
    found += page["runs"]

    assert [run["resource"] for run in found] == ["order/9000"] * ("resource" in query)
    assert reached == sorted(reached, reverse=True)


def test_more_runs_than_are_counted_are_told(api: ConsoleApi) -> None:
    summary, seconds = timed(api, "summary")

    assert summary["capped"] is True
    assert sum(summary["states"].values()) >= MANY / 4
    assert seconds < 3


def test_failures_come_by_cause(api: ConsoleApi) -> None:
    answer, seconds = timed(api, "failures", store=STORE)

    assert [(group["error_type"], group["count"]) for group in answer["groups"]] == [("ValueError", MANY // 10)]
    assert seconds < 1
