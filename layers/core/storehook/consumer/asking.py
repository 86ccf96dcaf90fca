"""One receipt of a message, and what it asks for."""

from dataclasses import dataclass

from storehook.actions.action import Action
from storehook.consumer.outcome import Received
from storehook.errors import Unreadable
from storehook.queues.message import Message, WakeUp, decode_any
from storehook.runs import claims
from storehook.runs import run as runs
from storehook.runs.run import ENQUEUED, Run
from storehook.stores.store import Status
from storehook.webhooks.event import Event, json_object, read


@dataclass(frozen=True, slots=True)
class Asking:
    """One receipt of a message, which asks for a run.

    Args:
        received: the message as it came.
        message: what it says.
        lease: what the run would be claimed with.
        status: how the store is.
    """

    received: Received
    message: Message | WakeUp
    lease: runs.Lease
    status: Status

    @property
    def uninstalled(self) -> bool:
        """Whether the store has uninstalled the app: what BigCommerce sends for it is then ignored."""
        return self.status == "uninstalled"

    def claim(self, stored: Run, action: Action) -> claims.Claim:
        """What it may do about a run that is stored already."""
        redrives = self.message.redrives if isinstance(self.message, Message) else 0
        return claims.claim(stored, redrives, self.lease, retry_count=action.retries.retry_count)


def decoded(received: Received) -> Message | WakeUp:
    """What a receipt says. A text that is no message of ours becomes one, so that it shows as a failed run."""
    try:
        return decode_any(received.text)
    except Unreadable:
        payload = received.text.encode(errors="surrogatepass")
        return Message("unknown", received.id, payload, signed_at=0, received_at=0.0, kind="manual")


def event_of(message: Message) -> Event:
    """The event that a message carries.

    Raises:
        Unreadable: the payload is no event, or one of another store.
    """
    if message.kind == "action":
        return Event(message.store_hash, ENQUEUED, json_object(message.payload), None, int(message.received_at))
    event = read(message.payload)
    if event.store_hash != message.store_hash:
        raise Unreadable("The body is about another store than its message.")
    return event
