"""Events that a test sends, as ingest queues their deliveries."""

import json
from collections.abc import Mapping
from typing import Any

from storehook.queues.message import Message


def message(store_hash: str, scope: str, name: str, data: Mapping[str, Any], now: float) -> Message:
    """Return the message of an event's delivery.

    Args:
        name: hash of the event.
        data: `data` of the event. If it is an array, it is the only item, `data`.
        now: time of the event and of its receipt, in unix seconds.
    """
    array = data.get("data")
    fields: dict[str, Any] = {
        "hash": name,
        "created_at": int(now),
        "scope": scope,
        "data": array if len(data) == 1 and isinstance(array, list) else data,
    }
    return received(store_hash, fields, now)


def received(store_hash: str, body: Mapping[str, Any], now: float) -> Message:
    """Return the message of a delivery to the environment's store. The store that its body names is ignored."""
    payload = json.dumps(dict(body) | {"producer": f"stores/{store_hash}"}).encode()
    return Message(store_hash, body["hash"], payload, signed_at=int(now), received_at=now)
