"""Rules for every kind of resource: nothing in a request is ignored silently."""

import re
from typing import Any

import pytest

from bigcommerce_facts import load
from bigcommerce_sandbox.accounts import is_granted, oauth_scopes
from bigcommerce_sandbox.resources.families import ALL, OPERATIONS
from bigcommerce_sandbox.resources.operations import Operation
from bigcommerce_sandbox.resources.resource import ACTIONS, Action, Resource

STORE = "/stores/abc123"
SERVED = [(each.name, action) for each in ALL.values() for action in each.actions]
FILTERED = [(each.name, parameter) for each in ALL.values() for parameter in each.parameters]
LISTED = [each.name for each in ALL.values() if "list" in each.actions and not each.parents]
CREATED = [each.name for each in ALL.values() if {"create", "create_many"} & {*each.actions} and not each.parents]


def path_of(resource: Resource, rest: str = "") -> str:
    """A path below the store; every placeholder is 1."""
    parents = dict.fromkeys(resource.parents, 1)
    return STORE + (resource.path + rest).format(item_id=1, **parents)


@pytest.mark.parametrize(("name", "action"), SERVED)
def test_a_parameter_that_is_not_implemented_is_refused_by_its_name(api: Any, name: str, action: Action) -> None:
    resource = ALL[name]
    method, rest = ACTIONS[action]
    answer = api.call(method, path_of(resource, rest), params={"colour": "red"}, json={})
    assert answer.status_code == 422
    assert "does not implement 'colour'" in answer.text


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_an_operation_refuses_a_parameter_that_it_does_not_implement(api: Any, operation: Operation) -> None:
    path = STORE + re.sub("{[^}]*}", "1", operation.path)
    answer = api.call(operation.method, path, params={"colour": "red"}, json={})
    assert answer.status_code == 422
    assert "does not implement 'colour'" in answer.text


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_an_operation_refuses_a_field_that_it_does_not_implement(api: Any, operation: Operation) -> None:
    path, needed = STORE + re.sub("{[^}]*}", "1", operation.path), dict.fromkeys(operation.needs.split(), "1")
    given = {"id": 1, "colour": "red"} if operation.takes is None else {"colour": "red"}
    answer = api.call(operation.method, path, params=needed, json=[given] if operation.many else given)
    assert (answer.status_code, "colour" in answer.text) == (400 if operation.version == "v2" else 422, True)


@pytest.mark.parametrize(("name", "parameter"), FILTERED)
def test_a_filter_is_read_as_its_field(name: str, parameter: str) -> None:
    resource = ALL[name]
    kind = resource.parameters[parameter].kind
    values = {"rfc": "2026-08-10", "iso": "2026-08-10", "boolean": "true"}
    reads = resource.parameters[parameter].reads(values.get(kind, "1"), includes_moment=True)
    assert {reads(item) for item in resource.seeds(0)} <= {True, False}


@pytest.mark.parametrize("name", LISTED)
def test_an_item_has_the_fields_that_are_declared(api: Any, name: str) -> None:
    resource = ALL[name]
    declared = {name for name, field in resource.fields.items() if "~" not in field.flags}
    answer = api.get(path_of(resource))
    items: Any = [] if answer.status_code == 204 else answer.json()
    shown = [item.keys() for item in (items if resource.version == "v2" else items["data"])]
    assert [keys - resource.links.keys() for keys in shown] == [declared] * len(shown)


@pytest.mark.parametrize("name", CREATED)
def test_a_field_that_is_not_implemented_is_refused_by_its_name(api: Any, name: str) -> None:
    resource = ALL[name]
    given = [{"colour": "red"}] if "create_many" in resource.actions else {"colour": "red"}
    answer = api.post(path_of(resource), json=given)
    assert answer.status_code == (400 if resource.version == "v2" else 422)
    assert "colour" in answer.text


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
