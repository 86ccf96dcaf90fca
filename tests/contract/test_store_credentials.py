"""Contract of every table of stores, for tokens and client secrets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.support.backends import TOKEN, row
from tests.support.moto_stack import Cloud, MotoStack

from storehook.aws.kms_cipher import KmsCipher
from storehook.aws.stores import DynamoStores
from storehook.errors import SecretUnreadable
from storehook.stores.ports import Stores
from storehook.stores.store import Credentials, Store


@dataclass
class SentTwice:
    """A client whose every update is sent once more."""

    client: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def update_item(self, **asked: Any) -> Any:
        self.client.update_item(**asked)
        return self.client.update_item(**asked)


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


def test_a_store_level_account_that_becomes_the_apps_has_the_apps_token(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    stores.save(new_store(account="store"), TOKEN, "its own")
    stores.save(new_store(account="app"), "newer")

    assert stores.credentials(new_store().store_hash) == Credentials(new_store(), "newer")


def test_a_token_is_shown_by_no_repr(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)

    assert TOKEN not in f"{stores!r} {stores.credentials(new_store().store_hash)!r}"


# --- Client secrets of store-level accounts ---------------------------------------------------------------------------


def test_a_store_level_account_has_its_own_client_secret(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(account="store"), TOKEN, "its own")

    assert [*stores.client_secrets(new_store().store_hash)] == ["its own"]


def test_a_client_secret_comes_back_and_stays_when_the_store_is_saved_without_it(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    stores.save(new_store(account="store"), TOKEN, "canary-client-secret")
    stores.save(new_store(account="store", status="paused"))

    assert [*stores.client_secrets(new_store().store_hash)] == ["canary-client-secret"]


def test_of_two_client_secrets_in_a_row_both_count_until_the_next(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    """Deliveries signed with the previous secret continue to arrive for as long as BigCommerce repeats them."""
    for secret in ("first", "second", "third"):
        stores.save(new_store(account="store"), TOKEN, secret)
        stores.save(new_store(account="store", status="paused"))

    assert [*stores.client_secrets(new_store().store_hash)] == ["third", "second"]


def test_a_client_secret_before_that_no_key_opens_keeps_the_current_one_from_nothing(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store]
) -> None:
    store = new_store(account="store")
    stores_on_aws.save(store, TOKEN, "of a key that is no more")
    stores_on_aws.client.update_item(
        TableName=stores_on_aws.table,
        Key={"store_hash": {"S": store.store_hash}},
        UpdateExpression="SET client_secret = :other",
        ExpressionAttributeValues={":other": {"B": b"of a key that is no more"}},
    )

    stores_on_aws.save(store, TOKEN, "current")

    assert [*stores_on_aws.client_secrets(store.store_hash)] == ["current"]


def test_a_save_that_is_sent_twice_as_its_answer_was_lost_keeps_the_client_secret_before(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store]
) -> None:
    store = new_store(account="store")
    stores_on_aws.save(store, TOKEN, "first")
    twice = SentTwice(stores_on_aws.client)

    replace(stores_on_aws, client=twice).save(store, TOKEN, "second")

    assert [*stores_on_aws.client_secrets(store.store_hash)] == ["second", "first"]


def test_a_store_that_has_left_its_own_account_and_comes_back_has_none_of_its_secrets_of_before(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    for secret in ("first", "second"):
        stores.save(new_store(account="store"), TOKEN, secret)
    stores.save(new_store())
    stores.save(new_store(account="store"), TOKEN, "third")

    assert [*stores.client_secrets(new_store().store_hash)] == ["third"]


def test_a_store_of_the_apps_account_has_no_client_secret(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(), TOKEN)

    assert not stores.client_secrets(new_store().store_hash)
    assert not stores.client_secrets("never")


def test_a_store_that_is_uninstalled_loses_its_client_secret(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store(account="store"), TOKEN, "canary-client-secret")
    stores.save(new_store(account="store", status="uninstalled"))

    assert not stores.client_secrets(new_store().store_hash)


@pytest.mark.parametrize("given", [None, "another"])
@pytest.mark.parametrize("fields", [{"account": "app"}, {"account": "store", "status": "uninstalled"}], ids=repr)
def test_a_store_that_is_uninstalled_or_the_apps_has_no_client_secret_of_its_own(
    stores: Stores, new_store: Callable[..., Store], fields: dict[str, Any], given: str | None
) -> None:
    stores.save(new_store(account="store"), TOKEN, "its own")
    stores.save(new_store(**fields), "newer", given)

    assert not stores.client_secrets(new_store().store_hash)


# --- On AWS only ------------------------------------------------------------------------------------------------------


def test_the_table_holds_no_token_that_can_be_read(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store]
) -> None:
    stores_on_aws.save(new_store(), TOKEN)
    stored = row(stores_on_aws, new_store().store_hash)

    assert stored["token"].keys() == {"B"}
    assert TOKEN not in repr(stored)


def test_a_token_copied_to_another_store_opens_nothing(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store]
) -> None:
    stores_on_aws.save(new_store(), TOKEN)
    stolen = row(stores_on_aws, new_store().store_hash) | {"store_hash": {"S": "thief"}}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=stolen)

    with pytest.raises(SecretUnreadable, match="thief"):
        stores_on_aws.credentials("thief")


def test_a_token_and_a_client_secret_that_are_swapped_in_their_row_open_nothing(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store]
) -> None:
    stores_on_aws.save(new_store(account="store"), TOKEN, "canary-client-secret")
    stored = row(stores_on_aws, new_store().store_hash)
    swapped = stored | {"token": stored["client_secret"], "client_secret": stored["token"]}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=swapped)

    for read in (stores_on_aws.credentials, stores_on_aws.client_secrets):
        with pytest.raises(SecretUnreadable, match=new_store().store_hash):
            read(new_store().store_hash)


def test_what_was_encrypted_before_its_key_was_rotated_opens_after_it(
    moto: MotoStack, stores_in: Callable[[Cloud], DynamoStores], new_store: Callable[..., Store]
) -> None:
    """moto alone can rotate a key: AWS does so once a year, by itself."""
    stores = stores_in(moto)
    stores.save(new_store(account="store"), TOKEN, "its own")

    moto.emulator.client("kms").rotate_key_on_demand(KeyId=stores.cipher.key_id)

    again = DynamoStores(stores.client, stores.table, KmsCipher(stores.cipher.client, stores.cipher.key_id))
    assert again.credentials(new_store().store_hash) == Credentials(new_store(account="store"), TOKEN)
    assert [*again.client_secrets(new_store().store_hash)] == ["its own"]
