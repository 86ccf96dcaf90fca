"""The lists in which a person edits a store's orders, products and customers, as in its control panel."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from bigcommerce_sandbox.markup import form, options, table
from bigcommerce_sandbox.panel_page import store_path
from bigcommerce_sandbox.resources.families.order_statuses import STATUSES
from bigcommerce_sandbox.resources.schema import Item

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,4})?")

_STATUSES = {str(number): name for number, name in STATUSES.items()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """How the items of a kind are shown and edited.

    Args:
        kind: the name of the items' table.
        shown: what its other fields are called that are shown, by their names.
        edited: what the fields are called that can be edited, by their names.
        numbers: the edited fields that are numbers.
        choices: the texts of the possible values, by edited field and value.
    """

    kind: str
    shown: Mapping[str, str]
    edited: Mapping[str, str]
    numbers: frozenset[str] = frozenset()
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def html(self, store_hash: str, items: Iterable[Item]) -> str:
        """The items, each with a form."""
        heads = ("ID", *self.shown.values(), *self.edited.values(), "")
        return table(heads, {f"{self.kind}-{item['id']}": self._cells(store_hash, item) for item in items})

    def read(self, fields: Mapping[str, str]) -> Item:
        """What a form writes. Texts that are no number where one belongs stay as they are, and are refused as that."""
        return {name: as_number(text) if name in self.numbers else _unix(text) for name, text in fields.items()}

    def _cells(self, store_hash: str, item: Item) -> list[str]:
        name = f"edit-{self.kind}-{item['id']}"
        shown = (escape(str(item[each])) for each in ("id", *self.shown))
        edited = (self._input(name, item, each) for each in self.edited)
        path = store_path(store_hash, f"{self.kind}/{item['id']}")
        return [*shown, *edited, form(path, "", "Save", name=name)]

    def _input(self, form_name: str, item: Item, field: str) -> str:
        value, choices = item[field], self.choices.get(field)
        known = f'name="{field}" form="{form_name}" aria-label="{self.edited[field]} of {item["id"]}"'
        if choices:
            return f"<select {known}>{options(choices, value)}</select>"
        if field in self.numbers:
            return f'<input type="number" step="any" {known} value="{escape(str(value))}">'
        # Its parser drops a first line end.
        return f'<textarea rows="1" {known}>\n{escape(value)}</textarea>'


SHEETS: Mapping[str, Sheet] = {
    sheet.kind: sheet
    for sheet in (
        Sheet(
            "orders",
            {"total_inc_tax": "Total", "date_modified": "Modified"},
            {"status_id": "Status", "customer_message": "Message"},
            numbers=frozenset({"status_id"}),
            choices={"status_id": _STATUSES},
        ),
        Sheet(
            "products",
            {"sku": "SKU"},
            {"name": "Name", "price": "Price", "inventory_level": "Stock", "inventory_tracking": "Tracked by"},
            numbers=frozenset({"price", "inventory_level"}),
            choices={"inventory_tracking": {name: name for name in ("none", "product", "variant")}},
        ),
        Sheet("customers", {}, {"first_name": "First name", "last_name": "Last name", "email": "Email"}),
    )
}
"""By the names of the kinds."""


def as_number(text: str) -> object:
    """The number that a form's field holds; its text, if that is none."""
    return json.loads(text) if _NUMBER.fullmatch(text) else text


def _unix(text: str) -> str:
    # Browsers send each line end as two characters.
    return text.replace("\r\n", "\n")
