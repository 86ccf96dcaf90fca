"""What every table of stores promises."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from storehook.aws.stores import DynamoStores, KmsCipher
from storehook.bigcommerce.memory import MemoryStores
from storehook.ports import Stores
from storehook.stores import STATUSES, Credentials, Status, Store
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


@pytest.mark.parametrize("status", ["active", "paused", "uninstalled"])
def test_every_status_comes_back(stores: Stores, new_store: Callable[..., Store], status: Status) -> None:
    stores.save(new_store(status=status))

    found = stores.get(new_store().store_hash)
    assert found is not None
    assert found.status == status


# --- Client secrets of store-level accounts ---------------------------------------------------------------------------


def test_a_client_secret_comes_back_and_stays_when_the_store_is_saved_without_it(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    stores.save(new_store(account="store"), TOKEN, "canary-client-secret")
    stores.save(new_store(account="store", status="paused"))

    assert stores.client_secret(new_store().store_hash) == "canary-client-secret"


def test_a_store_of_the_apps_account_has_no_client_secret(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)

    assert stores.client_secret(new_store().store_hash) is stores.client_secret("never") is None


def test_a_store_that_is_uninstalled_loses_its_client_secret(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(account="store"), TOKEN, "canary-client-secret")
    stores.save(new_store(account="store", status="uninstalled"))

    assert stores.client_secret(new_store().store_hash) is None


def test_an_active_store_is_paused_with_a_reason_and_keeps_all_else(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    store = new_store(name="Zoë's", scopes=("store_v2_orders",), installed_at=1_800_000_000.123456)
    stores.save(store, TOKEN)

    assert stores.pause(store, "Its token is not valid.")
    paused = replace(store, status="paused", reason="Its token is not valid.")
    assert stores.credentials(store.store_hash) == Credentials(paused, TOKEN)


@pytest.mark.parametrize("change", [{"installed_at": 2.0}, {"status": "uninstalled"}, {"status": "paused"}])
def test_a_store_that_changed_since_it_was_read_is_not_paused(
    stores: Stores, new_store: Callable[..., Store], change: dict[str, Any]
) -> None:
    read, changed = new_store(installed_at=1.0), new_store(**{"installed_at": 1.0} | change)
    stores.save(changed, TOKEN)

    assert not stores.pause(read, "Its token is not valid.")
    assert stores.get(read.store_hash) == changed


def test_a_store_that_is_not_there_is_not_paused(stores: Stores, new_store: Callable[..., Store]) -> None:
    assert not stores.pause(new_store(), "Its token is not valid.")
    assert stores.get(new_store().store_hash) is None


# --- Pages of hashes --------------------------------------------------------------------------------------------------


def every_hash(stores: Stores, status: Status) -> list[str]:
    """All pages, put together."""
    page = stores.hashes(status)
    found = list(page.hashes)
    while page.after:
        page = stores.hashes(status, page.after)
        found += page.hashes
    return found


def test_hashes_of_a_status_come_in_order_and_each_once(stores: Stores) -> None:
    prefix = secrets.token_hex(5)
    for number in range(6):
        stores.save(Store(f"{prefix}{number}", "paused" if number % 2 else "active"))

    ours = {status: [name for name in every_hash(stores, status) if name.startswith(prefix)] for status in STATUSES}
    assert ours == {
        "active": [f"{prefix}{number}" for number in (0, 2, 4)],
        "paused": [f"{prefix}{number}" for number in (1, 3, 5)],
        "uninstalled": [],
    }


def test_hashes_beyond_a_page_are_asked_for_with_the_last_one(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("storehook.aws.stores", "storehook.bigcommerce.memory"):
        monkeypatch.setattr(f"{module}.PAGE", 2)
    prefix = secrets.token_hex(5)
    for number in range(5):
        stores.save(Store(f"{prefix}{number}"))

    page = stores.hashes("active")
    assert (len(page.hashes), page.after) == (2, page.hashes[-1])
    assert [name for name in every_hash(stores, "active") if name.startswith(prefix)] == [
        f"{prefix}{number}" for number in range(5)
    ]


def test_a_store_that_changes_its_status_changes_its_list(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store())
    stores.pause(new_store(), "Its token is not valid.")

    assert new_store().store_hash not in every_hash(stores, "active")
    assert new_store().store_hash in every_hash(stores, "paused")


def test_hashes_go_on_after_a_store_that_is_not_in_the_list_any_more(stores: Stores) -> None:
    prefix = secrets.token_hex(5)
    for number in range(3):
        stores.save(Store(f"{prefix}{number}"))
    stores.save(Store(f"{prefix}1", "paused"))

    page = stores.hashes("active", f"{prefix}1")
    assert f"{prefix}2" in page.hashes
    assert f"{prefix}0" not in page.hashes


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
