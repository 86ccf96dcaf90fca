"""Request to claim a run, made by one received message."""

from dataclasses import dataclass

from storehook.actions.action import Action
from storehook.actions.deadline import full_time
from storehook.consumer.outcome import ReceivedMessage
from storehook.errors import ContentUnreadable
from storehook.queues.message import Message, decode_any
from storehook.queues.run_key import RunKey
from storehook.runs import claims
from storehook.runs import run as runs
from storehook.runs.run import ENQUEUED, SCHEDULED, Run
from storehook.stores.store import Status
from storehook.webhooks.event import Event, json_object, read


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """Request to claim a run with a lease. If its message is a `RunKey`, it is a wake-up.

    Args:
        longest_attempt: seconds for which the lane's consumer may run.
    """

    received: ReceivedMessage
    message: Message | RunKey
    lease: runs.Lease
    status: Status
    longest_attempt: float

    @property
    def is_uninstalled(self) -> bool:
        """The store has uninstalled the app, so BigCommerce's events for it are ignored."""
        return self.status == "uninstalled"

    def claim(self, stored: Run, action: Action) -> claims.Claim:
        """Decide about a run that is stored already."""
        redrives = self.message.redrives if isinstance(self.message, Message) else 0
        return claims.claim(
            stored,
            redrives,
            self.lease,
            retry_count=action.retries.retry_count,
            full_time=full_time(action.timeout, self.longest_attempt),
        )


def decoded(received: ReceivedMessage) -> Message | RunKey:
    """Decode a received message. A text that is not a message of ours becomes one, so that it shows as a failed run."""
    try:
        return decode_any(received.text)
    except ContentUnreadable:
        payload = received.text.encode(errors="surrogatepass")
        return Message("unknown", received.id, payload, signed_at=0, received_at=0.0, kind="manual")


def event_of(message: Message) -> Event:
    """Read the event that a message carries. It must belong to the store that the message names."""
    if message.kind in ("action", "schedule"):
        scope = ENQUEUED if message.kind == "action" else SCHEDULED
        # The event of a scheduled run is its occurrence, which may be earlier than the run's own time.
        return Event(message.store_hash, scope, json_object(message.payload), None, message.signed_at)
    event = read(message.payload)
    if event.store_hash != message.store_hash:
        raise ContentUnreadable("The body names another store than its message.")
    return event
