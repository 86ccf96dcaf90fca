"""Misspelled paths of BigCommerce's API are found before anything runs."""

import ast

import pytest

from storehook_cli.authoring.api_calls import ADVICE, wrong_calls


def problems(code: str) -> list[tuple[int, str]]:
    return [*wrong_calls(ast.parse(code), code.splitlines())]


@pytest.mark.parametrize(
    ("code", "path", "nearest"),
    [
        ('store.v3.get("/catalog/product/1")', "/v3/catalog/product/1", "/v3/catalog/products/{product_id}"),
        ('store.v2.get(f"/order/{x}")', "/v2/order/{}", "/v2/orders/{order_id}"),
        ('store.v3.get(f"/orders/{x}")', "/v3/orders/{}", "/v2/orders/{order_id}"),
        ('store.v2.get("/order/{id}", id=x)', "/v2/order/{id}", "/v2/orders/{order_id}"),
        ('store.v2.list(f"/orders/{order["id"]}/product")', "/v2/orders/{}/product", "/v2/orders/{order_id}/products"),
        (
            'ctx.connections.bigcommerce.current.v3.put("/catalog/brand/{id}", id=1, json={})',
            "/v3/catalog/brand/{id}",
            "/v3/catalog/brands/{brand_id}",
        ),
    ],
)
def test_a_misspelled_path_is_named_with_its_line_and_the_nearest(code: str, path: str, nearest: str) -> None:
    assert problems(f"x = 1\n{code}") == [
        (2, f"BigCommerce documents no endpoint with the path {path}. Did you mean {nearest}? {ADVICE}")
    ]


def test_a_path_that_resembles_none_is_named_alone() -> None:
    assert problems('store.v3.get("/warp-drives")') == [
        (1, f"BigCommerce documents no endpoint with the path /v3/warp-drives. {ADVICE}")
    ]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ('store.v2.post("/orders/113", json={})', "POST /v2/orders/113, only DELETE, GET, PUT"),
        ('store.v2.put(f"/orders/{x}/shipments", json={})', "PUT /v2/orders/{}/shipments, only DELETE, GET, POST"),
        ('store.v2.put("/orders/count", json={})', "PUT /v2/orders/count, only GET"),
        ('store.v3.delete("/pricing/products")', "DELETE /v3/pricing/products, only POST"),
    ],
)
def test_a_method_that_the_path_does_not_have_is_named_with_those_that_it_has(code: str, problem: str) -> None:
    assert problems(code) == [(1, f"BigCommerce documents no {problem}. {ADVICE}")]


def test_a_version_in_the_path_is_named() -> None:
    assert problems('store.v3.get("/v3/catalog/products")') == [
        (1, "Leave out /v3: the client adds /v3 to '/v3/catalog/products'.")
    ]


def test_a_name_for_one_version_is_followed() -> None:
    (problem,) = problems('api = store.v3\napi.get("/customer")')

    assert problem[0] == 2
    assert "Did you mean /v3/customers?" in problem[1]


@pytest.mark.parametrize(
    "code",
    [
        'store.v2.get("/orders/{order_id}", order_id=113)',
        'store.v2.put(f"/orders/{x}", json={})',
        'store.v2.get("/orders/count")',
        'store.v3.list("/catalog/products", query={"id:in": [1]})',
        'store.v3.get(f"/catalog/{kind}/{x}")  # unchecked',
        "store.v3.get(path)",
        'store.v3.get(f"{base}/product")',
        'store.v3.get("/beta/thing")  # unchecked',
        'settings.get("/order/1"), requests.get("/order/1"), store.v3',
        'api = store.v3\napi = store.v2\napi.get("/orders/1")',
        'api = {}\napi.get("/orders/1")',
    ],
)
def test_calls_that_are_documented_or_that_only_a_run_can_know_are_no_problem(code: str) -> None:
    assert problems(code) == []
