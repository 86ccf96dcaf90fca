"""A product's copy follows the store, and never goes back in time."""

from decimal import Decimal

from actions.sync_product import sync_product
from models.product import Product
from storehook.testing import ActionEnvironment

PRODUCT = "/v3/catalog/products/180"


def product(name: str, price: float, date_modified: str) -> dict[str, object]:
    """A product as BigCommerce gives it; its prices are JSON numbers."""
    return {"id": 180, "name": name, "sku": "ABC", "price": price, "date_modified": date_modified, "weight": 4.5}


def test_the_copy_has_what_the_model_asks_for() -> None:
    stage = ActionEnvironment()
    stage.store.answers("GET", PRODUCT, product("Mug", 10.5, "2026-11-23T10:00:00+00:00"))

    stage.run(sync_product, type="product", id=180)

    copy = stage.records(Product).get(180)
    assert (copy.name, copy.sku, copy.price) == ("Mug", "ABC", Decimal("10.5"))


def test_an_answer_older_than_the_copy_changes_nothing() -> None:
    stage = ActionEnvironment()
    stage.store.answers("GET", PRODUCT, product("Mug, new", 11, "2026-11-23T10:00:05+00:00"))
    stage.store.answers("GET", PRODUCT, product("Mug, old", 10, "2026-11-23T10:00:00+00:00"))
    stage.run(sync_product, event="later", type="product", id=180)

    stage.run(sync_product, event="earlier", type="product", id=180)

    assert stage.records(Product).get(180).name == "Mug, new"


def test_a_deleted_product_has_no_copy() -> None:
    stage = ActionEnvironment()
    stage.store.answers("GET", PRODUCT, product("Mug", 10, "2026-11-23T10:00:00+00:00"))
    stage.run(sync_product, event="created", type="product", id=180)

    stage.store.answers("GET", PRODUCT, status=404)
    stage.run(sync_product, event="deleted", type="product", id=180)
    stage.run(sync_product, event="deleted again", type="product", id=180)

    assert stage.records(Product).find(180) is None
