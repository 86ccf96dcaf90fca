"""Small kinds: tax data of customers and products, customs, redirects of v2, tags of the blog."""

from typing import Any

import pytest

V2, V3 = "/stores/abc123/v2", "/stores/abc123/v3"


def test_tax_data_is_added_to_what_there_is(api: Any) -> None:
    for values in ({"VAT": "1", "EU": "2"}, {"VAT": "3"}):
        api.put(f"{V3}/tax/customers", json=[{"customer_id": 11, "tax_properties": values}])
    (found,) = api.get(f"{V3}/tax/customers?customer_id:in=11").json()["data"]
    assert found == {"customer_id": 11, "tax_properties": {"VAT": "3", "EU": "2"}}


def test_a_tax_property_that_a_product_has_stays(api: Any) -> None:
    made = api.post(f"{V3}/tax/properties", json=[{"code": "WOOD", "display_name": "Wood", "type": "PRODUCT"}]).json()[
        "data"
    ]
    api.put(f"{V3}/tax/products/properties", json=[{"product_id": 77, "tax_properties": {"WOOD": "1"}}])
    assert api.call("DELETE", f"{V3}/tax/properties", params={"id:in": made[0]["id"]}).status_code == 409


def test_customs_information_is_of_a_product_that_there_is(api: Any) -> None:
    customs = {"country_of_origin": "US", "commodity_description": "A bowl", "international_shipping": True}
    given = [customs | {"product_id": number, "hs_codes": {}} for number in (77, 77, 9)]
    path = f"{V3}/shipping/products/customs-information"
    assert api.put(path, json=given[:2]).status_code == 200
    assert len(api.get(path).json()["data"]) == 1
    assert api.put(path, json=given[2:]).status_code == 422


@pytest.mark.parametrize(
    ("forward", "to"),
    [
        ({"type": "product", "ref": 77}, {"type": "product", "entity_id": 77}),
        ({"type": "manual", "ref": "/spoons"}, {"type": "url", "url": "/spoons"}),
    ],
)
def test_a_redirect_of_v2_is_one_of_v3(api: Any, forward: Any, to: Any) -> None:
    made = api.post(f"{V2}/redirects", json={"path": "/old", "forward": forward}, is_checked=False).json()
    assert made["forward"] == forward
    (found,) = api.get(f"{V3}/storefront/redirects").json()["data"]
    assert (found["from_path"], found["site_id"], {name: found["to"][name] for name in to}) == ("/old", 1000, to)


def test_a_redirect_of_v2_needs_an_id_or_an_address(api: Any) -> None:
    given = {"path": "/old", "forward": {"type": "product", "ref": "/spoons"}}
    assert api.post(f"{V2}/redirects", json=given, is_checked=False).status_code == 400


def test_a_tag_names_its_posts(api: Any) -> None:
    for tags in (["wood"], ["wood", "oak"]):
        api.post(f"{V2}/blog/posts", json={"title": "Wood", "body": "Wood is warm.", "tags": tags})
    assert api.get(f"{V2}/blog/tags").json() == [[{"tag": "wood", "post_ids": [1, 2]}, {"tag": "oak", "post_ids": [2]}]]


def test_a_page_of_posts_is_deleted(api: Any) -> None:
    for _ in range(3):
        api.post(f"{V2}/blog/posts", json={"title": "Wood", "body": "Wood is warm."})
    assert api.call("DELETE", f"{V2}/blog/posts?limit=2").status_code == 204
    assert [post["id"] for post in api.get(f"{V2}/blog/posts").json()] == [3]
