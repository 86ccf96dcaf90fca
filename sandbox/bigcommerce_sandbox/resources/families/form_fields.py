"""What customers said in the fields that a shop asks for besides, as is written down in them and their addresses.

Source: BigCommerce docs, customers v3 reference. A request writes those of a customer alone.
"""

from collections.abc import Iterable
from typing import Any

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Items
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema


def _rows(items: Items) -> Iterable[Item]:
    owners = [(each, each["id"], 0) for each in items.of("customers")]
    owners += [(each, each["customer_id"], each["id"]) for each in items.of("addresses")]
    said = ((said, customer, address) for each, customer, address in owners for said in each["form_fields"])
    for found, (field, customer, address) in enumerate(said, 1):
        yield {"id": found, "customer_id": customer, "address_id": address, **field}


def _put(items: Items, change: Change) -> Iterable[tuple[str, Any, Item]]:
    row = change.after
    customer = items.find("customers", row["customer_id"]) or {}
    others = [each for each in customer["form_fields"] if each["name"] != row["name"]]
    own = {name: row[name] for name in ("name", "value")}
    yield "customers", customer["id"], {"form_fields": [*others, own]}


def _of_customer(_items: Items, given: Item) -> Item:
    if given.get("address_id", 0) != 0:
        raise invalid({"address_id": "This field cannot be written to"})
    return given | {"address_id": 0}


FORM_FIELD_VALUES = Resource(
    name="form_field_values",
    path="/v3/customers/form-field-values",
    refers={"customer_id": "customers"},
    fields=schema(
        """
        integer: id~!! customer_id+ address_id~
        text: name+ value+
        """
    ),
    actions=("list", "upsert_many"),
    filters="customer_id address_id field_name=name",
    cursors=True,
    unique=("customer_id+address_id+name",),
    reads=_of_customer,
    rows=_rows,
    causes=_put,
)
