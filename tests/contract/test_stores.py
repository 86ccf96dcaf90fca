"""What every table of stores promises."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.bigcommerce.memory import MemoryStores
from storehook.ports import Stores
from storehook.stores import Credentials, Status, Store
from storehook_cli.local_stack import LocalStack

TOKEN = "canary-store-token"


@pytest.fixture(scope="module")
def on_aws(stack: LocalStack) -> DynamoStores:
    """The deployed table, and a key of its own."""
    kms: Any = stack.emulator.client("kms")  # type: ignore[call-overload]
    key = kms.create_key(Description="contract")["KeyMetadata"]["KeyId"]
    return DynamoStores(stack.emulator.client("dynamodb"), stack.outputs()["Stores"], KmsCipher(kms, key))


@pytest.fixture(params=["memory", "aws"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """A table of stores."""
    return MemoryStores() if request.param == "memory" else request.getfixturevalue("on_aws")


@pytest.fixture
def new_store() -> Callable[..., Store]:
    """Makes a store that no other test knows."""
    store_hash = secrets.token_hex(5)
    return lambda **fields: Store(store_hash, **fields)


def test_a_store_that_was_never_installed_is_none(stores: Stores) -> None:
    assert stores.get("never") is stores.credentials("never") is None


def test_a_saved_store_comes_back_as_it_was(stores: Stores, new_store: Callable[..., Store]) -> None:
    store = new_store(name="Zoë's ☕", scopes=("store_v2_orders", "store_v2_products_read_only"))
    stores.save(store)

    assert stores.get(store.store_hash) == store


def test_a_token_comes_back_with_its_store(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(), TOKEN)


def test_a_store_without_a_token_has_none(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store())

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(), None)


def test_a_store_that_is_paused_keeps_its_token(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)
    stores.save(new_store(status="paused"))

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(status="paused"), TOKEN)


@pytest.mark.parametrize("token", [None, "another"])
def test_a_store_that_is_uninstalled_loses_its_token(
    stores: Stores, new_store: Callable[..., Store], token: str | None
) -> None:
    stores.save(new_store(), TOKEN)
    stores.save(new_store(status="uninstalled"), token)

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(status="uninstalled"), None)


def test_a_store_that_is_installed_anew_has_its_new_token(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)
    stores.save(new_store(status="uninstalled"))
    stores.save(new_store(), "newer")

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(), "newer")


def test_a_token_is_shown_by_no_repr(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)

    assert TOKEN not in f"{stores!r} {stores.credentials(new_store().store_hash)!r}"


def test_a_store_level_account_has_its_own_client_secret(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(account="store"), TOKEN, "its own")

    assert stores.client_secret(new_store().store_hash) == "its own"


@pytest.mark.parametrize("given", [None, "another"])
@pytest.mark.parametrize("fields", [{"account": "app"}, {"account": "store", "status": "uninstalled"}], ids=repr)
def test_a_store_that_is_uninstalled_or_the_apps_has_no_client_secret_of_its_own(
    stores: Stores, new_store: Callable[..., Store], fields: dict[str, Any], given: str | None
) -> None:
    stores.save(new_store(account="store"), TOKEN, "its own")
    stores.save(new_store(**fields), "newer", given)

    assert stores.client_secret(new_store().store_hash) is None


def test_a_store_level_account_that_becomes_the_apps_has_the_apps_token(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    stores.save(new_store(account="store"), TOKEN, "its own")
    stores.save(new_store(account="app"), "newer")

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(), "newer")


# --- On AWS only ------------------------------------------------------------------------------------------------------


def row(on_aws: DynamoStores, store_hash: str) -> dict[str, Any]:
    return on_aws.client.get_item(TableName=on_aws.table, Key={"store_hash": {"S": store_hash}})["Item"]


def test_the_table_holds_no_token_that_can_be_read(on_aws: DynamoStores, new_store: Callable[..., Store]) -> None:
    on_aws.save(new_store(), TOKEN)
    stored = row(on_aws, new_store().store_hash)

    assert stored["token"].keys() == {"B"}
    assert TOKEN not in repr(stored)


def test_a_token_copied_to_another_store_opens_nothing(on_aws: DynamoStores, new_store: Callable[..., Store]) -> None:
    on_aws.save(new_store(), TOKEN)
    stolen = row(on_aws, new_store().store_hash) | {"store_hash": {"S": "thief"}}
    on_aws.client.put_item(TableName=on_aws.table, Item=stolen)

    with pytest.raises(ClientError):
        on_aws.credentials("thief")


def test_what_others_keep_in_a_stores_row_stays(on_aws: DynamoStores, new_store: Callable[..., Store]) -> None:
    key = {"store_hash": {"S": new_store().store_hash}}
    on_aws.client.put_item(TableName=on_aws.table, Item=key | {"registered_webhooks": {"L": []}})
    on_aws.save(new_store(), TOKEN)

    assert row(on_aws, new_store().store_hash)["registered_webhooks"] == {"L": []}


@pytest.mark.parametrize("status", [{}, {"status": {"S": "on fire"}}], ids=["none", "unknown"])
def test_a_row_of_no_known_status_is_not_called(
    on_aws: DynamoStores, new_store: Callable[..., Store], status: dict[str, Any]
) -> None:
    key = {"store_hash": {"S": new_store().store_hash}}
    on_aws.client.put_item(TableName=on_aws.table, Item=key | status)

    found = on_aws.get(new_store().store_hash)
    assert found is not None
    assert found.status == "paused"


@pytest.mark.parametrize("status", ["active", "paused", "uninstalled"])
def test_every_status_comes_back(stores: Stores, new_store: Callable[..., Store], status: Status) -> None:
    stores.save(new_store(status=status))

    found = stores.get(new_store().store_hash)
    assert found is not None
    assert found.status == status
