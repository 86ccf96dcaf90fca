"""What an order is of. Source: BigCommerce docs, orders v2 reference."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.families.variants import VARIANTS
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, as_money, blank, schema

FIELDS = schema(
    """
    integer: id!! order_id!! product_id variant_id order_pickup_method_id!! order_address_id!!
    text: name name_customer name_merchant sku
    physical|digital|giftcertificate: type!!
    money: base_price!! price_ex_tax price_inc_tax price_tax!! base_total!! total_ex_tax!! total_inc_tax!! total_tax!!
    integer: quantity+=1
    money: base_cost_price!! cost_price_inc_tax!! cost_price_ex_tax!! cost_price_tax!! discounted_total_inc_tax!!
    number: weight!!
    text: width!! height!! depth!!
    boolean: is_refunded!
    integer: quantity_refunded! quantity_shipped! return_id!! wrapping_id
    money: refund_amount!
    text: wrapping_name? wrapping_message
    money: base_wrapping_cost!! wrapping_cost_ex_tax wrapping_cost_inc_tax wrapping_cost_tax!! fixed_shipping_cost!!
    text: event_name!!? event_date!!? ebay_item_id!! ebay_transaction_id!! bin_picking_number!! external_id!!? brand!!
    integer: option_set_id!!? parent_order_product_id!!? gift_certificate_id!!?
    boolean: is_bundled_product!!
    list: applied_discounts!! product_options configurable_fields!!
    text: upc
    """,
    product_options=schema("integer: id+\ntext: value+"),
)


_READERS = ("", "_customer", "_merchant")

_WRITTEN = ("upc", "sku")
"""What a request may say of a product of the store otherwise."""

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
"""By the kinds of options, those that an order has; a multiple choice else."""


def new_line(line_id: int, address_id: int, order_id: int, product: Item) -> Item:
    """What an order of one of a product says of it."""
    ids = {"id": line_id, "order_id": order_id, "order_address_id": address_id, "product_id": product["id"]}
    names = dict.fromkeys(("name", "name_customer", "name_merchant"), product["name"])
    return ids | names | {"variant_id": product["base_variant_id"], "sku": product["sku"], "quantity": 1}


def _seeds(now: float) -> list[Item]:
    sold = [(100, 77, "Walnut bowl", "29.9900", 3), (101, 79, "Copper kettle", "249.0000", 1)]
    sold += [(102, 78, "Linen apron", "17.2500", 2)]
    return [_seed(now, at, *line) for at, line in enumerate(sold, 1)]


def _seed(now: float, found: int, order_id: int, product_id: int, name: str, price: str, quantity: int) -> Item:
    known = {"id": found, "order_id": order_id, "name": name, "sku": f"SKU-{product_id}"}
    known |= {"product_id": product_id, "variant_id": product_id}
    return _priced(blank(FIELDS, now) | known | {"quantity": quantity, "order_address_id": found}, price, price)


def _new(items: Items, line: Item, given: Item) -> Item:
    addresses = items.of("shipping_addresses", order_id=line["order_id"])
    goes_to = {"order_address_id": addresses[0]["id"]} if addresses else {}
    return _filled(items, line | goes_to, given)


def _revised(items: Items, line: Item, given: Item) -> Item:
    if given.keys() & {"product_id", "variant_id", "product_options"}:
        chosen: Item = {"variant_id": 0, "product_options": []}
        return _filled(items, line | chosen | given, given)
    return _priced(line, given.get("price_ex_tax", line["price_ex_tax"]), line["price_inc_tax"])


def _filled(items: Items, line: Item, given: Item) -> Item:
    named = given.get("name") or given.get("name_customer") or given.get("name_merchant")
    known: Item = {"name": named or line["name"]}
    if line["product_id"]:
        known = _from_catalog(items, line)
    if not known["name"] or line["quantity"] < 1:
        raise _refusal("Each needs a 'product_id' of the store, or a 'name', and a 'quantity'.")
    price = str(known.pop("price", 0))
    inc_tax = given.get("price_inc_tax", given.get("price_ex_tax", price))
    own = {"name": named or known["name"]}
    filled = line | given | known | {name: given[name] for name in _WRITTEN if name in given} | own
    return _priced(filled, given.get("price_ex_tax", inc_tax), inc_tax)


def _from_catalog(items: Items, line: Item) -> Item:
    product = items.find("products", line["product_id"])
    if product is None:
        raise _refusal("There is no such product in the store.")
    variant = VARIANTS.shows(items, _variant(items, line))
    sizes = {name: str(product[name]) for name in ("width", "height", "depth")}
    cost = product["cost_price"] if variant["cost_price"] is None else variant["cost_price"]
    costs = dict.fromkeys(("base_cost_price", "cost_price_ex_tax", "cost_price_inc_tax"), as_money(cost))
    brand = items.find("brands", product["brand_id"]) or {"name": ""}
    own = {"sku": variant["sku"] or product["sku"], "variant_id": variant["id"], "brand": brand["name"]}
    numbers = {"price": variant["calculated_price"], "weight": variant["calculated_weight"]}
    said = {name: product[name] for name in ("name", "upc", "type", "bin_picking_number")}
    return said | numbers | sizes | costs | own | {"product_options": _options(items, variant, line)}


def _variant(items: Items, line: Item) -> Item:
    """The variant that a line names, or that its options make, or else what the product is without any."""
    there = items.of("variants", product_id=line["product_id"])
    chosen = {(option["id"], option["value"]) for option in line["product_options"]}
    fitting = [each for each in there if _chosen_by(each) <= chosen]
    if line["variant_id"]:
        fitting = [each for each in there if each["id"] == line["variant_id"]]
    if not fitting:
        raise _refusal("A product of the store has no such variant: see 'variant_id' and 'product_options'.")
    return max(fitting, key=lambda each: len(each["option_values"]))


def _chosen_by(variant: Item) -> set[tuple[int, str]]:
    return {(value.get("option_id", 0), str(value.get("id", ""))) for value in variant["option_values"]}


def _options(items: Items, variant: Item, line: Item) -> list[Item]:
    labels = {value.get("option_id", 0): value.get("label", "") for value in variant["option_values"]}
    chosen = enumerate(line["product_options"], line["id"] * 100)
    return [_option(items, line, at, each, labels) for at, each in chosen]


def _option(items: Items, line: Item, found: int, chosen: Item, labels: Mapping[int, str]) -> Item:
    option = items.find("options", chosen["id"]) or items.find("modifiers", chosen["id"])
    if option is None or option["product_id"] != line["product_id"]:
        raise _refusal("A product of the store has no such option: see 'product_options'.")
    ids = {"id": found, "order_product_id": line["id"], "option_id": option["id"], "product_option_id": option["id"]}
    shown = labels.get(option["id"], chosen["value"])
    names = dict.fromkeys((f"display_name{end}" for end in _READERS), option["display_name"])
    values = dict.fromkeys((f"display_value{end}" for end in _READERS), shown)
    kind = {"type": _TYPES.get(option["type"], "Multiple choice"), "display_style": "", "name": option["name"]}
    return ids | names | values | kind | {"value": chosen["value"]}


def _refusal(problem: str) -> ApiError:
    return ApiError(400, f"The field 'products' is invalid: {problem}")


def _priced(line: Item, ex_tax: str, inc_tax: str) -> Item:
    amounts = {"ex_tax": Decimal(ex_tax), "inc_tax": Decimal(inc_tax), "tax": Decimal(inc_tax) - Decimal(ex_tax)}
    prices = {f"price_{tax}": as_money(amount) for tax, amount in amounts.items()}
    totals = {f"total_{tax}": as_money(amount * line["quantity"]) for tax, amount in amounts.items()}
    base = {"base_price": prices["price_ex_tax"], "base_total": totals["total_ex_tax"]}
    names = {name: line[name] or line["name"] for name in ("name_customer", "name_merchant")}
    return line | prices | totals | base | names | {"discounted_total_inc_tax": totals["total_inc_tax"]}


def _ended(_items: Items, change: Change) -> Iterable[tuple[str, Any, Item | None]]:
    """A line of which there is none any more goes."""
    if change.write == "updated" and change.after["quantity"] == 0:
        yield ORDER_PRODUCTS.name, change.after["id"], None


ORDER_PRODUCTS = Resource(
    name="order_products",
    path="/v2/orders/{order_id}/products",
    refers={"order_id": "orders"},
    fields=FIELDS,
    actions=("list", "read"),
    seeds=_seeds,
    completes=_new,
    revises=_revised,
    causes=_ended,
)
