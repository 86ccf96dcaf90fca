"""The runs of a history, with everything that is known about them from outside."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.simulation.bigcommerce import Event
from tests.simulation.deployment import Execution
from tests.simulation.world import World, is_delivery

from storehook.queues.message import Message, decode
from storehook.queues.run_key import RunKey
from storehook.runs.run import UNREADABLE, Run
from storehook.testing.memory import Queued


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter.

    Args:
        key: the key of its run.
        lane: the lane of its dead-letter queue.
        attributes: the message attributes.
        expired: it has expired after two weeks.
    """

    key: RunKey
    lane: str
    message: Message
    attributes: Mapping[str, str]
    expired: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A run, and everything that is known about it from outside.

    Args:
        run: the row as it is, or as it was when it expired; None if the row is missing.
        event: its event; None for a window, and for an enqueued run.
        letters: its dead letters.
        calls: the calls of its action.
        retry_counts: every retry count that its action ever had.
        faulted: a process that worked on it met a fault.
        lost_alone: the number of processes that worked on it alone and met a fault.
        forgotten: it has expired.
    """

    key: RunKey
    run: Run | None
    event: Event | None
    letters: list[Letter]
    calls: list[Execution]
    retry_counts: set[int]
    faulted: bool
    lost_alone: int
    forgotten: bool

    @property
    def state(self) -> str:
        """The run's state."""
        return self.run.state if self.run else "nowhere"

    @property
    def hopeless(self) -> bool:
        """True if its event can't be read."""
        return self.key.action == UNREADABLE


def subjects(world: World) -> Iterator[Subject]:
    """Return every run, and every run that should exist: one per accepted event and subscribed action."""
    letters = [
        _letter(lane, letter) for lane, queue in world.dead_letters.items() for letter in _letters(queue.messages)
    ]
    letters += [
        _letter(lane, letter, expired=True)
        for lane, queue in world.dead_letters.items()
        for letter in _letters(queue.expired)
    ]
    faulty = [process for process in world.schedule.processes if process.faulted]
    faulted = {key for process in faulty for key in process.run_keys}
    lost = Counter(key for process in faulty for key in process.claimed_alone)
    events = {key: event for event in world.bigcommerce.events for key in event.keys}
    runs: list[tuple[RunKey, Run | None]] = [(run.key, run) for run in world.repository.all()]
    existing = {key for key, _ in runs}
    runs += [(key, None) for key, event in events.items() if event.accepted and key not in existing]
    for key, run in runs:
        calls = world.deployment.executions_of(run.run_key if run else str(key))
        yield Subject(
            key=key,
            run=run,
            event=events.get(RunKey(key.store_hash, key.event_id, key.action)),
            letters=[letter for letter in letters if letter.key == key],
            calls=calls,
            retry_counts=world.deployment.retry_counts.get(key.action, {0}),
            faulted=str(key) in faulted,
            lost_alone=lost[str(key)],
            forgotten=run is not None and world.repository.rows.get(key) is not run,
        )


def _letters(queued: list[Queued]) -> list[Queued]:
    return [message for message in queued if message.attributes and is_delivery(message.text)]


def _letter(lane: str, queued: Queued, *, expired: bool = False) -> Letter:
    message = decode(queued.text)
    event_id = message.event_id or message.delivery_id
    key = RunKey(message.store_hash, event_id, message.action or UNREADABLE, message.generation)
    return Letter(key, lane, message, queued.attributes, expired)
