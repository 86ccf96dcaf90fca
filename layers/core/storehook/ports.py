"""What the core needs from the outside, as protocols. `aws/` has the real ones, `memory.py` the ones in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storehook.bigcommerce.rates import Budget
from storehook.bigcommerce.windows import Window
from storehook.loops import Trace
from storehook.message import Message
from storehook.registration.record import DeliveryException, Registration
from storehook.registration.task import Task
from storehook.runs import Run, RunKey
from storehook.stores import Credentials, Status, Store


class Outbox(Protocol):
    """Where ingest puts accepted deliveries."""

    def send(self, message: Message) -> None:
        """Queue a message; when this returns, it is stored. Raises if it is not."""
        ...


class Lanes(Protocol):
    """The queues, as a consumer sees them."""

    def send(self, messages: Sequence[tuple[str, Message]], delay: float = 0.0) -> None:
        """Queue each message to the lane beside it, hidden for some seconds at first. Raises if any is not stored.

        A delay may be cut short: SQS takes 15 minutes at most. The message's `due_at` is what counts.
        """
        ...

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """Put a message into the dead-letter queue of the consumer's own lane."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received message for some seconds, at most `MAX_POSTPONE`."""
        ...


class Ledger(Protocol):
    """The table of runs."""

    def get(self, key: RunKey) -> Run | None:
        """The run as it is stored now, or None."""
        ...

    def save(self, run: Run) -> Run | None:
        """Store a run as the successor of the version before it, or where nothing is stored.

        Returns None once it is stored, else the version that is there instead: then nothing was written. Saving one run
        twice is saving it once, so an answer that got lost on the way can be asked for again.
        """
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter, as received.

    Args:
        text: its body: an encoded message.
        receipt: names this receipt of it.
        attributes: its envelope: action, store, scope, attempts, error_type, fingerprint. SQS's own have none.
        id: the queue's name for it.
        sent_at: when it came, in unix seconds; if SQS itself moved it, when its message did.
    """

    text: str
    receipt: str
    attributes: Mapping[str, str]
    id: str = ""
    sent_at: float = 0.0


class DeadLetters(Protocol):
    """One lane's dead-letter queue, and the way back."""

    def count(self) -> int:
        """How many dead letters there are, without those that are hidden, as nearly as the queue can tell."""
        ...

    def hidden(self) -> int:
        """How many are hidden, as somebody looks at them."""
        ...

    def receive_some(self, limit: int = 10, *, seconds: float = 60.0) -> Sequence[DeadLetter]:
        """At most so many dead letters, and ten; hidden from others for some seconds. None if all are hidden."""
        ...

    def release(self, letters: Sequence[DeadLetter]) -> None:
        """Show these to others again, now. One that is not there any more is let be."""
        ...

    def send_back(self, letter: DeadLetter) -> None:
        """Put it into the lane's queue. Raises if it is not stored."""
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Forget it."""
        ...


@dataclass(frozen=True, slots=True)
class StorePage:
    """Some of the stores.

    Args:
        hashes: their hashes.
        after: what to ask on with; empty after the last page.
    """

    hashes: tuple[str, ...]
    after: str = ""


class Stores(Protocol):
    """The table of stores, with their encrypted secrets."""

    def get(self, store_hash: str) -> Store | None:
        """The store, or None if it was never installed."""
        ...

    def save(self, store: Store, token: str | None = None, client_secret: str | None = None) -> None:
        """Store it. What else is in its row stays, but for the secrets that are given, or that `Store.erases`."""
        ...

    def pause(self, store: Store, reason: str) -> bool:
        """Pause a store, unless its status has changed since it was read, or it is installed anew. Tells whether."""
        ...

    def resume(self, store: Store) -> bool:
        """Make a store active, unless it has been uninstalled or installed anew since it was read. Tells whether."""
        ...

    def uninstall(self, store: Store) -> bool:
        """Uninstall a store and erase its secrets, with the same exceptions. Tells whether."""
        ...

    def credentials(self, store_hash: str) -> Credentials | None:
        """The store and its token, or None if it was never installed. Raises `SecretUnreadable` for good."""
        ...

    def client_secret(self, store_hash: str) -> str | None:
        """What signs a store-level API account's webhooks, or None: the app's secret. Raises as `credentials`."""
        ...

    def hashes(self, status: Status, after: str = "") -> StorePage:
        """The hashes of the stores of a status, in their order: the page after the one with this `after`."""
        ...


class Registrations(Protocol):
    """What the stores' rows say of their webhooks."""

    def get(self, store_hash: str) -> Registration:
        """A store's registration; an empty one if it was never reconciled."""
        ...

    def save(self, store_hash: str, registration: Registration) -> bool:
        """Store it, all but the exception, after the version before it; False if that or the store is not there."""
        ...

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        """Store the latest exception alone. A store that is not there stays away."""
        ...


class Tasks(Protocol):
    """The reconcile queue."""

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        """Queue tasks, hidden for some seconds at first; when this returns, all are stored. Raises if one is not."""
        ...

    def postpone(self, receipt: str, seconds: float) -> None:
        """Hide a received task for some seconds, at most `MAX_POSTPONE`."""
        ...


class Tokens(Protocol):
    """What proves to BigCommerce that a store let us in."""

    def of_store(self, store_hash: str, *, fresh: bool = False) -> str:
        """The store's token; `fresh` does not take one that is only remembered.

        Raises:
            StoreUnavailable: the store is paused, uninstalled or unknown, or its token cannot be decrypted.
        """
        ...


class Gate(Protocol):
    """Keeps all consumers of a store below its rate quota, and never holds up one store for another."""

    def enter(self, store_hash: str, patience: float) -> None:
        """Wait for leave to send one request, at most `patience` seconds. `leave` must follow.

        Raises:
            Throttled: it would take longer.
        """
        ...

    def leave(self, store_hash: str, budget: Budget | None) -> None:
        """Tell that the request has ended, and the budget that its answer stated; None if it stated none."""
        ...

    def block(self, store_hash: str, seconds: float) -> None:
        """Let nobody call the store for so many seconds: it has answered 429."""
        ...


class Windows(Protocol):
    """The table of rate windows, one row a store."""

    def save(self, window: Window) -> Window | None:
        """As `Ledger.save`: None once it is stored, else the version that is there instead."""
        ...


class LastEvents(Protocol):
    """Where events of one resource contend for being the last of their window."""

    def is_last(self, window: str, rank: str, ends_at: float) -> bool:
        """Enter an event, and tell whether no event of a higher rank has been entered.

        Args:
            window: names the store, the action, the resource and the window.
            rank: the event's place in the window; the highest is the last.
            ends_at: when the window ends, in unix seconds; the entry may be forgotten some hours later.
        """
        ...


class Traces(Protocol):
    """What is remembered of our own writes to a store's resources, to tell an echo from news."""

    def get(self, store_hash: str, resource: str) -> Trace | None:
        """The trace of the latest write, or None."""
        ...

    def put(self, store_hash: str, resource: str, trace: Trace) -> None:
        """Remember a write instead of the one before."""
        ...
