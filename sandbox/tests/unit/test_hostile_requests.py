"""Whatever a request brings, the store has an answer to it."""

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigcommerce_facts import Schema
from bigcommerce_facts.schema import ANY
from bigcommerce_sandbox.engine.families import engine
from bigcommerce_sandbox.rates import RateWindow

V2 = "/stores/abc123/v2"
V3 = "/stores/abc123/v3"
COUPON = {"name": "Ten", "code": "TEN", "type": "percentage_discount", "amount": 10, "applies_to": {"ids": []}}
WRAP = {"name": "Wrapping", "list_price": 3}
PERSON = {"name": "Maya", "email": "maya@example.com"}
GIFT = {"theme": "Girl", "amount": 10, "sender": PERSON, "recipient": PERSON}

IDS = st.sampled_from(["1", "11", "18", "77", "100", "1000", "USD"]) | st.sampled_from(
    ["0", "-1", "x", "\u00b2", "9" * 40]
)
TEXTS = [
    "",
    "1",
    "1,x",
    "x",
    "-1",
    "NaN",
    "1e999",
    "9" * 400,
    "\u0663",
    "2026-08-10",
    "9999-12-31T23:59:59-14:00",
    "id",
]
ODD = st.sampled_from([None, True, 0, -1, 1.5, 10**30, 1e308, *TEXTS, [], [1], [None], [[]], [{}], {}, {"id": 1}])
FITTING: dict[str, list[Any]] = {
    "integer": [1, 2, 77, 100, 0],
    "number": [1, 2.5, 0],
    "boolean": [True, False],
    "string": ["x", "USD", "SKU-77", "2026-08-10", "1.0000"],
}


def values(schema: Schema) -> st.SearchStrategy[Any]:
    """Return a strategy for values that usually fit a schema."""
    fitting = _fitting(schema)
    return st.one_of(fitting, fitting, fitting, ODD)


def _fitting(schema: Schema) -> st.SearchStrategy[Any]:
    if schema.alternatives:
        return st.one_of([st.deferred(lambda one=one: values(one)) for one in schema.alternatives])
    if schema.items:
        return st.lists(values(schema.items), min_size=1, max_size=2)
    if schema.properties:
        return objects(schema)
    return st.sampled_from(schema.enum or FITTING.get(schema.type) or ["x"])


def objects(schema: Schema) -> st.SearchStrategy[Any]:
    written = {name: st.deferred(lambda one=one: values(one)) for name, one in schema.properties.items()}
    needed = {name: value for name, value in written.items() if name in schema.required}
    free = {name: value for name, value in written.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional={**free, "x": ODD})


SERVED = [
    (operation.method, operation.path, operation.query, values(operation.body or ANY))
    for operation in engine().served.values()
]


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, dict[str, str], Any]:
    """A method, a path, a query and a body."""
    method, path, known, bodies = draw(st.sampled_from(SERVED))
    filled = re.sub("{[^}]*}", lambda _: draw(IDS), path)
    parameters = st.sampled_from(sorted(known or {"x"}))
    query = draw(st.dictionaries(parameters, st.sampled_from(TEXTS), max_size=2 if known else 0))
    return method, f"/stores/abc123{filled}", query, draw(bodies) if method in ("POST", "PUT") else None


@settings(max_examples=600, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests())
def test_no_request_makes_the_store_fail(api: Any, request: tuple[str, str, dict[str, str], Any]) -> None:
    method, path, query, body = request
    api.sandbox.store("abc123").rate = RateWindow()
    status = api.call(method, path, params=query, json=body, is_checked=False).status_code
    assert status < 500 or status == 501


EMPTY: list[Any] = [None, {}, [], [{}], [None]]

WRITES = [operation for operation in engine().served.values() if operation.method in ("POST", "PUT")]


def test_no_write_fails_by_an_empty_body(api: Any) -> None:
    store = api.sandbox.store("abc123")
    failed: list[str] = []
    for operation, body in product(WRITES, EMPTY):
        store.rate = RateWindow()
        path = re.sub("{product_id}|{variant_id}", "77", operation.path)
        path = f"/stores/abc123{re.sub('{[^}]*}', '1', path)}"
        status = api.call(operation.method, path, json=body, is_checked=False).status_code
        failed += [f"{operation.name} {body}"] if status >= 500 and status != 501 else []
    assert failed == []


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-sNaN"])
def test_a_filter_takes_no_number_that_is_not_finite(api: Any, amount: str) -> None:
    assert api.get(f"{V2}/orders", params={"min_total": amount}).status_code == 400


def test_a_coupon_expires_at_a_date(api: Any) -> None:
    assert api.post(f"{V2}/coupons", json=COUPON | {"expires": "x"}).status_code == 400


@pytest.mark.parametrize(("name", "line"), [("custom_items", WRAP), ("gift_certificates", GIFT)])
def test_a_line_of_a_cart_is_at_least_one(api: Any, name: str, line: dict[str, Any]) -> None:
    assert api.post(f"{V3}/carts", json={name: [line | {"quantity": 0}]}).status_code == 422


def test_a_write_that_breaks_off_leaves_nothing_behind(api: Any) -> None:
    items = api.sandbox.store("abc123").items

    def break_off() -> None:
        with items.whole():
            items.put("brands", {"id": 9})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert items.find("brands", 9) is None


def test_an_id_of_more_digits_than_a_number_has_is_unknown(api: Any) -> None:
    answer = api.get(f"/stores/abc123/v3/checkouts/{'9' * 5000}")
    assert api.post(f"/stores/abc123/v3/checkouts/{'9' * 5000}/orders", json={}).status_code == 404
    assert answer.status_code == 404
