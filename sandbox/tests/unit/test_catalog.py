"""The catalog beyond its products: variants, what else belongs to one, categories, brands, and metafields."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

CATALOG = "/stores/abc123/v3/catalog"
PRODUCT = f"{CATALOG}/products/77"
BOWL = {"name": "Oak bowl", "type": "physical", "weight": 1, "price": 12.5, "sku": "OAK"}
LARGE = {"sku": "SKU-77-L", "price": 45, "option_values": [{"option_display_name": "Size", "label": "L"}]}
NOTE = {"key": "shelf", "namespace": "erp", "permission_set": "read", "value": "A1"}


def test_a_product_is_a_variant_from_the_start(api: Any) -> None:
    made = api.post(f"{CATALOG}/products", json=BOWL).json()["data"]
    (variant,) = api.get(f"{CATALOG}/products/{made['id']}/variants").json()["data"]
    assert (variant["sku"], variant["sku_id"], variant["calculated_price"]) == ("OAK", None, 12.5)


def test_the_stock_of_a_new_product_is_not_tracked(api: Any) -> None:
    made = api.post(f"{CATALOG}/products", json=BOWL).json()["data"]
    assert (made["inventory_tracking"], made["inventory_level"]) == ("none", 0)


def test_a_variant_without_a_price_has_the_products(api: Any) -> None:
    api.put(PRODUCT, json={"price": 41})
    assert api.get(f"{PRODUCT}/variants/77").json()["data"]["calculated_price"] == 41


def test_a_variant_is_sent_by_its_sku_id(api: Any, receiver: Any) -> None:
    api.put(PRODUCT, json={"inventory_tracking": "variant"})
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
        ("bulk-pricing-rules", {"quantity_min": 10, "quantity_max": 19, "type": "percent", "amount": 5}),
        ("complex-rules", {"conditions": [{"modifier_id": 1, "modifier_value_id": 1001}], "stop": True}),
        ("reviews", {"title": "A bowl", "rating": 5, "date_reviewed": "2026-08-01T00:00:00+00:00"}),
        ("videos", {"title": "Turning", "video_id": "z3fRu9pkuXE"}),
        ("options", {"display_name": "Size", "type": "dropdown", "option_values": [{"label": "L", "sort_order": 1}]}),
        ("modifiers", {"display_name": "Engraving", "type": "text", "required": False}),
        ("metafields", NOTE),
    ],
)
def test_a_part_of_a_product_is_written_and_read(api: Any, part: str, given: dict[str, Any]) -> None:
    made = api.post(f"{PRODUCT}/{part}", json=given).json()["data"]
    read = api.get(f"{PRODUCT}/{part}/{made['id']}").json()["data"]
    assert read.items() <= made.items()
    assert api.get(f"{PRODUCT}/{part}").json()["data"] == [read]
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
    answer = api.get(PRODUCT, params={"include": "variants,parent_relations"})
    assert (answer.status_code, "parent_relations" in answer.json()["title"]) == (501, True)


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


@pytest.mark.parametrize("new", [{"sku": "OAK"}, {"price": 41}, {"inventory_level": 3}])
@pytest.mark.parametrize(("written", "other"), [("", "/variants/77"), ("/variants/77", "")])
def test_a_product_and_the_variant_that_it_is_are_the_same(
    api: Any, written: str, other: str, new: dict[str, Any]
) -> None:
    api.put(f"{PRODUCT}{written}", json=new)
    shown = api.get(f"{PRODUCT}{other}").json()["data"]
    assert {name: shown[name] for name in new} == new


def test_a_variant_of_its_own_takes_the_place_of_the_one_that_a_product_is(api: Any) -> None:
    made = api.post(f"{PRODUCT}/variants", json=LARGE).json()["data"]
    assert [each["id"] for each in api.get(f"{PRODUCT}/variants").json()["data"]] == [made["id"]]
    assert api.get(PRODUCT).json()["data"]["base_variant_id"] is None


def test_a_product_that_has_lost_its_variants_is_one_itself_again(api: Any) -> None:
    made = api.post(f"{PRODUCT}/variants", json=LARGE).json()["data"]
    api.call("DELETE", f"{PRODUCT}/variants/{made['id']}")
    (itself,) = api.get(f"{PRODUCT}/variants").json()["data"]
    assert (itself["sku"], itself["id"]) == ("SKU-77", api.get(PRODUCT).json()["data"]["base_variant_id"])


def test_the_options_that_a_variant_names_are_made_once(api: Any) -> None:
    small = LARGE | {"sku": "S", "option_values": [{"option_display_name": "Size", "label": "S"}]}
    product = api.post(f"{CATALOG}/products", json=BOWL | {"variants": [LARGE, small, LARGE | {"sku": "L2"}]})
    path = f"{CATALOG}/products/{product.json()['data']['id']}"
    (option,) = api.get(f"{path}/options").json()["data"]
    assert [value["label"] for value in option["option_values"]] == ["L", "S"]
    shown = [each["option_values"][0] for each in api.get(f"{path}/variants").json()["data"]]
    assert [each["id"] for each in shown] == [1001, 1002, 1001]
    assert (option["display_name"], {each["option_id"] for each in shown}) == ("Size", {option["id"]})


def test_the_options_that_a_variant_is_of_are_shown_by_their_names(api: Any) -> None:
    size = {"display_name": "Size", "type": "dropdown", "option_values": [{"label": "M", "sort_order": 1}]}
    option = api.post(f"{PRODUCT}/options", json=size).json()["data"]
    ids = {"option_id": option["id"], "id": option["option_values"][0]["id"]}
    made = api.post(f"{PRODUCT}/variants", json={"sku": "M", "option_values": [ids]}).json()["data"]
    assert made["option_values"] == [ids | {"option_display_name": "Size", "label": "M"}]


@pytest.mark.parametrize(
    "value",
    [{"option_id": 9, "label": "L"}, {"option_display_name": "Size", "id": 9}, {"label": "L"}, {"option_id": 1}, {}],
)
def test_a_variant_of_options_that_are_not_there_is_422(api: Any, value: dict[str, Any]) -> None:
    api.post(f"{PRODUCT}/options", json={"display_name": "Size", "type": "dropdown"})
    assert api.post(f"{PRODUCT}/variants", json={"sku": "M", "option_values": [value]}).status_code == 422


def test_stock_that_is_tracked_by_variant_is_the_sum_of_theirs(api: Any) -> None:
    api.put(PRODUCT, json={"inventory_tracking": "variant"})
    made = api.post(f"{PRODUCT}/variants", json=LARGE | {"inventory_level": 3}).json()["data"]
    api.post(f"{PRODUCT}/variants", json=LARGE | {"sku": "M", "inventory_level": 4})
    before = api.get(PRODUCT).json()["data"]["inventory_level"]
    api.put(f"{PRODUCT}/variants/{made['id']}", json={"inventory_level": 5})
    grown = api.get(PRODUCT).json()["data"]["inventory_level"]
    api.call("DELETE", f"{PRODUCT}/variants/{made['id']}")
    assert (before, grown, api.get(PRODUCT).json()["data"]["inventory_level"]) == (7, 9, 4)


def test_stock_of_a_variant_is_sent_where_it_is_tracked_by_variant(api: Any, receiver: Any) -> None:
    api.add_hook("store/channel/*/inventory/product/stock_changed")
    made = api.post(f"{PRODUCT}/variants", json=LARGE).json()["data"]
    for level, by in enumerate(("product", "variant", "none"), 1):
        api.put(PRODUCT, json={"inventory_tracking": by})
        api.put(f"{PRODUCT}/variants/{made['id']}", json={"inventory_level": level})
    assert [data["variant_id"] for _, data in sent(api, receiver)] == [made["id"]]


def test_what_was_sold_before_is_no_order(api: Any, receiver: Any) -> None:
    api.add_hook("store/product/*")
    api.put(PRODUCT, json={"total_sold": 40})
    assert [scope for scope, _ in sent(api, receiver)] == ["store/product/updated"]


def test_the_variant_that_a_product_is_itself_is_not_sent_as_a_sku(api: Any, receiver: Any) -> None:
    api.add_hook("store/sku/*")
    api.put(f"{PRODUCT}/variants/77", json={"upc": "1", "inventory_level": 5})
    assert sent(api, receiver) == []


def test_a_product_whose_variants_are_tracked_has_no_level_to_send(api: Any, receiver: Any) -> None:
    api.post(f"{PRODUCT}/variants", json=LARGE)
    api.add_hook("store/product/inventory/updated")
    api.put(PRODUCT, json={"inventory_tracking": "variant", "inventory_level": 3})
    assert sent(api, receiver) == []


def test_a_variant_gets_its_image_by_an_address(api: Any) -> None:
    given = {"image_url": "https://shop.test/bowl.png"}
    assert api.post(f"{PRODUCT}/variants/77/image", json=given).json()["data"] == given
    assert api.get(f"{PRODUCT}/variants/77").json()["data"]["image_url"] == given["image_url"]
    assert api.post(f"{PRODUCT}/variants/78/image", json=given).status_code == 404


def test_the_catalog_is_summed_up(api: Any) -> None:
    api.put(f"{CATALOG}/products/78", json={"categories": [19]})
    summary = api.get(f"{CATALOG}/summary").json()["data"]
    assert (summary["variant_count"], summary["inventory_count"], summary["inventory_value"]) == (3, 30, 1525)
    assert (summary["highest_variant_price"], summary["lowest_variant_price"]) == (89, "24.0")
    assert (summary["primary_category_id"], summary["primary_category_name"]) == (19, "Table")


def test_an_empty_catalog_is_summed_up(api: Any) -> None:
    api.call("DELETE", f"{CATALOG}/products", params={"id:in": "77,78,79"})
    assert api.get(f"{CATALOG}/summary").json()["data"]["average_variant_price"] == 0


@pytest.mark.parametrize(("status", "titles"), [("1", ["Good"]), ("0", ["New"])])
def test_reviews_are_filtered_by_a_number(api: Any, status: str, titles: list[str]) -> None:
    for title, given in (("Good", "approved"), ("New", "pending"), ("Bad", "disapproved")):
        api.post(f"{PRODUCT}/reviews", json={"title": title, "status": given, "date_reviewed": "2026-08-01T00:00:00Z"})
    assert [each["title"] for each in api.get(f"{PRODUCT}/reviews?status={status}").json()["data"]] == titles


@pytest.mark.parametrize(("name", "ids"), [("out_of_stock", [77]), ("inventory_low", [77, 78])])
def test_products_are_found_by_their_stock(api: Any, name: str, ids: list[int]) -> None:
    for product_id, level in ((77, 0), (78, 2), (79, 9)):
        given = {"inventory_tracking": "product", "inventory_level": level, "inventory_warning_level": 3}
        api.put(f"{CATALOG}/products/{product_id}", json=given)
    assert [each["id"] for each in api.get(f"{CATALOG}/products?{name}=1").json()["data"]] == ids


def test_a_condition_of_a_rule_has_ids(api: Any) -> None:
    given = {"conditions": [{"modifier_id": 1, "modifier_value_id": 1001}]}
    made = api.post(f"{PRODUCT}/complex-rules", json=given).json()["data"]
    (condition,) = made["conditions"]
    assert (condition["rule_id"], condition["modifier_id"], condition["variant_id"]) == (made["id"], 1, None)


def test_a_name_is_free_again_when_its_product_is_gone_or_has_another(api: Any) -> None:
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Walnut bowl"}).status_code == 409
    api.put(PRODUCT, json={"name": "Pear bowl"})
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Walnut bowl"}).status_code == 200
    api.call("DELETE", PRODUCT)
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Pear bowl", "sku": "PEAR"}).status_code == 200


def test_a_name_is_not_taken_by_a_write_that_is_refused(api: Any) -> None:
    many = [{"id": 77, "name": "Pear bowl"}, {"id": 99, "name": "Nothing"}]
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Walnut bowl"}).status_code == 409
    assert api.put(f"{CATALOG}/products", json=many).status_code == 422
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Walnut bowl"}).status_code == 409
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Pear bowl"}).status_code == 200


def test_a_name_is_taken_by_what_a_store_is_filled_with(api: Any) -> None:
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": "Walnut bowl"}).status_code == 409
    api.sandbox.store("abc123").fill(0, products=1)
    (made,) = api.get(f"{CATALOG}/products?id:min=80&id:max=85").json()["data"]
    assert api.post(f"{CATALOG}/products", json=BOWL | {"name": made["name"]}).status_code == 409


def test_products_are_deleted_by_a_filter(api: Any) -> None:
    assert api.call("DELETE", f"{CATALOG}/products", params={"keyword": "linen"}).status_code == 204
    assert [each["id"] for each in api.get(f"{CATALOG}/products").json()["data"]] == [77, 79]


def test_a_product_includes_the_image_that_stands_for_it(api: Any) -> None:
    for name in ("side", "front"):
        image = {"image_url": f"https://shop.test/{name}.png", "is_thumbnail": name == "front"}
        api.post(f"{PRODUCT}/images", json=image)
    shown = api.get(f"{PRODUCT}?include=primary_image").json()["data"]["primary_image"]
    assert shown["url_standard"] == "https://shop.test/front.png"


def thumbnails(api: Any) -> list[bool]:
    return [each["is_thumbnail"] for each in api.get(f"{PRODUCT}/images").json()["data"]]


def test_the_first_image_stands_for_a_product_until_another_is_chosen(api: Any) -> None:
    for name in ("side", "front"):
        api.post(f"{PRODUCT}/images", json={"image_url": f"https://shop.test/{name}.png"})
    before = thumbnails(api)
    api.put(f"{PRODUCT}/images/2", json={"is_thumbnail": True})
    after = thumbnails(api)
    api.put(f"{PRODUCT}/images/1", json={"is_thumbnail": True})
    assert (before, after, thumbnails(api)) == ([True, False], [False, True], [True, False])


@pytest.mark.parametrize(
    ("part", "path", "new", "change"),
    [
        ("custom_fields", "custom-fields", {"name": "Wood", "value": "Oak"}, {"value": "Ash"}),
        ("images", "images", {"image_url": "https://shop.test/bowl.png"}, {"description": "A bowl"}),
    ],
)
def test_a_change_of_a_product_may_bring_its_parts(
    api: Any, part: str, path: str, new: dict[str, str], change: dict[str, str]
) -> None:
    assert api.put(PRODUCT, json={part: [new]}).status_code == 200
    (made,) = api.get(f"{PRODUCT}/{path}").json()["data"]
    api.put(PRODUCT, json={part: [{"id": made["id"]} | change]})
    (changed,) = api.get(f"{PRODUCT}/{path}").json()["data"]
    assert (made | new, changed | change) == (made, changed)


def test_what_a_new_store_has_sold_was_a_variant(api: Any) -> None:
    (line,) = api.get("/stores/abc123/v2/orders/100/products").json()
    assert line["variant_id"] == line["product_id"] == 77


@pytest.mark.parametrize(
    "silent", [{"mpn": "A-1"}, {"gtin": "1"}, {"product_tax_code": "T"}, {"inventory_warning_level": 1}]
)
def test_a_change_that_the_documents_call_silent_is_not_sent(api: Any, receiver: Any, silent: dict[str, Any]) -> None:
    api.add_hook("store/product/updated")
    api.put(PRODUCT, json=silent)
    assert sent(api, receiver) == []


def test_a_level_of_a_product_without_variants_is_sent_however_it_is_tracked(api: Any, receiver: Any) -> None:
    api.put(PRODUCT, json={"inventory_tracking": "none"})
    api.add_hook("store/product/*")
    api.put(PRODUCT, json={"inventory_level": 3})
    stock = {"product_id": 77, "method": "absolute", "value": 3}
    told = {"type": "product", "id": 77, "inventory": stock}
    assert sent(api, receiver) == [("store/product/inventory/updated", told)]


@pytest.mark.parametrize("unknown", [{"brand_id": 99}, {"categories": [99]}, {"tax_class_id": 99}])
def test_a_product_of_what_is_not_there_is_409(api: Any, unknown: dict[str, Any]) -> None:
    assert api.post(f"{CATALOG}/products", json=BOWL | unknown).status_code == 409


def test_a_product_loses_its_brand_when_that_is_deleted(api: Any) -> None:
    api.put(PRODUCT, json={"brand_id": 35})
    api.call("DELETE", f"{CATALOG}/brands/35")
    assert api.get(PRODUCT).json()["data"]["brand_id"] == 0


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("custom-fields", {"name": "Wood", "value": "Oak"}),
        ("options", {"display_name": "Size", "type": "dropdown", "option_values": [{"label": "L", "sort_order": 1}]}),
        ("bulk-pricing-rules", {"quantity_min": 5, "quantity_max": 9, "type": "percent", "amount": 5}),
    ],
)
def test_a_part_that_a_product_has_already_is_409(api: Any, part: str, given: dict[str, Any]) -> None:
    assert [api.post(f"{PRODUCT}/{part}", json=given).status_code for _ in range(2)] == [200, 409]
    assert api.post(f"{CATALOG}/products/78/{part}", json=given).status_code == 200


def test_the_address_of_a_product_is_made_of_its_name(api: Any) -> None:
    made = api.post(f"{CATALOG}/products", json=BOWL).json()["data"]
    assert (made["custom_url"]["url"], made["custom_url"]["is_customized"]) == ("/oak-bowl/", False)
