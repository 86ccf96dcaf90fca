"""What must be true once a history has come to rest."""

from collections import Counter

from storehook.consume import IGNORED, UNREADABLE
from storehook.message import Message, decode
from storehook.runs import Run, RunKey
from tests.simulation.bigcommerce import STORE, Event
from tests.simulation.code import ACTION_LANES, expected
from tests.simulation.violations import Promise, Violation
from tests.simulation.world import World


def check(world: World) -> None:
    """Report every promise that is broken, whatever went wrong before."""
    letters = _letters(world)
    for event in world.bigcommerce.events:
        for action in event.actions:
            _check_run(world, event, action, letters)
    _check_letters(world, letters)
    world.schedule.happened("histories that came to rest")


def check_redriven(world: World) -> None:
    """Report what a redrive of everything by mended code has left undone."""
    letters = _letters(world)
    for key, run in world.ledger.rows.items():
        ended_well = run.state == ("failed" if key.action == UNREADABLE else _well(key.action))
        if not ended_well:
            world.violations.append(Violation(Promise.REDRIVE_COMPLETES, f"{key} is {run.state}"))
    failed = Counter(_letter_key(run.message) for run in world.ledger.rows.values() if run.state == "failed")
    if failed != Counter(_letter_key(letter) for letter, _ in letters):
        detail = f"the dead letters are not the failed runs: {letters} {failed}"
        world.violations.append(Violation(Promise.FAILURES_SHOW, detail))
