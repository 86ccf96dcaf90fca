"""Change the stand-in store, and have it misbehave."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bigcommerce_sandbox.faults import Kind
from storehook_cli.commands.parameters import AsJson, StoreHash
from storehook_cli.local.stand_in import StandIn, field_values
from storehook_cli.stack.options import LOCAL_STATE
from storehook_cli.views.printing import print_json, print_table, say, waiting

HEADS = ("ID", "STATUS", "TOTAL", "MESSAGE", "MODIFIED")

STORE_HEADS = ("STORE", "ORDERS", "NAME")

Fields = Annotated[
    list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Fields of the order, as in status_id=11.")
]

app = typer.Typer(no_args_is_help=True)


@app.callback()
def sandbox() -> None:
    """Change the stand-in store of `make run`, or have it fail."""


@app.command("stores")
def list_stores(*, as_json: AsJson = False) -> None:
    """List the stores."""
    found = _store().stores()
    if as_json:
        print_json(found)
    else:
        print_table(STORE_HEADS, ((each["store_hash"], str(each["orders"]), each["name"]) for each in found))


@app.command("new-store")
def add_store(store_hash: StoreHash) -> None:
    """Open another store, and install the app in it."""
    with waiting("Installing the app in it"):
        _store().add_store(store_hash)
    say(f"Store {store_hash} has the app. Its webhooks are being registered: storehook stores list --local")


@app.command()
def orders(*, as_json: AsJson = False) -> None:
    """List the newest orders."""
    found = _store().ask("GET", "orders")
    if as_json:
        print_json(found)
    else:
        print_table(HEADS, map(_line, found))


@app.command("new-order")
def new_order(fields: Fields = None, *, as_json: AsJson = False) -> None:
    """Add an order, as a shopper would."""
    _print_order(_store().ask("POST", "orders", field_values(fields or [])), as_json=as_json)


@app.command("change-order")
def change_order(
    order_id: Annotated[int, typer.Argument(metavar="ID", help="The order's, as in 100.")],
    fields: Fields = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Change an order, as a person would in the control panel."""
    _print_order(_store().ask("PUT", f"orders/{order_id}", field_values(fields or [])), as_json=as_json)


@app.command()
def fault(
    kind: Annotated[Kind, typer.Argument(help="What comes instead of an answer.")],
    *,
    times: Annotated[int, typer.Option(help="How many answers.")] = 1,
    after: Annotated[int, typer.Option(help="How many go well before.")] = 0,
    method: Annotated[str | None, typer.Option(metavar="METHOD", help="As in PUT; all by default.")] = None,
    path: Annotated[
        str | None, typer.Option(metavar="PATH", help="What the path begins with, as in /v2/orders.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Spoil the next answers of the store's API."""
    wanted = {"kind": kind, "times": times, "after": after, "method": method, "path": path}
    found = _store().ask("POST", "faults", wanted)
    if as_json:
        print_json(found)
    else:
        say(f"To come: {_faults(found)}")


@app.command("no-faults")
def no_faults() -> None:
    """Let all answers go well again."""
    _store().ask("DELETE", "faults")
    say("All answers go well again.")


@app.command()
def rate(
    quota: Annotated[int | None, typer.Argument(metavar="[QUOTA]", help="Requests a window from now on.")] = None,
    *,
    seconds: Annotated[float | None, typer.Option(help="How long a window lasts.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the store's request quota, or set it and count anew."""
    wanted = {name: value for name, value in (("quota", quota), ("window_seconds", seconds)) if value is not None}
    found = _store().ask("PUT", "rate", wanted) if wanted else _store().ask("GET", "rate")
    if as_json:
        print_json(found)
    else:
        told = f"Used: {found['used']}; refused: {found['refused']}"
        say(f"{found['quota']} requests in {found['window_seconds']:g} s. {told}")


def _store() -> StandIn:
    return StandIn(Path.cwd() / LOCAL_STATE)


def _print_order(order: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(order)
    else:
        say(f"Order {order['id']}: {order['status']}")


def _line(order: dict[str, Any]) -> tuple[str, ...]:
    shown = ("id", "status", "total_inc_tax", "customer_message", "date_modified")
    return tuple(str(order[name]) for name in shown)


def _faults(found: list[dict[str, Any]]) -> str:
    return ", ".join(
        " ".join(f"{each['times']} x {each['kind']} {each['method']} {each['path']}".split()) for each in found
    )
