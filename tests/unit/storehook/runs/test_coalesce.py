"""Of the events of one resource within a window, only the last runs."""

from collections import Counter

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import Deployment, declared, queued
from tests.support.signed_deliveries import event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.queues.message import Message

WINDOW = 5.0
START = NOW - NOW % WINDOW


def sync(params: Params, ctx: Context) -> None:
    """An action that fetches its resource anyway."""


def deployment() -> Deployment:
    found = Deployment(declared(sync, coalesce=WINDOW))
    found.clock.now = START
    return found


def about(number: int, name: str, received_at: float, **fields: object) -> Message:
    body = event_body(hash=name, created_at=int(received_at), data={"type": "order", "id": number})
    return queued(body, delivery_id=name, received_at=received_at, **fields)


def states(found: Deployment) -> Counter[str]:
    return Counter(run.state for run in found.repository.rows.values())


def test_a_thousand_events_of_one_window_are_one_run_and_all_are_accounted_for() -> None:
    found = deployment()
    for number in range(1000):
        found.post(about(113, f"event-{number}", START + number * 0.004))

    found.drain()

    assert states(found) == {"completed": 1, "coalesced": 999}
    (last,) = [key.event_id for key, run in found.repository.rows.items() if run.state == "completed"]
    assert last == "event-999"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_an_event_that_comes_three_times_is_no_successor_of_its_own(order: tuple[int, ...]) -> None:
    found = deployment()
    body = event_body(hash="event", created_at=int(START), data={"type": "order", "id": 113})
    for copy in order:
        found.post(queued(body, delivery_id="event", received_at=START + copy))

    found.drain()

    assert states(found) == {"completed": 1}


def test_a_steady_stream_runs_once_a_window() -> None:
    found = deployment()
    for number in range(40):
        found.post(about(113, f"event-{number}", START + number * 0.5))

    found.drain()

    assert states(found) == {"completed": 4, "coalesced": 36}


def test_a_queue_that_is_behind_does_not_run_each_event_as_the_last_so_far() -> None:
    found = deployment()
    found.clock.now = START + 60
    for number in range(100):
        found.post(about(113, f"event-{number}", START + number * 0.04))

    found.drain()

    assert states(found) == {"completed": 1, "coalesced": 99}


def test_events_of_two_resources_do_not_stand_in_for_each_other() -> None:
    found = deployment()
    found.post(about(113, "one", START))
    found.post(about(114, "other", START + 1))

    found.drain()

    assert states(found) == {"completed": 2}


def test_a_customer_and_an_address_of_one_number_do_not_stand_in_for_each_other() -> None:
    found = Deployment(declared(sync, "store/customer/*", coalesce=WINDOW))
    found.clock.now = START
    address = {"type": "customer", "id": 60, "address": {"customer_id": 32}}
    for scope, data in (("customer", {"type": "customer", "id": 60}), ("customer/address", address)):
        body = event_body(hash=scope, scope=f"store/{scope}/updated", data=data)
        found.post(queued(body, delivery_id=scope, received_at=START))

    found.drain()

    assert states(found) == {"completed": 2}


def test_the_last_event_does_not_run_before_the_window_ends() -> None:
    found = deployment()
    found.post(about(113, "one", START + 1))

    assert found.work().result == "postponed"


def test_an_event_that_names_no_resource_runs() -> None:
    found = deployment()
    found.post(queued(event_body(hash="one", data={}), received_at=START))

    assert found.work().result == "completed"


def test_a_redriven_event_runs_whatever_came_after_it() -> None:
    found = deployment()
    found.post(about(113, "one", START))
    found.post(about(113, "later", START + 1))
    found.drain()

    found.post(about(113, "another", START, redrives=1))

    assert found.work().result == "completed"


@pytest.mark.parametrize("failures", [1, 2])
def test_the_last_event_is_tried_again_like_any_other(failures: int) -> None:
    left = [KeyError("not yet")] * failures

    def flaky(params: Params, ctx: Context) -> None:
        if left:
            raise left.pop()

    found = Deployment(declared(flaky, coalesce=WINDOW))
    found.clock.now = START
    found.post(about(113, "one", START))
    found.post(about(113, "later", START + 1))

    found.drain()

    assert states(found) == {"completed": 1, "coalesced": 1}
