"""The lines of an order. Source: BigCommerce docs, orders v2 reference."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bigcommerce_sandbox.engine.changes import Draft
from bigcommerce_sandbox.engine.families.money import NOTHING, amounts_of, as_money, written
from bigcommerce_sandbox.engine.families.order_parts import ADDRESSES, PRODUCTS
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import ApiError

CATALOG = "v3/catalog/products"
VARIANTS = "v3/catalog/products/variants"

_MONEY = amounts_of("GET /v2/orders/{order_id}/products/{product_id}")

_READERS = ("", "_customer", "_merchant")

_TYPES = {
    "date": "Date field",
    "checkbox": "Checkbox",
    "file": "File Upload",
    "text": "Text field",
    "multi_line_text": "Multi-line text field",
    "numbers_only_text": "Text field",
    "swatch": "Swatch",
    "product_list": "Product Pick List",
    "product_list_with_images": "Product Pick List",
}
"""The types of options as an order has them, by those of the catalog. Others are a multiple choice."""


def new_line(line_id: int, address_id: int, order_id: int, product: Row) -> Row:
    """Return the line of an order of one of a product, without its prices."""
    ids = {"id": line_id, "order_id": order_id, "order_address_id": address_id, "product_id": product["id"]}
    names = dict.fromkeys((f"name{reader}" for reader in _READERS), product["name"])
    known = {"variant_id": product.get("base_variant_id"), "sku": product.get("sku", ""), "quantity": 1}
    return ids | names | known | {"quantity_shipped": 0, "quantity_refunded": 0}


def _seeds(_now: float) -> Iterable[Row]:
    sold = [(100, 77, "Walnut bowl", "29.9900", 3), (101, 79, "Copper kettle", "249.0000", 1)]
    sold += [(102, 78, "Linen apron", "17.2500", 2)]
    for number, (order_id, product_id, name, price, quantity) in enumerate(sold, 1):
        product = {"id": product_id, "base_variant_id": product_id, "name": name, "sku": f"SKU-{product_id}"}
        line = new_line(number, number, order_id, product) | {"quantity": quantity}
        yield line | _prices(line, price, price)


def _line(draft: Draft) -> Mapping[str, Any]:
    given = {**draft.given, **written(draft.given, _MONEY)}
    row: Row = {"quantity": 0, "quantity_shipped": 0, "quantity_refunded": 0} | draft.row | given
    if draft.before is None:
        addresses = draft.store.of(ADDRESSES, order_id=row["order_id"])
        row = {"order_address_id": addresses[0]["id"] if addresses else 0} | row
        return _filled(draft.store, row, given)
    if given.keys() & {"product_id", "variant_id", "product_options"}:
        return _filled(draft.store, {**row, "variant_id": 0, "product_options": [], **given}, given)
    return row | _prices(row, row["price_ex_tax"], row["price_inc_tax"])


def _filled(store: Store, line: Row, given: Row) -> Row:
    """Return a line with what the catalog knows of its product."""
    named = given.get("name") or given.get("name_customer") or given.get("name_merchant")
    known = _from_catalog(store, line) if line.get("product_id") else {"name": named or line.get("name")}
    if not known["name"] or line["quantity"] < 1:
        raise _refusal("Each needs a 'product_id' of the store, or a 'name', and a 'quantity'.")
    price = str(known.pop("price", 0))
    inc_tax = given.get("price_inc_tax", given.get("price_ex_tax", price))
    own = {name: given[name] for name in ("upc", "sku") if name in given} | {"name": named or known["name"]}
    line = line | known | own
    return line | _prices(line, given.get("price_ex_tax", inc_tax), inc_tax)


def _from_catalog(store: Store, line: Row) -> Row:
    product = store.find(CATALOG, line["product_id"])
    if product is None:
        raise _refusal("The 'product_id' is not of a product in the store.")
    variant = _variant(store, line)
    said = {name: store.value(CATALOG, product, name) for name in ("name", "upc", "type", "bin_picking_number")}
    sizes = {name: str(store.value(CATALOG, product, name) or 0) for name in ("width", "height", "depth")}
    cost = as_money(variant.get("cost_price") or store.value(CATALOG, product, "cost_price") or 0)
    costs = dict.fromkeys(("base_cost_price", "cost_price_ex_tax", "cost_price_inc_tax"), cost)
    brand = store.find("v3/catalog/brands", product.get("brand_id")) or {"name": ""}
    own = {"sku": variant.get("sku") or product.get("sku", ""), "variant_id": variant["id"], "brand": brand["name"]}
    numbers = {"price": price_of(store, variant, product), "weight": variant.get("weight") or product["weight"]}
    return said | numbers | sizes | costs | own | {"product_options": _options(store, variant, line)}


def price_of(store: Store, variant: Row, product: Row) -> float:
    """Return what one of a variant of a product costs."""
    own = variant.get("sale_price") or variant.get("price")
    return store.value(CATALOG, product, "calculated_price") if own is None else own


def _variant(store: Store, line: Row) -> Row:
    """Return the variant that a line names, or that its options make, or else what the product is without any."""
    there = store.of(VARIANTS, product_id=line["product_id"])
    chosen = {(option["id"], option["value"]) for option in line.get("product_options", ())}
    fitting = [variant for variant in there if _chosen_by(variant) <= chosen]
    if line.get("variant_id"):
        fitting = [variant for variant in there if variant["id"] == line["variant_id"]]
    if not fitting:
        raise _refusal("A product of the store has no such variant: see 'variant_id' and 'product_options'.")
    return max(fitting, key=lambda variant: len(variant.get("option_values", ())))


def _chosen_by(variant: Row) -> set[tuple[int, str]]:
    return {(value.get("option_id", 0), str(value.get("id", ""))) for value in variant.get("option_values", ())}


def _options(store: Store, variant: Row, line: Row) -> list[Row]:
    labels = {value.get("option_id", 0): value.get("label", "") for value in variant.get("option_values", ())}
    chosen = enumerate(line.get("product_options", ()), line["id"] * 100)
    return [_option(store, line, number, option, labels) for number, option in chosen]


def _option(store: Store, line: Row, number: int, chosen: Row, labels: Mapping[int, str]) -> Row:
    found = (store.find(f"v3/catalog/products/{kind}", chosen["id"]) for kind in ("options", "modifiers"))
    option = next((option for option in found if option and option["product_id"] == line["product_id"]), None)
    if option is None:
        raise _refusal("A product of the store has no such option: see 'product_options'.")
    ids = {"id": number, "order_product_id": line["id"], "option_id": option["id"], "product_option_id": option["id"]}
    names = dict.fromkeys((f"display_name{reader}" for reader in _READERS), option["display_name"])
    shown = labels.get(option["id"], chosen["value"])
    values = dict.fromkeys((f"display_value{reader}" for reader in _READERS), shown)
    kind = {"type": _TYPES.get(option["type"], "Multiple choice"), "display_style": "", "name": option.get("name", "")}
    return ids | names | values | kind | {"value": chosen["value"]}


def _refusal(problem: str) -> ApiError:
    return ApiError(400, f"The field 'products' is invalid: {problem}")


def _prices(line: Row, ex_tax: Any, inc_tax: Any) -> Row:
    without, whole = Decimal(str(ex_tax)), Decimal(str(inc_tax))
    amounts = {"ex_tax": without, "inc_tax": whole, "tax": whole - without}
    prices = {f"price_{tax}": as_money(amount) for tax, amount in amounts.items()}
    totals = {f"total_{tax}": as_money(amount * line["quantity"]) for tax, amount in amounts.items()}
    base = {"base_price": prices["price_ex_tax"], "base_total": totals["total_ex_tax"]}
    names = {name: line.get(name) or line["name"] for name in ("name_customer", "name_merchant")}
    return prices | totals | base | names | {"discounted_total_inc_tax": totals["total_inc_tax"]}


RULES: Mapping[str, Rules] = {
    PRODUCTS: Rules(
        table="order_products",
        defaults=_MONEY | {"weight": 0, "base_wrapping_cost": NOTHING},
        computed=(_line,),
        seeds=_seeds,
    ),
}
