"""A gap stays open until a catch-up that covers it is done, whatever happens meanwhile."""

from dataclasses import replace

import pytest
from tests.support.catch_up import (
    CUSTOMERS,
    ORDERS,
    PRODUCTS,
    SINCE,
    CatchUpDeployment,
    everything,
    nothing_happens,
    of_orders,
)
from tests.support.clocks import NOW
from tests.support.signed_deliveries import STORE

from storehook.actions.action import Registry
from storehook.catch_up.progress import RETRY_INTERVAL, STALLED
from storehook.errors import StoreUnavailable, Throttled, Unauthorized
from storehook.queues.task import Task
from storehook.runs.late_runs import GRACE
from storehook.stores.gaps import Gaps, Interval, union
from storehook.stores.store import Status, Store
from storehook.webhooks.event import read

DAY = 86_400
ENDED = int(NOW - GRACE)
GAP = Interval(SINCE, ENDED)


def opened(deployment: CatchUpDeployment, *gaps: Interval) -> CatchUpDeployment:
    """The same, whose store has gaps."""
    deployment.gaps.change(STORE, lambda before: union(before, gaps))
    return deployment


def still_open(deployment: CatchUpDeployment) -> Gaps:
    return deployment.gaps.get(STORE)


def goes_on(deployment: CatchUpDeployment) -> bool:
    return deployment.catches_up(since=0)


def next_task_in(deployment: CatchUpDeployment) -> float | None:
    return deployment.catch_up().seconds_to_next_task(STORE)


def paused(deployment: CatchUpDeployment, status: Status = "paused") -> None:
    deployment.store_table.save(Store(STORE, status))


def resumed(deployment: CatchUpDeployment, installed_at: float = 0.0) -> None:
    deployment.store_table.save(Store(STORE, installed_at=installed_at), "token")


def orders_sent(deployment: CatchUpDeployment) -> list[int]:
    return [read(sent.payload).data["id"] for sent in deployment.sent() if sent.action == "sync_order"]  # type: ignore[index]


def refused(path: str, status: int = 403) -> Unauthorized:
    return Unauthorized("No", store_hash=STORE, method="GET", path=path, status=status)


def test_a_gap_is_closed_by_the_catch_up_that_covers_it() -> None:
    deployment = opened(everything(), GAP)

    assert next_task_in(deployment) == 0
    assert goes_on(deployment) is True

    assert (deployment.progress().state, still_open(deployment), next_task_in(deployment)) == ("done", (), None)
    assert orders_sent(deployment) == [113]


@pytest.mark.parametrize("status", ["paused", "uninstalled"])
def test_a_pause_in_the_middle_ends_no_catch_up(status: Status) -> None:
    deployment = opened(everything(), GAP)
    deployment.shop.refusals[PRODUCTS] = StoreUnavailable(STORE, f"is {status}")
    goes_on(deployment)
    paused(deployment, status)
    deployment.clock.now += 300

    assert (goes_on(deployment), deployment.progress().state, next_task_in(deployment)) == (
        True,
        "waiting",
        None,
    )
    resumed(deployment)
    deployment.shop.refusals.clear()
    assert (next_task_in(deployment), goes_on(deployment)) == (0.0, True)

    assert [call.path for call in deployment.shop.calls] == [ORDERS, PRODUCTS, PRODUCTS, CUSTOMERS]
    assert (deployment.progress().state, still_open(deployment)) == ("done", ())


def test_what_is_asked_for_while_the_store_is_paused_is_caught_up_once_it_is_resumed() -> None:
    deployment = everything()
    paused(deployment)
    deployment.catches_up()
    resumed(deployment)

    assert (next_task_in(deployment), goes_on(deployment)) == (0.0, True)
    assert orders_sent(deployment) == [113]


def test_a_gap_stays_open_for_a_store_whose_token_is_refused_for_hours() -> None:
    deployment = opened(everything(), GAP)
    for path in (ORDERS, PRODUCTS, CUSTOMERS):
        deployment.shop.refusals[path] = refused(path, 401)
    goes_on(deployment)
    paused(deployment)
    deployment.clock.now += 5 * 3600
    goes_on(deployment)
    deployment.shop.refusals.clear()
    resumed(deployment, installed_at=deployment.clock())
    deployment.clock.now += 1

    assert (still_open(deployment), next_task_in(deployment)) == ((GAP,), 0.0)
    assert goes_on(deployment) is True
    assert (still_open(deployment), orders_sent(deployment)) == ((), [113])


def test_a_gap_of_which_a_family_was_refused_stays_open_and_only_that_is_tried_again() -> None:
    deployment = opened(everything(), GAP)
    deployment.shop.refusals[PRODUCTS] = refused(PRODUCTS)
    assert goes_on(deployment) is True
    deployment.shop.calls.clear()
    deployment.shop.refusals.clear()

    assert (deployment.progress().state, still_open(deployment), next_task_in(deployment)) == (
        "failed",
        (GAP,),
        None,
    )
    assert (goes_on(deployment), deployment.shop.calls) == (True, [])
    deployment.clock.now += RETRY_INTERVAL
    assert (next_task_in(deployment), goes_on(deployment)) == (0.0, True)
    assert [call.path for call in deployment.shop.calls] == [PRODUCTS]
    assert (deployment.progress().state, still_open(deployment)) == ("done", ())


def test_a_gap_that_fails_keeps_no_other_from_being_covered() -> None:
    early, late = Interval(SINCE, SINCE + 15), Interval(SINCE + 1000, ENDED)
    deployment = opened(of_orders(), early, late)
    deployment.shop.put(114, SINCE + 1500)
    answers = iter([refused(ORDERS), None, refused(ORDERS)])

    def first_and_third() -> None:
        if (error := next(answers, None)) is not None:
            raise error

    deployment.shop.meanwhile = first_and_third

    assert goes_on(deployment) is True
    assert (still_open(deployment), orders_sent(deployment)) == ((early,), [114])


def test_gaps_are_covered_one_after_the_other_and_not_the_time_between() -> None:
    deployment = opened(of_orders(), Interval(SINCE, SINCE + 10), Interval(SINCE + 1000, SINCE + 1010))
    for number, changed in enumerate([SINCE + 5, SINCE + 500, SINCE + 1005]):
        deployment.shop.put(number, changed)

    assert goes_on(deployment) is True

    assert (orders_sent(deployment), still_open(deployment)) == ([0, 2], ())


@pytest.mark.parametrize(
    ("error", "state"), [(Throttled(30), "running"), (StoreUnavailable(STORE, "is paused"), "waiting")]
)
def test_a_catch_up_that_starts_again_reads_what_it_read_without_an_action(error: Exception, state: str) -> None:
    deployment = opened(everything(), GAP)
    deployment.shop.put(1, SINCE + 10)
    deployed = deployment.registry
    deployment.registry = Registry(action for action in deployed if action.name != "sync_order")
    deployment.shop.refusals[PRODUCTS] = error
    goes_on(deployment)
    before = deployment.progress().state
    deployment.registry = deployed
    deployment.shop.refusals.clear()

    assert (before, deployment.catch_up().restart(STORE)) == (state, True)
    goes_on(deployment)
    assert (orders_sent(deployment), still_open(deployment)) == ([1, 113], ())


def test_a_worker_with_the_code_before_cannot_end_a_catch_up_that_started_again() -> None:
    deployment = opened(everything(), GAP)
    restarts: list[bool] = []

    def restarted() -> None:
        if deployment.shop.calls[-1:] and deployment.shop.calls[-1].path == PRODUCTS and not restarts:
            restarts.append(deployment.catch_up().restart(STORE))

    deployment.shop.meanwhile = restarted
    done = goes_on(deployment)

    assert (restarts, done, still_open(deployment)) == ([True], False, (GAP,))


def test_a_catch_up_that_has_ended_does_not_start_again() -> None:
    deployment = opened(everything(), GAP)
    goes_on(deployment)
    ended = deployment.progress()

    assert deployment.catch_up().restart(STORE)
    assert deployment.progress() == ended


def test_a_gap_that_is_found_while_another_is_covered_has_its_turn() -> None:
    deployment = opened(everything(), GAP)
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    goes_on(deployment)
    deployment.clock.now += 800 + GRACE
    opened(deployment, Interval(int(NOW) + 300, int(NOW) + 800))
    deployment.shop.put(114, int(NOW) + 600)
    deployment.shop.refusals.clear()

    assert goes_on(deployment) is True

    assert (orders_sent(deployment), still_open(deployment)) == ([113, 114], ())


def test_a_gap_that_has_not_ended_yet_is_covered_when_it_has() -> None:
    deployment = opened(of_orders(), Interval(SINCE, int(NOW) + 65))
    assert (next_task_in(deployment), goes_on(deployment)) == (65 + GRACE, False)
    deployment.shop.put(113, int(NOW) + 60)
    deployment.clock.now += 65 + GRACE

    assert (next_task_in(deployment), goes_on(deployment)) == (0.0, True)
    assert orders_sent(deployment) == [113]


def test_a_catch_up_whose_task_is_lost_is_asked_for_again_after_a_while() -> None:
    deployment = opened(everything(), GAP)
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    goes_on(deployment)
    deployment.clock.now += STALLED - 1

    before = next_task_in(deployment)
    deployment.clock.now += 1
    assert (before, next_task_in(deployment)) == (None, 0.0)


def test_one_that_is_put_off_again_and_again_is_not_taken_for_lost() -> None:
    deployment = opened(everything(), GAP)
    deployment.shop.refusals[PRODUCTS] = Throttled(30)
    for _ in range(5):
        goes_on(deployment)
        deployment.clock.now += STALLED / 2

    assert next_task_in(deployment) is None


def test_a_catch_up_that_dies_between_its_end_and_the_closing_of_the_gap_leaves_it_open() -> None:
    deployment = opened(everything(), GAP)
    worker = deployment.catch_up()

    class Dying:
        def get(self, store_hash: str) -> Gaps:
            return deployment.gaps.get(store_hash)

        def change(self, *_: object) -> None:
            raise SystemExit

    with pytest.raises(SystemExit):
        replace(worker, gaps=Dying()).work(Task("catch-up", STORE), NOW, 60.0)

    assert (deployment.progress().state, still_open(deployment), next_task_in(deployment)) == (
        "done",
        (GAP,),
        0.0,
    )
    assert goes_on(deployment) is True
    assert still_open(deployment) == ()


def test_a_person_may_ask_for_what_has_failed_at_any_time() -> None:
    deployment = opened(of_orders(), GAP)
    deployment.shop.refusals[ORDERS] = refused(ORDERS)
    goes_on(deployment)
    deployment.shop.refusals.clear()

    assert deployment.catches_up() is True
    assert still_open(deployment) == ()


def test_a_store_that_is_not_active_is_not_woken() -> None:
    deployment = opened(everything(), GAP)
    paused(deployment)

    assert next_task_in(deployment) is None


def test_a_store_that_was_paused_for_longer_than_runs_are_kept_is_caught_up_as_far_as_they_are_kept() -> None:
    deployment = opened(of_orders(), GAP)
    deployment.shop.put(1, SINCE)
    paused(deployment)
    goes_on(deployment)
    deployment.clock.now += 29 * DAY + 60
    latest = int(deployment.clock() - GRACE) - 60
    deployment.shop.put(2, latest)
    opened(deployment, Interval(latest, latest + 30))
    resumed(deployment)

    assert goes_on(deployment) is True
    assert (orders_sent(deployment), still_open(deployment)) == ([2], (GAP,))


def test_a_catch_up_that_waited_for_longer_than_runs_are_kept_starts_where_they_are_kept() -> None:
    deployment = opened(of_orders(), GAP)
    deployment.shop.put(1, SINCE + 1)
    deployment.shop.put(2, SINCE + 1801)
    deployment.shop.meanwhile = lambda: paused(deployment)
    deployment.shop.refusals[ORDERS] = StoreUnavailable(STORE, "is paused")
    goes_on(deployment)
    waiting = deployment.progress().state
    deployment.shop.meanwhile, deployment.shop.refusals = nothing_happens, {}
    deployment.clock.now += 29 * DAY - 1800
    resumed(deployment)

    assert goes_on(deployment) is True
    assert (waiting, orders_sent(deployment)) == ("waiting", [2])
