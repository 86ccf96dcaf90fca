"""The catalog beyond its products: variants, what else belongs to one, categories, brands, and metafields."""

import json
from typing import Any

import pytest

CATALOG = "/stores/abc123/v3/catalog"
PRODUCT = f"{CATALOG}/products/77"
BOWL = {"name": "Oak bowl", "type": "physical", "weight": 1, "price": 12.5, "sku": "OAK"}
LARGE = {"sku": "SKU-77-L", "price": 45, "option_values": [{"option_id": 1, "label": "L"}]}
NOTE = {"key": "shelf", "namespace": "erp", "permission_set": "read", "value": "A1"}


def sent(api: Any, receiver: Any) -> list[tuple[str, Any]]:
    """The scopes and the data of what the receiver got, by their scopes: deliveries run at once."""
    api.settle()
    bodies = [json.loads(request.content) for request in receiver.requests]
    return sorted(((body["scope"], body["data"]) for body in bodies), key=str)


def test_a_product_is_a_variant_from_the_start(api: Any) -> None:
    made = api.post(f"{CATALOG}/products", json=BOWL).json()["data"]
    (variant,) = api.get(f"{CATALOG}/products/{made['id']}/variants").json()["data"]
    assert (variant["sku"], variant["sku_id"], variant["calculated_price"]) == ("OAK", None, 12.5)


def test_a_variant_without_a_price_has_the_products(api: Any) -> None:
    api.put(PRODUCT, json={"price": 41})
    assert api.get(f"{PRODUCT}/variants/77").json()["data"]["calculated_price"] == 41


def test_a_variant_is_sent_by_its_sku_id(api: Any, receiver: Any) -> None:
    api.add_hook("store/sku/*")
    made = api.post(f"{PRODUCT}/variants", json=LARGE).json()["data"]
    api.put(f"{PRODUCT}/variants/{made['id']}", json={"inventory_level": 5})
    sku = {"type": "sku", "id": made["sku_id"]}
    told = sku | {"sku": {"product_id": 77, "variant_id": made["id"]}}
    stock = {"product_id": 77, "method": "absolute", "value": 5, "variant_id": made["id"]}
    assert made["sku_id"] != made["id"]
    assert sent(api, receiver) == [
        ("store/sku/created", told),
        ("store/sku/inventory/updated", sku | {"inventory": stock}),
        ("store/sku/updated", told),
    ]


def test_variants_are_found_and_changed_without_their_products(api: Any) -> None:
    assert [each["id"] for each in api.get(f"{CATALOG}/variants?sku=SKU-78").json()["data"]] == [78]
    api.put(f"{CATALOG}/variants", json=[{"id": 78, "upc": "1"}, {"id": 79, "upc": "2"}])
    assert [each["upc"] for each in api.get(f"{CATALOG}/variants?product_id:in=78,79").json()["data"]] == ["1", "2"]


def test_another_level_of_a_product_is_sent(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/inventory/updated")
    api.put(PRODUCT, json={"inventory_level": 3})
    api.put(PRODUCT, json={"inventory_level": 3})
    level = {"product_id": 77, "method": "absolute", "value": 3}
    assert sent(api, receiver) == [
        ("store/product/inventory/updated", {"type": "product", "id": 77, "inventory": level})
    ]


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("images", {"image_url": "https://shop.test/bowl.png", "is_thumbnail": True}),
        ("custom-fields", {"name": "Wood", "value": "Walnut"}),
        ("options", {"display_name": "Size", "type": "dropdown", "option_values": [{"label": "L"}]}),
        ("modifiers", {"display_name": "Engraving", "type": "text", "required": False}),
        ("metafields", NOTE),
    ],
)
def test_a_part_of_a_product_is_written_and_read(api: Any, part: str, given: dict[str, Any]) -> None:
    made = api.post(f"{PRODUCT}/{part}", json=given).json()["data"]
    assert api.get(f"{PRODUCT}/{part}/{made['id']}").json()["data"] == made
    assert api.get(f"{PRODUCT}/{part}").json()["data"] == [made]
    assert api.get(f"{CATALOG}/products/78/{part}/{made['id']}").status_code == 404
    assert api.call("DELETE", f"{PRODUCT}/{part}/{made['id']}").status_code == 204
    assert api.get(f"{PRODUCT}/{part}").json()["data"] == []


def test_the_parts_of_a_product_are_shown_where_they_are_asked_for(api: Any) -> None:
    api.post(f"{PRODUCT}/custom-fields", json={"name": "Wood", "value": "Walnut"})
    query = {"include": "variants,custom_fields", "include_fields": "name", "id:in": "77"}
    (product,) = api.get(f"{CATALOG}/products", params=query).json()["data"]
    assert product.keys() == {"id", "name", "variants", "custom_fields"}
    assert [field["value"] for field in product["custom_fields"]] == ["Walnut"]
    assert "variants" not in api.get(PRODUCT).json()["data"]


def test_what_cannot_be_included_is_refused(api: Any) -> None:
    answer = api.get(PRODUCT, params={"include": "variants,reviews"})
    assert (answer.status_code, "reviews" in answer.json()["title"]) == (422, True)


def test_a_product_may_bring_its_parts(api: Any) -> None:
    given = BOWL | {"custom_fields": [{"name": "Wood", "value": "Oak"}], "variants": [LARGE, LARGE | {"sku": "M"}]}
    made = api.post(f"{CATALOG}/products", json=given).json()["data"]
    variants = api.get(f"{CATALOG}/products/{made['id']}/variants").json()["data"]
    assert [variant["sku"] for variant in variants] == ["SKU-77-L", "M"]


def test_the_parts_of_a_deleted_product_go_with_it(api: Any) -> None:
    api.post(f"{PRODUCT}/variants/77/metafields", json=NOTE)
    api.call("DELETE", PRODUCT)
    assert [each["id"] for each in api.get(f"{CATALOG}/variants").json()["data"]] == [78, 79]
    assert api.get(f"{CATALOG}/variants/metafields").json()["data"] == []


@pytest.mark.parametrize("taken", [{"name": "Walnut bowl"}, {"sku": "SKU-77"}])
def test_a_name_or_a_sku_that_another_product_has_is_409(api: Any, taken: dict[str, str]) -> None:
    assert api.post(f"{CATALOG}/products", json=BOWL | taken).status_code == 409
    assert api.put(PRODUCT, json=taken).status_code == 200


def test_categories_are_in_the_tree(api: Any, receiver: Any) -> None:
    api.add_hook("store/category/*")
    made = api.post(f"{CATALOG}/categories", json={"name": "Bowls", "parent_id": 18}).json()["data"]
    query = {"parent_id:in": "18", "include_fields": "category_id,name,tree_id"}
    (found,) = api.get(f"{CATALOG}/trees/categories", params=query).json()["data"]
    assert (found["category_id"], found["name"], found["tree_id"]) == (made["id"], "Bowls", 1)
    assert [tree["id"] for tree in api.get(f"{CATALOG}/trees?channel_id:in=1").json()["data"]] == [1]
    assert sent(api, receiver) == [("store/category/created", {"type": "category", "id": made["id"]})]


def test_a_brand_is_found_by_its_name(api: Any) -> None:
    api.post(f"{CATALOG}/brands", json={"name": "Copperworks"})
    assert [brand["name"] for brand in api.get(f"{CATALOG}/brands?name:like=copper").json()["data"]] == ["Copperworks"]
    assert api.post(f"{CATALOG}/brands", json={"name": "Copperworks"}).status_code == 409


@pytest.mark.parametrize(
    ("path", "scope", "typed"),
    [
        ("/v3/orders/100", "store/order/metafield/created", {}),
        ("/v3/catalog/products/77", "store/product/metafield/created", {"resource_type": "product"}),
        (
            "/v3/catalog/products/77/variants/77",
            "store/product/variant/metafield/created",
            {"resource_type": "variant"},
        ),
        ("/v3/catalog/categories/18", "store/category/metafield/created", {}),
        ("/v3/catalog/brands/35", "store/brand/metafield/created", {}),
        ("/v3/channels/1", "store/channel/metafield/created", {}),
    ],
)
def test_a_metafield_is_sent_by_what_it_belongs_to(
    api: Any, receiver: Any, path: str, scope: str, typed: dict[str, str]
) -> None:
    api.add_hook(scope)
    made = api.post(f"/stores/abc123{path}/metafields", json=NOTE).json()["data"]
    resource_id = path.rpartition("/")[2]
    assert (made["resource_id"], made["owner_client_id"]) == (int(resource_id), "client-1")
    assert sent(api, receiver) == [(scope, {"metafield_id": 1, "resource_id": resource_id} | typed)]


def test_a_metafield_is_there_once(api: Any) -> None:
    assert api.post(f"{PRODUCT}/metafields", json=NOTE).status_code == 200
    assert api.post(f"{PRODUCT}/metafields", json=NOTE).status_code == 409
    assert api.get(f"{CATALOG}/products/metafields?namespace=erp").json()["meta"]["pagination"]["total"] == 1


def test_a_variant_of_another_product_is_404(api: Any) -> None:
    assert api.post(f"{PRODUCT}/variants/78/metafields", json=NOTE).status_code == 404


def test_the_variant_that_a_product_is_itself_is_not_sent_as_a_sku(api: Any, receiver: Any) -> None:
    api.add_hook("store/sku/*")
    api.put(f"{PRODUCT}/variants/77", json={"upc": "1", "inventory_level": 5})
    assert sent(api, receiver) == []


def test_a_product_whose_variants_are_tracked_has_no_level_to_send(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/inventory/updated")
    api.put(PRODUCT, json={"inventory_tracking": "variant", "inventory_level": 3})
    assert sent(api, receiver) == []
