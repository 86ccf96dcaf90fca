"""Price lists, without their records. Source: BigCommerce docs, price lists v3 reference."""

from storehook_sandbox.resources.resource import Change, Fires, Resource
from storehook_sandbox.resources.schema import Item, schema


def _told(change: Change) -> Item:
    return {"price_list_id": change.after["id"]}


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
    actions=("list", "read", "create", "update", "delete", "delete_many"),
    filters="name name:like id:in date_created:min date_created:max date_modified:min date_modified:max",
    cursors=True,
    unique=("name",),
    events=(
        Fires("store/priceList/{write}", _told),
        Fires("store/priceList/activated", _told, ("updated",), lambda each: _switched(each) and each.after["active"]),
        Fires(
            "store/priceList/deactivated", _told, ("updated",), lambda each: _switched(each) and each.before["active"]
        ),
    ),
)
