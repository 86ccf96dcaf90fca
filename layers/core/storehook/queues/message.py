"""Messages in the lanes' queues. A message carries a delivery, verbatim. A wake-up is the key of its run."""

import base64
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from storehook.errors import ContentUnreadable
from storehook.queues.run_key import RunKey
from storehook.webhooks.event import json_object

SCHEMA = 1
"""Version of the fields.

A release must read the messages of the release before, and write messages that it can read.
"""

Kind = Literal["webhook", "action", "schedule", "catch-up", "manual"]


@dataclass(frozen=True, slots=True)
class Message:
    """Message with the payload of a run. Times are in unix seconds.

    Args:
        store_hash: store from the delivery's path, which its signature vouches for.
        delivery_id: the delivery's `webhook-id`.
        payload: the delivery's body, byte for byte.
        signed_at: time of the signature. 0 if only the hook key proves the delivery.
        received_at: time at which ingest accepted it.
        action: None until the consumer has matched the scope.
        redrives: number of times that it was in a dead-letter queue.
        depth: actions that enqueued one another before this message. 0 for a webhook.
        event_id: event ID of its run, unless that is the event's own hash.
        cause: resources of the root event, such as `shipment/12 order/113`. None if it names none.
        caused_before: no later write can have caused it.
        caller: run of the same store that enqueued this one, as `event/action` or `event/action~generation`.
    """

    store_hash: str
    delivery_id: str
    payload: bytes
    signed_at: int
    received_at: float
    action: str | None = None
    redrives: int = 0
    kind: Kind = "webhook"
    depth: int = 0
    event_id: str | None = None
    generation: int = 0
    cause: str | None = None
    caused_before: float = 0.0
    caller: str | None = None

    def summary(self) -> dict[str, object]:
        """Return its fields for the log, without the payload."""
        proof = "signature" if self.signed_at else "key"
        return {"store_hash": self.store_hash, "payload_bytes": len(self.payload), "proof": proof}

    def for_action(self, name: str) -> "Message":
        """Return the message addressed to one action."""
        return replace(self, action=name)

    def redriven(self) -> "Message":
        """Return the message as a dead letter. When it comes back from there, it counts as a new redrive."""
        return replace(self, redrives=self.redrives + 1)


def encode(message: Message | RunKey) -> str:
    """Write a message as SQS text: ASCII, so that no character of a body can be one that SQS refuses."""
    fields = asdict(message) if isinstance(message, RunKey) else _fields(message)
    return json.dumps({"schema": SCHEMA, **fields}, separators=(",", ":"))


def _fields(message: Message) -> dict[str, Any]:
    fields = {name: getattr(message, name) for name in message.__slots__ if name != "payload"}
    return fields | pack(message.payload)


def decode_any(text: str) -> Message | RunKey:
    """Read a message or a wake-up.

    Raises:
        ContentUnreadable: storehook did not write it.
    """
    fields = json_object(text.encode(errors="surrogatepass"))
    if "delivery_id" in fields:
        return decode(text)
    try:
        return RunKey(
            store_hash=_typed(fields, "store_hash", str),
            event_id=_typed(fields, "event_id", str),
            action=_typed(fields, "action", str),
            generation=_typed(fields, "generation", int),
        )
    except (KeyError, TypeError) as error:
        raise ContentUnreadable("The queued message was not written by storehook.") from error


def decode(text: str) -> Message:
    """Read a message with a payload.

    Raises:
        ContentUnreadable: storehook did not write it.
    """
    try:
        fields = json_object(text.encode())
        return Message(
            store_hash=_typed(fields, "store_hash", str),
            delivery_id=_typed(fields, "delivery_id", str),
            payload=unpack(fields),
            signed_at=_typed(fields, "signed_at", int),
            received_at=float(_typed(fields, "received_at", int | float)),
            action=_typed(fields, "action", str | None),
            redrives=_typed(fields, "redrives", int),
            kind=_typed(fields, "kind", str),
            depth=_typed(fields, "depth", int),
            event_id=_typed(fields, "event_id", str | None),
            generation=_typed(fields, "generation", int),
            cause=_typed(fields, "cause", str | None),
            caused_before=float(_typed(fields, "caused_before", int | float)),
            caller=_typed(fields, "caller", str | None),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ContentUnreadable("The queued message was not written by storehook.") from error


def _typed(fields: dict[str, Any], name: str, kind: Any) -> Any:
    if not isinstance(fields[name], kind):
        raise TypeError(name)
    return fields[name]


def pack(payload: bytes) -> dict[str, str]:
    """Return a payload for JSON: as text, or in base64 if it is not UTF-8 or would grow too large.

    Escapes can make text six times as long. Base64 makes it 1.4 times as long, which SQS takes.
    """
    packed = base64.b64encode(payload).decode()
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return {"payload_base64": packed}
    return {"payload": text} if len(json.dumps(text)) <= len(packed) + 1024 else {"payload_base64": packed}


def unpack(fields: dict[str, Any]) -> bytes:
    """Return the payload that `pack` wrote. Without one, raise a KeyError or a ValueError."""
    if "payload_base64" in fields:
        return base64.b64decode(fields["payload_base64"], validate=True)
    return _typed(fields, "payload", str).encode(errors="surrogatepass")
