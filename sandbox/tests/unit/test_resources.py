"""Rules for every kind of resource: nothing in a request is ignored silently."""

from typing import Any

import pytest

from bigcommerce_facts import load
from bigcommerce_sandbox.accounts import is_granted, oauth_scopes

STORE = "/stores/abc123"


def test_a_parameter_may_not_come_twice(api: Any) -> None:
    assert api.get(f"{STORE}/v3/catalog/products?sku=a&sku=b").status_code == 422


@pytest.mark.parametrize(
    ("header", "status"), [({b"Accept": b"application/xml"}, 406), ({b"Content-Type": b"application/xml"}, 415)]
)
def test_what_is_not_json_is_refused(api: Any, header: dict[bytes, bytes], status: int) -> None:
    assert api.put(f"{STORE}/v2/orders/100", extra=header, content=b"<order/>").status_code == status


@pytest.mark.parametrize("header", ["If-Modified-Since", "X-Strict-Mode"])
def test_a_header_that_is_not_implemented_is_refused_by_its_name(api: Any, header: str) -> None:
    answer = api.get(f"{STORE}/v2/orders", extra={header.encode(): b"true"})
    assert (answer.status_code, f"does not implement the header '{header}'" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("path", "given", "problem"),
    [
        (
            "/v2/orders/100",
            {"fees": [{"colour": "red"}]},
            "'fees.colour' is invalid: BigCommerce documents no such field",
        ),
        ("/v2/orders/100", {"billing_address": {"city": True}}, "'billing_address.city' is invalid"),
        ("/v2/orders/100/shipments", {"items": [{"quantity": 1}], "order_address_id": 1}, "'items' is invalid"),
    ],
)
def test_a_field_within_a_field_is_refused_by_its_name(api: Any, path: str, given: Any, problem: str) -> None:
    method = "POST" if path.endswith("shipments") else "PUT"
    answer = api.call(method, f"{STORE}{path}", json=given)
    assert (answer.status_code, problem in answer.text) == (400, True)


def test_a_content_type_without_content_says_nothing(api: Any) -> None:
    assert api.get(f"{STORE}/v2/orders", extra={b"Content-Type": b"undefined"}).status_code == 200


@pytest.mark.parametrize("path", [f"{STORE}/graphql", "/graphql"])
def test_graphql_is_refused_in_words(api: Any, path: str) -> None:
    answer = api.post(path, json={"query": "{ store { id } }"})
    assert (answer.status_code, "does not implement GraphQL" in answer.text) == (422, True)


def test_a_token_without_scopes_does_nothing_but_webhooks_and_the_time() -> None:
    allowed = [each for each in load().operations.values() if is_granted(frozenset(), each.method, each.path)]

    assert {operation.kind for operation in allowed} == {"v3/hooks", "v3/hooks/admin", "v2/time"}


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("store_v2_transactions", "GET", "/v3/orders/100/transactions"),
        ("store_v2_transactions_read_only", "GET", "/v3/orders/100/transactions"),
        ("store_v2_transactions", "POST", "/v3/orders/100/payment_actions/capture"),
        ("store_v2_orders", "POST", "/v3/orders/100/payment_actions/capture"),
        ("store_v2_transactions", "GET", "/v3/orders/payment_actions/refunds"),
        ("store_inventory", "PUT", "/v3/inventory/locations/1/items"),
        ("store_channel_listings", "GET", "/v3/channels/1/listings"),
        ("store_stored_payment_instruments", "GET", "/v3/customers/11/stored-instruments"),
        ("store_sites", "GET", "/v3/channels/1/site"),
        ("store_v2_customers_login", "POST", "/v3/customers/validate-credentials"),
        ("store_v2_information", "GET", "/v3/checkouts/settings"),
        ("store_v2_information", "PUT", "/v3/carts/settings"),
        ("store_content_checkout", "POST", "/v3/content/scripts"),
        ("store_checkout", "GET", "/v3/checkouts/1"),
    ],
)
def test_a_path_needs_a_scope_of_its_own(scope: str, method: str, path: str) -> None:
    assert is_granted(frozenset({scope}), method, path)
    assert scope.removesuffix("_read_only") in oauth_scopes()


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("store_v2_orders", "/v3/orders/100/transactions"),
        ("store_locations", "/v3/inventory/locations/1/items"),
        ("store_channel_settings", "/v3/channels/1/listings"),
        ("store_v2_customers", "/v3/customers/11/stored-instruments"),
        ("store_channel_settings", "/v3/channels/1/site"),
        ("store_cart", "/v3/carts/settings"),
        ("store_v2_customers", "/v3/customers/validate-credentials"),
    ],
)
def test_the_scope_of_a_shorter_path_does_not_do(scope: str, path: str) -> None:
    assert not is_granted(frozenset({scope}), "GET", path)


def test_the_time_needs_no_scope() -> None:
    assert is_granted(frozenset(), "GET", "/v2/time")
