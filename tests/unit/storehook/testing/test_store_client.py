"""A store for the tests of actions."""

import pytest

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, CallInvalid, NoCurrentStore, NoSuchEndpoint, Throttled
from storehook.testing import FakeStoreClient, fake_connections


def test_a_fake_is_a_store_client() -> None:
    assert isinstance(FakeStoreClient(), StoreClient)


def test_a_fake_answers_by_its_script() -> None:
    store = FakeStoreClient()
    store.answers("GET", "/v2/orders/113", {"id": 113})
    store.answers("GET", "/v3/catalog/products/180", {"id": 180})

    assert store.v2.get("/orders/{order_id}", order_id=113) == {"id": 113}
    assert store.v3.get("/catalog/products/{id}", id=180) == {"id": 180}


def test_answers_come_in_turn_and_the_last_one_stays() -> None:
    store = FakeStoreClient()
    for note in ("first", "second"):
        store.answers("GET", "/v2/orders/1", note)

    assert [store.v2.get("/orders/1") for _ in range(3)] == ["first", "second", "second"]


def test_a_fake_remembers_what_it_was_asked() -> None:
    store = FakeStoreClient()
    store.answers("PUT", "/v2/orders/113", {})
    store.answers("GET", "/v2/orders/113", {})
    store.v2.get("/orders/113", query={"include": "x"})
    store.v2.put("/orders/{id}", id=113, json={"discount_amount": "10.0000"})

    (write,) = store.writes
    assert (write.method, write.path, write.json) == ("PUT", "/v2/orders/113", {"discount_amount": "10.0000"})
    assert [call.query for call in store.calls] == [{"include": "x"}, {}]


def test_a_fake_fails_as_bigcommerce_does() -> None:
    store = FakeStoreClient()
    store.answers("PUT", "/v3/hooks/1", {"status": 422, "title": "No", "errors": {"scope": "unknown"}}, status=422)
    store.answers("GET", "/v2/orders/1", status=404)
    store.answers("GET", "/v2/orders/2", Throttled(5))

    with pytest.raises(ApiRefused) as refused:
        store.v3.put("/hooks/1", json={})
    assert refused.value.errors == {"scope": "unknown"}
    assert store.v2.get("/orders/1") is None
    with pytest.raises(Throttled):
        store.v2.get("/orders/2")


@pytest.mark.parametrize("length", [0, 1, 250, 251, 600])
def test_a_list_comes_in_pages(length: int) -> None:
    store = FakeStoreClient()
    store.answers_list("/v2/orders", range(length))
    store.answers_list("/v3/catalog/products", range(length))

    assert [*store.v2.list("/orders")] == [*store.v3.list("/catalog/products")] == [*range(length)]


def test_what_was_not_scripted_fails_the_test() -> None:
    store = FakeStoreClient()
    store.answers("GET", "/v2/orders/1", {})

    with pytest.raises(AssertionError, match=r"No answer is scripted for GET /v2/orders/2. Scripted: GET /v2/orders/1"):
        store.v2.get("/orders/2")


def test_a_path_without_its_version_is_refused() -> None:
    with pytest.raises(CallInvalid, match=r"has no version\. Write /v2/orders or /v3/orders"):
        FakeStoreClient().answers("GET", "/orders", {})


def test_a_call_that_cannot_be_made_fails_as_it_will_in_earnest() -> None:
    with pytest.raises(CallInvalid):
        FakeStoreClient().v2.get("/orders/{id}")


def test_connections_lead_to_the_fakes() -> None:
    one, two = FakeStoreClient("one"), FakeStoreClient("two")
    found = fake_connections(two, current=one).bigcommerce

    assert (found.current, found.for_store_hash("two")) == (one, two)
    with pytest.raises(AssertionError, match="No fake exists for store three"):
        found.for_store_hash("three")


def test_connections_without_a_current_store_have_none() -> None:
    with pytest.raises(NoCurrentStore):
        _ = fake_connections(FakeStoreClient()).bigcommerce.current


def test_a_misspelt_path_is_refused_where_it_is_scripted() -> None:
    with pytest.raises(NoSuchEndpoint, match="Did you mean /v2/orders/"):
        FakeStoreClient().answers("GET", "/v2/order/113", {"id": 113})


def test_an_endpoint_that_bigcommerce_does_not_document_may_be_scripted() -> None:
    store = FakeStoreClient()
    store.answers("GET", "/v3/beta/thing", {"id": 1}, documented=False)
    store.answers_list("/v3/beta/things", [{"id": 1}], documented=False)

    assert (store.v3.get("/beta/thing"), [*store.v3.list("/beta/things")]) == ({"id": 1}, [{"id": 1}])
