"""Price lists, and to whom they are assigned. Source: BigCommerce docs, price lists v3 reference.

Who is assigned a list has no other in the same channel.
"""

from dataclasses import replace

from bigcommerce_sandbox.resources.events import Change, Fires, FiresOnce
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema


def _told(change: Change) -> Item:
    return {"price_list_id": change.after["id"]}


def _all_told(changes: list[Change]) -> Item:
    return {"price_list_ids": [change.after["id"] for change in changes]}


def _switched(change: Change) -> bool:
    return change.before["active"] != change.after["active"]


PRICE_LISTS = Resource(
    name="price_lists",
    path="/v3/pricelists",
    fields=schema(
        """
        integer: id!!
        text: name+
        boolean: active=true
        iso: date_created!! date_modified!!
        """
    ),
    actions=("list", "read", "create", "update", "delete", "delete_all"),
    filters="name name:like id:in date_created date_created:min date_created:max date_modified date_modified:min "
    "date_modified:max",
    deletes_by="id:in name",
    cursors=True,
    unique=("name",),
    events=(
        Fires("store/priceList/{write}", _told),
        Fires("store/priceList/activated", _told, ("updated",), lambda each: _switched(each) and each.after["active"]),
        Fires(
            "store/priceList/deactivated", _told, ("updated",), lambda each: _switched(each) and each.before["active"]
        ),
    ),
    together=(FiresOnce("store/priceLists/deleted", _all_told, ("deleted",)),),
)


def _assigned(change: Change) -> Item:
    return {name: change.after[name] for name in ("price_list_id", "channel_id", "customer_group_id")}


PRICE_ASSIGNMENTS = Resource(
    name="price_assignments",
    path="/v3/pricelists/assignments",
    refers={"price_list_id": "price_lists", "customer_group_id": "customer_groups", "channel_id": "channels"},
    fields=schema("integer: id!! price_list_id+ customer_group_id+ channel_id=1"),
    actions=("list", "create_many", "delete_many"),
    filters="id id:in price_list_id price_list_id:in customer_group_id customer_group_id:in channel_id channel_id:in",
    deletes_by="id price_list_id customer_group_id channel_id channel_id:in",
    cursors=True,
    most=25,
    unique=("customer_group_id+channel_id",),
    answers={"create_many": (200, "")},
    events=(
        Fires("store/priceList/assignment/updated", _assigned, ("created", "updated")),
        Fires("store/priceList/assignment/deleted", _assigned, ("deleted",)),
    ),
)

PRICE_ASSIGNMENT = replace(
    PRICE_ASSIGNMENTS,
    name="price_assignment",
    shares="price_assignments",
    path="/v3/pricelists/{price_list_id}/assignments",
    fields=schema("integer: id!! price_list_id+ customer_group_id+ channel_id+"),
    actions=("upsert",),
)
