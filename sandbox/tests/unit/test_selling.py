"""Coupons, gift certificates and price lists."""

from typing import Any

import pytest
from sandbox.tests.support.sandbox_api import sent

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


@pytest.mark.parametrize("taken", [{"name": "Other"}, {"code": "OTHER"}])
def test_no_two_coupons_have_the_same_name_or_code(api: Any, taken: dict[str, str]) -> None:
    api.post(f"{V2}/coupons", json=COUPON)

    assert api.post(f"{V2}/coupons", json=COUPON | taken).status_code == 409


def test_no_two_gift_certificates_have_the_same_code(api: Any) -> None:
    api.post(f"{V2}/gift_certificates", json=CERTIFICATE | {"code": "GIFT"})

    assert api.post(f"{V2}/gift_certificates", json=CERTIFICATE | {"code": "GIFT"}).status_code == 409


def test_a_gift_certificates_code_is_cut_to_twenty_characters(api: Any) -> None:
    made = api.post(f"{V2}/gift_certificates", json=CERTIFICATE | {"code": "G" * 25}).json()

    assert made["code"] == "G" * 20


@pytest.mark.parametrize("given", [{"amount": "much"}, {"name": "N" * 101}, {"code": "\u00e4\u20ac!"}])
def test_a_coupon_that_breaks_a_rule_is_400(api: Any, given: dict[str, str]) -> None:
    assert api.post(f"{V2}/coupons", json=COUPON | given).status_code == 400
