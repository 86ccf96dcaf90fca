"""Whatever a request brings, the store has an answer to it."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigcommerce_sandbox.rates import RateWindow
from bigcommerce_sandbox.resources.families import ALL, OPERATIONS
from bigcommerce_sandbox.resources.resource import ACTIONS, Action, Resource
from bigcommerce_sandbox.resources.schema import Field, Schema

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
    "money": ["1.0000", 0],
    "rfc": ["2026-08-10"],
    "iso": ["2026-08-10"],
    "text": ["x", "USD", "SKU-77", "2026-08-10"],
}


def values(field: Field) -> st.SearchStrategy[Any]:
    """Return a strategy for values that usually fit a field."""
    if field.parts is not None:
        part = bodies(field.parts)
        return st.lists(part, max_size=2) if field.kind == "list" else part
    kind = field.kind.strip("[]")
    one = st.sampled_from(FITTING.get(kind) or kind.split("|"))
    fitting = st.lists(one, max_size=2) if field.kind.startswith("[") or kind == "list" else one
    return st.one_of(fitting, fitting, ODD)


def bodies(fields: Schema) -> st.SearchStrategy[Any]:
    written = {name: values(field) for name, field in fields.items() if "!" not in field.flags}
    needed = {name: value for name, value in written.items() if "+" in fields[name].flags}
    free = {name: value for name, value in written.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional={**free, "x": ODD})


def bodies_of(fields: Schema, *, many: bool) -> st.SearchStrategy[Any]:
    fitting = st.lists(bodies(fields), min_size=1, max_size=2) if many else bodies(fields)
    return st.one_of(fitting, fitting, fitting, ODD)


RESOURCES: list[tuple[str, str, Action, Resource]] = [
    (*ACTIONS[action], action, each) for each in ALL.values() for action in each.actions
]
SERVED = [
    (method, each.path + rest, each.knows(action), bodies_of(each.fields, many=action.endswith("many")))
    for method, rest, action, each in RESOURCES
]
OPERATED = [(each.method, each.path, each.knows(), bodies_of(each.takes or {}, many=each.many)) for each in OPERATIONS]


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, dict[str, str], Any]:
    """A method, a path, a query and a body."""
    method, path, known, bodies = draw(st.sampled_from(SERVED + OPERATED))
    filled = re.sub("{[^}]*}", lambda _: draw(IDS), path)
    parameters = st.sampled_from(sorted(known or {"x"}))
    query = draw(st.dictionaries(parameters, st.sampled_from(TEXTS), max_size=2 if known else 0))
    return method, f"/stores/abc123{filled}", query, draw(bodies) if method in ("POST", "PUT") else None


@settings(max_examples=600, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests())
def test_no_request_makes_the_store_fail(api: Any, request: tuple[str, str, dict[str, str], Any]) -> None:
    method, path, query, body = request
    api.sandbox.store("abc123").rate = RateWindow()
    assert api.call(method, path, params=query, json=body).status_code < 500


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
