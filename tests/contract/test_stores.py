"""Contract of every table of stores: their fields, their statuses, and the lists by status."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.support.backends import TOKEN, row

from storehook.aws.stores import DynamoStores
from storehook.stores.ports import Stores
from storehook.stores.store import STATUSES, Credentials, Pause, Status, Store
from storehook.stores.tombstone import KEPT, Tombstone


def test_a_store_that_was_never_installed_is_none(stores: Stores) -> None:
    assert stores.get("never") is stores.credentials("never") is None


def test_a_saved_store_comes_back_as_it_was(stores: Stores, new_store: Callable[..., Store]) -> None:
    store = new_store(name="Zoë's ☕", scopes=("store_v2_orders", "store_v2_products_read_only"))
    stores.save(store)

    assert stores.get(store.store_hash) == store


@pytest.mark.parametrize("status", ["active", "paused", "uninstalled"])
def test_every_status_comes_back(stores: Stores, new_store: Callable[..., Store], status: Status) -> None:
    stores.save(new_store(status=status))

    found = stores.get(new_store().store_hash)
    assert found is not None
    assert found.status == status


def test_a_store_without_a_name_is_given_one_and_keeps_all_else(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    store = new_store(scopes=("store_v2_orders",), installed_at=5.5)
    stores.save(store, TOKEN)

    stores.give_name(store.store_hash, "Zoë's ☕")

    assert stores.credentials(store.store_hash) == Credentials(replace(store, name="Zoë's ☕"), TOKEN)


def test_a_name_that_somebody_has_given_stays(stores: Stores, new_store: Callable[..., Store]) -> None:
    store = new_store(name="Ours")
    stores.save(store)

    stores.give_name(store.store_hash, "Theirs")

    assert stores.get(store.store_hash) == store


def test_a_store_that_is_not_there_is_given_no_name(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.give_name(new_store().store_hash, "Zoë's")

    assert stores.find(new_store().store_hash) is None


def test_a_store_that_was_purged_is_given_no_name(stores: Stores, new_store: Callable[..., Store]) -> None:
    store = new_store(installed_at=5.0)
    stores.save(store)
    stores.purge(gone := Tombstone(store.store_hash, 1_800_000_000.0), 5.0)

    stores.give_name(store.store_hash, "Zoë's")

    assert stores.find(store.store_hash) == gone


# --- Changes of what was read before ----------------------------------------------------------------------------------

PAUSE = Pause("arn:aws:iam::123456789012:user/zoë", 1_800_000_100.25, "Its token is not valid.")
SAID: dict[str, Any] = {"reason": "moves", "paused_by": "me", "paused_at": 5.0}
NOTHING: dict[str, Any] = {"reason": "", "paused_by": "", "paused_at": 0.0}

type Change = Callable[[Stores, Store], bool]

CHANGES: dict[str, Change] = {
    "pause": lambda stores, read: stores.pause(read, PAUSE),
    "resume": lambda stores, read: stores.resume(read),
    "uninstall": lambda stores, read: stores.uninstall(read, PAUSE.at),
}
EACH_CHANGE = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_store_is_paused_with_who_and_when_and_why_and_keeps_all_else(
    stores: Stores, new_store: Callable[..., Store], status: Status
) -> None:
    store = new_store(status=status, name="Zoë's", scopes=("store_v2_orders",), installed_at=1_800_000_000.123456)
    stores.save(store, TOKEN)

    assert stores.pause(store, PAUSE)
    paused = replace(store, status="paused", reason=PAUSE.reason, paused_by=PAUSE.by, paused_at=PAUSE.at)
    assert stores.credentials(store.store_hash) == Credentials(paused, TOKEN)


@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_store_is_resumed_and_keeps_all_but_its_pause(
    stores: Stores, new_store: Callable[..., Store], status: Status
) -> None:
    store = new_store(status=status, account="store", name="Zoë's", installed_at=1_800_000_000.123456, **SAID)
    stores.save(store, TOKEN, "its own")

    assert stores.resume(store)
    active = replace(store, status="active", **NOTHING)
    assert stores.credentials(store.store_hash) == Credentials(active, TOKEN)
    assert [*stores.client_secrets(store.store_hash)] == ["its own"]


@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_store_is_uninstalled_and_keeps_all_but_its_pause_and_its_secrets(
    stores: Stores, new_store: Callable[..., Store], status: Status
) -> None:
    store = new_store(status=status, account="store", name="Zoë's", installed_at=1_800_000_000.123456, **SAID)
    stores.save(store, TOKEN, "its own")

    assert stores.uninstall(store, PAUSE.at)
    uninstalled = replace(store, status="uninstalled", **NOTHING, uninstalled_at=PAUSE.at)
    assert stores.credentials(store.store_hash) == Credentials(uninstalled, None)
    assert not stores.client_secrets(store.store_hash)


@pytest.mark.parametrize("read", ["active", "paused", "uninstalled"])
@pytest.mark.parametrize("now", [{"installed_at": 2.0}, {"installed_at": 0.0}, {"status": "uninstalled"}], ids=repr)
@EACH_CHANGE
def test_a_store_that_was_installed_anew_or_uninstalled_since_it_was_read_stays_as_it_is(
    stores: Stores, new_store: Callable[..., Store], read: Status, now: dict[str, Any], change: Change
) -> None:
    changed = new_store(**{"installed_at": 1.0, "account": "store", "status": read} | now)
    stores.save(changed, TOKEN, "its own")
    before = stores.credentials(changed.store_hash), stores.client_secrets(changed.store_hash)

    assert not change(stores, new_store(status=read, installed_at=1.0))
    assert (stores.credentials(changed.store_hash), stores.client_secrets(changed.store_hash)) == before


@pytest.mark.parametrize(("read", "now"), [("active", "paused"), ("paused", "active")])
def test_a_store_that_somebody_else_has_paused_or_resumed_since_it_was_read_is_not_paused(
    stores: Stores, new_store: Callable[..., Store], read: Status, now: Status
) -> None:
    changed = new_store(status=now, reason="theirs")
    stores.save(changed)

    assert not stores.pause(new_store(status=read), PAUSE)
    assert stores.get(changed.store_hash) == changed


@pytest.mark.parametrize("theirs", [{"paused_by": "arn:zoe"}, {"paused_at": 6.0}], ids=str)
def test_a_store_that_somebody_has_paused_again_since_it_was_read_is_not_resumed(
    stores: Stores, new_store: Callable[..., Store], theirs: dict[str, Any]
) -> None:
    read = new_store(status="paused", **SAID)
    stores.save(changed := replace(read, **theirs))

    assert not stores.resume(read)
    assert stores.get(changed.store_hash) == changed


def test_a_store_that_somebody_has_resumed_since_it_was_read_is_active_either_way(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    read = new_store(status="paused", **SAID)
    stores.save(active := read.active())

    assert stores.resume(read)
    assert stores.get(read.store_hash) == active


@EACH_CHANGE
def test_what_else_has_changed_since_the_store_was_read_stays(
    stores: Stores, new_store: Callable[..., Store], change: Change
) -> None:
    read = new_store(name="older", scopes=("store_v2_orders",))
    stores.save(new_store(name="newer"), TOKEN)

    assert change(stores, read)
    found = stores.get(read.store_hash)
    assert found is not None
    assert (found.name, found.scopes) == ("newer", ())


@EACH_CHANGE
def test_a_store_that_is_not_there_is_not_made(stores: Stores, new_store: Callable[..., Store], change: Change) -> None:
    assert not change(stores, new_store())
    assert stores.get(new_store().store_hash) is None


# --- What a purge leaves ----------------------------------------------------------------------------------------------

PURGED_AT = 1_800_000_100.25


def test_of_a_purged_store_nothing_is_left_but_that_it_was_purged(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    store = new_store(account="store", name="Zoë's", installed_at=1_800_000_000.25)
    stores.save(store, TOKEN, "its own")
    tombstone = Tombstone(store.store_hash, PURGED_AT)

    assert stores.purge(tombstone, store.installed_at)
    assert stores.find(store.store_hash) == tombstone
    assert stores.get(store.store_hash) is stores.credentials(store.store_hash) is None
    assert not stores.client_secrets(store.store_hash)


def test_a_store_that_was_never_installed_can_be_purged(stores: Stores, new_store: Callable[..., Store]) -> None:
    tombstone = Tombstone(new_store().store_hash, PURGED_AT)

    assert stores.purge(tombstone, None)
    assert stores.find(tombstone.store_hash) == tombstone


def test_of_two_purges_the_later_counts(stores: Stores, new_store: Callable[..., Store]) -> None:
    first, second = (Tombstone(new_store().store_hash, PURGED_AT + passed) for passed in (0, 60))
    stores.purge(first, None)

    assert stores.purge(second, None)
    assert stores.find(second.store_hash) == second


@pytest.mark.parametrize("read", [4.0, None], ids=["it was there before", "it was not"])
def test_a_store_that_was_installed_anew_since_it_was_read_is_not_purged(
    stores: Stores, new_store: Callable[..., Store], read: float | None
) -> None:
    store = new_store(installed_at=5.0)
    stores.save(store, TOKEN)

    assert not stores.purge(Tombstone(store.store_hash, PURGED_AT), read)
    assert stores.find(store.store_hash) == store
    assert stores.credentials(store.store_hash) == Credentials(store, TOKEN)


@EACH_CHANGE
def test_a_purged_store_does_not_come_back_by_a_change(
    stores: Stores, new_store: Callable[..., Store], change: Change
) -> None:
    stores.save(new_store(installed_at=5.0))
    tombstone = Tombstone(new_store().store_hash, PURGED_AT)
    stores.purge(tombstone, 5.0)

    assert not change(stores, new_store(installed_at=5.0))
    assert stores.find(tombstone.store_hash) == tombstone


def test_a_purged_store_that_is_installed_anew_lives_again_with_nothing_from_before(
    stores: Stores, new_store: Callable[..., Store]
) -> None:
    before = new_store(account="store", name="Zoë's", reason="moves", paused_by="me", installed_at=5.0)
    stores.save(before, TOKEN, "its own")
    stores.purge(Tombstone(before.store_hash, PURGED_AT), 5.0)
    after = new_store(account="store", installed_at=6.0)

    stores.save(after)

    assert stores.find(after.store_hash) == after
    assert stores.credentials(after.store_hash) == Credentials(after, None)
    assert not stores.client_secrets(after.store_hash)


def test_a_purged_store_is_in_no_list(stores: Stores, new_store: Callable[..., Store]) -> None:
    stores.save(new_store())
    stores.purge(Tombstone(new_store().store_hash, PURGED_AT), 0.0)

    assert new_store().store_hash not in [name for status in STATUSES for name in every_hash(stores, status)]


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
    for module in ("storehook.aws.stores", "tests.support.memory"):
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
    stores.pause(new_store(), PAUSE)

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


def test_what_others_keep_in_a_stores_row_stays(stores_on_aws: DynamoStores, new_store: Callable[..., Store]) -> None:
    key = {"store_hash": {"S": new_store().store_hash}}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=key | {"registered_webhooks": {"L": []}})
    stores_on_aws.save(new_store(), TOKEN)

    assert row(stores_on_aws, new_store().store_hash)["registered_webhooks"] == {"L": []}


@EACH_CHANGE
def test_a_row_from_before_there_was_a_time_of_installation_can_be_changed(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store], change: Change
) -> None:
    old = {"store_hash": {"S": new_store().store_hash}, "status": {"S": "active"}}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=old)

    assert change(stores_on_aws, new_store())


NO_KNOWN_STATUS = pytest.mark.parametrize("status", [{}, {"status": {"S": "on fire"}}], ids=["none", "unknown"])


@NO_KNOWN_STATUS
@EACH_CHANGE
def test_a_row_of_no_known_status_can_be_mended(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store], status: dict[str, Any], change: Change
) -> None:
    key = {"store_hash": {"S": new_store().store_hash}}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=key | status)
    read = stores_on_aws.get(new_store().store_hash)

    assert read is not None
    assert change(stores_on_aws, read)


@NO_KNOWN_STATUS
def test_a_row_of_no_known_status_is_not_called(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store], status: dict[str, Any]
) -> None:
    key = {"store_hash": {"S": new_store().store_hash}}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=key | status)

    found = stores_on_aws.get(new_store().store_hash)
    assert found is not None
    assert found.status == "paused"


def test_a_purged_stores_row_says_no_more_and_expires(
    stores_on_aws: DynamoStores, new_store: Callable[..., Store]
) -> None:
    key = {"store_hash": {"S": new_store().store_hash}}
    more = {"registered_webhooks": {"L": []}, "open_gaps": {"L": []}, "catch_up": {"M": {}}}
    stores_on_aws.client.put_item(TableName=stores_on_aws.table, Item=key | more)
    stores_on_aws.purge(Tombstone(new_store().store_hash, PURGED_AT), None)

    assert row(stores_on_aws, new_store().store_hash) == key | {
        "status": {"S": "purged"},
        "purged_at": {"N": "1800000100.25"},
        "expires_at": {"N": str(1_800_000_100 + KEPT)},
    }


def test_a_store_that_lives_again_does_not_expire(stores_on_aws: DynamoStores, new_store: Callable[..., Store]) -> None:
    stores_on_aws.purge(Tombstone(new_store().store_hash, PURGED_AT), None)
    stores_on_aws.save(new_store())

    assert not {"purged_at", "expires_at"} & row(stores_on_aws, new_store().store_hash).keys()
