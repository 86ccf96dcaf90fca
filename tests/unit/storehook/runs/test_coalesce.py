"""Of the events of one resource within a window, only the last runs: at the window's end, as a run of the window."""

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import Deployment, Died, declared, queued
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.queues.message import Kind, Message
from storehook.queues.run_key import MAX_EVENT_ID, RunKey
from storehook.runs import run as runs
from storehook.runs.coalesce import MAX_SKEW, take
from storehook.runs.retries import Retries
from storehook.runs.run import EARLY, Lease, Run
from storehook.saves import Conflict, Saved
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


def about(number: int | str, name: str, happened_at: float = NOW, **fields: object) -> Message:
    body = event_body(hash=name, created_at=int(happened_at), data={"type": "order", "id": number})
    return queued(body, delivery_id=name, **{"received_at": happened_at, **fields})


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

        def save(self, run: Run) -> Saved | Conflict[Run]:
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


class Behind(MemoryRunRepository):
    """The repository of a worker that has read everything before another worker wrote it."""

    def __init__(self, rows: dict[RunKey, Run], latest: Run) -> None:
        super().__init__(rows)
        self._latest = latest

    def get(self, key: RunKey) -> Run | None:  # noqa: ARG002 -- the port's
        return None

    def latest(self, key: RunKey) -> Run | None:  # noqa: ARG002 -- the port's
        return self._latest


def test_an_event_that_two_copies_of_its_message_put_into_two_windows_runs_once() -> None:
    given: list[str | None] = []
    running: list[Run] = []

    def sync(_params: Params, ctx: Context) -> None:
        given.append(ctx.trigger.hash)
        if not running:
            running.append(window(found))
            raise ConnectionError

    found = Deployment(declared(sync, coalesce=WINDOW))
    found.post(about(113, "event-1"))
    found.work()
    found.clock.now += WINDOW
    found.work()
    for _ in range(2):
        found.post(about(113, "event-2", NOW + 120))

    found.consumer().handle(found.receive())
    found.consumer(repository=Behind(found.repository.rows, running[0])).handle(found.receive())
    assert window(found).message.delivery_id == window(found, 1).message.delivery_id == "event-2"
    found.drain()

    assert given == ["event-1", "event-2"]


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


def test_a_resource_with_a_long_name_has_windows_with_a_short_one(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about("x" * 200, "one"))
    found.post(about("x" * 200, "two"))

    found.drain()

    assert len(sync.given) == 1
    assert all(len(key.event_id) <= len("window:") + MAX_EVENT_ID for key in found.repository.rows)


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


def test_an_event_that_is_run_again_runs_at_once(sync: Sync) -> None:
    found = deployment(sync)
    found.post(about(113, "one", generation=1))

    assert found.work().result == "completed"


@pytest.mark.parametrize(
    ("kind", "result"), [("webhook", "coalesced"), ("catch-up", "coalesced"), ("manual", "completed")]
)
def test_what_bigcommerce_sent_or_would_have_sent_waits_and_what_a_person_sends_runs(
    sync: Sync, kind: Kind, result: str
) -> None:
    found = deployment(sync)
    found.post(about(113, "one", kind=kind))

    assert found.work().result == result


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


# --- News is never lost or delayed ------------------------------------------------------------------------------------


def post_at(found: Deployment, after: float, message: Message) -> None:
    """Work until some seconds after the start, and post a message that is received then."""
    work_until(found, NOW + after)
    found.post(replace(message, received_at=found.clock.now))


def work_until(found: Deployment, until: float) -> None:
    """Work on all that is visible or due until a time, and let the rest wait."""
    while (at := min([*visible_at(found), *due_at(found)], default=until + 1)) <= until:
        found.clock.now = max(found.clock.now, at)
        if min(visible_at(found), default=until) <= found.clock.now:
            found.work()
        else:
            found.timer().tick()
    found.clock.now = max(found.clock.now, until)


def visible_at(found: Deployment) -> list[float]:
    return [message.visible_at for message in found.queues["default"].messages]


def due_at(found: Deployment) -> list[float]:
    return [run.due_at for run in found.repository.rows.values() if run.due_at and not run.has_ended]


def test_a_change_after_one_from_a_clock_that_is_ahead_runs(sync: Sync) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "ahead", NOW + 20))
    post_at(found, 12, about(113, "right", NOW + 12))
    found.drain()

    assert sync.given == ["ahead", "right"]


def test_a_window_gets_the_event_that_was_received_last_if_a_clock_is_ahead(sync: Sync) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "ahead", NOW + 20))
    post_at(found, 2, about(113, "right", NOW + 2))
    found.drain()

    assert sync.given == ["right"]


def test_a_change_from_a_clock_that_is_behind_runs(sync: Sync) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "right", NOW))
    post_at(found, 12, about(113, "behind", NOW + 12 - 20))
    found.drain()

    assert sync.given == ["right", "behind"]


def test_the_changes_after_an_event_of_the_far_future_run(sync: Sync) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "future", NOW + 90_000_000))
    post_at(found, 3600, about(113, "an-hour-later", NOW + 3600))
    post_at(found, 86_400, about(113, "a-day-later", NOW + 86_400))
    found.drain()

    assert sync.given == ["future", "an-hour-later", "a-day-later"]


def test_an_event_that_does_not_say_when_it_happened_runs_after_a_window(sync: Sync) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "first"))
    timeless = event_body(hash="timeless", created_at=None, data={"type": "order", "id": 113})
    post_at(found, 60, queued(timeless, delivery_id="timeless"))
    found.drain()

    assert sync.given == ["first", "timeless"]


@pytest.mark.parametrize("retry_count", [6, 8])
def test_an_event_inherits_neither_the_back_off_nor_the_attempts_of_its_window(retry_count: int) -> None:
    began: list[tuple[str | None, float, int]] = []
    away_until = NOW + 70 * 60

    def sync(_params: Params, ctx: Context) -> None:
        if found.clock.now < away_until:
            raise OSError("the ERP is away")
        began.append((ctx.trigger.hash, found.clock.now - away_until, ctx.trigger.attempt))

    retries = Retries(retry_count=retry_count, randomize_interval=False)
    found = Deployment(declared(sync, coalesce=WINDOW, retries=retries))
    post_at(found, 0, about(113, "edit-1"))
    post_at(found, 70 * 60, about(113, "edit-2", away_until))
    found.drain()

    assert began == [("edit-2", WINDOW, 1)]


def test_an_event_has_all_attempts_of_a_new_run() -> None:
    sync = Sync(*[KeyError("not yet")] * 5)
    found = deployment(sync)
    post_at(found, 0, about(113, "one"))
    post_at(found, WINDOW + 20, about(113, "later", NOW + WINDOW + 20))
    found.drain()

    assert sync.given == ["one", "one", "later", "later", "later"]
    assert states(found) == {"failed": 1, "coalesced": 2}


@pytest.mark.parametrize("joined", ["the-same-event", "an-older-event"])
def test_what_is_no_news_changes_no_back_off(sync: Sync, joined: str) -> None:
    found = Deployment(declared(Sync(*[KeyError("not yet")] * 2), coalesce=WINDOW))
    post_at(found, 0, about(113, "the-same-event"))
    work_until(found, NOW + WINDOW)
    before = window(found)

    post_at(found, WINDOW + 2, about(113, joined, NOW - 600 if joined == "an-older-event" else NOW))
    found.work()

    assert before.state == "retrying"
    assert window(found) == before


def test_an_event_that_another_worker_has_closed_meanwhile_is_a_duplicate(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "one"))
    found.work()
    post_at(found, 1, about(113, "one"))
    monkeypatch.setattr(MemoryRunRepository, "get", lambda _self, _key: None)

    assert found.work().result == "duplicate"
    assert states(found) == {"coalesced": 1, "scheduled": 1}


def test_an_event_that_joins_a_window_in_the_quota_queue_keeps_its_position(sync: Sync) -> None:
    found = deployment(sync)
    post_at(found, 0, about(113, "one"))
    found.work()
    waiting = replace(window(found), state="waiting", position=7.0, attempt=1, next_attempt_at=NOW + 600)
    found.repository.rows[waiting.key] = waiting

    post_at(found, 1, about(113, "two", NOW + 1))
    found.work()

    joined = window(found)
    assert (joined.message.delivery_id, joined.attempt) == ("two", 0)
    assert (joined.position, joined.next_attempt_at) == (7.0, NOW + 600)


def test_an_event_that_joins_a_held_window_leaves_it_held(sync: Sync) -> None:
    found = deployment(sync)
    found.paused.add(STORE)
    post_at(found, 0, about(113, "one"))
    found.drain()
    held = window(found)

    post_at(found, 60, about(113, "two", NOW + 60))
    found.work()

    assert (held.state, window(found).state, window(found).due_at) == ("held", "held", 0.0)
    assert window(found).message.delivery_id == "two"


ARRIVALS = [(0, 1, 2), (0, 1, 60), (0, 60, 61), (0, 60, 120), (0, 6, 12), (0, 4, 8)]


@pytest.mark.parametrize("copies", [1, 3], ids=["once", "three times"])
@pytest.mark.parametrize("arrivals", ARRIVALS, ids=str)
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_whenever_three_events_come_a_run_that_starts_later_has_each_or_a_later_one(
    order: tuple[int, ...], arrivals: tuple[int, ...], copies: int
) -> None:
    began: list[tuple[float, str]] = []

    def sync(_params: Params, ctx: Context) -> None:
        began.append((found.clock.now, str(ctx.trigger.hash)))

    found = Deployment(declared(sync, coalesce=WINDOW))
    for after, number in zip(arrivals, order, strict=True):
        for _ in range(copies):
            post_at(found, after, about(113, f"event-{number}", NOW + number - 2))
    found.drain()

    for after, number in zip(arrivals, order, strict=True):
        # By then, it has certainly happened.
        happened_before = min(NOW + after, NOW + number - 2 + MAX_SKEW)
        assert any(at >= happened_before and name >= f"event-{number}" for at, name in began)
    assert len({name for _, name in began}) == len(began)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_late_copies_of_all_three_events_run_nothing(sync: Sync, order: tuple[int, ...]) -> None:
    found = deployment(sync)
    for number in order:
        post_at(found, number * 20, about(113, f"event-{number}", NOW + number * 20))
    found.drain()
    began = [*sync.given]

    for number in order:
        post_at(found, 7200, about(113, f"event-{number}", NOW + number * 20))

    assert set(found.drain()) == {"duplicate"}
    assert sync.given == began


# --- The decision alone -----------------------------------------------------------------------------------------------

KEY = RunKey(STORE, "window:order/113", "sync")


def opened(name: str, happened_at: float = NOW, at: float = NOW) -> Run:
    lease = Lease(f"worker-{name}", at, at + 60)
    return runs.first(KEY, about(113, name, happened_at), scope="store/order/updated", lane="default", lease=lease)


def taken(latest: Run | None, name: str, happened_at: float = NOW, at: float = NOW) -> Run | None:
    return take(latest, opened(name, happened_at, at), WINDOW, Lease(f"worker-{name}", at, at + 60))


def first_window() -> Run:
    found = taken(None, "first")
    assert found is not None
    return found


def test_the_first_event_opens_a_window_that_ends_a_windows_length_later() -> None:
    window = first_window()

    assert (window.key, window.version, window.state) == (KEY, 1, "scheduled")
    assert window.next_attempt_at == NOW + WINDOW


def test_a_window_that_waits_after_faults_forgets_them_with_the_next_event() -> None:
    waiting = replace(first_window(), state="retrying", faults=3, next_attempt_at=NOW + 600, position=7.0)

    joined = taken(waiting, "second", NOW + 1, at=NOW + 1)

    assert joined is not None
    assert (joined.faults, joined.next_attempt_at) == (0, NOW + 1 + WINDOW)


def test_a_later_event_takes_the_place_of_the_one_before_and_changes_no_end() -> None:
    window = replace(first_window(), message=replace(first_window().message, redrives=2, generation=3))
    window = replace(window, key=replace(KEY, generation=3))

    later = taken(window, "later", NOW + 1, at=NOW + 2)

    assert later is not None
    assert (later.key, later.version, later.owner) == (window.key, 2, "worker-later")
    assert (later.updated_at, later.next_attempt_at) == (NOW + 2, window.next_attempt_at)
    assert (later.message.delivery_id, later.message.generation, later.message.redrives) == ("later", 3, 2)


def test_an_event_after_a_windows_end_opens_its_next_generation() -> None:
    ended = replace(first_window(), state="completed", key=replace(KEY, generation=3))

    following = taken(ended, "later", NOW + 1, at=NOW + 60)

    assert following is not None
    assert (following.key, following.message.generation) == (replace(KEY, generation=4), 4)
    assert (following.version, following.state, following.next_attempt_at) == (1, "scheduled", NOW + 60 + WINDOW)


@pytest.mark.parametrize(("name", "happened_at"), [("first", NOW), ("earlier", NOW - 1), ("as early", NOW)])
def test_the_same_event_or_one_that_ranks_before_it_is_no_news(name: str, happened_at: float) -> None:
    assert taken(first_window(), name, happened_at) is None


@pytest.mark.parametrize(("after", "is_news"), [(-0.5, True), (0.0, True), (0.5, False)])
def test_an_older_event_is_news_unless_it_was_certainly_received_before_the_run_started(
    after: float, is_news: bool
) -> None:
    ended = replace(first_window(), state="completed", started_at=NOW + after)

    assert bool(taken(ended, "earlier", NOW - EARLY, at=NOW + 60)) is is_news


@pytest.mark.parametrize(("happened_at", "succeeds"), [(NOW - 1, False), (NOW + 1, True)])
def test_an_event_that_does_not_say_when_it_happened_happened_when_it_was_received(
    happened_at: float, succeeds: bool
) -> None:
    body = event_body(hash="timeless", created_at=None, data={"type": "order", "id": 113})
    timeless = replace(first_window(), message=queued(body, delivery_id="timeless"))

    assert bool(taken(timeless, "other", happened_at)) is succeeds


def test_events_without_a_hash_rank_by_their_deliveries() -> None:
    def unnamed(delivery: str) -> Run:
        body = event_body(hash=None, created_at=int(NOW), data={"type": "order", "id": 113})
        return replace(first_window(), message=queued(body, delivery_id=delivery))

    lease = Lease("worker", NOW, NOW + 60)

    assert take(unnamed("b"), unnamed("a"), WINDOW, lease) is None
    assert take(unnamed("a"), unnamed("b"), WINDOW, lease) is not None
