"""`storehook sandbox`: change the stand-in store, or make it fail."""

from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from bigcommerce_sandbox.faults import Kind
from storehook_cli.commands.parameters import AsJson, StoreHash
from storehook_cli.local.stand_in import StandIn, field_values
from storehook_cli.local.whole_order import name_of, whole_order
from storehook_cli.stack.options import LOCAL_STATE
from storehook_cli.views.printing import print_answer, print_json, print_table, say, waiting

HEADS = ("ID", "STATUS", "TOTAL", "MESSAGE", "MODIFIED")

STORE_HEADS = ("STORE", "ORDERS", "NAME")

Fields = Annotated[
    list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Fields of the order, as in status_id=11.")
]

app = typer.Typer(no_args_is_help=True, help="Change the stand-in store of `make run`, or make it fail.")


@app.command("stores")
def list_stores(*, as_json: AsJson = False) -> None:
    """List the stores."""
    stores = _store().stores()
    if as_json:
        print_json(stores)
    else:
        print_table(STORE_HEADS, ((store["store_hash"], str(store["orders"]), store["name"]) for store in stores))


@app.command("new-store")
def add_store(store_hash: StoreHash) -> None:
    """Create another store, and install the app in it."""
    with waiting("Installing the app"):
        _store().add_store(store_hash)
    say(f"Installed the app in store {store_hash}. To see its webhooks: storehook stores show {store_hash} --local")


@app.command()
def orders(*, as_json: AsJson = False) -> None:
    """List the newest orders."""
    print_answer(_store().ask("GET", "orders"), _print_orders, as_json=as_json)


@app.command("new-order")
def new_order(fields: Fields = None, *, as_json: AsJson = False) -> None:
    """Add a whole order, as a shopper would.

    It has products, a customer, an address and totals.

    Each part can be given as a field of BigCommerce's v2 orders:

    - `products`: IDs, as in products=77,79, or a JSON list of order products. Default: two products.
    - `customer_id`: a customer, or 0 for a guest. Default: the first customer.
    - `billing_address`, `shipping_addresses`: JSON. Default: an address of the customer.
    - `status_id`: 11 is Awaiting Fulfillment, the default. `date_created`, `channel_id`, `payment_method`,
      `payment_provider_id`, `order_source`, `order_is_digital`, `customer_locale`, `default_currency_code`,
      `tax_provider_id`.
    - `customer_message`, `staff_notes`.
    - Amounts, summed up by default: `subtotal_ex_tax`, `subtotal_inc_tax`, `total_ex_tax`, `total_inc_tax`,
      `discount_amount`, `refunded_amount`, `fees`, `base_shipping_cost`, `shipping_cost_ex_tax`,
      `shipping_cost_inc_tax`, `base_handling_cost`, `handling_cost_ex_tax`, `handling_cost_inc_tax`,
      `base_wrapping_cost`, `wrapping_cost_ex_tax`, `wrapping_cost_inc_tax`. One of `_ex_tax` and `_inc_tax` is enough.
    - `items_total`, `items_shipped`, `consignments`.
    - `ip_address`, `ip_address_v6`, `geoip_country`, `geoip_country_iso2`, `ebay_order_id`, `external_id`,
      `external_merchant_id`, `external_order_id`, `external_source`.
    """
    store = _store()
    customers, products = store.ask("GET", "items/customers"), store.ask("GET", "items/products")
    order = whole_order(field_values(fields or []), customers, products)
    print_answer(store.ask("POST", "orders", order), _print_new_order, as_json=as_json)


@app.command()
def customers(*, as_json: AsJson = False) -> None:
    """List the customers."""
    print_answer(_store().ask("GET", "items/customers"), _print_customers, as_json=as_json)


@app.command()
def products(*, as_json: AsJson = False) -> None:
    """List the products."""
    print_answer(_store().ask("GET", "items/products"), _print_products, as_json=as_json)


@app.command("change-order")
def change_order(
    order_id: Annotated[int, typer.Argument(metavar="ID", help="ID of the order, as in 100.")],
    fields: Fields = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Change an order, as in the control panel."""
    order = _store().ask("PUT", f"orders/{order_id}", field_values(fields or []))
    print_answer(order, _print_order, as_json=as_json)


@app.command()
def fault(
    kind: Annotated[Kind, typer.Argument(help=f"Kind of fault: {', '.join(get_args(Kind.__value__))}.")],
    *,
    times: Annotated[int, typer.Option(help="Number of answers that fail.")] = 1,
    after: Annotated[int, typer.Option(help="Number of answers that succeed first.")] = 0,
    method: Annotated[
        str | None, typer.Option(metavar="METHOD", help="Only this method, as in PUT. Default: all.")
    ] = None,
    path: Annotated[
        str | None, typer.Option(metavar="PATH", help="Only paths that begin like this, as in /v2/orders.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the next answers of the store's API fail."""
    faults = {"kind": kind, "times": times, "after": after, "method": method, "path": path}
    print_answer(_store().ask("POST", "faults", faults), _print_faults, as_json=as_json)


@app.command("no-faults")
def no_faults() -> None:
    """Cancel all pending faults."""
    _store().ask("DELETE", "faults")
    say("Cancelled all pending faults.")


@app.command("rate")
def show_rate(
    quota: Annotated[int | None, typer.Argument(metavar="[QUOTA]", help="Requests per window.")] = None,
    *,
    seconds: Annotated[float | None, typer.Option(help="Length of a window, in seconds.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the store's API quota, or set it and reset its counters."""
    changes = {name: value for name, value in (("quota", quota), ("window_seconds", seconds)) if value is not None}
    rate = _store().ask("PUT", "rate", changes) if changes else _store().ask("GET", "rate")
    print_answer(rate, _print_rate, as_json=as_json)


def _store() -> StandIn:
    return StandIn(Path.cwd() / LOCAL_STATE)


def _print_order(order: dict[str, Any]) -> None:
    say(f"Order {order['id']}: {order['status']}")


def _print_new_order(order: dict[str, Any]) -> None:
    customer = f"customer {order['customer_id']}" if order["customer_id"] else "a guest"
    total = f"{order['total_inc_tax']} {order['currency_code']}"
    say(f"Order {order['id']}: {order['status']}, {order['items_total']} items for {customer}, total {total}")


def _print_customers(customers: list[dict[str, Any]]) -> None:
    rows = ((str(customer["id"]), name_of(customer), customer["email"]) for customer in customers)
    print_table(("ID", "NAME", "EMAIL"), rows)


def _print_products(products: list[dict[str, Any]]) -> None:
    rows = ((str(product["id"]), name_of(product), product["sku"], str(product["price"])) for product in products)
    print_table(("ID", "NAME", "SKU", "PRICE"), rows)


def _print_orders(orders: list[dict[str, Any]]) -> None:
    shown = ("id", "status", "total_inc_tax", "customer_message", "date_modified")
    print_table(HEADS, ([str(order[name]) for name in shown] for order in orders))


def _print_faults(faults: list[dict[str, Any]]) -> None:
    texts = (
        " ".join(f"{fault['times']} x {fault['kind']} {fault['method']} {fault['path']}".split()) for fault in faults
    )
    say(f"Pending faults: {', '.join(texts)}")


def _print_rate(rate: dict[str, Any]) -> None:
    counts = f"Used: {rate['used']}. Refused: {rate['refused']}."
    say(f"{rate['quota']} requests in {rate['window_seconds']:g} s. {counts}")
