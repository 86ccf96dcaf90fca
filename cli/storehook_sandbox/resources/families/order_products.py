"""What an order is of. Source: BigCommerce docs, orders v2 reference."""

from decimal import Decimal

from storehook_sandbox.errors import ApiError
from storehook_sandbox.resources.resource import Items, Resource
from storehook_sandbox.resources.schema import Item, as_money, blank, schema

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
    list: applied_discounts!! product_options!! configurable_fields!!
    text: upc
    """
)


def _seeds(now: float) -> list[Item]:
    sold = [(100, 77, "Walnut bowl", "29.9900", 3), (101, 79, "Copper kettle", "249.0000", 1)]
    sold += [(102, 78, "Linen apron", "17.2500", 2)]
    return [_seed(now, at, *line) for at, line in enumerate(sold, 1)]


def _seed(now: float, found: int, order_id: int, product_id: int, name: str, price: str, quantity: int) -> Item:
    known = {"id": found, "order_id": order_id, "product_id": product_id, "name": name, "sku": f"SKU-{product_id}"}
    return _priced(blank(FIELDS, now) | known | {"quantity": quantity, "order_address_id": found}, price, price)


def _completed(items: Items, line: Item, given: Item) -> Item:
    product = items.find("products", line["product_id"])
    if product is None and (line["product_id"] or "name" not in given):
        raise ApiError(400, "The field 'products' is invalid: Each needs a 'product_id' of the store, or a 'name'.")
    known = {} if product is None else {name: product[name] for name in ("name", "sku", "upc", "type", "weight")}
    price = str(product["calculated_price"]) if product else "0"
    inc_tax = given.get("price_inc_tax", given.get("price_ex_tax", price))
    return _priced(line | known | given, given.get("price_ex_tax", inc_tax), inc_tax)


def _priced(line: Item, ex_tax: str, inc_tax: str) -> Item:
    amounts = {"ex_tax": Decimal(ex_tax), "inc_tax": Decimal(inc_tax), "tax": Decimal(inc_tax) - Decimal(ex_tax)}
    prices = {f"price_{tax}": as_money(amount) for tax, amount in amounts.items()}
    totals = {f"total_{tax}": as_money(amount * line["quantity"]) for tax, amount in amounts.items()}
    base = {"base_price": prices["price_ex_tax"], "base_total": totals["total_ex_tax"]}
    names = {name: line[name] or line["name"] for name in ("name_customer", "name_merchant")}
    return line | prices | totals | base | names | {"discounted_total_inc_tax": totals["total_inc_tax"]}


ORDER_PRODUCTS = Resource(
    name="order_products",
    path="/v2/orders/{order_id}/products",
    parent="orders",
    fields=FIELDS,
    actions=("list", "read"),
    seeds=_seeds,
    completes=_completed,
)
