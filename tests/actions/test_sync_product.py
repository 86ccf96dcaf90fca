"""Tests of sync_product: the copy of a product follows the store, and never goes back in time."""

from decimal import Decimal

from actions.sync_product import sync_product
from models.product import Product
from storehook.testing import ActionEnvironment

PRODUCT = "/v3/catalog/products/180"


def product(name: str, price: float, date_modified: str) -> dict[str, object]:
    """Return a product as BigCommerce answers it. Its prices are JSON numbers."""
    return {"id": 180, "name": name, "sku": "ABC", "price": price, "date_modified": date_modified, "weight": 4.5}


def test_the_fields_of_the_model_are_copied() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", PRODUCT, product("Mug", 10.5, "2026-11-23T10:00:00+00:00"))

    environment.run(sync_product, type="product", id=180)

    copy = environment.records(Product).get(180)
    assert (copy.name, copy.sku, copy.price) == ("Mug", "ABC", Decimal("10.5"))


def test_an_answer_older_than_the_copy_changes_nothing() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", PRODUCT, product("Mug, new", 11, "2026-11-23T10:00:05+00:00"))
    environment.store.answers("GET", PRODUCT, product("Mug, old", 10, "2026-11-23T10:00:00+00:00"))
    environment.run(sync_product, event="later", type="product", id=180)

    environment.run(sync_product, event="earlier", type="product", id=180)

    assert environment.records(Product).get(180).name == "Mug, new"


def test_the_copy_of_a_deleted_product_is_deleted() -> None:
    environment = ActionEnvironment()
    environment.store.answers("GET", PRODUCT, product("Mug", 10, "2026-11-23T10:00:00+00:00"))
    environment.run(sync_product, event="created", type="product", id=180)

    environment.store.answers("GET", PRODUCT, status=404)
    environment.run(sync_product, event="deleted", type="product", id=180)
    environment.run(sync_product, event="deleted again", type="product", id=180)

    assert environment.records(Product).find(180) is None
