"""The deployed console among thousands of runs: every view is bounded. How long each takes, `make bench` tells."""

import time
from typing import Any

import pytest
from tests.support.console_api import ConsoleApi
from tests.support.deployed import Deployed
from tests.support.runs import run

from storehook.aws.items import serialize
from storehook.aws.runs import item
from storehook.operations.overview import NEWEST

MANY = 4_000
STORE = "crowded"


@pytest.fixture(scope="module")
def api(deployed: Deployed) -> ConsoleApi:
    """The console's API, among thousands of runs of the last hours; its function is warm."""
    now, client, table = time.time(), deployed.stack.emulator.client("dynamodb"), deployed.info.outputs["Runs"]
    states: list[Any] = ["failed" if n % 10 == 0 else "completed" for n in range(MANY)]
    every = [
        run(n, store=STORE, created_at=now - 60 - n, state=state, resource=f"order/{n}")
        for n, state in enumerate(states)
    ]
    for start in range(0, MANY, 25):
        puts: Any = [{"PutRequest": {"Item": serialize(item(each, 86_400))}} for each in every[start : start + 25]]
        client.batch_write_item(RequestItems={table: puts})
    found = ConsoleApi(deployed)
    found.get("runs")
    return found


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"store": STORE},
        {"state": "failed"},
        {"scope": "store/order/updated"},
        {"state": "completed", "action": "sync_order"},
        {"store": STORE, "resource": "order/3000"},
    ],
)
def test_runs_are_there_though_newer_runs_of_other_tests_may_fill_the_first_pages(
    api: ConsoleApi, query: dict[str, str]
) -> None:
    page = api.get("runs", **query)
    while page["next"] and not page["runs"]:
        page = api.get("runs", **query, next=page["next"])

    assert page["runs"]


@pytest.mark.parametrize("query", [{"action": "nothing"}, {"resource": "order/3000"}])
def test_looking_for_a_needle_is_answered_in_parts_that_come_to_an_end(api: ConsoleApi, query: dict[str, str]) -> None:
    found: list[dict[str, Any]] = []
    page = api.get("runs", **query)
    reached = [page["searched_until"]]
    while page["next"]:
        found += page["runs"]
        page = api.get("runs", **query, next=page["next"])
        reached.append(page["searched_until"])
    found += page["runs"]

    assert [run["resource"] for run in found] == ["order/3000"] * ("resource" in query)
    assert reached == sorted(reached, reverse=True)


def test_more_runs_than_are_counted_are_told(api: ConsoleApi) -> None:
    summary = api.get("summary")

    assert summary["capped"] is True
    assert NEWEST / 2 <= sum(summary["states"].values()) <= NEWEST
    assert summary["searched_until"] <= summary["slots"][0]["at"]


def test_failures_come_by_cause(api: ConsoleApi) -> None:
    answer = api.get("failures", store=STORE)

    assert [(group["error_type"], group["count"]) for group in answer["groups"]] == [("ValueError", MANY // 10)]
