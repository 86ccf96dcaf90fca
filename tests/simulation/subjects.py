"""The runs of a history, each with what is known about it from outside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.simulation.bigcommerce import Event
from tests.simulation.deployment import Execution
from tests.simulation.world import World

from storehook.queues.message import Message, decode
from storehook.runs.run import UNREADABLE, Run, RunKey
from storehook.testing.memory import Queued


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter.

    Args:
        run_key: the run that it is of.
        lane: whose dead-letter queue it is in.
        message: what is in it.
        attributes: what its envelope says.
    """

    run_key: str
    lane: str
    message: Message
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A run, and all that is known about it from outside.

    Args:
        key: its name.
        run: as it is stored; None if it is not.
        event: its event.
        letters: its dead letters.
        calls: the calls of its action.
        retry_count: how many attempts its action has after the first.
        faulted: whether a process that worked on it met a fault.
    """

    key: str
    run: Run | None
    event: Event
    letters: list[Letter]
    calls: list[Execution]
    retry_count: int
    faulted: bool


def subjects(world: World) -> Iterator[Subject]:
    """Every run that there should be: one for each action that wants an event."""
    letters = [_letter(lane, each) for lane, queue in world.dead_letters.items() for each in queue.messages]
    faulted = {key for process in world.schedule.processes if process.faulted for key in process.run_keys}
    for event in world.bigcommerce.events:
        for action in event.actions:
            key = RunKey(event.store_hash, event.id, action)
            declared = world.deployment.registry.get(action)
            yield Subject(
                key=str(key),
                run=world.repository.rows.get(key),
                event=event,
                letters=[letter for letter in letters if letter.run_key == str(key)],
                calls=world.deployment.executions_of(str(key)),
                retry_count=declared.retries.retry_count if declared else 0,
                faulted=str(key) in faulted,
            )


def _letter(lane: str, queued: Queued) -> Letter:
    message = decode(queued.text)
    key = RunKey(message.store_hash, message.delivery_id, message.action or UNREADABLE)
    return Letter(str(key), lane, message, queued.attributes)
