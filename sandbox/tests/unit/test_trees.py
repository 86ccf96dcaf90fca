"""Category trees, and the categories in them."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

CATALOG = "/stores/abc123/v3/catalog"
TREES = f"{CATALOG}/trees"
IN_TREES = f"{TREES}/categories"
TILL = {"name": "Till", "type": "pos", "platform": "square"}


def second_tree(api: Any) -> int:
    """Open a channel with a tree of its own; gives the tree's id."""
    channel = api.post("/stores/abc123/v3/channels", json=TILL).json()["data"]
    return api.put(TREES, json=[{"name": "Till", "channels": [channel["id"]]}]).json()["data"][0]["id"]


def test_a_tree_is_made_for_a_channel_and_named_anew(api: Any) -> None:
    tree_id = second_tree(api)
    answer = api.put(TREES, json=[{"id": tree_id, "name": "Counter"}]).json()
    assert answer["data"] == [{"id": 2, "name": "Counter", "channels": [2]}]
    assert answer["meta"] == {"total": 1, "success": 1, "failed": 0}


@pytest.mark.parametrize(
    "given",
    [
        {"name": "No channel"},
        {"name": "Unknown channel", "channels": [9]},
        {"id": 1, "channels": [1]},
        {"id": 9, "name": "Unknown tree"},
    ],
)
def test_a_tree_that_cannot_be_so_is_refused(api: Any, given: Any) -> None:
    assert api.put(TREES, json=[given]).status_code == 422
    assert [tree["id"] for tree in api.get(TREES).json()["data"]] == [1]


def test_trees_are_sent_to_their_channels(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/categoryTree/updated")
    api.put(TREES, json=[{"id": 1, "name": "Shop"}])
    api.call("DELETE", TREES, params={"id:in": "1"})
    assert sent(api, receiver) == [("store/channel/1/categoryTree/updated", {"tree_id": 1})] * 2


def test_the_categories_of_a_deleted_tree_go_with_it(api: Any) -> None:
    assert api.call("DELETE", TREES).status_code == 422
    assert api.call("DELETE", TREES, params={"id:in": "1"}).status_code == 204
    assert api.get(f"{CATALOG}/categories").json()["data"] == []


def test_categories_are_made_in_a_tree(api: Any) -> None:
    tree_id = second_tree(api)
    given = [{"name": "Bowls", "parent_id": 18}, {"name": "Till only", "tree_id": tree_id, "url": {"path": "/till/"}}]
    answer = api.post(IN_TREES, json=given)
    assert (answer.status_code, answer.json()["meta"]) == (201, {"total": 2, "success": 2, "failed": 0})
    assert [each["tree_id"] for each in answer.json()["data"]] == [1, tree_id]
    category_id = answer.json()["data"][1]["category_id"]
    category = api.get(f"{CATALOG}/categories/{category_id}").json()["data"]
    assert category["custom_url"] == {"url": "/till/", "is_customized": True}


def test_of_many_categories_those_that_can_be_are_made(api: Any) -> None:
    given = [{"name": "Bowls", "parent_id": 18}, {"name": "Nowhere"}, {"name": "Lost", "parent_id": 99, "tree_id": 1}]
    answer = api.post(IN_TREES, json=given)
    assert (answer.status_code, answer.json()["meta"]["failed"]) == (207, 2)
    assert [each["name"] for each in api.get(IN_TREES).json()["data"]] == ["Kitchen", "Table", "Bowls"]


def test_categories_of_which_none_can_be_made_are_422(api: Any) -> None:
    assert api.post(IN_TREES, json=[{"name": "Nowhere"}]).status_code == 422


def test_categories_are_changed_and_deleted_by_their_ids(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/1/category/updated")
    api.add_hook("store/channel/1/category/deleted")
    api.add_hook("store/category/deleted")
    changed = api.put(IN_TREES, json=[{"category_id": 18, "name": "Cooking"}])
    assert (changed.status_code, changed.json()) == (200, {"meta": {"total": 1, "success": 1, "failed": 0}})
    deleted = api.call("DELETE", IN_TREES, params={"category_id:in": "18"})
    assert (deleted.status_code, deleted.json()["meta"]["success"]) == (202, 1)
    told = {"category_id": 18, "tree_id": 1}
    assert sent(api, receiver) == [
        ("store/category/deleted", {"type": "category", "id": 18}),
        ("store/channel/1/category/deleted", told),
        ("store/channel/1/category/updated", told),
    ]


def test_a_category_is_found_by_its_uuid(api: Any) -> None:
    kitchen = api.get(f"{IN_TREES}?category_id:in=18").json()["data"][0]
    found = api.get(IN_TREES, params={"category_uuid:in": kitchen["category_uuid"]}).json()["data"]
    assert [each["name"] for each in found] == ["Kitchen"]


def test_a_tree_has_its_categories_below_each_other(api: Any) -> None:
    made = api.post(f"{CATALOG}/categories", json={"name": "Bowls", "parent_id": 18, "custom_url": {"url": "/bowls/"}})
    bowls = {
        "id": made.json()["data"]["id"],
        "parent_id": 18,
        "name": "Bowls",
        "is_visible": True,
        "depth": 1,
        "path": [18, 20],
        "url": "/bowls/",
        "children": [],
    }
    kitchen, table = api.get(f"{TREES}/1/categories").json()["data"]
    assert (kitchen["name"], kitchen["depth"], kitchen["children"], table["children"]) == ("Kitchen", 0, [bowls], [])
    assert [each["children"] for each in api.get(f"{TREES}/1/categories?depth=1").json()["data"]] == [[], []]


@pytest.mark.parametrize(("path", "status"), [("9/categories", 404), ("1/categories?depth=two", 422)])
def test_a_tree_that_is_not_asked_for_well_is_refused(api: Any, path: str, status: int) -> None:
    assert api.get(f"{TREES}/{path}").status_code == status


@pytest.mark.parametrize(
    ("family", "query"), [("categories", {"name:like": "kit"}), ("brands", {"name": "Larch & Loom"})]
)
def test_categories_and_brands_are_deleted_by_a_filter(api: Any, family: str, query: dict[str, str]) -> None:
    before = len(api.get(f"{CATALOG}/{family}").json()["data"])
    assert api.call("DELETE", f"{CATALOG}/{family}").status_code == 422
    assert api.call("DELETE", f"{CATALOG}/{family}", params=query).status_code == 204
    assert len(api.get(f"{CATALOG}/{family}").json()["data"]) == before - 1


@pytest.mark.parametrize("path", ["categories/18", "brands/35"])
def test_an_image_is_taken_away(api: Any, path: str) -> None:
    api.put(f"{CATALOG}/{path}", json={"image_url": "https://shop.test/bowl.png"})
    assert api.call("DELETE", f"{CATALOG}/{path}/image").status_code == 204
    assert api.get(f"{CATALOG}/{path}").json()["data"]["image_url"] == ""


def test_categories_are_sorted(api: Any) -> None:
    api.post(f"{CATALOG}/categories", json={"name": "Art", "parent_id": 0})
    names = [each["name"] for each in api.get(f"{CATALOG}/categories?sort=name").json()["data"]]
    assert names == ["Art", "Kitchen", "Table"]


def test_a_tree_has_no_more_than_eight_levels(api: Any) -> None:
    parent_id = 18
    for level in range(2, 9):
        given = {"name": f"Level {level}", "parent_id": parent_id}
        parent_id = api.post(f"{CATALOG}/categories", json=given).json()["data"]["id"]
    assert api.post(f"{CATALOG}/categories", json={"name": "Ninth", "parent_id": parent_id}).status_code == 422
    assert api.put(f"{CATALOG}/categories/18", json={"parent_id": 19}).status_code == 422


def test_a_category_cannot_be_below_itself(api: Any) -> None:
    made = api.post(f"{CATALOG}/categories", json={"name": "Bowls", "parent_id": 18}).json()["data"]
    assert api.put(f"{CATALOG}/categories/18", json={"parent_id": made["id"]}).status_code == 422


def test_the_address_of_a_category_is_made_of_its_name(api: Any) -> None:
    made = api.post(f"{CATALOG}/categories", json={"name": "Oak & Ash", "parent_id": 0}).json()["data"]
    assert made["custom_url"] == {"url": "/oak-ash/", "is_customized": False}
