"""Requests that store a store in DynamoDB, where the local one is more lenient than AWS's."""

import re
from typing import Any

import pytest

from storehook.aws.signed_clients import Faults
from storehook.aws.stores import DynamoStores
from storehook.stores.store import Store


class Table:
    """Takes what it is asked to update or to read, and is the cipher too."""

    exceptions = Faults()

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def update_item(self, **asked: Any) -> None:
        self.asked.append(asked)

    def get_item(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        return {}

    def encrypt(self, _store_hash: str, _kind: str, secret: str) -> bytes:
        return secret.encode()


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def stores(table: Table) -> DynamoStores:
    return DynamoStores(table, "stores", table)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("store", "erased"),
    [
        (Store("abc", "uninstalled", account="store"), {"#token", "#client_secret", "#client_secret_before"}),
        (Store("abc"), {"#client_secret", "#client_secret_before"}),
        (Store("abc", account="store"), set[str]()),
    ],
    ids=["uninstalled", "the app's", "its own account's"],
)
def test_no_attribute_is_both_stored_and_erased_which_dynamodb_refuses(
    stores: DynamoStores, table: Table, store: Store, erased: set[str]
) -> None:
    stores.save(store, "token", "client secret")

    sets, _, removes = table.asked[0]["UpdateExpression"].partition(" REMOVE ")
    assert set(re.findall(r"#\w+", removes)) == erased | {"#purged_at", "#expires_at"}
    assert set(re.findall(r"#\w+", sets)) & {"#token", "#client_secret"} == {"#token", "#client_secret"} - erased


def test_a_store_is_read_as_it_is_now(stores: DynamoStores, table: Table) -> None:
    stores.get("abc")
    stores.credentials("abc")

    assert [asked["ConsistentRead"] for asked in table.asked] == [True, True]


def test_for_a_client_secret_nothing_else_is_read_so_that_no_time_tells_a_stranger_of_a_large_row(
    stores: DynamoStores, table: Table
) -> None:
    stores.client_secrets("abc")

    assert table.asked[0]["ProjectionExpression"] == "client_secret, client_secret_before"
