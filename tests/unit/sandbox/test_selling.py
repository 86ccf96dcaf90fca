"""Stock, coupons, gift certificates and price lists."""

import json
from typing import Any

import pytest

V2 = "/stores/abc123/v2"
V3 = "/stores/abc123/v3"
COUPON = {
    "name": "Ten",
    "code": "TEN",
    "type": "percentage_discount",
    "amount": 10,
    "applies_to": {"entity": "products"},
}
CERTIFICATE = {"to_name": "A", "to_email": "a@b.test", "from_name": "B", "from_email": "b@b.test", "amount": "25"}


def sent(api: Any, receiver: Any) -> list[tuple[str, Any]]:
    """The scopes and the data of what the receiver got, by their scopes: deliveries run at once."""
    api.settle()
    bodies = [json.loads(request.content) for request in receiver.requests]
    return sorted(((body["scope"], body["data"]) for body in bodies), key=str)


def level(api: Any, sku: str) -> int:
    (item,) = api.get(f"{V3}/inventory/items", params={"sku:in": sku}).json()["data"]
    assert item["identity"]["sku"] == sku
    return item["locations"][0]["available_to_sell"]


@pytest.mark.parametrize(
    ("method", "how", "quantity", "after"),
    [("PUT", "absolute", 4, 4), ("POST", "relative", -3, 7)],
)
def test_stock_is_adjusted(api: Any, receiver: Any, method: str, how: str, quantity: int, after: int) -> None:
    api.add_hook("store/product/inventory/updated")
    items = [{"location_id": 1, "sku": "SKU-77", "quantity": quantity}]
    answer = api.call(method, f"{V3}/inventory/adjustments/{how}", json={"reason": "count", "items": items})
    assert (answer.status_code, [*answer.json()]) == (200, ["transaction_id"])
    assert level(api, "SKU-77") == api.get(f"{V3}/catalog/products/77").json()["data"]["inventory_level"] == after
    assert [data["inventory"]["value"] for _, data in sent(api, receiver)] == [after]


def test_stock_of_a_variant_that_is_tracked_is_its_own(api: Any) -> None:
    api.put(f"{V3}/catalog/products/77", json={"inventory_tracking": "variant"})
    items = [{"location_id": 1, "variant_id": 77, "quantity": 6}]
    api.put(f"{V3}/inventory/adjustments/absolute", json={"items": items})
    assert api.get(f"{V3}/catalog/products/77/variants/77").json()["data"]["inventory_level"] == 6
    assert api.get(f"{V3}/catalog/products/77").json()["data"]["inventory_level"] == 10


@pytest.mark.parametrize(
    "wrong", [{"sku": "nowhere", "location_id": 1}, {"sku": "SKU-78", "location_id": 2}, {"location_id": 1}]
)
def test_stock_is_adjusted_all_or_none(api: Any, wrong: dict[str, Any]) -> None:
    items = [{"location_id": 1, "sku": "SKU-77", "quantity": 1}, wrong | {"quantity": 1}]
    assert api.put(f"{V3}/inventory/adjustments/absolute", json={"items": items}).status_code == 422
    assert level(api, "SKU-77") == 10


def test_a_coupon_has_money_as_text(api: Any) -> None:
    answer = api.post(f"{V2}/coupons", json=COUPON)
    assert (answer.status_code, answer.json()["amount"]) == (201, "10.0000")
    assert [each["code"] for each in api.get(f"{V2}/coupons?code=TEN").json()] == ["TEN"]
    assert api.get(f"{V2}/coupons?exclude_type=percentage_discount").status_code == 204
    assert api.get(f"{V2}/coupons/count").json() == {"count": 1}


def test_a_gift_certificate_is_worth_its_amount(api: Any) -> None:
    made = api.post(f"{V2}/gift_certificates", json=CERTIFICATE).json()
    assert (made["balance"], api.get(f"{V2}/gift_certificates/{made['id']}").json()) == ("25.0000", made)
    assert api.call("DELETE", f"{V2}/gift_certificates").status_code == 204
    assert api.get(f"{V2}/gift_certificates").status_code == 204


def test_a_price_list_that_is_switched_off_is_sent(api: Any, receiver: Any) -> None:
    made = api.post(f"{V3}/pricelists", json={"name": "Trade"}).json()["data"]
    for scope in ("updated", "deactivated", "activated"):
        api.add_hook(f"store/priceList/{scope}")
    api.put(f"{V3}/pricelists/{made['id']}", json={"active": False})
    told = {"price_list_id": made["id"]}
    assert sent(api, receiver) == [("store/priceList/deactivated", told), ("store/priceList/updated", told)]
