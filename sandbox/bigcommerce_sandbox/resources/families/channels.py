"""The channels that a store sells through: at first the one that every store has.

Source: BigCommerce docs, channels v3 reference.
"""

from bigcommerce_sandbox.resources.events import Fires, Items, typed
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, blank, schema

FIELDS = schema(
    """
    integer: id!!
    text: name+ platform+^=bigcommerce
    storefront|pos|marketplace|marketing: type+^
    active|prelaunch|inactive|connected|disconnected|archived|deleted|terminated: status
    text: external_id icon_url!
    boolean: is_listable_from_ui=true is_visible=true is_enabled!=true available~!!=true
    iso: date_created!! date_modified!!
    """
)


def _first_channel(now: float) -> list[Item]:
    return [blank(FIELDS, now) | {"id": 1, "name": "Storefront"}]


_AVAILABLE = ("prelaunch", "active", "inactive", "connected")


def _with_currencies(items: Items, channel: Item, _url: str) -> Item:
    assigned = items.of("currency_assignments", channel_id=channel["id"])
    shown = {name: value for name, value in assigned[0].items() if name != "id"} if assigned else None
    return channel | {"currencies": shown}


CHANNELS = Resource(
    name="channels",
    path="/v3/channels",
    fields=FIELDS,
    actions=("list", "read", "create", "update"),
    filters="available status:in type:in platform:in date_created date_created:min date_created:max date_modified "
    "date_modified:min date_modified:max",
    extras={"currencies": _with_currencies},
    events=(Fires("store/channel/{write}", typed("channel"), ("created", "updated")),),
    seeds=_first_channel,
    changes=lambda channel: channel | {"available": channel["status"] in _AVAILABLE},
)
