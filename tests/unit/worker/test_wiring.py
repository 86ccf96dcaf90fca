"""Wiring of a consumer from its environment and the actions of its folder."""

from collections.abc import Callable, Iterator

import pytest

import consumer
from storehook.aws.queues import SqsLanes
from storehook.aws.records import DynamoRecordStore
from storehook.aws.runs import DynamoRunRepository
from storehook.consumer.consumer import Consumer

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "LANE": "long",
    "DEFAULT_QUEUE_URL": "https://sqs/default",
    "LONG_QUEUE_URL": "https://sqs/long",
    "DEAD_LETTER_QUEUE_URL": "https://sqs/long-dead",
    "RUNS_TABLE": "runs",
    "RECORDS_TABLE": "records",
    "STORES_TABLE": "stores",
    "RATE_WINDOWS_TABLE": "windows",
    "TOKEN_KEY": "arn:key",
    "SECRETS_PATH": "/storehook/shop/secrets",
    "BIGCOMMERCE_URL": "https://api.example.com",
    "RUNS_RETENTION_DAYS": "30",
    "RECORDS_RETENTION_DAYS": "90",
}


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Consumer]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    consumer.wiring.cache_clear()
    yield consumer.wiring()
    consumer.wiring.cache_clear()


def test_the_environment_decides_the_lane_and_its_queues_and_tables(wired: Consumer) -> None:
    lanes, repository = wired.lanes, wired.repository
    assert isinstance(lanes, SqsLanes)
    assert isinstance(repository, DynamoRunRepository)
    assert isinstance(wired.contexts.records, DynamoRecordStore)
    assert (wired.lane, lanes.dead_letter_url) == ("long", "https://sqs/long-dead")
    assert lanes.queue_urls == {"default": "https://sqs/default", "long": "https://sqs/long"}
    assert (repository.table, repository.retention, wired.contexts.retention) == (
        "runs",
        30 * 86_400,
        30 * 86_400,
    )
    assert wired.contexts.records.table == "records"


def test_the_environment_decides_how_long_records_are_kept(wired: Consumer) -> None:
    assert isinstance(wired.contexts.records, DynamoRecordStore)
    expiry = wired.contexts.records.expiry
    assert (expiry.live, expiry.deleted) == (90 * 86_400, 30 * 86_400)


def test_the_actions_are_those_of_the_folder(wired: Consumer) -> None:
    assert [action.name for action in wired.registry.matching("store/order/updated")] == ["sync_order"]


def test_each_claim_gets_a_token_of_its_own(wired: Consumer) -> None:
    assert len({wired.token() for _ in range(100)}) == 100


@pytest.mark.usefixtures("wired")
def test_the_environment_decides_the_actions_settings_which_are_read_once(
    monkeypatch: pytest.MonkeyPatch, declare_settings: Callable[..., None]
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "prod")
    declare_settings("[default]\nsender = 's'\n[prod]\nsender = 'shop'\n")
    consumer.wiring.cache_clear()
    context_factory = consumer.wiring().contexts

    assert context_factory.own_settings().sender == "shop"
    assert context_factory.own_settings() is context_factory.own_settings()
