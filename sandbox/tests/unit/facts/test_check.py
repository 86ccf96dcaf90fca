"""The check of bodies: one that follows the facts has no problem, one with a single fault has it at that field."""

from collections import Counter
from typing import Any

import pytest
from sandbox.tests.support.body_faults import Fault, faults, valid_body

from bigcommerce_facts import Operation, Problem, body_problems, load, undocumented
from bigcommerce_facts.check import MISSING

WRITES = [
    operation
    for operation in load().operations.values()
    if operation.body and operation.method != "GET" and "application/json" in operation.media
]

_UNCLEAR = {
    ("POST /v2/customer_groups", "discount_rules.price_list"),
    ("POST /v3/carts", "line_items.gift_wrapping"),
}
"""Fields whose documented alternatives cannot be told apart: the first one is not a valid body."""

_OTHER_ALTERNATIVE = (
    ".price_list_id",
    ".gift_wrapping",
    ".variant_id",
    ".amount",
    ".value",
)
"""Fields of which another documented alternative takes every wrong value."""


def problems(name: str, body: Any) -> dict[str, str]:
    return {problem.at: problem.text for problem in body_problems(load().operations[name], body)}


def refused(operation: Operation, fault: Fault) -> bool:
    assert operation.body is not None
    unknown = undocumented(fault.body, (operation.body,))
    return fault.at in {*unknown, *(problem.at for problem in body_problems(operation, fault.body))}


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.name)
def test_a_body_that_follows_the_facts_has_no_problem(operation: Operation) -> None:
    found = [problem.at for problem in body_problems(operation, valid_body(operation))]

    assert [at for at in found if not at.startswith(tuple(at for name, at in _UNCLEAR if name == operation.name))] == []


def test_every_single_fault_of_every_write_is_found_at_its_field() -> None:
    every = [(operation, fault) for operation in WRITES for fault in faults(operation)]
    missed = [(operation.name, fault) for operation, fault in every if not refused(operation, fault)]

    assert len(WRITES) == 270
    assert len(every) > 7100
    assert len(missed) < 30
    assert [
        (name, fault) for name, fault in missed if not f".{fault.at}".split(".wrap_")[0].endswith(_OTHER_ALTERNATIVE)
    ] == []
    assert {fault.rule for _, fault in missed} == {"type"}


def test_the_faults_are_of_every_rule() -> None:
    count = Counter(fault.rule for operation in WRITES for fault in faults(operation))

    texts = {"minLength", "maxLength", "pattern", "format"}
    assert count.keys() == texts | {"unknown", "type", "required", "enum", "minimum", "maximum", "minItems", "maxItems"}


BRANDS = "POST /v3/catalog/brands"
PATH = r"^(\/([A-Za-z0-9\-_.]{1,256}))*\/?$"


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        (BRANDS, {"name": "Larch"}, {}),
        (BRANDS, {}, {"name": MISSING}),
        (BRANDS, {"name": 7}, {"name": "Must be text"}),
        ("PUT /v2/orders/{order_id}", {"products": [None]}, {"products": "Must be an object"}),
        (BRANDS, {"name": "x" * 256}, {"name": "Must have at most 255 characters"}),
        (BRANDS, {"name": "Larch", "custom_url": {"url": "a b"}}, {"custom_url.url": f"Must match {PATH}"}),
        (BRANDS, [], {"": "Must be an object"}),
        ("PUT /v3/catalog/products/{product_id}", {"price": -1}, {"price": "Must be at least 0"}),
        ("PUT /v3/catalog/products/{product_id}", {"price": None}, {}),
        ("PUT /v3/catalog/products", [{"id": 7}, {"id": 8, "price": -1}], {"price": "Must be at least 0"}),
        ("POST /v3/customers", [{"email": "a@b.test"}], {"first_name": MISSING, "last_name": MISSING}),
    ],
)
def test_a_problem_names_the_field_and_the_rule(name: str, body: Any, expected: dict[str, str]) -> None:
    assert problems(name, body) == expected


def test_v2_takes_a_number_as_text_and_the_reverse() -> None:
    body = {"name": "Ten", "code": "TEN", "type": "per_item_discount", "amount": 10, "applies_to": {}}

    assert problems("POST /v2/coupons", body | {"max_uses": "3"}) == {}
    assert problems("POST /v2/coupons", body | {"max_uses": "three"}) == {"max_uses": "Must be a whole number"}


def test_a_change_needs_no_other_field() -> None:
    assert problems("PUT /v2/banners/{id}", {"name": "Sale"}) == {}


def test_a_field_has_one_problem() -> None:
    found = body_problems(load().operations[BRANDS], {"name": "", "meta_keywords": [1, 2]})

    assert found == [Problem("name", "Must have at least 1 characters"), Problem("meta_keywords", "Must be text")]
