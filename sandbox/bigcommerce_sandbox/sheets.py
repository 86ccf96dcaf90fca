"""The lists in which a person edits a store's orders, products and customers, as in its control panel."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bigcommerce_sandbox.engine.families.order_parts import STATUSES
from bigcommerce_sandbox.engine.indexes import Row

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

    def read(self, fields: Mapping[str, str]) -> Row:
        """What a form writes. Texts that are no number where one belongs stay as they are, and are refused as that."""
        return {name: as_number(text) if name in self.numbers else _unix(text) for name, text in fields.items()}


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
