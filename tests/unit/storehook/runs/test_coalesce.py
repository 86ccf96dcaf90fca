"""Of the events of one resource within a window, only the last runs: at the window's end, as a run of the window."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import Deployment, Died, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.queues.message import Message
from storehook.runs.run import Run, RunKey
from storehook.testing.memory import MemoryRunRepository

WINDOW = 5.0


class Sync:
    """An action that fetches its resource anyway. It keeps the names of the events that it was given."""

    __name__ = "sync"

    def __init__(self, *raises: BaseException) -> None:
        self.given: list[str | None] = []
        self.raises = list(raises)

    def __call__(self, _params: Params, ctx: Context) -> None:
        self.given.append(ctx.trigger.hash)
        if self.raises:
            raise self.raises.pop()


@pytest.fixture
def sync() -> Sync:
    return Sync()


def deployment(sync: Sync, seconds: float = WINDOW) -> Deployment:
    return Deployment(declared(sync, coalesce=seconds))


def about(number: int, name: str, happened_at: float = NOW, **fields: object) -> Message:
    body = event_body(hash=name, created_at=int(happened_at), data={"type": "order", "id": number})
    return queued(body, delivery_id=name, **fields)


def states(found: Deployment) -> Counter[str]:
    return Counter(run.state for run in found.repository.rows.values())


def window(found: Deployment, generation: int = 0) -> Run:
    return found.repository.rows[RunKey(STORE, "window:order/113", "sync", generation)]


def test_a_thousand_events_of_one_window_are_one_run_and_all_are_accounted_for(sync: Sync) -> None:
    found = deployment(sync)
    for number in range(1000):
        found.post(about(113, f"event-{number}", NOW + number))

    found.drain()

    assert states(found) == {"completed": 1, "coalesced": 1000}
    assert sync.given == ["event-999"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_whatever_the_order_in_which_they_come_the_last_to_happen_runs(sync: Sync, order: tuple[int, ...]) -> None:
    found = deployment(sync)
    for number in order:
        found.post(about(113, f"event-{number}", NOW + number))

    found.drain()

    assert sync.given == ["event-2"]


@pytest.mark.parametrize("apart", [0.0, 2.0, WINDOW, 40.0])
def test_an_event_that_comes_three_times_runs_once_in_whatever_windows_it_comes(sync: Sync, apart: float) -> None:
    found = deployment(sync)
    for copy in range(3):
        found.post(about(113, "event", received_at=NOW + copy))
        found.work()
        found.clock.now += apart
    found.drain()

    assert sync.given == ["event"]
    assert states(found) == {"completed": 1, "coalesced": 1}


def test_a_steady_stream_runs_once_a_window(sync: Sync) -> None:
    found = deployment(sync)
    for number in range(40):
        found.post(about(113, f"event-{number}", found.clock.now))
        found.clock.now += 1.0
        while any(message.visible_at <= found.clock.now for message in found.queues["default"].messages):
            found.work()
    found.drain()

    assert len(sync.given) == 8
    assert states(found)["coalesced"] == 40


def test_an_event_that_happened_before_the_one_that_has_run_is_no_news(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "later", NOW + 2))
    found.drain()

    found.post(about(113, "earlier", NOW + 1))

    assert found.drain() == ["coalesced"]
    assert sync.given == ["later"]


def test_an_event_that_happened_after_it_opens_another_window(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "one", NOW))
    found.drain()

    found.post(about(113, "other", NOW + 60))
    found.drain()

    assert sync.given == ["one", "other"]
    assert (window(found).state, window(found, 1).state) == ("completed", "completed")
    assert window(found).run_key != window(found, 1).run_key


def test_an_event_that_comes_while_the_window_runs_opens_another(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "one", NOW))
    found.work()
    opened = window(found)
    found.repository.rows[opened.key] = replace(opened, state="running", lease_until=found.clock.now + 60)

    found.post(about(113, "other", NOW + 1))
    found.work()

    assert window(found).message.delivery_id == "one"
    assert window(found, 1).message.delivery_id == "other"


def test_who_dies_between_the_window_and_the_events_own_run_takes_it_in_once(sync: Sync) -> None:
    class Dying(MemoryRunRepository):
        """A table that is away once the window is stored."""

        def save(self, run: Run) -> Run | None:
            if run.state == "coalesced":
                raise ConnectionError
            return super().save(run)

    found = deployment(sync)
    found.post(about(113, "one"))
    with pytest.raises(ConnectionError):
        found.consumer(repository=Dying(found.repository.rows)).handle(found.receive())

    found.drain()

    assert sync.given == ["one"]
    assert states(found) == {"completed": 1, "coalesced": 1}


def test_a_run_that_had_begun_when_its_action_was_deployed_to_coalesce_comes_to_its_end() -> None:
    found = Deployment(declared(Sync(Died())))
    found.post(about(113, "event-1"))
    with pytest.raises(Died):
        found.work()

    found.registry = Registry([declared(Sync(), coalesce=WINDOW)])
    found.drain()

    assert found.repository.rows[RunKey(STORE, "event-1", "sync")].state == "completed"


def test_a_retried_window_stays_retried_when_it_takes_in_another_event(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "event-1"))
    found.work()
    retried = replace(window(found), message=window(found).message.redriven())
    found.repository.rows[retried.key] = retried

    found.post(about(113, "event-2", NOW + 1))
    found.work()

    message = window(found).message
    assert (message.delivery_id, message.redrives) == ("event-2", 1)


def test_events_of_two_resources_do_not_stand_in_for_each_other(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "one"))
    found.post(about(114, "other"))

    found.drain()

    assert sorted(map(str, sync.given)) == ["one", "other"]


def test_a_customer_and_an_address_of_one_number_do_not_stand_in_for_each_other(sync: Sync) -> None:
    found = Deployment(declared(sync, "store/customer/*", coalesce=WINDOW))
    address = {"type": "customer", "id": 60, "address": {"customer_id": 32}}
    for scope, data in (("customer", {"type": "customer", "id": 60}), ("customer/address", address)):
        found.post(queued(event_body(hash=scope, scope=f"store/{scope}/updated", data=data), delivery_id=scope))

    found.drain()

    assert sorted(map(str, sync.given)) == ["customer", "customer/address"]


def test_the_window_runs_when_it_ends_and_not_before(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "one"))

    assert found.work().result == "coalesced"
    assert (window(found).state, window(found).next_attempt_at) == ("scheduled", found.clock.now + WINDOW)
    assert found.waits() == [WINDOW]


def test_a_window_of_a_day_is_the_timers(sync: Sync) -> None:
    found = deployment(sync, 86_400.0)
    found.post(about(113, "one"))
    found.work()
    assert found.waits() == []

    began = found.clock.now
    found.drain()

    assert (sync.given, found.clock.now - began) == (["one"], pytest.approx(86_400.0, abs=1))


def test_an_event_that_names_no_resource_runs(sync: Sync) -> None:
    found = deployment(sync)
    found.post(queued(event_body(hash="one", data={})))

    assert found.work().result == "completed"


def test_a_redriven_event_runs_whatever_came_after_it(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "one"))
    found.post(about(113, "later", NOW + 1))
    found.drain()

    found.post(about(113, "another", redrives=1))

    assert found.work().result == "completed"


@pytest.mark.parametrize("failures", [1, 2])
def test_the_window_is_tried_again_like_any_run_and_takes_in_what_happened_meanwhile(failures: int) -> None:
    sync = Sync(*[KeyError("not yet")] * failures)
    found = deployment(sync)
    found.post(about(113, "one"))
    found.work()
    found.clock.now += WINDOW
    found.work()
    found.post(about(113, "later", NOW + 9))

    found.drain()

    assert sync.given == ["one", *["later"] * failures]
    assert states(found) == {"completed": 1, "coalesced": 2}
