"""An action's connections to stores."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.scripted_network import STORE, RecordingWrites, wired

from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections, Connections, connections
from storehook.errors import CallInvalid, Fail, NoCurrentStore
from storehook.queues.message import Kind


@dataclass(frozen=True)
class Record:
    """Object that belongs to a store."""

    store_hash: str


def opened(current: str | None) -> tuple[BigCommerceConnections, list[str]]:
    made: list[str] = []

    def opens(store_hash: str) -> StoreClient:
        made.append(store_hash)
        return StoreClient(SimpleNamespace(store_hash=store_hash))  # type: ignore[arg-type]

    return BigCommerceConnections(opens, current), made


def test_a_run_that_a_webhook_triggered_has_a_current_store() -> None:
    found, _ = opened("abc")

    assert (found.current_store_hash, found.current.store_hash) == ("abc", "abc")


def test_the_current_store_is_one_client_throughout_the_run() -> None:
    found, made = opened("abc")

    assert found.current is found.current is found.for_store_hash("abc")
    assert made == ["abc"]


@pytest.mark.parametrize("name", ["current", "current_store_hash"])
def test_without_a_current_store_the_error_shows_the_way(name: str) -> None:
    found, _ = opened(None)

    with pytest.raises(NoCurrentStore, match=r"ctx\.connections\.bigcommerce\.for_store_hash\(store_hash\)"):
        getattr(found, name)
    assert issubclass(NoCurrentStore, Fail)


def test_any_store_can_be_had_by_its_hash() -> None:
    found, _ = opened(None)

    assert found.for_store_hash("other").store_hash == "other"


def test_a_record_leads_to_its_store() -> None:
    found, _ = opened(None)

    assert found.for_store(Record("other")).store_hash == "other"


@pytest.mark.parametrize("store_hash", ["", "a/b", "..", "a b", None, 7])
def test_what_is_no_store_hash_is_refused(store_hash: Any) -> None:
    found, made = opened("abc")

    with pytest.raises(CallInvalid, match="is not a store hash"):
        found.for_store_hash(store_hash)
    assert made == []


def test_a_models_hook_has_the_same_stores_but_no_current_one() -> None:
    found, made = opened("abc")
    client = found.current
    hook = Connections(found).without_current().bigcommerce

    with pytest.raises(NoCurrentStore):
        _ = hook.current
    assert hook.for_store_hash("abc") is client
    assert made == ["abc"]
    assert found.current is client


def test_a_write_is_told_with_its_store() -> None:
    told = RecordingWrites()
    around = wired().client._sender.resources  # type: ignore[attr-defined]
    found = connections(around, STORE, "webhook", seconds_left=lambda: 60.0, writes=told)
    found.bigcommerce.current.v2.put("/orders/1", json={})

    assert told.sent == [f"{STORE}: PUT /v2/orders/1"]


@pytest.mark.parametrize("kind", ["webhook", "catch-up", "manual"])
def test_what_an_event_triggered_has_a_current_store(kind: Kind) -> None:
    found = connections(wired().client._sender.resources, STORE, kind, seconds_left=lambda: 60.0)  # type: ignore[attr-defined]

    assert found.bigcommerce.current_store_hash == STORE


def test_what_another_action_called_or_enqueued_has_none() -> None:
    around = wired().client._sender.resources  # type: ignore[attr-defined]

    with pytest.raises(NoCurrentStore):
        _ = connections(around, STORE, "action", seconds_left=lambda: 60.0).bigcommerce.current
