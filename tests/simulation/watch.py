"""Checks after every step: something will wake every run that has not ended, however many processes have died."""

from collections.abc import Iterator
from functools import cache

from tests.simulation.awaiting import due_cancellations, due_waits, names_in
from tests.simulation.bigcommerce import Event
from tests.simulation.deployment import COALESCING
from tests.simulation.violations import Promise, Violation
from tests.simulation.world import World

from storehook.errors import ContentUnreadable
from storehook.queues.message import Message, decode_any
from storehook.queues.run_key import KEYED, RunKey
from storehook.runs.resource_locks import ResourceLock
from storehook.runs.run import IGNORED, QUESTION, UNREADABLE, Run
from storehook.webhooks import event


def watch(world: World) -> None:
    """Report runs that nothing will wake, and keys with two live runs. Each promise is reported once."""
    world.forget()
    reported = {violation.promise for violation in world.violations}
    world.violations.extend(violation for violation in _violations(world) if violation.promise not in reported)


def _violations(world: World) -> Iterator[Violation]:
    yield from _asleep(world)
    yield from _live_twice(world)
    yield from _locked(world)
    yield from _waiting(world)


def _asleep(world: World) -> Iterator[Violation]:
    texts = _waking(world)
    for run in world.repository.rows.values():
        # A message for a held run is acknowledged. Only the note of its holder leads the timer to it.
        # A person answers a question.
        noted = run.held_by in world.held_names.rows or run.held_by == QUESTION
        is_woken = noted if run.held_by else run.due_at or any(_wakes(text, run.key) for text in texts)
        if not (run.has_ended or is_woken):
            yield Violation(Promise.NOTHING_ASLEEP, f"{run.key} is {run.state}, is not due, and no message is left")
    for run in world.repository.forgotten:
        if not run.has_ended:
            yield Violation(Promise.NOTHING_ASLEEP, f"{run.key} was {run.state} when the table expired it")
    for key in _accepted(world):
        if not any(_wakes(text, key) for text in texts):
            yield Violation(Promise.NOTHING_ASLEEP, f"{key} was accepted, has no row, and no message is left")


def _waking(world: World) -> set[str]:
    """Return every message that is in a queue, was moved to a dead-letter queue by SQS, or is being worked on."""
    queued = {message.text for queue in world.queues.values() for message in queue.messages}
    queued |= {message.text for queue in world.dead_letters.values() for message in queue.moved()}
    return queued | _worked_on(world)


def _worked_on(world: World) -> set[str]:
    return {text for process in world.schedule.suspended if not process.dead for text in process.holds}


def _locked(world: World) -> Iterator[Violation]:
    """Find runs that wait for a lock whose holder has ended or is suspended, and no message that passes it on."""
    operators = [process for process in world.schedule.processes if process.name.startswith("operator")]
    is_excused = any(process.faulted or not process.fiber.dead for process in operators)
    if is_excused or world.schedule.counts["the queue lets a message expire"]:
        return
    for lock in {lock for lock, _ in world.locks.waiters if lock.action not in world.lost}:
        live = [waiter.name for waiter in world.locks.read(lock).waiters if _is_live(world, lock, waiter.name)]
        holder = world.locks.holders.get(lock)
        if live and not (holder and _is_live(world, lock, holder.name)) and not _has_message(world, lock):
            yield Violation(Promise.NEXT_STARTS, f"{live[0]} waits for {lock.resource}, which {holder} has left")


def _waiting(world: World) -> Iterator[Violation]:
    """Find runs that wait for an event that has come, and no message by which they could be woken now."""
    if world.schedule.counts["the queue lets a message expire"]:
        return
    now = world.schedule.clock.now
    runs = [*world.repository.rows.values()]
    cancelled = [run for run in runs if world.deployment.awaiting.cancel_on and run.key.action not in COALESCING]
    for run, awaited in (*due_waits(world.waits, runs, now), *due_cancellations(world.waits, cancelled, now)):
        queued = [message for queue in world.queues.values() for message in queue.messages]
        texts = {message.text for message in queued if message.receives or message.visible_at <= now}
        if not any(_tells(text, run.key, awaited.id) for text in texts | _worked_on(world)):
            yield Violation(Promise.EVENT_COMES, f"{run.key} waits for {awaited.id}, which is stored")
    for store_event in world.bigcommerce.events if world.deployment.awaiting.waits else ():
        names = names_in(store_event.body) if store_event.accepted else ()
        stored = (world.waits.rows.get((store_event.store_hash, name), {}).values() for name in names)
        is_stored = all(any(event.id == store_event.id for event in events) for events in stored)
        if not (is_stored or any(_brings(text, store_event) for text in _waking(world))):
            yield Violation(
                Promise.EVENT_COMES, f"{store_event.id} of {store_event.store_hash} was accepted, and is not stored"
            )


def _tells(text: str, key: RunKey, event_id: str) -> bool:
    message, names = _named(text)
    return message.store_hash == key.store_hash and (event_id in names or key.event_id in names)


def _brings(text: str, sent: Event) -> bool:
    message, names = _named(text)
    return message.action is None and message.store_hash == sent.store_hash and sent.id in names


def _is_live(world: World, lock: ResourceLock, name: str) -> bool:
    run = world.repository.rows.get(RunKey.in_store(lock.store_hash, name))
    return run is not None and not run.has_ended and not run.waits_for


def _has_message(world: World, lock: ResourceLock) -> bool:
    # A delayed message is for a retry. It would pass the lock on too late.
    now = world.schedule.clock.now
    queued = [message for queue in world.queues.values() for message in queue.messages]
    texts = {message.text for message in queued if message.receives or message.visible_at <= now}
    names = {waiter.name for of, waiter in world.locks.waiters.items() if of[0] == lock}
    names |= {holder.name} if (holder := world.locks.holders.get(lock)) else set()
    keys = {RunKey.in_store(lock.store_hash, name) for name in names}
    return any(_passes_on(_named(text)[0], lock, keys) for text in texts | _worked_on(world))


def _passes_on(message: Message | RunKey, lock: ResourceLock, keys: set[RunKey]) -> bool:
    if isinstance(message, RunKey):
        return message in keys
    return message.store_hash == lock.store_hash and message.action in (None, lock.action)


def _accepted(world: World) -> Iterator[RunKey]:
    """Return the runs of accepted events that never had a row."""
    for accepted in world.bigcommerce.events:
        if accepted.accepted:
            yield from (key for key in accepted.keys if not world.repository.has_seen(key))


@cache
def _named(text: str) -> tuple[Message | RunKey, tuple[str | None, ...]]:
    message = decode_any(text)
    if isinstance(message, RunKey):
        return message, (message.event_id,)
    try:
        hash_ = event.read(message.payload).hash
    except ContentUnreadable:
        hash_ = None
    return message, (message.event_id, hash_, message.delivery_id)


def _wakes(text: str, key: RunKey) -> bool:
    message, names = _named(text)
    is_for = message.action in (None, key.action) or key.action in (IGNORED, UNREADABLE)
    return (
        is_for
        and (message.store_hash, message.generation) == (key.store_hash, key.generation)
        and key.event_id in names
    )


def _live_twice(world: World) -> Iterator[Violation]:
    live: dict[tuple[str, str, str], Run] = {}
    for run in world.repository.rows.values():
        # A redriven or retried run is live beside runs that were enqueued after it had failed.
        if run.key.event_id.startswith(KEYED) and not (run.has_ended or run.state == "failed" or run.message.redrives):
            name = (run.key.store_hash, run.key.event_id, run.key.action)
            if name in live:
                yield Violation(Promise.ONE_LIVE, f"{run.key} is live, and so is {live[name].key}")
            live[name] = run
