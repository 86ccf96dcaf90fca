"""The channels that a store sells through: at first the one that every store has.

Source: BigCommerce docs, channels v3 reference.
"""

from storehook_sandbox.resources.resource import Fires, Resource, typed
from storehook_sandbox.resources.schema import Item, blank, schema

FIELDS = schema(
    """
    integer: id!!
    text: name+ platform+^=bigcommerce
    storefront|pos|marketplace|marketing: type+^
    active|prelaunch|inactive|connected|disconnected|archived|deleted|terminated: status
    text: external_id icon_url!
    boolean: is_listable_from_ui=true is_visible=true is_enabled!=true
    iso: date_created!! date_modified!!
    """
)


def _first_channel(now: float) -> list[Item]:
    return [blank(FIELDS, now) | {"id": 1, "name": "Storefront"}]


CHANNELS = Resource(
    name="channels",
    path="/v3/channels",
    fields=FIELDS,
    actions=("list", "read", "create", "update"),
    filters="status:in type:in platform:in date_created:min date_created:max date_modified:min date_modified:max",
    events=(Fires("store/channel/{write}", typed("channel"), ("created", "updated")),),
    seeds=_first_channel,
)
