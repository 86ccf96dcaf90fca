"""How a consumer is put together from its environment and the actions of its folder."""

from collections.abc import Iterator

import pytest

import consumer
from storehook.consume import Consumer

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "LANE": "long",
    "DEFAULT_QUEUE_URL": "https://sqs/default",
    "LONG_QUEUE_URL": "https://sqs/long",
    "DEAD_LETTER_QUEUE_URL": "https://sqs/long-dead",
    "RUNS_TABLE": "runs",
    "RUNS_RETENTION_DAYS": "30",
}


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Consumer]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    consumer.wiring.cache_clear()
    yield consumer.wiring()
    consumer.wiring.cache_clear()


def test_the_environment_decides_the_lane_and_its_queues_and_table(wired: Consumer) -> None:
    assert wired.lane == "long"
    assert wired.lanes.dead_letter_url == "https://sqs/long-dead"  # type: ignore[attr-defined]
    assert wired.lanes.queue_urls == {"default": "https://sqs/default", "long": "https://sqs/long"}  # type: ignore[attr-defined]
    assert (wired.ledger.table, wired.ledger.retention) == ("runs", 30 * 86_400)  # type: ignore[attr-defined]


def test_the_actions_are_those_of_the_folder(wired: Consumer) -> None:
    assert [action.name for action in wired.registry.matching("store/order/updated")] == ["log_order"]


def test_each_claim_gets_a_token_of_its_own(wired: Consumer) -> None:
    assert len({wired.token() for _ in range(100)}) == 100
