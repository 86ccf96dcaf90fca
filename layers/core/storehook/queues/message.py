"""What travels through the lanes' queues: a delivery, verbatim, on its way to its run; from then on, the run's name."""

import base64
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from storehook.errors import Unreadable
from storehook.queues.run_key import RunKey
from storehook.webhooks.event import json_object

SCHEMA = 1
"""What the fields mean. A release must read what the release before wrote, and write what that can read."""

Kind = Literal["webhook", "action", "catch-up", "manual"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Args:
        store_hash: the store whose path the delivery came in on, vouched for by its signature.
        delivery_id: the delivery's `webhook-id`.
        payload: the delivery's body, byte for byte.
        signed_at: when BigCommerce signed it, in unix seconds; 0 if its hook key alone has proven it.
        received_at: when ingest took it in, in unix seconds.
        action: the action that it is for; None until the consumer has matched the scope.
        redrives: how many times it has been in a dead-letter queue.
        kind: what made it.
        depth: how many actions enqueued one another before this message; 0 for a webhook's.
        event_id: what names its run, where that is not the event's own hash.
        generation: the run's.
        cause: what the event at its root is about, such as `shipment/12 order/113`; None if it does not say.
        caused_before: no write after that time can have caused it, in unix seconds.
        caller: the run of the same store that asked for this one, as `event/action` or `event/action~generation`.
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
        """What the log says of it as a delivery."""
        proof = "signature" if self.signed_at else "key"
        return {"store_hash": self.store_hash, "payload_bytes": len(self.payload), "proof": proof}

    def for_action(self, name: str) -> "Message":
        """The same message, addressed to one action."""
        return replace(self, action=name)

    def redriven(self) -> "Message":
        """The same message as it lies in a dead-letter queue: coming back from there, it is a new try."""
        return replace(self, redrives=self.redrives + 1)


def encode(message: Message | RunKey) -> str:
    """Write a message as SQS text: ASCII, so that nothing in a body can be a character that SQS refuses."""
    fields = asdict(message) if isinstance(message, RunKey) else _fields(message)
    return json.dumps({"schema": SCHEMA, **fields}, separators=(",", ":"))


def _fields(message: Message) -> dict[str, Any]:
    fields = {name: getattr(message, name) for name in message.__slots__ if name != "payload"}
    return fields | pack(message.payload)


def decode_any(text: str) -> Message | RunKey:
    """Read what a lane's queue holds.

    Raises:
        Unreadable: if it is not one of ours.
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
        raise Unreadable("The queued message was not written by storehook.") from error


def decode(text: str) -> Message:
    """Read a message that carries a payload.

    Raises:
        Unreadable: if it is not one of ours.
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
        raise Unreadable("The queued message was not written by storehook.") from error


def _typed(fields: dict[str, Any], name: str, kind: Any) -> Any:
    if not isinstance(fields[name], kind):
        raise TypeError(name)
    return fields[name]


def pack(payload: bytes) -> dict[str, str]:
    """A payload as JSON can hold it: as text, or in base64 if it is no text or would grow too large.

    Escapes can make text six times as long, base64 makes it 1.4 times as long: within what SQS takes.
    """
    packed = base64.b64encode(payload).decode()
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return {"payload_base64": packed}
    return {"payload": text} if len(json.dumps(text)) <= len(packed) + 1024 else {"payload_base64": packed}


def unpack(fields: dict[str, Any]) -> bytes:
    """The payload that `pack` put there.

    Raises:
        KeyError: there is none.
        ValueError: it is not base64.
    """
    if "payload_base64" in fields:
        return base64.b64decode(fields["payload_base64"], validate=True)
    return _typed(fields, "payload", str).encode(errors="surrogatepass")
