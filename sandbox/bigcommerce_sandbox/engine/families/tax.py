"""Tax zones, rates, classes and properties. Source: BigCommerce docs, tax v3 references, tax classes v2 reference."""

from collections.abc import Iterable, Mapping
from typing import Any

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Call, argument
from bigcommerce_sandbox.engine.changes import Draft
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules, Unique
from bigcommerce_sandbox.errors import ApiError

_OF_PRODUCTS = "v3/tax/products/properties"

_CLASSES = ("Default Tax Class", "Non-Taxable Products", "Shipping", "Gift Wrapping")


def _tax_classes(now: float) -> Iterable[Row]:
    dates = {"created_at": as_iso(now), "updated_at": as_iso(now)}
    return ({"id": str(number), "name": name, **dates} for number, name in enumerate(_CLASSES))


def _tax_properties(draft: Draft) -> Mapping[str, Any]:
    """Return the values of tax properties: those that were there, and over them the new ones."""
    return {"tax_properties": (draft.before or draft.row)["tax_properties"] | draft.row["tax_properties"]}


def _of(kind: str, link: str) -> Rules:
    """Return the rules of the tax properties of the items of a kind."""
    return Rules(links={kind: link}, upsert_by=(link,), computed=(_tax_properties,))


@operation("DELETE /v3/tax/properties")
def _check_unused(call: Call) -> None:
    used = {code for product in call.store.of(_OF_PRODUCTS) for code in product["tax_properties"]}
    for number in call.query["id:in"].split(","):
        if (call.store.find("v3/tax/properties", argument(number)) or {}).get("code") in used:
            raise ApiError(409, f"The tax property {number} is in use.")


RULES: Mapping[str, Rules] = {
    "v2/tax_classes": Rules(seeds=_tax_classes, everywhere=True),
    "v3/tax/customers": _of("v3/customers", "customer_id"),
    _OF_PRODUCTS: _of("v3/catalog/products", "product_id"),
    "v3/tax/properties": Rules(unique=(Unique(("code",)),)),
    "v3/tax/rates": Rules(refers={"tax_zone_id": Reference("v3/tax/zones", on_delete="delete")}),
    "v3/tax/zones": Rules(),
}
