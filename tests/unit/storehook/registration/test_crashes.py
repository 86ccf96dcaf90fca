"""A pass that dies, wherever it does, leaves behind what the next one needs to know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.hooks_api import NOW
from tests.support.registration import AT, UPDATED, World, in_order, webhook

from storehook.registration.webhook import EXCEPTIONS


class Crash(Exception):
    """The process ends."""


@dataclass
class Mortal:
    """Passes every call on to what it stands for, unless the process dies right before."""

    inner: Any
    live: Callable[[], None]

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.inner, name)
        return (lambda *given, **more: (self.live(), method(*given, **more))[1]) if callable(method) else method


def world_with_a_hook_that_is(lost: str) -> World:
    """A store one of whose two webhooks was well when it was last seen, and is missing or inactive now."""
    world = World(UPDATED)
    world.registered(webhook(1), webhook(9, EXCEPTIONS, AT.exceptions))
    if lost == "missing":
        del world.api.rows[1]
    else:
        world.api.rows[1]["is_active"] = False
    return world


@pytest.mark.parametrize("lost", ["missing", "inactive"])
@pytest.mark.parametrize("moment", range(11))
def test_a_gap_is_caught_up_wherever_a_pass_dies(lost: str, moment: int) -> None:
    world = world_with_a_hook_that_is(lost)

    died = dies_in_pass(world, moment)
    world.reconcile(after=60)

    assert died is (moment < 10)
    assert world.open_gaps[0].since == NOW - 49 * 3600
    assert world.found() == in_order([UPDATED])
    assert world.reconcile(after=900).gaps == ()


@pytest.mark.parametrize("lost", ["missing", "inactive"])
@pytest.mark.parametrize("moment", range(11))
@pytest.mark.parametrize("pause", range(11))
def test_a_gap_is_caught_up_even_if_a_pass_dies_while_another_is_going_on(lost: str, moment: int, pause: int) -> None:
    world = world_with_a_hook_that_is(lost)

    def cut_in() -> None:
        dies_in_pass(world, moment)

    interrupted(world, pause, cut_in)
    world.reconcile(after=60)
    world.reconcile(after=900)

    assert world.open_gaps[0].since == NOW - 49 * 3600
    assert world.found() == in_order([UPDATED])
    assert world.reconcile(after=900).gaps == ()


def interrupted(world: World, moment: int, then: Callable[[], object]) -> None:
    """Make a pass, right before whose nth call of the API, the record or the gaps something else happens."""
    left = [moment]

    def pause() -> None:
        left[0] -= 1
        if left[0] == -1:
            then()

    surrounded(world, pause)


def dies_in_pass(world: World, moment: int) -> bool:
    """Make a pass that dies right before its nth call of the API, the record or the gaps; tells whether it did."""
    left = [moment]

    def live() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Crash

    return surrounded(world, live)


def surrounded(world: World, live: Callable[[], None]) -> bool:
    """Make a pass with something before each of its calls; tells whether it died of it."""
    registrations, gaps = world.registrations, world.gaps
    faults = world.api.faults
    world.api.faults = [lambda _call: live()]
    world.registrations, world.gaps = Mortal(registrations, live), Mortal(gaps, live)  # type: ignore[assignment]
    try:
        world.reconcile(after=900)
    except Crash:
        return True
    finally:
        world.registrations, world.gaps = registrations, gaps
        world.api.faults = faults
    return False
