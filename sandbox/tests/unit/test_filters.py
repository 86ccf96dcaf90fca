"""The filters of lists."""

from typing import Any

import pytest

ORDERS = "/stores/abc123/v2/orders"
PRODUCTS = "/stores/abc123/v3/catalog/products"
CUSTOMERS = "/stores/abc123/v3/customers"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"min_id": "101"}, [101, 102]),
        ({"max_id": "101"}, [100, 101]),
        ({"customer_id": "12"}, [101]),
        ({"email": "ines.duarte@example.com"}, [102]),
        ({"min_total": "99.92"}, [100, 101]),
        ({"max_total": "99.92"}, [100, 102]),
        ({"channel_id": "1", "min_date_created": "2026-08-11"}, [102]),
        ({"payment_method": "Manual", "max_date_created": "2026-08-09"}, [100]),
    ],
)
def test_orders(api: Any, query: dict[str, str], found: list[int]) -> None:
    assert [order["id"] for order in api.get(ORDERS, params=query).json()] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sku": "SKU-78"}, [78]),
        ({"sku:in": "SKU-78,SKU-79"}, [78, 79]),
        ({"name": "Linen apron"}, [78]),
        ({"keyword": "BOWL"}, [77]),
        ({"price": "39.5"}, [77]),
        ({"id:min": "78"}, [78, 79]),
        ({"id:greater": "78"}, [79]),
        ({"id:less": "78"}, [77]),
        ({"id:not_in": "77,79"}, [78]),
        ({"is_visible": "true"}, [77, 79]),
        ({"is_visible": "0"}, [78]),
        ({"is_featured": "0"}, [77, 78, 79]),
        ({"categories:in": "18,6"}, [78]),
        ({"categories": "18"}, [78]),
        ({"categories": "118"}, []),
    ],
)
def test_products(api: Any, query: dict[str, str], found: list[int]) -> None:
    api.put(f"{PRODUCTS}/78", json={"is_visible": False, "categories": [18, 19]})
    assert [product["id"] for product in api.get(PRODUCTS, params=query).json()["data"]] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"email:in": "jonas.weber@example.com"}, [12]),
        ({"name:in": "Maya Okafor,Nobody Here"}, [11]),
        ({"name:like": "oka"}, [11]),
        ({"company:in": "Looms"}, []),
        ({"customer_group_id:in": "0"}, [11, 12]),
    ],
)
def test_customers(api: Any, query: dict[str, str], found: list[int]) -> None:
    assert [customer["id"] for customer in api.get(CUSTOMERS, params=query).json()["data"]] == found


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (ORDERS, {"min_id": "many"}, 400),
        (ORDERS, {"min_total": "much"}, 400),
        (PRODUCTS, {"is_visible": "maybe"}, 422),
        (PRODUCTS, {"price": "cheap"}, 422),
        (PRODUCTS, {"include_fields": "colour"}, 422),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(api: Any, path: str, query: dict[str, str], status: int) -> None:
    assert api.get(path, params=query).status_code == status


def test_orders_are_counted(api: Any) -> None:
    assert api.get(f"{ORDERS}/count", params={"min_id": "101"}).json()["count"] == 2
