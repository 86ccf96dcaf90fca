"""Runs that no pause holds any more are released: in order of time, even if ticks die."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.support.deployment import Deployment, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.holds import NOTED, TTL
from storehook.errors import StorePaused
from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.queues.message import Message, decode_any
from storehook.queues.run_key import RunKey
from storehook.stores.store import Pause
from storehook.testing.memory import MemoryLanes
from storehook.timer.releases import KEPT, SHARES

STORE_HOLDS, ACTION_HOLDS, LANE_HOLDS = f"store/{STORE}", "action/act", "lane/default"
EACH = pytest.mark.parametrize("holder", [STORE_HOLDS, ACTION_HOLDS, LANE_HOLDS])


class Shop(Deployment):
    """A deployment with one action, which calls a store and notes what it has run for."""

    def __init__(self, calls: str = STORE) -> None:
        self.ran: list[str] = []

        def act(_params: Params, ctx: Context) -> None:
            if calls in self.paused:
                raise StorePaused(calls)
            self.ran.append(ctx.trigger.hash or "")

        super().__init__(declared(act))

    def pause(self, holder: str) -> None:
        kind, _, name = holder.partition("/")
        if kind == "store":
            self.paused.add(name)
        else:
            self.pauses.pause(holder, Pause("me", self.clock.now))

    def resume(self, holder: str) -> None:
        self.paused.clear()
        self.pauses.resume(holder)

    def hold(self, count: int, first: int = 0) -> None:
        """So many events come while something is paused, a second apart."""
        for number in range(first, first + count):
            self.clock.now += 1
            self.post(queued(event_body(hash=f"event-{number}"), delivery_id=f"event-{number}"))
            assert self.work().result == "held"

    def tick(self) -> dict[str, int]:
        return dict(self.releases().tick())

    def woken(self) -> list[str]:
        texts = [message.text for message in self.queues["default"].messages if message.text != "{}"]
        return [each.event_id for each in map(decode_any, texts) if isinstance(each, RunKey)]

    def work_off(self) -> None:
        while self.queues["default"].messages:
            self.work()


def shop(holder: str, count: int) -> Shop:
    """A shop of which so many runs are held."""
    found = Shop()
    found.pause(holder)
    found.hold(count)
    return found


@EACH
def test_what_is_paused_stays_held(holder: str) -> None:
    held = shop(holder, 3)

    assert held.tick() == {}
    assert held.woken() == []


@EACH
def test_once_it_is_resumed_its_runs_go_on_in_order_of_time(holder: str) -> None:
    held = shop(holder, 30)
    held.resume(holder)

    assert held.tick() == {holder: 30}
    held.work_off()
    assert held.ran == [f"event-{number}" for number in range(30)]
    assert {run.state for run in held.repository.rows.values()} == {"completed"}


@EACH
def test_a_pause_of_months_loses_nothing(holder: str) -> None:
    held = shop(holder, 3)
    held.clock.now += 180 * 86_400
    assert held.tick() == {}
    held.resume(holder)
    held.tick()
    held.work_off()

    assert len(held.ran) == 3


def test_a_run_whose_action_calls_another_paused_store_goes_on_once_that_one_is_resumed() -> None:
    held = Shop(calls="another")
    held.pause("store/another")
    held.hold(3)
    assert held.tick() == {}
    held.resume("store/another")

    assert held.tick() == {"store/another": 3}
    held.work_off()
    assert held.ran == [f"event-{number}" for number in range(3)]


def test_a_release_that_has_been_made_is_not_made_again() -> None:
    held = shop(STORE_HOLDS, 3)
    held.resume(STORE_HOLDS)

    assert [held.tick(), held.tick()] == [{STORE_HOLDS: 3}, {}]


def test_a_store_goes_on_a_hundred_runs_a_turn_the_first_of_them_first() -> None:
    held = shop(STORE_HOLDS, SHARES[-1] + 20)
    held.resume(STORE_HOLDS)

    assert held.tick() == {STORE_HOLDS: SHARES[-1]}
    assert set(held.woken()) == {f"event-{number}" for number in range(SHARES[-1])}
    assert held.tick() == {STORE_HOLDS: 20}


def test_a_pause_that_is_set_again_holds_what_has_been_released_and_not_run() -> None:
    held = shop(STORE_HOLDS, 4)
    held.resume(STORE_HOLDS)
    held.tick()
    held.work()
    held.pause(STORE_HOLDS)
    held.clock.now += 10
    held.work_off()
    assert held.ran == ["event-0"]

    held.resume(STORE_HOLDS)
    held.tick()
    held.work_off()
    assert held.ran == [f"event-{number}" for number in range(4)]


def test_what_two_things_hold_goes_on_once_neither_does() -> None:
    held = shop(STORE_HOLDS, 2)
    held.pause(LANE_HOLDS)
    held.clock.now += 10
    held.resume(STORE_HOLDS)
    held.pauses.pause(LANE_HOLDS, Pause("me", 0.0))
    held.tick()
    held.work_off()
    assert {run.held_by for run in held.repository.rows.values()} == {LANE_HOLDS}

    held.resume(LANE_HOLDS)
    held.tick()
    held.work_off()
    assert len(held.ran) == 2


class Away(MemoryLanes):
    """Queues that are away."""

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:  # noqa: ARG002
        if messages:
            raise ConnectionError


def test_a_turn_that_dies_before_it_wakes_leaves_its_runs_to_a_later_one() -> None:
    held = shop(STORE_HOLDS, SHARES[0])
    held.resume(STORE_HOLDS)
    with pytest.raises(ConnectionError):
        replace(held.releases(), lanes=Away("default", held.queues, held.queues)).tick()

    assert held.drain() == ["completed"] * SHARES[0]
    assert len(held.ran) == SHARES[0]


# --- The notes --------------------------------------------------------------------------------------------------------


def test_a_name_that_holds_nothing_any_more_is_forgotten_some_minutes_after_its_last_note() -> None:
    held = shop(STORE_HOLDS, 1)
    held.resume(STORE_HOLDS)
    held.tick()
    held.clock.now += KEPT
    held.tick()
    assert [name.holder for name in held.held_names.all()] == [STORE_HOLDS]

    held.clock.now += 1
    held.tick()
    assert held.held_names.all() == []


def test_a_name_is_remembered_until_the_index_shows_every_run_that_was_held_after_the_note() -> None:
    an_hour_of_lag = 3600.0
    assert NOTED + max(LONGEST_ATTEMPT.values()) + TTL + an_hour_of_lag < KEPT


def test_a_name_that_is_paused_or_holds_runs_is_never_forgotten() -> None:
    held = shop(STORE_HOLDS, 1)
    held.clock.now += 30 * 86_400
    held.tick()
    assert [name.holder for name in held.held_names.all()] == [STORE_HOLDS]

    held.resume(STORE_HOLDS)
    held.tick()
    assert [name.holder for name in held.held_names.all()] == [STORE_HOLDS]
