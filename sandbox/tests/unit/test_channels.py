"""Parts of channels: currencies, menus, listings, and sites with their routes."""

from typing import Any

import pytest
from sandbox.tests.support.busy_shop import EURO
from sandbox.tests.support.sandbox_api import sent

V2 = "/stores/abc123/v2"
V3 = "/stores/abc123/v3"
CHANNELS = f"{V3}/channels"
ASSIGNED = f"{CHANNELS}/1/currency-assignments"
LISTING = {
    "product_id": 77,
    "name": "Walnut bowl",
    "state": "active",
    "variants": [{"product_id": 77, "variant_id": 77, "state": "active"}],
}


def new_channel(api: Any, **fields: Any) -> int:
    given = {"name": "Market", "type": "marketplace", "platform": "ebay", **fields}
    return api.post(CHANNELS, json=given).json()["data"]["id"]


def new_euro(api: Any, **fields: Any) -> Any:
    answer = api.post(f"{V2}/currencies", json=EURO | fields)
    assert answer.status_code == 200
    return answer.json()


def defaults(api: Any) -> list[str]:
    return [each["currency_code"] for each in api.get(f"{V2}/currencies").json() if each["is_default"]]


def test_the_default_currency_gives_way_to_another(api: Any) -> None:
    euro = new_euro(api)
    assert defaults(api) == ["USD"]
    api.put(f"{V2}/currencies/{euro['id']}", json={"is_default": True})
    assert defaults(api) == ["EUR"]


def test_the_default_currency_is_not_taken_away(api: Any) -> None:
    assert api.put(f"{V2}/currencies/1", json={"is_default": False}).status_code == 400
    assert api.call("DELETE", f"{V2}/currencies/1").status_code == 400
    new_euro(api)
    assert api.call("DELETE", f"{V2}/currencies").status_code == 204
    assert [each["currency_code"] for each in api.get(f"{V2}/currencies").json()] == ["USD"]


def test_the_store_tells_the_time(api: Any, clock: Any) -> None:
    assert api.get(f"{V2}/time").json() == {"time": int(clock())}


def test_a_channel_is_given_its_currencies(api: Any, receiver: Any) -> None:
    new_euro(api)
    api.add_hook("store/channel/1/settings/currency/updated")
    given = {"enabled_currencies": ["USD", "EUR"], "default_currency": "EUR"}
    assert api.put(ASSIGNED, json=given).json()["data"] == {"channel_id": 1} | given
    assert api.get(f"{CHANNELS}/1?include=currencies").json()["data"]["currencies"] == {"channel_id": 1} | given
    assert sent(api, receiver) == [("store/channel/1/settings/currency/updated", {})]


def test_channels_are_given_their_currencies_together(api: Any) -> None:
    other = new_channel(api)
    dollar = {"enabled_currencies": ["USD"], "default_currency": "USD"}
    given = [{"channel_id": channel_id, **dollar} for channel_id in (1, other)]
    assert api.post(f"{CHANNELS}/currency-assignments", json=given).json()["data"] == given
    assert api.get(f"{CHANNELS}/currency-assignments").json()["data"] == given


def test_a_channel_without_currencies_of_its_own_has_none_to_tell(api: Any) -> None:
    assert api.call("DELETE", ASSIGNED).json()["data"] == 1
    assert (api.get(ASSIGNED).status_code, api.call("DELETE", ASSIGNED).status_code) == (404, 404)


@pytest.mark.parametrize(
    "given",
    [
        {"enabled_currencies": ["GBP"], "default_currency": "GBP"},
        {"enabled_currencies": ["USD"], "default_currency": "EUR"},
    ],
)
def test_a_currency_that_is_not_there_is_not_assigned(api: Any, given: dict[str, Any]) -> None:
    assert api.put(ASSIGNED, json=given).status_code == 422


def test_menus_are_replaced_and_deleted(api: Any) -> None:
    path, section = f"{CHANNELS}/1/channel-menus", {"title": "Orders", "query_path": "orders"}
    api.post(path, json={"bigcommerce_protected_app_sections": ["overview"]})
    api.post(path, json={"custom_app_sections": [section]})
    menus = {"bigcommerce_protected_app_sections": [], "custom_app_sections": [section]}
    assert api.get(path).json()["data"] == menus
    assert api.call("DELETE", path).json()["data"] == 1
    assert api.get(path).json()["data"]["custom_app_sections"] == []


def test_listings_are_made_changed_and_found_after_another(api: Any) -> None:
    path = f"{CHANNELS}/{new_channel(api)}/listings"
    made = api.post(path, json=[LISTING, LISTING | {"product_id": 78}]).json()["data"]
    first = {"listing_id": made[0]["listing_id"]}
    (changed,) = api.put(path, json=[{**first, "state": "disabled"}]).json()["data"]
    assert changed["state"] == "disabled"
    assert api.get(f"{path}/{first['listing_id']}").json()["data"] == changed
    assert [each["product_id"] for each in api.get(f"{path}?after={first['listing_id']}").json()["data"]] == [78]
    assert made[0]["variants"][0]["channel_id"] == made[0]["channel_id"]


@pytest.mark.parametrize(("available", "names"), [("true", ["Storefront"]), ("false", ["Market"])])
def test_channels_are_found_by_whether_they_are_available(api: Any, available: str, names: list[str]) -> None:
    new_channel(api, status="archived")
    found = api.get(CHANNELS, params={"available": available}).json()["data"]
    assert [each["name"] for each in found] == names


def test_a_site_is_that_of_its_channel(api: Any) -> None:
    channel_id = new_channel(api, type="storefront", platform="vue")
    path = f"{CHANNELS}/{channel_id}/site"
    assert api.get(path).status_code == 404
    made = api.post(path, json={"url": "https://market.example.com"}).json()["data"]
    assert api.get(f"{V3}/sites/{made['id']}").json()["data"] == api.get(path).json()["data"] == made
    assert [each["type"] for each in made["urls"]] == ["primary", "canonical"]
    assert api.post(f"{V3}/sites", json={"url": "https://b.example.com", "channel_id": channel_id}).status_code == 409


def test_every_write_of_a_site_is_an_update_for_its_channel(api: Any, receiver: Any) -> None:
    channel_id = new_channel(api)
    scope = f"store/channel/{channel_id}/settings/site/updated"
    api.add_hook(scope)
    given = {"url": "https://market.example.com", "channel_id": channel_id}
    site_id = api.post(f"{V3}/sites", json=given).json()["data"]["id"]
    api.put(f"{CHANNELS}/{channel_id}/site", json={"url": "https://shop.example.com"})
    assert api.call("DELETE", f"{CHANNELS}/{channel_id}/site").status_code == 200
    assert sent(api, receiver) == [(scope, {"site_id": site_id})] * 3


def test_the_url_of_a_checkout_is_sent_apart(api: Any, receiver: Any) -> None:
    for ending in ("updated", "checkoutUrl/updated", "checkoutUrl/deleted"):
        api.add_hook(f"store/channel/1/settings/site/{ending}")
    path = f"{CHANNELS}/1/site/checkout-url"
    site = api.put(path, json={"url": "https://checkout.example.com"}).json()
    assert (site["is_checkout_url_customized"], site["urls"][-1]["type"]) == (True, "checkout")
    assert len(api.get(f"{V3}/sites?url_type:in=checkout").json()["data"]) == 1
    assert api.call("DELETE", path).status_code == 200
    assert api.get(f"{V3}/sites/1000").json()["data"]["is_checkout_url_customized"] is False
    assert [scope.rpartition("site/")[2] for scope, _ in sent(api, receiver)] == [
        "checkoutUrl/deleted",
        "checkoutUrl/updated",
    ]


def test_routes_are_changed_and_added_together(api: Any, receiver: Any) -> None:
    path, home = f"{V3}/sites/1000/routes", {"type": "home", "matching": "*", "route": "/"}
    made = api.post(path, json=home).json()["data"]
    api.add_hook("store/channel/1/settings/route/updated")
    given = [{"id": made["id"], **home, "route": "/home"}, home | {"type": "cart"}]
    assert api.put(path, json=given).status_code == 200
    assert [each["route"] for each in api.get(path).json()["data"]] == ["/home", "/"]
    assert sent(api, receiver) == [("store/channel/1/settings/route/updated", {"site_id": 1000})]


TILL = {"name": "Till", "type": "pos", "platform": "square"}


@pytest.mark.parametrize(
    "given",
    [
        {"platform": "wordpress"},
        {"type": "storefront"},
        {"status": "active"},
        {"type": "storefront", "platform": "vue", "status": "connected"},
        {"status": "deleted"},
    ],
)
def test_a_channel_has_a_platform_and_a_status_that_go_with_its_type(api: Any, given: dict[str, str]) -> None:
    assert api.post(CHANNELS, json=TILL | given).status_code == 422


def test_no_two_channels_have_the_same_name_type_and_platform(api: Any) -> None:
    api.post(CHANNELS, json=TILL)

    assert api.post(CHANNELS, json=TILL).status_code == 409
    assert api.post(CHANNELS, json=TILL | {"platform": "clover"}).status_code == 200


def test_a_deleted_channel_cannot_be_changed(api: Any) -> None:
    channel = api.post(CHANNELS, json=TILL).json()["data"]
    api.put(f"{CHANNELS}/{channel['id']}", json={"status": "deleted"})

    assert api.put(f"{CHANNELS}/{channel['id']}", json={"name": "Shop"}).status_code == 422


def test_the_type_of_a_channel_stays_as_it_is(api: Any) -> None:
    answer = api.call("PUT", f"{CHANNELS}/1", json={"name": "Shop", "type": "pos"}, is_checked=False)

    assert (answer.status_code, answer.json()["data"]["type"]) == (200, "storefront")
