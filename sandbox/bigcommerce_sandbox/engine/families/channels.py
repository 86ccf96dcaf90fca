"""The channels that a store sells through: at first the one that every store has.

Source: BigCommerce docs, channels v3 reference; webhook events, channels.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bigcommerce_facts import load_prose
from bigcommerce_sandbox.engine.changes import Draft, Event, typed
from bigcommerce_sandbox.engine.dates import as_iso
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused

_CHANNELS = "v3/channels"

_AVAILABLE = ("prelaunch", "active", "inactive", "connected")

_GONE = ("deleted", "terminated")


def _seeds(now: float) -> Iterable[Row]:
    looks = {"name": "Storefront", "type": "storefront", "platform": "bigcommerce", "status": "active"}
    dates = {"date_created": as_iso(now), "date_modified": as_iso(now)}
    return [{"id": 1, "is_listable_from_ui": True, "is_visible": True, "is_enabled": True} | looks | dates]


def _with_status(draft: Draft) -> Mapping[str, Any]:
    """Refuse a change of a channel that is gone, and give a new one a status."""
    if draft.before and draft.before["status"] in _GONE:
        raise refused("v3", {"status": f"A {draft.before['status']} channel cannot be changed"})
    if draft.before is None and draft.row.get("status") in _GONE:
        raise refused("v3", {"status": "Not the status of a new channel"})
    return {"status": "active" if draft.row["type"] == "storefront" else "connected"} | draft.row


def _check_combinations(draft: Draft) -> Mapping[str, Any]:
    """Refuse a platform or a status that the type does not go with."""
    for rule in load_prose().combinations:
        if rule.value == draft.row["type"] and draft.row[rule.other] not in rule.values:
            problem = f"A channel of type {rule.value} has one of {', '.join(rule.values)}"
            raise refused("v3", {rule.other: problem}, rule.status)
    return {}


def _is_available(_store: Store, channel: Row) -> bool:
    return channel["status"] in _AVAILABLE


def _currencies(store: Store, channel: Row) -> Row | None:
    assigned = store.of("v3/channels/currency-assignments", channel_id=channel["id"])
    return {name: value for name, value in assigned[0].items() if name != "id"} if assigned else None


RULES: Mapping[str, Rules] = {
    _CHANNELS: Rules(
        table="channels",
        filters={"available": _is_available},
        defaults={"is_listable_from_ui": True, "is_visible": True, "is_enabled": True, "icon_url": ""},
        computed=(_with_status, _check_combinations),
        includes={"currencies": _currencies},
        events=(Event("store/channel/{write}", typed("channel"), ("created", "updated")),),
        seeds=_seeds,
        everywhere=True,
    )
}
