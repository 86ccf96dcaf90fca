"""The facts of the package: every operation is there, and its schemas can be read."""

import subprocess
import sys
from pathlib import Path

import pytest

from bigcommerce_facts import Facts, Operation, Schema, load

PRODUCTS = "/v3/catalog/products"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load()


def properties(operation: Operation) -> dict[str, Schema]:
    assert operation.body is not None
    return dict(operation.body.properties)


def test_every_operation_can_be_read(facts: Facts) -> None:
    for operation in facts.operations.values():
        assert operation.role
        assert operation.kind in facts.kinds
        assert {*operation.placeholders} >= {*operation.owners} - {operation.item_placeholder}
        _ = operation.query, operation.body, operation.answer


def test_every_operation_is_found_by_its_path(facts: Facts) -> None:
    found = {name: facts.routes.find(operation.path) for name, operation in facts.operations.items()}

    assert {name for name, route in found.items() if route is None} == set()


def test_a_literal_comes_before_a_placeholder(facts: Facts) -> None:
    route = facts.routes.find("/v2/orders/count")

    assert route is not None
    assert route.operations["GET"].name == "GET /v2/orders/count"


def test_a_route_reads_the_values_in_a_path_by_the_names_of_each_operation(facts: Facts) -> None:
    item, metafields = facts.routes.find("/v3/carts/abc"), facts.routes.find("/v3/carts/abc/metafields/7")

    assert item is not None
    assert metafields is not None
    assert item.arguments(item.operations["GET"]) == {"cartId": "abc"}
    assert metafields.arguments(metafields.operations["GET"]) == {"cart_id": "abc", "metafield_id": "7"}


@pytest.mark.parametrize("path", ["/v3/nothing", "/v3/catalog/products/", "/v3/catalog", ""])
def test_an_unknown_path_has_no_route(facts: Facts, path: str) -> None:
    assert facts.routes.find(path) is None


def test_a_body_has_types_bounds_and_required_fields(facts: Facts) -> None:
    create = facts.operations[f"POST {PRODUCTS}"]
    name, price = properties(create)["name"], properties(create)["price"]

    assert create.body is not None
    assert create.body.required >= {"name", "type", "weight", "price"}
    assert (name.type, name.min_length, name.max_length) == ("string", 1, 250)
    assert (price.type, price.minimum) == ("number", 0)


def test_a_parameter_has_bounds_defaults_and_names(facts: Facts) -> None:
    query = facts.operations[f"GET {PRODUCTS}"].query

    assert (query["limit"].default, query["limit"].maximum) == (50, 250)
    assert query["sort"].enum[:2] == ("id", "name")
    assert query["id:in"].items is not None
    assert query["id:in"].items.type == "integer"


def test_a_needed_parameter_is_marked(facts: Facts) -> None:
    assert facts.operations["DELETE /v3/customers"].query["id:in"].needed


def test_read_only_fields_are_marked(facts: Facts) -> None:
    item = facts.operations[f"GET {PRODUCTS}/{{product_id}}"].item

    assert item is not None
    assert item.properties["id"].read_only


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        (f"GET {PRODUCTS}", "list", "v3/catalog/products"),
        (f"PUT {PRODUCTS}", "bulk update", "v3/catalog/products"),
        (f"DELETE {PRODUCTS}/{{product_id}}/images/{{image_id}}", "delete", "v3/catalog/products/images"),
        ("GET /v3/catalog/variants", "list", "v3/catalog/products/variants"),
        ("GET /v2/orders/count", "count", "v2/orders"),
        ("POST /v3/customers", "bulk create", "v3/customers"),
        ("PUT /v3/carts/settings/channels/{channel_id}", "put", "v3/carts/settings/channels"),
        ("GET /v3/settings/store/profile", "show", "v3/settings/store/profile"),
        ("POST /v3/orders/{order_id}/payment_actions/capture", "action", "v3/orders/payment_actions/capture"),
    ],
)
def test_an_operation_has_a_role_and_a_kind(facts: Facts, name: str, role: str, kind: str) -> None:
    operation = facts.operations[name]

    assert (operation.role, operation.kind) == (role, kind)


def test_a_kind_has_a_key_owners_and_children(facts: Facts) -> None:
    variants, scripts = facts.kinds["v3/catalog/products/variants"], facts.kinds["v3/content/scripts"]

    assert (variants.key, scripts.key) == ("id", "uuid")
    assert variants.owners == ("v3/catalog/products",)
    assert variants.children["metafields"] == "v3/catalog/products/variants/metafields"


def test_an_operation_has_the_statuses_of_success_and_of_errors(facts: Facts) -> None:
    create = facts.operations["POST /v3/catalog/brands"]

    assert (create.status, create.others, create.refusals) == (200, (207,), (401, 403, 404, 409, 422))
    assert facts.operations["DELETE /v3/content/scripts/{uuid}"].answer is None


def test_the_facts_need_the_standard_library_alone() -> None:
    root = Path(__file__).parents[3]
    code = f"import sys; sys.path.append({str(root)!r}); import bigcommerce_facts; bigcommerce_facts.load().routes"

    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
