"""Settings of a store and of a channel, and the consent of a customer."""

from typing import Any

import pytest
from sandbox.tests.support import engine_paths

from bigcommerce_facts import Operation

STORE = "/stores/abc123"
ORDERS = f"{STORE}/v3/orders/settings"
CUSTOMERS = f"{STORE}/v3/customers/settings"
CONSENT = f"{STORE}/v3/customers/11/consent"


SETTINGS = [operation for operation in engine_paths.operations("put") if "{checkoutId}" not in operation.path]


@pytest.mark.parametrize("operation", SETTINGS, ids=lambda operation: operation.name)
def test_a_setting_that_is_not_documented_is_refused_by_its_name(api: Any, operation: Operation) -> None:
    (path,) = engine_paths.paths(api, operation)[:1]
    answer = api.put(STORE + path, json={"colour": "red"})
    assert (answer.status_code, "colour" in answer.text) == (422, True)


def test_a_channel_has_the_settings_of_the_store_until_it_has_its_own(api: Any) -> None:
    path = f"{STORE}/v3/settings/catalog"
    api.put(path, json={"enable_product_comparisons": True})
    assert api.get(f"{path}?channel_id=1").json()["data"]["enable_product_comparisons"] is True
    api.put(f"{path}?channel_id=1", json={"enable_product_comparisons": False})
    shown = [api.get(path + query).json()["data"]["enable_product_comparisons"] for query in ("", "?channel_id=1")]
    assert shown == [True, False]


def test_settings_stay_as_they_were_put(api: Any) -> None:
    mail = {"notifications": {"order_placed": {"email_addresses": ["shop@example.com"]}}}
    assert api.put(ORDERS, json=mail).status_code == 200
    assert api.get(ORDERS).json() == {
        "notifications": mail["notifications"] | {"forward_invoice": {"email_addresses": []}},
        "meta": {},
    }


def test_a_channel_has_settings_of_its_own(api: Any) -> None:
    api.put(f"{CUSTOMERS}/channels/1", json={"privacy_settings": {"policy_url": "https://shop.test/policy"}})
    assert api.get(CUSTOMERS).json()["data"]["privacy_settings"]["policy_url"] == ""
    assert api.get(f"{CUSTOMERS}/channels/1").json()["data"]["privacy_settings"] == {
        "ask_shopper_for_tracking_consent": None,
        "policy_url": "https://shop.test/policy",
    }


def test_a_channel_that_puts_null_has_the_settings_of_the_store_again(api: Any) -> None:
    api.put(f"{CUSTOMERS}/channels/1", json={"privacy_settings": {"policy_url": "https://shop.test/policy"}})
    api.put(f"{CUSTOMERS}/channels/1", json={"privacy_settings": None})
    assert api.get(f"{CUSTOMERS}/channels/1").json()["data"]["privacy_settings"] is None


@pytest.mark.parametrize("path", [ORDERS, CUSTOMERS])
def test_a_channel_that_there_is_not_has_no_settings(api: Any, path: str) -> None:
    assert api.get(f"{path}/channels/9").status_code == 404


@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ({"privacy_settings": {"policy_url": "https://shop.test"}}, "customerPrivacy/updated"),
        ({"customer_group_settings": {"default_customer_group_id": 2}}, "defaultCustomerGroup/updated"),
    ],
)
def test_what_changes_for_the_customers_of_a_channel_is_sent(api: Any, given: Any, ending: str) -> None:
    api.add_hook("store/channel/1/settings/*")
    api.put(f"{CUSTOMERS}/channels/1", json=given)
    assert [each.scope for each in api.sandbox.deliveries("abc123")] == [f"store/channel/1/settings/{ending}"]


def test_a_customer_consents(api: Any) -> None:
    answer = api.put(CONSENT, json={"allow": ["essential"], "deny": ["targeting"]})
    assert (answer.status_code, answer.json()["allow"], answer.json()["deny"]) == (200, ["essential"], ["targeting"])
    assert api.get(CONSENT).json() == answer.json()


def test_a_customer_cannot_consent_to_what_there_is_not(api: Any) -> None:
    assert api.put(CONSENT, json={"allow": ["everything"]}).status_code == 422


def test_a_consent_tells_when_it_was_given(api: Any, clock: Any) -> None:
    api.put(CONSENT, json={"allow": ["essential"]})
    clock.pass_by(60)
    before = api.get(CONSENT).json()["updated_at"]
    assert api.put(CONSENT, json={"deny": []}).json()["updated_at"] > before
