"""One history: a while in which anything may go wrong, quiet until all is done, the mend, a redrive, quiet again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf

from tests.simulation import checks
from tests.simulation.subjects import subjects
from tests.simulation.threads import threads_of
from tests.simulation.trouble import trouble
from tests.simulation.violations import Promise, Violation
from tests.simulation.watch import watch
from tests.simulation.world import World

MAX_QUIET_STEPS = 1500
"""Steps after the last fault. Histories that come to rest need fewer than 500."""

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
        with threads_of(history.world.schedule):
            _happen(history.world)
    except Exception as error:
        error.add_note(history.story())
        raise
    return history


def _happen(world: World) -> None:
    trouble(world)
    world.schedule.faults.on = False
    world.schedule.note("", "---- from here on, nothing goes wrong ----")
    if _settle(world):
        checks.check(world)
    if not world.violations:
        _mend_and_redrive(world)


def _settle(world: World) -> bool:
    for _ in range(MAX_QUIET_STEPS):
        if steps := _quiet_steps(world):
            world.schedule.random.choice(steps)()
            watch(world)
        elif (at := _next(world)) < inf:
            world.schedule.clock.now = at
        else:
            return True
    waiting = sum(len(queue.messages) for queue in world.queues.values())
    world.violations.append(Violation(Promise.NEVER_STUCK, f"{waiting} messages are still queued"))
    return False


def _quiet_steps(world: World) -> list[Step]:
    found: list[Step] = [partial(world.schedule.resume, process) for process in world.schedule.ready]
    found += [partial(world.consume, lane, [message]) for lane, message in world.visible()]
    found += [partial(world.deliver, event) for event in world.bigcommerce.due()]
    for lane, queue in world.queues.items():
        if len(visible := queue.visible()) > 1:
            found.append(partial(world.consume, lane, visible[:10]))
    if any(letters.moved() for letters in world.dead_letters.values()):
        found.append(world.send_back_moved)
    return found + ([world.turn] if world.timer_at() <= world.schedule.clock.now else [])


def _next(world: World) -> float:
    now = world.schedule.clock.now
    hidden = [message.visible_at for queue in world.queues.values() for message in queue.messages]
    return min([*(at for at in hidden if at > now), world.bigcommerce.next_due(), world.timer_at()])


def _mend_and_redrive(world: World) -> None:
    world.deployment.mended = True
    world.schedule.note("", "---- the actions are mended, all dead letters redriven ----")
    world.schedule.clock.pass_by(max(queue.visibility for queue in world.dead_letters.values()))
    # In one go: else an event that nobody can read comes back in time to be redriven in another's place.
    switching, world.schedule.switching = world.schedule.switching, 0.0
    # Letters are kept for a fortnight, runs for longer: what has lost its letter is retried.
    letters = {letter.key for subject in subjects(world) for letter in subject.letters if not letter.expired}
    failed = [run.key for run in world.repository.rows.values() if run.state == "failed"]
    if without := [key for key in failed if key not in letters]:
        world.operate("retry", without)
    for lane, letters in world.dead_letters.items():
        world.redrive(lane, len(letters.messages))
    world.schedule.switching = switching
    if _settle(world):
        checks.check(world)
        checks.check_redriven(world)
