"""The client and a store, over HTTP."""

import time
from typing import Any

import pytest
from tests.support.sandbox_shop import FIRST, SECOND, TOKEN

from storehook.errors import ApiRefused, ApiUnavailable, Throttled, Unauthorized
from storehook.stores.store import Store

SANDBOXS = {"uvicorn", "asyncio", "httpx", "httpcore"}
"""Loggers of the sandbox, and of the tests' own way to it."""


def test_an_order_is_read_and_changed(shop: Any) -> None:
    store = shop.client()

    assert store.v2.put("/orders/{order_id}", order_id=100, json={"discount_amount": "10.0000"})["id"] == 100
    assert store.v2.get("/orders/{order_id}", order_id=100)["discount_amount"] == "10.0000"


def test_a_product_is_what_is_in_data(shop: Any) -> None:
    assert shop.client().v3.get("/catalog/products/{id}", id=77)["name"] == "Walnut bowl"


def test_a_hook_is_made_and_deleted(shop: Any) -> None:
    hooks = shop.client().v3
    made = hooks.post(
        "/hooks", json={"scope": "store/order/updated", "destination": "https://r.test/", "is_active": True}
    )

    assert hooks.delete("/hooks/{id}", id=made["id"])["id"] == made["id"]
    assert hooks.delete("/hooks/{id}", id=made["id"]) is None


@pytest.mark.parametrize(("version", "path"), [("v2", "/orders/9"), ("v3", "/catalog/products/9")])
def test_what_is_not_there_is_none(shop: Any, version: str, path: str) -> None:
    assert getattr(shop.client(), version).get(path) is None


def test_an_empty_v2_list_is_none_to_get_and_empty_to_list(shop: Any) -> None:
    query = {"status_id": 13}

    assert shop.client().v2.get("/orders", query=query) is None
    assert [*shop.client().v2.list("/orders", query=query)] == []


def test_a_v2_refusal_tells_its_message(shop: Any) -> None:
    with pytest.raises(ApiRefused) as refused:
        shop.client().v2.put("/orders/100", json={"colour": "red"})
    assert (refused.value.status, refused.value.store_hash, refused.value.path) == (400, FIRST, "/v2/orders/100")
    assert refused.value.title


def test_a_v3_refusal_tells_its_fields(shop: Any) -> None:
    with pytest.raises(ApiRefused) as refused:
        shop.client().v3.post("/hooks", json={"scope": "store/fire", "destination": "https://r.test/"})
    assert refused.value.errors.keys() == {"scope"}


def test_a_token_of_another_store_opens_nothing(shop: Any) -> None:
    shop.stores.save(Store(SECOND), "another token")

    with pytest.raises(Unauthorized) as refused:
        shop.client(SECOND).v2.get("/orders/100")
    assert "another token" not in f"{refused.value!r}{vars(refused.value)}"


@pytest.mark.parametrize("kind", ["500", "503", "broken-json"])
@pytest.mark.parametrize(("version", "path"), [("v2", "/orders/100"), ("v3", "/catalog/products/77")])
def test_a_fault_that_passes_is_not_noticed(shop: Any, kind: str, version: str, path: str) -> None:
    shop.fault(kind, times=2)

    assert getattr(shop.client(), version).get(path)["id"] in (77, 100)


@pytest.mark.parametrize("kind", ["500", "503", "broken-json"])
def test_a_fault_that_stays_is_told(shop: Any, kind: str) -> None:
    shop.fault(kind, times=3)

    with pytest.raises(ApiUnavailable) as down:
        shop.client().v2.get("/orders/100")
    assert down.value.status == (200 if kind == "broken-json" else int(kind))
    assert shop.control("GET", "faults") == []


def test_a_degraded_service_is_left_alone_for_as_long_as_it_asks(shop: Any) -> None:
    shop.fault("503-degraded", times=2)

    with pytest.raises(ApiUnavailable, match="The service is degraded") as down:
        shop.client().v3.get("/catalog/products/77")
    assert down.value.after == 30
    assert len(shop.control("GET", "faults")) == 1


@pytest.mark.parametrize("kind", ["500", "503", "broken-json"])
def test_a_post_meets_a_fault_once(shop: Any, kind: str) -> None:
    shop.fault(kind, times=2)

    with pytest.raises(ApiUnavailable):
        shop.client().v3.post("/hooks", json={})
    assert shop.control("GET", "faults")[0]["times"] == 1


def test_a_store_that_does_not_answer_is_given_up_in_time(shop: Any) -> None:
    shop.fault("hang")
    began = time.monotonic()

    with pytest.raises(ApiUnavailable, match="got no answer: No answer in time"):
        shop.client(seconds_left=1.5).v2.get("/orders/100")
    assert time.monotonic() - began < 2.0


# --- The quota --------------------------------------------------------------------------------------------------------


def test_a_429_is_waited_for_by_a_run_under_way(shop: Any) -> None:
    store = shop.client()
    store.v2.get("/orders/100")
    shop.control("PUT", "rate", quota=1, window_seconds=1)
    shop.another_app()

    assert store.v2.get("/orders/100")["id"] == 100
    assert shop.control("GET", "rate")["refused"] == 1


def test_a_429_puts_a_run_back_that_has_just_begun_and_every_other_of_its_store(shop: Any) -> None:
    shop.control("PUT", "rate", quota=1, window_seconds=20)
    shop.another_app()
    others = shop.client(seconds_left=8.0)

    with pytest.raises(Throttled) as throttled:
        shop.client(seconds_left=8.0).v2.get("/orders/100")
    assert throttled.value.after == pytest.approx(20, abs=1.5)
    with pytest.raises(Throttled):
        others.v2.get("/orders/100")
    assert shop.control("GET", "rate")["refused"] == 1
    assert shop.client(SECOND).v2.get("/orders/100")["id"] == 100


def test_a_429_without_headers_does_the_same_for_half_a_minute(shop: Any) -> None:
    shop.fault("429")

    for _ in range(2):
        with pytest.raises(Throttled) as throttled:
            shop.client(seconds_left=8.0).v2.get("/orders/100")
        assert throttled.value.after == pytest.approx(30, abs=1.5)
    assert shop.client(SECOND).v2.get("/orders/100")["id"] == 100


def test_a_quota_without_headers_on_its_429_is_held_too(shop: Any) -> None:
    shop.control("PUT", "rate", quota=1, window_seconds=20, headers_on_429=False)
    shop.another_app()

    with pytest.raises(Throttled) as throttled:
        shop.client(seconds_left=8.0).v2.get("/orders/100")
    assert throttled.value.after == pytest.approx(30, abs=1.5)


def test_a_token_is_in_no_log(shop: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    shop.fault("500", times=3)
    with pytest.raises(ApiUnavailable):
        shop.client().v2.get("/orders", query={"email": "canary@example.com"})

    written = [record.getMessage() for record in caplog.records if record.name.split(".")[0] not in SANDBOXS]
    assert "canary" not in "".join(written)
    assert TOKEN not in caplog.text
