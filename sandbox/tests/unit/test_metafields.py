"""The metafields of many resources in one request."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

STORE = "/stores/abc123/v3"
NOTE = {"key": "shelf", "namespace": "erp", "permission_set": "read", "value": "A1"}
BATCHES = [
    ("orders", 100),
    ("catalog/products", 77),
    ("catalog/variants", 77),
    ("catalog/categories", 18),
    ("catalog/brands", 35),
    ("customers", 11),
    ("inventory/locations", 1),
    ("channels", 1),
]


@pytest.mark.parametrize(("family", "resource_id"), BATCHES)
def test_metafields_are_written_without_their_resources(api: Any, family: str, resource_id: int) -> None:
    path = f"{STORE}/{family}/metafields"
    made = api.post(path, json=[NOTE | {"resource_id": resource_id}]).json()
    (metafield,) = made["data"]
    assert (metafield["resource_id"], metafield["owner_client_id"]) == (resource_id, "client-1")
    assert (made["errors"], made["meta"]) == ([], {"total": 1, "success": 1, "failed": 0})
    changed = api.put(path, json=[{"id": metafield["id"], "value": "B2"}]).json()
    assert [each["value"] for each in changed["data"]] == ["B2"]
    assert api.call("DELETE", path, json=[metafield["id"]]).json()["data"] == [metafield["id"]]
    assert api.get(path).json()["data"] == []


def test_of_many_metafields_those_that_can_be_are_written(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/metafield/created")
    given = [NOTE | {"resource_id": 77}, NOTE | {"resource_id": 99}, NOTE | {"resource_id": 77}]
    answer = api.post(f"{STORE}/catalog/products/metafields", json=given)
    assert answer.status_code == 422
    assert answer.json()["meta"] == {"total": 3, "success": 1, "failed": 2}
    assert [error["status"] for error in answer.json()["errors"]] == [422, 409]
    assert [each["resource_id"] for each in api.get(f"{STORE}/catalog/products/metafields").json()["data"]] == [77]
    assert [data["metafield_id"] for _, data in sent(api, receiver)] == [1]


@pytest.mark.parametrize("unknown", [99, "x", [1], {}, True, None])
def test_what_is_no_metafield_cannot_be_deleted(api: Any, unknown: object) -> None:
    api.post(f"{STORE}/channels/metafields", json=[NOTE | {"resource_id": 1}])
    answer = api.call("DELETE", f"{STORE}/channels/metafields", json=[unknown])
    assert (answer.status_code, answer.json()["meta"]["failed"]) == (422, 1)


def test_metafields_of_carts_have_the_ids_of_carts(api: Any) -> None:
    given = {"line_items": [{"product_id": 77, "quantity": 1}]}
    cart_id = api.post(f"{STORE}/carts", json=given).json()["data"]["id"]
    (made,) = api.post(f"{STORE}/carts/metafields", json=[NOTE | {"resource_id": cart_id}]).json()["data"]
    assert api.get(f"{STORE}/carts/{cart_id}/metafields").json()["data"] == [made]


def test_a_metafield_of_a_variant_is_also_below_its_product(api: Any) -> None:
    api.post(f"{STORE}/catalog/variants/metafields", json=[NOTE | {"resource_id": 78}])
    path = f"{STORE}/catalog/products/78/variants/78/metafields"
    assert [each["key"] for each in api.get(path).json()["data"]] == ["shelf"]


def test_a_store_has_metafields_of_its_own(api: Any, receiver: Any) -> None:
    for scope in ("store/store/metafield/created", "store/metafield/created"):
        api.add_hook(scope)
    (made,) = api.post(f"{STORE}/store/metafields", json=[NOTE]).json()["data"]
    assert api.get(f"{STORE}/store/metafields/{made['id']}").json()["data"] == made
    told = {"metafield_id": made["id"], "resource_id": made["resource_id"]}
    assert sorted(sent(api, receiver), key=str) == [
        ("store/metafield/created", told | {"resource_type": "store"}),
        ("store/store/metafield/created", told | {"namespace": made["namespace"]}),
    ]
