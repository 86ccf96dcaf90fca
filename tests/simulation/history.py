"""One history: a time of trouble, quiet until everything has ended, fixed actions, a redrive, and quiet again."""

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

MAX_QUIET_STEPS = 5000
"""The most steps after the last fault. Histories that come to rest need fewer than 500, with sleeps 1,600."""

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class History:
    """A history that has ended, with the world that it left behind."""

    seed: int
    world: World

    @property
    def violations(self) -> list[Violation]:
        """Every broken promise."""
        return self.world.violations

    def story(self) -> str:
        """Write the broken promises and every step."""
        broken = "\n".join(f"  {violation}" for violation in self.violations) or "  no promise was broken"
        steps = "\n".join(self.world.schedule.trace)
        return f"seed {self.seed}\n{broken}\n\n{steps}\n\nRepeat it: python -m tests.simulation {self.seed}"


def run(seed: int) -> History:
    """Simulate the history of a seed, and check it."""
    history = History(seed, World(seed))
    try:
        with threads_of(history.world.schedule):
            _simulate(history.world)
    except Exception as error:
        error.add_note(history.story())
        raise
    return history


def _simulate(world: World) -> None:
    trouble(world)
    world.schedule.faults.on = False
    world.schedule.note("", "---- no more faults from here on ----")
    if _settle(world):
        checks.check(world)
    if not world.violations:
        _fix_and_redrive(world)


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
    steps: list[Step] = [partial(world.schedule.resume, process) for process in world.schedule.ready]
    steps += [partial(world.consume, lane, [message]) for lane, message in world.visible()]
    steps += [partial(world.deliver, event) for event in world.bigcommerce.due()]
    for lane, queue in world.queues.items():
        if len(visible := queue.visible()) > 1:
            steps.append(partial(world.consume, lane, visible[:10]))
    if any(letters.moved() for letters in world.dead_letters.values()):
        steps.append(world.send_back_moved)
    steps += [world.tick] if world.timer_at() <= world.schedule.clock.now else []
    # An operator who asks whether a step happened needs every process that may be in it to have ended.
    return steps or [partial(world.answer, *question) for question in world.questions()]


def _next(world: World) -> float:
    now = world.schedule.clock.now
    hidden = [message.visible_at for queue in world.queues.values() for message in queue.messages]
    return min([*(at for at in hidden if at > now), world.bigcommerce.next_due(), world.timer_at()])


def _fix_and_redrive(world: World) -> None:
    world.deployment.fixed = True
    world.schedule.note("", "---- the actions are fixed, and all dead letters are redriven ----")
    world.schedule.clock.pass_by(max(queue.visibility for queue in world.dead_letters.values()))
    # Without switching: an unreadable event could fail again in time to be redriven in place of another letter.
    switching, world.schedule.switching = world.schedule.switching, 0.0
    # Letters are kept for two weeks and runs for longer, so a run whose letter has expired is retried.
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
