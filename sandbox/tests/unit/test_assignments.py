"""Products in categories and in channels, and what is sent of them."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

CATALOG = "/stores/abc123/v3/catalog"
CATEGORIES = f"{CATALOG}/products/category-assignments"
CHANNELS = f"{CATALOG}/products/channel-assignments"
ORDER = f"{CATALOG}/categories/18/products/sort-order"


def put_in_categories(api: Any, *pairs: tuple[int, int]) -> Any:
    """Assign products to categories."""
    return api.put(CATEGORIES, json=[{"product_id": one, "category_id": other} for one, other in pairs])


def test_an_assignment_to_a_category_is_a_category_of_the_product(api: Any) -> None:
    assert put_in_categories(api, (77, 18), (77, 19), (78, 18)).status_code == 204
    assert api.get(f"{CATALOG}/products/77").json()["data"]["categories"] == [18, 19]
    assert api.get(f"{CATEGORIES}?category_id:in=18").json()["data"] == [
        {"product_id": 77, "category_id": 18},
        {"product_id": 78, "category_id": 18},
    ]


def test_a_category_of_a_product_is_an_assignment(api: Any) -> None:
    api.put(f"{CATALOG}/products/79", json={"categories": [19]})
    assert api.get(CATEGORIES).json()["data"] == [{"product_id": 79, "category_id": 19}]


def test_assignments_are_taken_away_by_a_filter(api: Any) -> None:
    put_in_categories(api, (77, 18), (77, 19), (78, 18))
    assert api.call("DELETE", CATEGORIES, params={"product_id:in": "77", "category_id:in": "18"}).status_code == 204
    assert [each["category_id"] for each in api.get(f"{CATEGORIES}?product_id:in=77").json()["data"]] == [19]


@pytest.mark.parametrize("path", [CATEGORIES, CHANNELS])
def test_assignments_are_not_taken_away_without_a_filter(api: Any, path: str) -> None:
    put_in_categories(api, (77, 18))
    assert api.call("DELETE", path).status_code == 422
    assert api.get(path).json()["data"] != []


@pytest.mark.parametrize("pair", [(99, 18), (77, 99)])
def test_what_there_is_not_cannot_be_assigned(api: Any, pair: tuple[int, int]) -> None:
    assert put_in_categories(api, (78, 18), pair).status_code == 422
    assert api.get(CATEGORIES).json()["data"] == []


def test_an_assignment_to_a_category_is_sent_to_the_channel_of_its_tree(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/category/product/assigned")
    api.add_hook("store/channel/1/category/product/unassigned")
    put_in_categories(api, (77, 18))
    put_in_categories(api, (77, 18))
    api.call("DELETE", CATEGORIES, params={"product_id:in": "77"})
    assert sent(api, receiver) == [
        ("store/channel/1/category/product/assigned", {"product_id": 77}),
        ("store/channel/1/category/product/unassigned", {"product_id": 77}),
    ]


def test_a_product_that_stays_in_its_category_is_not_sent_as_assigned(api: Any, receiver: Any) -> None:
    put_in_categories(api, (77, 18))
    api.add_hook("store/channel/1/category/product/assigned")
    api.put(f"{CATALOG}/products/77", json={"categories": [18], "price": 41})
    assert sent(api, receiver) == []


def test_a_product_comes_into_a_channel_and_leaves_it(api: Any, receiver: Any) -> None:
    channel = api.post("/stores/abc123/v3/channels", json={"name": "Till", "type": "pos", "platform": "square"})
    assert channel.json()["data"]["id"] == 2
    api.add_hook("store/channel/2/product/assigned")
    api.add_hook("store/channel/2/product/unassigned")
    api.put(CHANNELS, json=[{"product_id": 77, "channel_id": 2}])
    assert [each["product_id"] for each in api.get(f"{CHANNELS}?channel_id:in=2").json()["data"]] == [77]
    api.call("DELETE", CHANNELS, params={"channel_id:in": "2"})
    assert [each["channel_id"] for each in api.get(CHANNELS).json()["data"]] == [1, 1, 1]
    assert sent(api, receiver) == [
        ("store/channel/2/product/assigned", {"product_id": 77}),
        ("store/channel/2/product/unassigned", {"product_id": 77}),
    ]


def test_a_new_product_is_in_the_first_channel(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/product/assigned")
    given = {"name": "Oak bowl", "type": "physical", "weight": 1, "price": 12.5}
    made = api.post(f"{CATALOG}/products", json=given).json()["data"]
    assert sent(api, receiver) == [("store/channel/1/product/assigned", {"product_id": made["id"]})]


def test_the_products_of_a_category_are_put_in_order(api: Any) -> None:
    put_in_categories(api, (77, 18), (78, 18), (79, 19))
    order = [{"product_id": 78, "sort_order": 2}]
    answer = api.put(ORDER, json=order)
    assert (answer.status_code, answer.json()) == (200, order)
    assert api.get(ORDER).json()["data"] == [{"product_id": 77, "sort_order": 0}, *order]


def test_a_product_of_another_category_has_no_place_in_the_order(api: Any) -> None:
    put_in_categories(api, (79, 19))
    assert api.put(ORDER, json=[{"product_id": 79, "sort_order": 2}]).status_code == 422


def test_the_order_of_the_products_has_pages_of_one_size(api: Any) -> None:
    assert api.get(f"{ORDER}?page=1").status_code == 200
    assert api.get(f"{ORDER}?limit=1").status_code == 422


@pytest.mark.parametrize("path", ["categories/18", "trees/categories?category_id:in=18"])
def test_a_category_that_has_products_stays(api: Any, path: str) -> None:
    put_in_categories(api, (77, 18), (77, 19))
    assert api.call("DELETE", f"{CATALOG}/{path}").status_code == 422
    api.put(f"{CATALOG}/products/77", json={"categories": [19]})
    assert api.call("DELETE", f"{CATALOG}/{path}").status_code in (202, 204)
