"""Number of a function copy's calls of KMS, for events of stores that come one at a time, spread over the day."""

import secrets
from collections.abc import Generator
from typing import Any

import boto3
import pytest
from tests.support.clocks import Clock

from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.bigcommerce.tokens import TTL, CachedTokens
from storehook.stores.store import Store
from storehook_cli.local.emulator import REGION
from storehook_cli.local.local_stack import LocalStack

EVENTS = 30
"""Of each store, in the life of a copy."""


@pytest.fixture
def calls() -> list[str]:
    """The names of the calls that a copy makes."""
    return []


@pytest.fixture
def stores(stack: LocalStack, calls: list[str]) -> Generator[DynamoStores]:
    """The deployed table, as a copy of the consumer has it."""
    session: Any = boto3.Session("test", "test", region_name=REGION)
    session.events.register("before-send", lambda event_name, **_: calls.append(event_name))
    dynamodb, kms = (session.client(name, endpoint_url=stack.emulator.url) for name in ("dynamodb", "kms"))
    outputs = stack.outputs()
    yield DynamoStores(dynamodb, outputs["Stores"], KmsCipher(kms, outputs["TokenKey"]))
    dynamodb.close()
    kms.close()


@pytest.fixture
def hashes(request: pytest.FixtureRequest, stores: DynamoStores, calls: list[str]) -> Generator[list[str]]:
    """So many new stores, each with a token. They go again: the reconciler would visit them."""
    found = [f"kms{secrets.token_hex(4)}" for _ in range(request.param)]
    for store_hash in found:
        stores.save(Store(store_hash), f"token-of-{store_hash}")
    calls.clear()
    yield found
    for store_hash in found:
        stores.client.delete_item(TableName=stores.table, Key={"store_hash": {"S": store_hash}})


@pytest.mark.parametrize("hashes", [1, 100], indirect=True, ids=["1 store", "100 stores"])
def test_a_copy_calls_kms_once_for_each_store_however_far_apart_its_events_are(
    stores: DynamoStores, hashes: list[str], calls: list[str]
) -> None:
    tokens = CachedTokens(stores, clock := Clock())
    for _ in range(EVENTS):
        clock.now += TTL
        assert [tokens.of_store(store_hash) for store_hash in hashes] == [f"token-of-{each}" for each in hashes]

    assert calls.count("before-send.kms.Decrypt") == len(hashes)
    assert calls.count("before-send.dynamodb.GetItem") == len(hashes) * EVENTS


@pytest.mark.parametrize("hashes", [1], indirect=True)
def test_a_token_that_has_been_replaced_counts_once_its_row_is_read_again(
    stores: DynamoStores, hashes: list[str]
) -> None:
    tokens = CachedTokens(stores, clock := Clock())
    tokens.of_store(hashes[0])
    stores.save(Store(hashes[0]), "newer")
    clock.now += TTL

    assert tokens.of_store(hashes[0]) == "newer"
