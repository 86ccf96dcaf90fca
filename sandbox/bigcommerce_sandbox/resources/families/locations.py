"""Where stock lies. Source: BigCommerce docs, locations v3 reference; webhook events, locations.

A store has one location from the start, and keeps it.
"""

from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_sandbox.errors import invalid
from bigcommerce_sandbox.resources.events import Change, Fires, Items
from bigcommerce_sandbox.resources.operations import Asked, Operation, ids
from bigcommerce_sandbox.resources.resource import Action, Resource
from bigcommerce_sandbox.resources.schema import MISSING, Item, blank, schema
from bigcommerce_sandbox.resources.writes import Writes

LOCATION = 1

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")

_HOURS = schema("boolean: open\ntext: opening closing")

_ADDRESS = schema(
    """
    text: address1 address2 city state zip email phone country_code
    object: geo_coordinates
    """,
    geo_coordinates=schema("number: latitude longitude"),
)

_OPTIONAL = {"address2", "phone"}

_FIELDS = schema(
    """
    integer: id!!
    text: code label+ description
    boolean: managed_by_external_source+ enabled=true storefront_visibility=true is_default~!!
    PHYSICAL|VIRTUAL: type_id+
    object: operating_hours address+
    list: special_hours
    text: time_zone+=Etc/UTC
    iso: created_at!! updated_at!!
    """,
    operating_hours=schema(f"object: {' '.join(_DAYS)}", **dict.fromkeys(_DAYS, _HOURS)),
    address=_ADDRESS,
    special_hours=schema("text: label+ date+ opening closing\nboolean: open+ all_day annual"),
)


def _first(now: float) -> list[Item]:
    known = {"id": LOCATION, "code": "BC-LOCATION-1", "label": "Default location", "is_default": True}
    return [blank(_FIELDS, now) | known]


def _completed(_items: Items, location: Item, given: Item) -> Item:
    missing = _ADDRESS.keys() - _OPTIONAL - given["address"].keys()
    if missing:
        raise invalid({f"address.{name}": MISSING for name in missing})
    code = location["code"] or f"BC-LOCATION-{location['id']}"
    return location | {"code": code, "address": blank(_ADDRESS, 0) | location["address"]}


def _told(change: Change) -> Item:
    return {"location_id": change.after["id"]}


LOCATIONS = Resource(
    name="locations",
    path="/v3/inventory/locations",
    fields=_FIELDS,
    actions=("list",),
    filters="location_id:in=id:in location_code:in=code:in is_default type_id:in managed_by_external_source "
    "is_active=enabled storefront_visibility",
    unique=("code",),
    events=(Fires("store/inventory/location/{write}", _told, ("created", "updated")),),
    seeds=_first,
    completes=_completed,
)


def transaction(writes: Writes) -> Item:
    """What a write of stock or of locations answers with: an id that no other has."""
    return {"transaction_id": str(uuid5(NAMESPACE_URL, f"transactions/{writes.items.next_id('transactions')}"))}


def _writes(action: Action) -> Callable[[Writes, Asked], Item]:
    def does(writes: Writes, asked: Asked) -> Item:
        writes.many(LOCATIONS, action, asked.given, {})
        return transaction(writes)

    return does


def _remove(writes: Writes, asked: Asked) -> Item:
    wanted = ids(asked.query["location_id:in"])
    if LOCATION in wanted:
        raise invalid({"location_id:in": f"Location {LOCATION} is what the store sends from"})
    for location_id in wanted:
        writes.delete(LOCATIONS, location_id)
        for held in writes.items.of("stock", location_id=location_id):
            writes.items.remove("stock", held["id"])
    return transaction(writes)


LOCATION_OPERATIONS = (
    Operation(method="POST", path=LOCATIONS.path, does=_writes("create_many"), takes=None, many=True, bare=True),
    Operation(method="PUT", path=LOCATIONS.path, does=_writes("update_many"), takes=None, many=True, bare=True),
    Operation(
        method="DELETE",
        path=LOCATIONS.path,
        does=_remove,
        query="location_id:in",
        needs="location_id:in",
        bare=True,
    ),
)
