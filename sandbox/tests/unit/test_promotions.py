"""Promotions, their codes, and banners."""

from typing import Any

import pytest

V2 = "/stores/abc123/v2"
V3 = "/stores/abc123/v3"
PROMOTIONS = f"{V3}/promotions"
BULK = {"name": "Spring sale", "redemption_type": "COUPON", "coupon_type": "BULK"}


def new(api: Any, **fields: Any) -> Any:
    rules = [{"action": {"cart_value": {"discount": {"percentage_amount": "10"}}}, "apply_once": True}]
    answer = api.post(PROMOTIONS, json={"name": "Ten off", "redemption_type": "AUTOMATIC", "rules": rules, **fields})
    assert answer.status_code == 201
    return answer.json()["data"]


def add_code(api: Any, promotion: Any, code: str) -> Any:
    return api.post(f"{PROMOTIONS}/{promotion['id']}/codes", json={"code": code})


def codes(api: Any, promotion: Any) -> list[str]:
    return [each["code"] for each in api.get(f"{PROMOTIONS}/{promotion['id']}/codes").json()["data"]]


def test_a_promotion_without_codes_has_no_fields_for_them(api: Any) -> None:
    assert {"codes", "coupon_type"} & new(api).keys() == set()
    assert {"codes", "coupon_type"} <= new(api, redemption_type="COUPON").keys()


def test_the_rules_of_a_promotion_stay_as_they_came(api: Any) -> None:
    rules = [{"action": {"cart_value": {"discount": {"percentage_amount": "10"}}}, "apply_once": True}]
    made = new(api, rules=rules)
    assert api.get(f"{PROMOTIONS}/{made['id']}").json()["data"]["rules"] == rules


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("name", "Spring sale"),
        ("code", "SPRING"),
        ("query", "spring"),
        ("redemption_type", "coupon"),
        ("channels", "2"),
        ("channels", "2,3"),
    ],
)
def test_promotions_are_found_by_what_they_are(api: Any, parameter: str, value: str) -> None:
    new(api, channels=[{"id": 1}])
    add_code(api, new(api, **BULK, channels=[{"id": 2}]), "SPRING")
    found = api.get(PROMOTIONS, params={parameter: value}).json()["data"]
    assert [each["name"] for each in found] == ["Spring sale"]


def test_a_promotion_for_every_channel_is_found_by_each(api: Any) -> None:
    new(api)
    assert len(api.get(f"{PROMOTIONS}?channels=1").json()["data"]) == 1


def test_promotions_are_sorted(api: Any) -> None:
    for name in ("B", "C", "A"):
        new(api, name=name)
    found = api.get(f"{PROMOTIONS}?sort=name&direction=desc").json()["data"]
    assert [each["name"] for each in found] == ["C", "B", "A"]


def test_codes_are_generated_as_they_are_wanted(api: Any) -> None:
    promotion = new(api, **BULK)
    wanted = {"batch_size": 3, "prefix": "SPR", "delimiter": "-", "code_length": 6, "exclude_characters": ["O", "0"]}
    answer = api.post(f"{PROMOTIONS}/{promotion['id']}/codegen", json=wanted)
    made = [each["code"] for each in answer.json()["data"]["codes"]]
    assert (answer.status_code, len({*made}), codes(api, promotion)) == (201, 3, made)
    assert {(each[:4], len(each), "O" in each or "0" in each) for each in made} == {("SPR-", 10, False)}


@pytest.mark.parametrize("wanted", [{"batch_size": 251}, {"batch_size": 1, "code_length": 5}])
def test_codes_that_are_too_many_or_too_short_are_not_generated(api: Any, wanted: dict[str, int]) -> None:
    assert api.post(f"{PROMOTIONS}/{new(api, **BULK)['id']}/codegen", json=wanted).status_code == 422


def test_the_prefix_of_generated_codes_has_capitals_and_figures(api: Any) -> None:
    wanted = {"batch_size": 1, "prefix": "Spr"}
    assert api.post(f"{PROMOTIONS}/{new(api, **BULK)['id']}/codegen", json=wanted).status_code == 422


def test_a_promotion_keeps_how_it_is_redeemed(api: Any) -> None:
    path = f"{PROMOTIONS}/{new(api, **BULK)['id']}"
    api.call("PUT", path, json={"redemption_type": "AUTOMATIC", "name": "Sale"}, is_checked=False)
    answer = api.get(path).json()["data"]
    assert (answer["redemption_type"], answer["name"]) == ("COUPON", "Sale")


def test_a_request_deletes_50_promotions_at_most(api: Any) -> None:
    ids = ",".join(map(str, range(1, 52)))
    assert api.call("DELETE", f"{PROMOTIONS}?id:in={ids}").status_code == 422


def test_a_promotion_with_a_single_code_takes_no_second_one(api: Any) -> None:
    promotion = new(api, redemption_type="COUPON")
    assert [add_code(api, promotion, code).status_code for code in ("ONE", "TWO")] == [201, 422]


def test_a_promotion_without_codes_takes_none(api: Any) -> None:
    assert add_code(api, new(api), "ONE").status_code == 422


def test_a_promotion_with_codes_is_not_deleted(api: Any) -> None:
    promotion = new(api, **BULK)
    code = add_code(api, promotion, "ONE").json()["data"]
    assert api.call("DELETE", f"{PROMOTIONS}/{promotion['id']}").status_code == 422
    assert api.call("DELETE", f"{PROMOTIONS}/{promotion['id']}/codes/{code['id']}").status_code == 204
    assert api.call("DELETE", f"{PROMOTIONS}?id:in={promotion['id']}").status_code == 204
    assert api.get(f"{PROMOTIONS}/{promotion['id']}").status_code == 404


def test_codes_are_deleted_by_their_ids_or_their_text(api: Any) -> None:
    promotion = new(api, **BULK)
    first = add_code(api, promotion, "ONE").json()["data"]
    for code in ("TWO", "THREE"):
        add_code(api, promotion, code)
    path = f"{PROMOTIONS}/{promotion['id']}/codes"
    assert api.call("DELETE", path).status_code == 422
    assert api.call("DELETE", f"{path}?id:in={first['id']}").status_code == 204
    assert api.call("DELETE", f"{PROMOTIONS}/codes?code=TWO").status_code == 204
    assert codes(api, promotion) == ["THREE"]
    assert [code["code"] for code in api.get(f"{PROMOTIONS}/codes?code=THREE").json()["data"]] == ["THREE"]


def test_coupons_are_deleted_by_their_ids(api: Any) -> None:
    given = {"name": "Ten", "type": "percentage_discount", "amount": 10, "applies_to": {"entity": "products"}}
    for code in ("A", "B"):
        api.post(f"{V2}/coupons", json=given | {"name": code, "code": code})
    assert api.call("DELETE", f"{V2}/coupons?id:in=1").status_code == 204
    assert [each["code"] for each in api.get(f"{V2}/coupons").json()] == ["B"]
