"""The runs of a history, each with what is known about it from outside."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.simulation.bigcommerce import Event
from tests.simulation.deployment import Execution
from tests.simulation.world import World, is_delivery

from storehook.queues.message import Message, decode
from storehook.runs.run import UNREADABLE, Run, RunKey
from storehook.testing.memory import Queued


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter.

    Args:
        key: the run that it is of.
        lane: whose dead-letter queue it is in.
        message: what is in it.
        attributes: what its envelope says.
        expired: whether it was there for a fortnight, and is not any more.
    """

    key: RunKey
    lane: str
    message: Message
    attributes: Mapping[str, str]
    expired: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A run, and all that is known about it from outside.

    Args:
        key: its name.
        run: as it is stored, or was when it expired; None if there is none.
        event: its event; None for a window's, and for one that an action asked for.
        letters: its dead letters.
        calls: the calls of its action.
        retry_counts: how many attempts its action ever had after the first.
        faulted: whether a process that worked on it met a fault.
        lost_alone: how many processes that worked on it alone did not end well.
        forgotten: whether it has expired.
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
        """Its state."""
        return self.run.state if self.run else "nowhere"

    @property
    def hopeless(self) -> bool:
        """Whether nobody can read its event."""
        return self.key.action == UNREADABLE


def subjects(world: World) -> Iterator[Subject]:
    """Every run that there is, and those that there should be: one for each action that wants an accepted event."""
    letters = [_letter(lane, each) for lane, queue in world.dead_letters.items() for each in _letters(queue.messages)]
    letters += [
        _letter(lane, each, expired=True)
        for lane, queue in world.dead_letters.items()
        for each in _letters(queue.expired)
    ]
    faulty = [process for process in world.schedule.processes if process.faulted]
    faulted = {key for process in faulty for key in process.run_keys}
    lost = Counter(key for process in faulty for key in process.claimed_alone)
    events = {key: event for event in world.bigcommerce.events for key in event.keys}
    found: list[tuple[RunKey, Run | None]] = [(run.key, run) for run in world.repository.all()]
    there = {key for key, _ in found}
    found += [(key, None) for key, event in events.items() if event.accepted and key not in there]
    for key, run in found:
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
    return [each for each in queued if each.attributes and is_delivery(each.text)]


def _letter(lane: str, queued: Queued, *, expired: bool = False) -> Letter:
    message = decode(queued.text)
    event_id = message.event_id or message.delivery_id
    key = RunKey(message.store_hash, event_id, message.action or UNREADABLE, message.generation)
    return Letter(key, lane, message, queued.attributes, expired)
