"""Wishlists of customers."""

from typing import Any

import pytest

WISHLISTS = "/stores/abc123/v3/wishlists"
NEW = {"customer_id": 11, "name": "Kitchen", "items": [{"product_id": 77}, {"product_id": 79, "variant_id": 79}]}


def wished(wishlist: dict[str, Any]) -> list[tuple[int, int]]:
    return [(each["product_id"], each["variant_id"]) for each in wishlist["items"]]


@pytest.fixture
def wishlist(api: Any) -> Any:
    answer = api.post(WISHLISTS, json=NEW)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


def test_a_wishlist_has_what_it_was_made_of(api: Any, wishlist: Any) -> None:
    assert (wishlist["name"], wished(wishlist)) == ("Kitchen", [(77, 0), (79, 79)])
    assert api.get(f"{WISHLISTS}/{wishlist['id']}").json()["data"] == wishlist


def test_wishlists_are_listed_by_customer(api: Any, wishlist: Any) -> None:
    assert api.get(WISHLISTS, params={"customer_id": 11}).json()["data"] == [wishlist]
    assert api.get(WISHLISTS, params={"customer_id": 12}).json()["data"] == []


def test_a_change_of_a_wishlist_keeps_the_other_items(api: Any, wishlist: Any) -> None:
    items = [{"id": wishlist["items"][0]["id"], "product_id": 78}]
    answer = api.put(f"{WISHLISTS}/{wishlist['id']}", json={"customer_id": 11, "name": "Bath", "items": items})
    changed = answer.json()["data"]
    assert (answer.status_code, changed["name"], wished(changed)) == (201, "Bath", [(78, 0), (79, 79)])


def test_an_item_is_added(api: Any, wishlist: Any) -> None:
    answer = api.post(f"{WISHLISTS}/{wishlist['id']}/items", json={"items": [{"product_id": 78}]})
    assert (answer.status_code, wished(answer.json()["data"])[-1]) == (201, (78, 0))


def test_an_item_is_taken_away(api: Any, wishlist: Any) -> None:
    path = f"{WISHLISTS}/{wishlist['id']}/items/{wishlist['items'][0]['id']}"
    answer = api.call("DELETE", path)
    assert (answer.status_code, wished(answer.json()["data"])) == (200, [(79, 79)])
    assert api.call("DELETE", path).status_code == 404


@pytest.mark.parametrize("item", [{"product_id": 1}, {"product_id": 77, "variant_id": 78}, {}])
def test_what_the_store_does_not_have_cannot_be_wished_for(api: Any, wishlist: Any, item: Any) -> None:
    answer = api.post(f"{WISHLISTS}/{wishlist['id']}/items", json={"items": [item]})
    assert answer.status_code == 422


def test_a_wishlist_is_a_customers(api: Any, wishlist: Any) -> None:
    assert api.post(WISHLISTS, json=NEW | {"customer_id": 99}).status_code == 422
    api.call("DELETE", "/stores/abc123/v3/customers?id:in=11")
    assert api.get(f"{WISHLISTS}/{wishlist['id']}").status_code == 404


def test_a_change_brings_items_of_its_wishlist_alone(api: Any, wishlist: Any) -> None:
    other = api.post(WISHLISTS, json=NEW | {"name": "Bath"}).json()["data"]
    items = [{"id": other["items"][0]["id"], "product_id": 78}]
    answer = api.put(f"{WISHLISTS}/{wishlist['id']}", json={"customer_id": 11, "name": "Kitchen", "items": items})
    assert answer.status_code == 422
    assert api.get(f"{WISHLISTS}/{other['id']}").json()["data"] == other


@pytest.mark.parametrize("given", [{"name": 5}, {"is_public": "yes"}, {"items": [{"product_id": "x"}]}])
def test_a_wishlist_that_breaks_a_rule_is_422(api: Any, given: Any) -> None:
    assert api.post(WISHLISTS, json=NEW | given).status_code == 422
