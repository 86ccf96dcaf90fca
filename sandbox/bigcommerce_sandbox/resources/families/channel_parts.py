"""What belongs to a channel: its currencies, its menus and its listings.

Source: BigCommerce docs, channels v3 reference; webhook events, channels. A store here has no themes, so the theme of a
channel cannot be told.
"""

from bigcommerce_sandbox.errors import invalid, not_found
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.operations import Asked, Operation
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, schema
from bigcommerce_sandbox.resources.writes import Writes

_STATES = "active|disabled|error|pending|pending_disable|pending_delete|partially_rejected|queued|rejected|submitted"

_SECTIONS = "list: custom_app_sections\n[text]: bigcommerce_protected_app_sections"


def _nothing(_change: Change) -> Item:
    return {}


CURRENCY_ASSIGNMENTS = Resource(
    name="currency_assignments",
    path="/v3/channels/currency-assignments",
    fields=schema(
        """
        integer: id~!! channel_id!!
        [text]: enabled_currencies+
        text: default_currency+
        """
    ),
    actions=("list",),
    pages=None,
    events=(Fires("store/channel/{channel_id}/settings/currency/updated", _nothing),),
    seeds=lambda _now: [{"id": 1, "channel_id": 1, "enabled_currencies": ["USD"], "default_currency": "USD"}],
    changes=lambda assigned: _fitting(assigned),
)


def _fitting(assigned: Item) -> Item:
    if assigned["default_currency"] not in assigned["enabled_currencies"]:
        raise invalid({"default_currency": "Must be one of the enabled currencies"})
    return assigned


CHANNEL_CURRENCIES = Resource(
    name="channel_currencies",
    shares=CURRENCY_ASSIGNMENTS.name,
    path="/v3/channels/{channel_id}/currency-assignments",
    refers={"channel_id": "channels"},
    fields=CURRENCY_ASSIGNMENTS.fields,
    actions=("show",),
    always=False,
)

MENUS = Resource(
    name="channel_menus",
    path="/v3/channels/{channel_id}/channel-menus",
    refers={"channel_id": "channels"},
    fields=schema(
        f"integer: id~!! channel_id~!!\n{_SECTIONS}",
        custom_app_sections=schema("text: title+ query_path+"),
    ),
    actions=("show",),
)


def _listed(_items: Items, listing: Item) -> Item:
    own = {name: listing[name] for name in ("channel_id", "date_created", "date_modified")}
    return listing | {"variants": [each | own for each in listing["variants"]]}


LISTINGS = Resource(
    name="listings",
    path="/v3/channels/{channel_id}/listings",
    refers={"channel_id": "channels", "product_id": "products"},
    fields=schema(
        f"""
        integer: id~!! channel_id!! listing_id!! product_id+
        text: external_id name+ description
        {_STATES}|deleted: state+
        list: variants+
        iso: date_created!! date_modified!!
        """,
        variants=schema(
            f"integer: product_id+ variant_id+\ntext: external_id name description\n{_STATES}|deleted: state+"
        ),
    ),
    actions=("list", "read", "create_many", "update_many"),
    key="listing_id",
    filters="after=id:greater product_id:in date_created date_created:min date_created:max date_modified "
    "date_modified:min date_modified:max",
    pages=("limit",),
    completes=lambda _items, listing, _given: listing | {"listing_id": listing["id"]},
    shows=_listed,
)


def _assign(writes: Writes, channel_id: int, given: Item) -> Item:
    writes.items.get("channels", channel_id)
    known = {each["currency_code"] for each in writes.items.of("currencies")}
    if {*given["enabled_currencies"]} - known:
        raise invalid({"enabled_currencies": "The store has not all of these currencies"})
    before = writes.items.of(CURRENCY_ASSIGNMENTS.name, channel_id=channel_id)
    if before:
        made = writes.update(CURRENCY_ASSIGNMENTS, before[0]["id"], given)
    else:
        made = writes.create(CURRENCY_ASSIGNMENTS, given, {"channel_id": channel_id})
    return {name: value for name, value in made.items() if name != "id"}


def _assign_one(writes: Writes, asked: Asked) -> Item:
    return _assign(writes, asked.path["channel_id"], asked.given)


def _assign_many(writes: Writes, asked: Asked) -> list[Item]:
    return [
        _assign(writes, each["channel_id"], {name: value for name, value in each.items() if name != "channel_id"})
        for each in asked.given
    ]


def _unassign(writes: Writes, asked: Asked) -> int:
    before = writes.items.of(CURRENCY_ASSIGNMENTS.name, channel_id=asked.path["channel_id"])
    if not before:
        raise not_found()
    writes.delete(CURRENCY_ASSIGNMENTS, before[0]["id"])
    return asked.path["channel_id"]


def _set_menus(writes: Writes, asked: Asked) -> Item:
    channel = writes.items.get("channels", asked.path["channel_id"])
    empty: Item = {"custom_app_sections": [], "bigcommerce_protected_app_sections": []}
    set_now = writes.put(MENUS, {"channel_id": channel["id"]}, empty | asked.given)
    return {name: set_now[name] for name in empty}


def _drop_menus(writes: Writes, asked: Asked) -> int:
    for menus in writes.items.of(MENUS.name, channel_id=asked.path["channel_id"]):
        writes.delete(MENUS, menus["id"])
    return writes.items.get("channels", asked.path["channel_id"])["id"]


_ASSIGNED = "[text]: enabled_currencies+\ntext: default_currency+"

_EVERY = schema(f"integer: channel_id+\n{_ASSIGNED}")

CHANNEL_OPERATIONS = (
    Operation(method="POST", path=CURRENCY_ASSIGNMENTS.path, does=_assign_many, takes=_EVERY, many=True),
    Operation(method="PUT", path=CURRENCY_ASSIGNMENTS.path, does=_assign_many, takes=_EVERY, many=True),
    Operation(method="POST", path=CHANNEL_CURRENCIES.path, does=_assign_one, takes=schema(_ASSIGNED)),
    Operation(method="PUT", path=CHANNEL_CURRENCIES.path, does=_assign_one, takes=schema(_ASSIGNED)),
    Operation(method="DELETE", path=CHANNEL_CURRENCIES.path, does=_unassign),
    Operation(
        method="POST",
        path=MENUS.path,
        does=_set_menus,
        takes=schema(_SECTIONS, custom_app_sections=schema("text: title+ query_path+")),
    ),
    Operation(method="DELETE", path=MENUS.path, does=_drop_menus),
)
