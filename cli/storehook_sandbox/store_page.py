"""The page that stands in for one store's control panel, and lets its API misbehave: plain HTML, without scripts."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from storehook_sandbox.faults import KINDS, Fault
from storehook_sandbox.panel_page import PATH, document
from storehook_sandbox.rates import RateWindow
from storehook_sandbox.resources.families.order_statuses import STATUSES
from storehook_sandbox.resources.schema import Item


@dataclass(frozen=True, slots=True)
class StorePage:
    """What is on the page of a store.

    Args:
        store_hash: the store's.
        name: for people.
        orders: the newest, newest first.
        faults: those to come.
        rate: its request quota, and what came of it.
    """

    store_hash: str
    name: str
    orders: Iterable[Item]
    faults: Iterable[Fault]
    rate: RateWindow

    def html(self) -> str:
        """The page."""
        back = f'<p><a href="{PATH}">All stores</a></p>'
        return document(self.name, f"{back}{self._orders()}{self._faults()}{self._rate()}")

    def _orders(self) -> str:
        rows = "".join(map(self._order, self.orders))
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("Order", "Total", "Message", "Modified", "Status"))
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<h2>Orders</h2>{self._form('new-order', '', 'New order')}{table}"

    def _order(self, order: Item) -> str:
        shown = (order["id"], order["total_inc_tax"], order["customer_message"], order["date_modified"])
        cells = "".join(f"<td>{escape(str(each))}</td>" for each in shown)
        options = "".join(_option(number, name, order["status_id"]) for number, name in STATUSES.items())
        label = f"Status of order {order['id']}"
        select = f'<select name="status_id" aria-label="{label}">{options}</select>'
        return f"<tr>{cells}<td>{self._form(f'orders/{order["id"]}', select, 'Change')}</td></tr>"

    def _faults(self) -> str:
        kinds = "".join(f"<option>{kind}</option>" for kind in KINDS)
        fields = (
            f'<label>What comes <select name="kind">{kinds}</select></label> '
            '<label>how often <input name="times" type="number" min="1" value="1" size="4"></label> '
        )
        to_come = ", ".join(f"{each.times} x {each.kind} {each.method} {each.path}".strip() for each in self.faults)
        return (
            f"<h2>The next answers of its API</h2><p>To come: {escape(to_come) or 'all go well'}.</p>"
            f"{self._form('faults', fields, 'Spoil them')} {self._form('no-faults', '', 'Let all go well')}"
        )

    def _rate(self) -> str:
        limit = self.rate.limit
        fields = (
            f'<label>Requests <input name="quota" type="number" min="1" value="{limit.quota}" size="6"></label> '
            f'<label>in seconds <input name="window_seconds" type="number" min="1" value="{limit.window_seconds:g}" '
            'size="4"></label> '
        )
        used = f"<p>Used in this window: {self.rate.used}. Refused so far: {self.rate.refused}.</p>"
        return f"<h2>Its request quota</h2>{used}{self._form('rate', fields, 'Set, and count anew')}"

    def _form(self, path: str, fields: str, label: str) -> str:
        action = escape(f"{PATH}stores/{self.store_hash}/page/{path}")
        return f'<form method="post" action="{action}">{fields}<button>{label}</button></form>'


def _option(number: int, name: str, chosen: Any) -> str:
    return f'<option value="{number}"{" selected" if number == chosen else ""}>{escape(name)}</option>'
