"""The time of trouble in a history: random steps, with faults in between."""

from collections.abc import Callable
from functools import partial

from tests.simulation.deployment import STORES
from tests.simulation.watch import watch
from tests.simulation.world import Operation, World, is_delivery

from storehook.queues.message import decode_any
from storehook.queues.run_key import RunKey
from storehook.testing.memory import Queued

HOUR = 3600.0

DAY = 24 * 3600.0


def trouble(world: World) -> None:
    """Take a bounded number of random steps, with faults in between."""
    random = world.schedule.random
    for _ in range(random.choice([40, 80, 160])):
        step = random.choices(_STEPS, _WEIGHTS)[0]
        step(world)
        watch(world)
    world.resume_all()
    for step in (partial(_wait, 100), _redrive, _tick, *[_resume] * 20) * 4:
        step(world)
        watch(world)


def _resume(world: World) -> None:
    if ready := world.schedule.ready:
        world.schedule.resume(world.schedule.random.choice(ready))


def _consume(world: World) -> None:
    if lanes := [lane for lane, queue in world.queues.items() if queue.visible()]:
        lane = world.schedule.random.choice(lanes)
        _consume_some(world, lane, world.queues[lane].visible())


def _consume_again(world: World) -> None:
    if lanes := [lane for lane, queue in world.queues.items() if queue.messages]:
        world.schedule.happened("a message is delivered, hidden or not")
        lane = world.schedule.random.choice(lanes)
        _consume_some(world, lane, world.queues[lane].messages)


def _consume_some(world: World, lane: str, messages: list[Queued]) -> None:
    random = world.schedule.random
    world.consume(lane, random.sample(messages, min(len(messages), random.choice([1, 1, 2, 4]))))


def _tick(world: World) -> None:
    world.tick()


def _deliver(world: World) -> None:
    if due := world.bigcommerce.due():
        world.deliver(world.schedule.random.choice(due))


def _deliver_again(world: World) -> None:
    if accepted := world.bigcommerce.sent_again():
        world.schedule.happened("an accepted event is delivered again")
        world.deliver(world.schedule.random.choice(accepted))


def _forge(world: World) -> None:
    world.ingest(world.bigcommerce.forge())


def _redrive(world: World) -> None:
    random = world.schedule.random
    if lanes := [lane for lane, letters in world.dead_letters.items() if letters.visible()]:
        world.redrive(random.choice(lanes), random.randint(1, 3))


def _fix(world: World) -> None:
    if not world.deployment.fixed:
        world.schedule.note("", "---- the actions are fixed ----")
        world.deployment.fixed = True


def _deploy(world: World) -> None:
    world.schedule.note("", "---- the actions are deployed again ----")
    world.schedule.happened("the actions are deployed again")
    world.deployment.deploy()


def _tick_when_due(world: World) -> None:
    if (at := world.timer_at()) < world.schedule.clock.now + HOUR:
        world.pass_by(max(0.0, at - world.schedule.clock.now))
        world.tick()


def _lose_wake_up(world: World) -> None:
    messages = [(queue, message) for queue in world.queues.values() for message in queue.messages]
    wake_ups = [(queue, message) for queue, message in messages if not is_delivery(message.text)]
    if wake_ups:
        queue, lost = world.schedule.random.choice(wake_ups)
        world.schedule.note("", f"---- the wake-up {lost.id} is lost ----")
        world.schedule.happened("a wake-up is lost")
        queue.messages.remove(lost)
        world.lost.add(decode_any(lost.text).action)


def _operate(world: World) -> None:
    random = world.schedule.random
    if keys := list(world.repository.rows):
        does: Operation = random.choice(["retry", "retry", "again", "cancel"])
        world.operate(does, random.sample(keys, min(len(keys), random.choice([1, 1, 3]))))


def _cancel_a_holder(world: World) -> None:
    table = world.locks
    locks = sorted((lock.store_hash, table.holders[lock].name) for lock, _ in table.waiters if lock in table.holders)
    if locks:
        store_hash, name = world.schedule.random.choice(locks)
        world.operate("cancel", [RunKey.in_store(store_hash, name)])


def _install_or_uninstall(world: World) -> None:
    world.install_or_uninstall()


def _pause_or_resume(world: World) -> None:
    random = world.schedule.random
    world.pause_or_resume(
        random.choice([f"store/{STORES[0]}", "action/sync_order", "action/export_order", "lane/long"])
    )


def _wait(longest: float, world: World) -> None:
    world.pass_by(world.schedule.random.uniform(0, longest) * world.pace)


_CHANCES: dict[Callable[[World], None], float] = {
    _resume: 10,
    _consume: 6,
    _deliver: 3,
    _tick: 1,
    _tick_when_due: 1,
    partial(_wait, 3): 3,
    partial(_wait, 40): 1,
    partial(_wait, 400): 0.6,
    partial(_wait, 3 * DAY): 0.03,
    partial(_wait, 40 * DAY): 0.03,
    _operate: 0.5,
    _cancel_a_holder: 0.3,
    _lose_wake_up: 0.6,
    _deploy: 0.1,
    _consume_again: 1.5,
    _deliver_again: 0.5,
    _redrive: 12,
    _forge: 0.2,
    _fix: 0.03,
    _install_or_uninstall: 0.15,
    _pause_or_resume: 1.2,
}
"""The possible steps with their weights. A step that can't be taken takes no time."""

_STEPS, _WEIGHTS = list(_CHANCES), list(_CHANCES.values())
