"""Corrections of the documents, where they contradict themselves, cannot be meant, or state a limit in prose alone.

A repair names what it finds. It fails once the documents say something else, so that it goes when they are corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class StaleRepair(Exception):
    """A repair whose old value the documents do not have any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One correction.

    Args:
        operations: the names of the operations that it is for.
        at: the path to the value, such as `answer/properties/data`.
        old: the value in the documents, None for no value.
        new: the right value, None to remove it.
        why: the reason.
    """

    operations: tuple[str, ...]
    at: str
    old: Any = None
    new: Any
    why: str


PROVIDERS = "auspost|canadapost|endicia|usps|fedex|royalmail|ups|upsready|shipperhq|carrier_.+"
"""Values of a shipment's `shipping_provider`: reference/orders.v2.oas2.yml:778."""

REPAIRS: tuple[Repair, ...] = (
    Repair(
        operations=("POST /v2/coupons", "POST /v3/promotions/{promotion_id}/codes"),
        at="body/properties/code/pattern",
        old=r"[a-zA-Z0-9_\ -]",
        new="^[a-zA-Z0-9_ -]*$",
        why="The pattern of one character is meant for each.",
    ),
    Repair(
        operations=("POST /v3/catalog/products",),
        at="body/properties/variants/items/required",
        old=["sku", "id", "product_id"],
        new=["sku"],
        why="The variant of a new product has no id yet, nor has its product.",
    ),
    Repair(
        operations=("POST /v3/catalog/trees/categories",),
        at="body/items/alternatives/0/required",
        old=["tree_id", "parent_id"],
        new=None,
        why="The text asks for a tree or a parent, not both, and the parent alone names the tree.",
    ),
    Repair(
        operations=(
            "PUT /v3/carts/metafields",
            "PUT /v3/inventory/locations/metafields",
        ),
        at="body/items/properties/id/type",
        old="string",
        new="integer",
        why="The ids of metafields are numbers in every answer.",
    ),
    Repair(
        operations=("POST /v2/customers",),
        at="body/properties/email",
        new={"type": "string"},
        why="A customer needs an email, which the documents leave out here alone.",
    ),
    Repair(
        operations=("POST /v2/redirects",),
        at="body/properties/forward/properties/ref/type",
        old="integer",
        new="string",
        why="A manual redirect refers to an address, as the text says, and the PUT takes text.",
    ),
    *(
        Repair(
            operations=("GET /v2/customers",),
            at=f"query/{name}",
            new={"type": "integer"},
            why="Every list of v2 has pages. The documents leave them out here alone.",
        )
        for name in ("page", "limit")
    ),
    Repair(
        operations=("POST /v2/blog/posts", "PUT /v2/blog/posts/{id}", "PUT /v2/customers/{customer_id}"),
        at="answer/properties/id",
        new={"type": "integer"},
        why="Every other answer has the id of its item. A client could not change or delete what it has made.",
    ),
    Repair(
        operations=("POST /v3/inventory/locations",),
        at="body/items/required",
        new=["label", "managed_by_external_source", "type_id", "address", "time_zone"],
        why="The fields that a new location needs are those of the array's items, not of the array.",
    ),
    Repair(
        operations=("PUT /v3/inventory/locations",),
        at="body/items/properties/address/properties/country_code/enum",
        old=["US"],
        new=None,
        why="A new location may be in any country, and so may one that changes.",
    ),
    *(
        Repair(
            operations=("POST /v3/promotions",),
            at=f"body/alternatives/{at}/properties/redemption_type/readOnly",
            old=True,
            new=None,
            why="The same documents require it of a new promotion.",
        )
        for at in (0, 1)
    ),
    Repair(
        operations=("PUT /v3/checkouts/{checkoutId}",),
        at="body/properties/customer_message/maxLength",
        new=2000,
        why="Only the text of the operation states the limit: reference/checkouts.v3.yml:841.",
    ),
    Repair(
        operations=("POST /v2/orders/{order_id}/shipments", "PUT /v2/orders/{order_id}/shipments/{shipment_id}"),
        at="body/properties/shipping_provider/pattern",
        new=f"^({PROVIDERS})?$",
        why="Only the text of the operation lists the values.",
    ),
    *(
        Repair(
            operations=("POST /v3/promotions/{promotion_id}/codegen",),
            at=f"body/properties/{name}/pattern",
            old="[A-Z0-9_-]",
            new="^[A-Z0-9_-]*$",
            why="The pattern of one character is meant for each.",
        )
        for name in ("prefix", "suffix")
    ),
)


def repaired(name: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Return an operation with the repairs that are for it.

    Raises:
        StaleRepair: if the documents say something else than a repair expects.
    """
    for repair in REPAIRS:
        if name in repair.operations:
            _replace(operation, repair, name, repair.at.split("/"))
    return operation


def _replace(node: Any, repair: Repair, name: str, parts: Sequence[str]) -> None:
    *way, last = parts
    for part in way:
        node = node[int(part) if part.isdecimal() else part]
    if node.get(last) != repair.old:
        raise StaleRepair(f"{name} has {node.get(last)!r} at {repair.at}, not {repair.old!r}. Check the repair.")
    node[last] = repair.new
    if repair.new is None:
        del node[last]
