"""An action's client of a store."""

from decimal import Decimal
from typing import Any

import pytest
from tests.support.scripted_network import STORE, TOKEN, answer, wired

from storehook.bigcommerce.calls import Call
from storehook.errors import ApiRefused, CallInvalid

GONE = answer([{"status": 404, "message": "The requested resource was not found."}], 404)
ORDER = {"id": 113, "discount_amount": "10.0000"}


def test_get_reads_one_thing() -> None:
    wire = wired(answer(ORDER))

    assert wire.client.v2.get("/orders/{order_id}", order_id=113) == ORDER
    assert wire.network.sent == [Call("GET", "/v2/orders/113")]


def test_v3_gives_what_is_in_data() -> None:
    wire = wired(answer({"data": {"id": 180}, "meta": {}}))

    assert wire.client.v3.get("/catalog/products/{id}", id=180, query={"include": ["variants", "images"]}) == {
        "id": 180
    }
    assert wire.network.sent == [Call("GET", "/v3/catalog/products/180", {"include": "variants,images"})]


@pytest.mark.parametrize("value", [{"errors": []}, [1, 2], None])
def test_a_v3_answer_without_data_is_given_as_it_is(value: Any) -> None:
    assert wired(answer(value)).client.v3.get("/odd") == value


def test_v2_data_is_no_envelope() -> None:
    assert wired(answer({"data": 1, "id": 2})).client.v2.get("/odd") == {"data": 1, "id": 2}


@pytest.mark.parametrize(("version", "path"), [("v2", "/orders/1"), ("v3", "/catalog/products/1")])
@pytest.mark.parametrize("found", [GONE, answer(None, 204)], ids=["404", "204"])
def test_get_gives_none_for_what_is_not_there(version: str, path: str, found: Any) -> None:
    assert getattr(wired(found).client, version).get(path) is None


@pytest.mark.parametrize("found", [GONE, answer(None, 204)], ids=["404", "204"])
def test_deleting_what_is_gone_is_no_error(found: Any) -> None:
    assert wired(found).client.v2.delete("/orders/1") is None


@pytest.mark.parametrize("verb", ["put", "post"])
def test_writing_to_what_is_not_there_is_refused(verb: str) -> None:
    with pytest.raises(ApiRefused) as refused:
        getattr(wired(GONE).client.v2, verb)("/orders/1", json={})
    assert refused.value.status == 404


def test_a_list_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(ApiRefused):
        list(wired(GONE).client.v2.list("/orders/{id}/products", id=1))


def test_json_is_sent_as_json() -> None:
    wire = wired(answer(ORDER))

    assert wire.client.v2.put("/orders/{order_id}", order_id=113, json={"discount_amount": "10.0000"}) == ORDER
    (sent,) = wire.network.sent
    assert (sent.method, sent.json) == ("PUT", {"discount_amount": "10.0000"})


def test_an_empty_body_is_a_body() -> None:
    wire = wired(answer({"data": []}))
    wire.client.v3.post("/hooks", json=[])

    assert wire.network.sent[0].body == b"[]"


@pytest.mark.parametrize("value", [Decimal("1.50"), float("nan"), {1, 2}, object()])
def test_json_that_cannot_be_written_is_refused_before_anything_is_sent(value: Any) -> None:
    wire = wired()

    with pytest.raises(CallInvalid, match="`json` cannot be written as JSON"):
        wire.client.v2.put("/orders/1", json={"total": value})
    assert (wire.network.sent, wire.writes.sent) == ([], [])


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete", "list"])
def test_a_path_that_cannot_be_filled_is_refused_before_anything_is_sent(verb: str) -> None:
    wire = wired()

    with pytest.raises(CallInvalid):
        getattr(wire.client.v2, verb)("/orders/{order_id}", id=1)
    assert wire.network.sent == []


def test_a_path_may_have_a_value_called_path() -> None:
    wire = wired(answer({}))
    wire.client.v3.get("/{path}/{self}", path="a", self="b")

    assert wire.paths == ["GET /v3/a/b"]


def test_a_list_asks_for_the_largest_pages() -> None:
    wire = wired(answer([{"id": 1}]))

    assert [*wire.client.v2.list("/orders", query={"status_id": 1})] == [{"id": 1}]
    assert wire.network.sent[0].query == {"limit": "250", "status_id": "1", "page": "1"}


def test_a_list_takes_another_limit_and_another_beginning() -> None:
    wire = wired(answer([]))
    list(wire.client.v2.list("/orders", query={"limit": 5, "page": 3}))

    assert wire.network.sent[0].query == {"limit": "5", "page": "3"}


def test_a_v3_list_keeps_its_filters_on_every_page() -> None:
    pages = [answer({"data": [n], "meta": {"pagination": {"total_pages": 2}}}) for n in (1, 2)]
    wire = wired(*pages)

    assert [*wire.client.v3.list("/catalog/products", query={"date_modified:min": "2026-08-11"})] == [1, 2]
    assert [call.query for call in wire.network.sent] == [
        {"limit": "250", "date_modified:min": "2026-08-11"},
        {"limit": "250", "date_modified:min": "2026-08-11", "page": "2"},
    ]


def test_a_v3_list_begins_after_a_cursor() -> None:
    wire = wired(answer({"data": [], "meta": {}}))
    list(wire.client.v3.list("/catalog/products", query={"after": "abc"}))

    assert wire.network.sent[0].query == {"limit": "250", "after": "abc"}


@pytest.mark.parametrize("query", [{"before": "abc"}, {"page": 0}, {"page": "two"}])
def test_a_list_that_cannot_be_read_so_is_refused_at_once(query: Any) -> None:
    with pytest.raises(CallInvalid):
        wired().client.v3.list("/catalog/products", query=query)


def test_a_client_shows_its_store_and_no_token() -> None:
    wire = wired()

    assert (wire.client.store_hash, repr(wire.client)) == (STORE, f"StoreClient('{STORE}')")
    everything = f"{wire.client!r} {wire.client.v2!r} {wire.client._sender!r} {wire.stores!r}"
    assert TOKEN not in everything
