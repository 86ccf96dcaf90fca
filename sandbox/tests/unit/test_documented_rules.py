"""The documented rules hold for what the stand-in store serves, and what it does not serve is refused in words."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sandbox.tests.coverage import served
from sandbox.tests.support.body_faults import faults
from sandbox.tests.support.busy_shop import keep_busy
from sandbox.tests.support.clocks import Clock

from bigcommerce_facts import Operation, load

STORE = "/stores/abc123"

_FORM = re.compile(r"{[^}]*}")

_UNCLEAR = (
    "POST /v2/customer_groups",
    "POST /v3/carts",
    "POST /v3/catalog/products/{product_id}/modifiers unknown option_values",
    "PUT /v3/customers/form-field-values type value",
)
"""Writes whose documented alternatives take wrong values, or cannot be told apart."""

_ANY_TYPE = ("amount", "form_fields.value")
"""Fields that the documents give several types."""

_OWN_CHECKS = ("/v3/hooks",)
"""Paths whose handwritten routes check what they are given."""


def form(operation: Operation) -> str:
    return f"{operation.method} {_FORM.sub('{}', operation.path)}"


def test_every_served_operation_is_documented() -> None:
    assert served().keys() - {form(operation) for operation in load().operations.values()} == set()


def test_every_fault_in_a_write_of_a_busy_shop_is_refused_at_its_field(api: Any, clock: Clock) -> None:
    keep_busy(api)
    known, accepted = list(writes(api)), list[str]()
    assert len(known) > 80
    for operation, path in known:
        for fault in faults(operation):
            clock.pass_by(1)
            answer = api.call(operation.method, STORE + path, json=fault.body)
            if not fault.at.endswith(_ANY_TYPE) and not names(answer, fault.at):
                accepted.append(f"{operation.name} {fault.rule} {fault.at} {answer.status_code}")
    assert [line for line in accepted if not line.startswith(_UNCLEAR)] == []


def writes(api: Any) -> Iterator[tuple[Operation, str]]:
    """Yield the writes that need no other placeholder than those of a busy shop, each with a path."""
    here = served()
    ids = placeholders(api)
    for operation in load().operations.values():
        is_json = operation.body and operation.method != "GET" and "application/json" in operation.media
        if is_json and form(operation) in here and not operation.path.startswith(_OWN_CHECKS):
            path = _FORM.sub(lambda match: ids.get(match[0][1:-1], match[0]), operation.path)
            yield from ((operation, path),) if "{" not in path else ()


def placeholders(api: Any) -> dict[str, str]:
    cart = next(iter(api.sandbox.store("abc123").items.all("carts")))
    products = {"product_id": "77", "variant_id": "77", "category_id": "18", "brand_id": "35", "image_id": "1"}
    orders = {"order_id": "100", "customer_id": "11", "location_id": "1", "channel_id": "1", "price_list_id": "1"}
    return products | orders | {"cart_id": cart, "cartId": cart, "checkoutId": cart, "checkout_id": cart}


def names(answer: httpx.Response, at: str) -> bool:
    """Return true if a refusal names a field."""
    refused = answer.json()
    if isinstance(refused, list):
        return answer.status_code == 400 and f"'{at}'" in refused[0]["message"]
    return answer.status_code == 422 and at in refused.get("errors", {})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v3/sites/certificates"),
        ("GET", "/v3/themes"),
        ("GET", "/v3/content/regions"),
        ("PUT", "/v3/settings/search/filters"),
        ("GET", "/v3/orders/pickups"),
    ],
)
def test_a_documented_operation_that_is_not_served_is_no_missing_item(api: Any, method: str, path: str) -> None:
    answer = api.call(method, STORE + path)

    assert answer.status_code == 501
    assert "the stand-in store does not implement it" in answer.text
    assert f"{method} /v" in answer.text


def test_every_documented_operation_that_is_not_served_is_501(api: Any, clock: Clock) -> None:
    here = served()
    for operation in (known for known in load().operations.values() if form(known) not in here):
        clock.pass_by(1)
        answer = api.call(operation.method, STORE + _FORM.sub("1", operation.path), json=None)
        assert answer.status_code == 501, operation.name


@pytest.mark.parametrize("path", ["/v3/nothing", "/v2/catalog"])
def test_an_undocumented_path_is_unknown(api: Any, path: str) -> None:
    answer = api.get(STORE + path)

    assert (answer.status_code, "BigCommerce documents no such path" in answer.text) == (404, True)


def test_an_undocumented_method_is_not_allowed(api: Any) -> None:
    assert api.call("PATCH", f"{STORE}/v3/catalog/brands").status_code == 405
