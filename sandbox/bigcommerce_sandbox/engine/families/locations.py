"""The locations of stock: at first the one that every store has, and keeps.

Source: BigCommerce docs, locations v3 reference; webhook events, locations.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bigcommerce_facts import load_prose
from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.families.stock import LOCATION
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.roles import ROLES, selected
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

LOCATIONS = "v3/inventory/locations"

_MOST_ENABLED = next(rule.count for rule in load_prose().limits if rule.kind == LOCATIONS)


def transaction(call: Call) -> Answer:
    """Return the answer to a write of stock or of locations: an id that no other write has."""
    number = call.store.tables.next_id("transactions")
    return Answer(200, {"transaction_id": str(uuid5(NAMESPACE_URL, f"transactions/{number}"))})


@operation(f"POST /{LOCATIONS}", f"PUT /{LOCATIONS}")
def _write(call: Call) -> Answer:
    ROLES[call.model.role(call.operation)](call)
    return transaction(call)


@operation(f"DELETE /{LOCATIONS}")
def _delete(call: Call) -> Answer:
    if any(row["id"] == LOCATION for row in selected(call)):
        raise refused("v3", {"location_id:in": f"Location {LOCATION} is the store's first one, which it keeps"})
    ROLES[call.model.role(call.operation)](call)
    return transaction(call)


def _seeds(now: float) -> Iterable[Row]:
    dates = {"created_at": as_iso(now), "updated_at": as_iso(now)}
    known = {"code": f"BC-LOCATION-{LOCATION}", "label": "Default location", "time_zone": "Etc/UTC"}
    return [{"id": LOCATION, **known, **dates}]


def _with_code(draft: Draft) -> Mapping[str, Any]:
    return {"code": draft.value("code") or f"BC-LOCATION-{draft.row['id']}"}


def _check_number(draft: Draft) -> Mapping[str, Any]:
    """Refuse one enabled location too many."""
    others = (row for row in draft.store.of(LOCATIONS) if row["id"] != draft.row["id"])
    if draft.value("enabled", True) and sum(row.get("enabled", True) for row in others) >= _MOST_ENABLED:
        raise refused("v3", {"enabled": f"A store has at most {_MOST_ENABLED} enabled locations"})
    return {}


def _is_first(_store: Store, location: Row) -> bool:
    return location["id"] == LOCATION


def _location_id(change: Change) -> Mapping[str, Any]:
    return {"location_id": change.after["id"]}


RULES: Mapping[str, Rules] = {
    LOCATIONS: Rules(
        table="locations",
        filters={"location_id": "id", "location_code": "code", "is_active": "enabled", "is_default": _is_first},
        computed=(_with_code, _check_number),
        events=(Event("store/inventory/location/{write}", _location_id, ("created", "updated")),),
        seeds=_seeds,
        everywhere=True,
    )
}
