"""One history: a while in which anything may go wrong, quiet until all is done, the mend, a redrive, quiet again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf

from tests.simulation import checks
from tests.simulation.bigcommerce import Event
from tests.simulation.violations import Promise, Violation
from tests.simulation.world import World

from storehook.memory import Queued

MAX_QUIET_STEPS = 3000
"""Steps after the last fault. A history that works needs below a tenth of them."""

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class History:
    """A history that is over.

    Args:
        seed: makes it again.
        world: what it left behind.
    """

    seed: int
    world: World

    @property
    def violations(self) -> list[Violation]:
        """Every promise that was broken."""
        return self.world.violations

    def story(self) -> str:
        """What happened, step by step, and what is wrong with it."""
        broken = "\n".join(f"  {violation}" for violation in self.violations) or "  nothing is wrong"
        steps = "\n".join(self.world.schedule.trace)
        return f"seed {self.seed}\n{broken}\n\n{steps}\n\nTell it again: python -m tests.simulation {self.seed}"


def run(seed: int) -> History:
    """Let the history of a seed happen, and check it."""
    history = History(seed, World(seed))
    try:
        _happen(history.world)
    except Exception as error:
        error.add_note(history.story())
        raise
    return history


def _happen(world: World) -> None:
    _trouble(world)
    world.schedule.faults.on = False
    world.schedule.note("", "---- from here on, nothing goes wrong ----")
    if _settle(world):
        checks.check(world)
    if not world.violations:
        _mend_and_redrive(world)


def _trouble(world: World) -> None:
    random = world.schedule.random
    for _ in range(random.choice([40, 80, 160])):
        step = random.choices(_STEPS, _WEIGHTS)[0]
        step(world)


def _settle(world: World) -> bool:
    for _ in range(MAX_QUIET_STEPS):
        if steps := _quiet_steps(world):
            world.schedule.random.choice(steps)()
        elif (at := _next(world)) < inf:
            world.schedule.clock.now = at
        else:
            return True
    waiting = sum(len(queue.messages) for queue in world.queues.values())
    world.violations.append(Violation(Promise.NEVER_STUCK, f"{waiting} messages are still queued"))
    return False


def _quiet_steps(world: World) -> list[Step]:
    found: list[Step] = [partial(world.schedule.resume, process) for process in world.schedule.suspended]
    found += [
        partial(world.consume, lane, message) for lane, queue in world.queues.items() for message in queue.visible()
    ]
    return found + [partial(_send, world, event) for event in world.bigcommerce.due()]


def _next(world: World) -> float:
    hidden = [message.visible_at for queue in world.queues.values() for message in queue.messages]
    return min([*hidden, world.bigcommerce.next_due()])


def _mend_and_redrive(world: World) -> None:
    world.deployment.mended = True
    world.schedule.note("", "---- the actions are mended, all dead letters redriven ----")
    world.schedule.clock.pass_by(max(queue.visibility for queue in world.dead_letters.values()))
    # In one go: else an event that nobody can read comes back in time to be redriven in another's place.
    switching, world.schedule.switching = world.schedule.switching, 0.0
    for lane, letters in world.dead_letters.items():
        world.redrive(lane, len(letters.messages))
    world.schedule.switching = switching
    if _settle(world):
        checks.check(world)
        checks.check_redriven(world)


def _visible(world: World) -> list[tuple[str, Queued]]:
    return [(lane, message) for lane, queue in world.queues.items() for message in queue.visible()]


def _resume(world: World) -> None:
    if world.schedule.suspended:
        world.schedule.resume(world.schedule.random.choice(world.schedule.suspended))


def _consume(world: World) -> None:
    if found := _visible(world):
        world.consume(*world.schedule.random.choice(found))


def _consume_again(world: World) -> None:
    found = [(lane, message) for lane, queue in world.queues.items() for message in queue.messages]
    if found:
        world.schedule.happened("a message is delivered whether hidden or not")
        world.consume(*world.schedule.random.choice(found))


def _deliver(world: World) -> None:
    if due := world.bigcommerce.due():
        _send(world, world.schedule.random.choice(due))


def _deliver_again(world: World) -> None:
    if accepted := [event for event in world.bigcommerce.events if event.accepted]:
        world.schedule.happened("an event is delivered though it was accepted")
        _send(world, world.schedule.random.choice(accepted))


def _send(world: World, event: Event) -> None:
    world.ingest(world.bigcommerce.send(event))


def _forge(world: World) -> None:
    world.ingest(world.bigcommerce.forge())


def _redrive(world: World) -> None:
    random = world.schedule.random
    if lanes := [lane for lane, letters in world.dead_letters.items() if letters.visible()]:
        world.redrive(random.choice(lanes), random.randint(1, 3))


def _mend(world: World) -> None:
    if not world.deployment.mended:
        world.schedule.note("", "---- the actions are mended ----")
        world.deployment.mended = True


def _wait(longest: float, world: World) -> None:
    world.schedule.clock.pass_by(world.schedule.random.uniform(0, longest) * world.pace)


_CHANCES: dict[Callable[[World], None], float] = {
    _resume: 10,
    _consume: 6,
    _deliver: 3,
    partial(_wait, 3): 3,
    partial(_wait, 40): 1,
    partial(_wait, 400): 0.3,
    _consume_again: 1.5,
    _deliver_again: 0.5,
    _redrive: 2.5,
    _forge: 0.2,
    _mend: 0.03,
}
_STEPS, _WEIGHTS = list(_CHANCES), list(_CHANCES.values())
