"""Steps and sleeps of a run, over its attempts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel
from tests.support.deployment import Deployment, Died, declared, queued
from tests.support.signed_deliveries import STORE

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.consumer.resource_locks import ResourceLocks
from storehook.errors import Throttled
from storehook.queues.message import encode
from storehook.runs.steps import SPARE, Step

DAY = 86_400.0


class Charge(BaseModel):
    """Result of a step."""

    number: str
    cents: int


class Shop:
    """Services with effects that can be counted."""

    def __init__(self) -> None:
        self.effects: list[str] = []

    def does(self, effect: str) -> str:
        self.effects.append(effect)
        return f"{effect} {len(self.effects)}"

    def charges(self, cents: int) -> Charge:
        self.effects.append("charge")
        return Charge(number=f"c{len(self.effects)}", cents=cents)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def deployed(function: Callable[[Params, Context], object], **options: object) -> Deployment:
    """Deploy an action, and send it one event."""
    deployment = Deployment(declared(function, **options))  # type: ignore[arg-type]
    deployment.post(queued())
    return deployment


def test_a_retry_does_not_execute_a_step_again_and_gets_its_result(shop: Shop) -> None:
    results: list[str] = []

    def settle(_params: Params, ctx: Context) -> None:
        results.append(ctx.step("charge", shop.does, "charge"))
        if len(results) < 3:
            raise ConnectionError

    deployment = deployed(settle)

    assert deployment.drain() == ["retrying", "retrying", "completed"]
    assert (shop.effects, results) == (["charge"], ["charge 1"] * 3)


def test_every_attempt_gets_an_equal_result_of_the_annotated_type(shop: Shop) -> None:
    results: list[Charge] = []

    def settle(_params: Params, ctx: Context) -> None:
        results.append(ctx.step("charge", shop.charges, 1990))
        if len(results) < 2:
            raise ConnectionError

    deployed(settle).drain()

    assert results == [Charge(number="c1", cents=1990)] * 2


def test_a_result_without_an_annotated_type_is_json_from_the_first_attempt_on() -> None:
    results: list[object] = []

    def settle(_params: Params, ctx: Context) -> None:
        results.append(ctx.step("pair", lambda: ("a", {"b": None})))
        if len(results) < 2:
            raise ConnectionError

    deployed(settle).drain()

    assert results == [["a", {"b": None}]] * 2


def test_a_step_that_raises_is_executed_again() -> None:
    tries: list[int] = []

    def unsteady() -> int:
        tries.append(len(tries))
        if len(tries) < 2:
            raise ConnectionError
        return len(tries)

    def settle(_params: Params, ctx: Context) -> None:
        assert ctx.step("charge", unsteady) == 2

    assert deployed(settle).drain() == ["retrying", "completed"]


def test_a_step_whose_result_was_stored_is_not_executed_after_the_death_of_its_process(shop: Shop) -> None:
    deaths: list[int] = []

    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("charge", shop.does, "charge")
        if not deaths:
            deaths.append(1)
            raise Died

    deployment = deployed(settle)
    with pytest.raises(Died):
        deployment.work()
    deployment.clock.now += 400

    assert deployment.drain()[-1] == "completed"
    assert shop.effects == ["charge"]


def test_a_late_worker_gets_the_result_that_another_one_has_stored(shop: Shop) -> None:
    results: list[str] = []
    deployment = Deployment()

    def settle(_params: Params, ctx: Context) -> None:
        def charge() -> str:
            # Another worker has taken the run over and stores its result first.
            deployment.steps.put(deployment.run().run_key, Step(name="charge", result='"theirs"', stored_at=0.0))
            return shop.does("charge")

        results.append(ctx.step("charge", charge))

    deployment = deployed(settle)
    deployment.drain()

    assert results == ["theirs"]


def test_a_result_is_stored_even_if_the_attempt_has_timed_out_meanwhile(shop: Shop) -> None:
    deployment = Deployment()

    def settle(_params: Params, ctx: Context) -> None:
        def slow() -> str:
            deployment.clock.now += 0 if shop.effects else 120
            return shop.does("charge")

        ctx.step("charge", slow)

    deployment = deployed(settle)

    assert deployment.drain() == ["retrying", "completed"]
    assert shop.effects == ["charge"]


def test_a_name_that_was_used_before_fails_the_run_and_says_what_to_do(shop: Shop) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("reserve", shop.does, "first")
        ctx.step("reserve", shop.does, "second")

    deployment = deployed(settle)

    assert deployment.drain() == ["failed"]
    assert deployment.run().failure is not None
    assert deployment.run().failure.error_type == "StepNameTaken"  # type: ignore[union-attr]
    assert 'ctx.step(f"reserve {item_id}", …)' in deployment.run().failure.error  # type: ignore[union-attr]


def test_a_thousand_steps_with_keys_run_once_each(shop: Shop) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        for line in range(1000):
            ctx.step(f"reserve {line}", shop.does, f"line {line}")
            if line == 500 and ctx.trigger.attempt == 1:
                raise ConnectionError

    assert deployed(settle).drain() == ["retrying", "completed"]
    assert len(shop.effects) == len(set(shop.effects)) == 1000


def test_a_result_that_no_longer_fits_fails_the_run_and_names_the_field(shop: Shop) -> None:
    attempts: list[int] = []

    def settle(_params: Params, ctx: Context) -> None:
        attempts.append(1)
        ctx.step("charge", shop.does, "charge", returns=str if len(attempts) == 1 else Charge)
        raise ConnectionError

    deployment = deployed(settle)

    assert deployment.drain() == ["retrying", "failed"]
    assert deployment.run().failure.error_type == "StepResultInvalid"  # type: ignore[union-attr]
    assert "'charge'" in deployment.run().failure.error  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("result", "error"),
    [(object(), "StepResultInvalid"), ("x" * 65_536, "StepResultTooLarge"), (float("nan"), None)],
    ids=["no JSON", "too large", "not a number"],
)
def test_a_result_that_cannot_be_stored_fails_the_run(result: object, error: str | None) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("fetch", lambda: result)

    deployment = deployed(settle)

    assert deployment.drain() == ["failed" if error else "completed"]
    assert (deployment.run().failure.error_type if deployment.run().failure else None) == error  # type: ignore[union-attr]


def test_a_run_sleeps_without_an_attempt_and_goes_on_at_the_top(shop: Shop) -> None:
    def remind(_params: Params, ctx: Context) -> None:
        ctx.step("welcome", shop.does, "welcome")
        ctx.sleep("before the reminder", timedelta(days=3))
        ctx.step("remind", shop.does, "remind")

    deployment = deployed(remind)
    started_at = deployment.clock.now

    assert deployment.work().result == "suspended"
    run = deployment.run()
    assert (run.state, run.waits_for, run.attempt, run.attempts) == ("waiting", "sleep/before the reminder", 0, ())
    assert (run.lease_until, run.next_attempt_at) == (0.0, started_at + 3 * DAY)
    assert deployment.drain() == ["completed"]
    assert deployment.clock.now >= started_at + 3 * DAY
    assert (shop.effects, deployment.run().waits_for) == (["welcome", "remind"], None)


@pytest.mark.parametrize("seconds", [30, 600, 2 * DAY])
def test_a_sleep_of_any_length_ends_when_it_should(shop: Shop, seconds: float) -> None:
    woken_at: list[float] = []
    deployment = Deployment()

    def remind(_params: Params, ctx: Context) -> None:
        ctx.sleep("short", seconds)
        woken_at.append(deployment.clock.now)

    deployment = deployed(remind)
    started_at = deployment.clock.now

    assert deployment.drain() == ["suspended", "completed"]
    assert started_at + seconds - 1 <= woken_at[0] <= started_at + seconds + 60


def test_a_retry_does_not_begin_a_sleep_anew() -> None:
    attempts: list[int] = []

    def remind(_params: Params, ctx: Context) -> None:
        ctx.sleep("once", 600)
        attempts.append(1)
        if len(attempts) < 3:
            raise ConnectionError

    deployment = deployed(remind)

    assert deployment.drain() == ["suspended", "retrying", "retrying", "completed"]


def test_a_run_has_all_its_retries_again_after_a_sleep() -> None:
    attempts: list[int] = []

    def remind(_params: Params, ctx: Context) -> None:
        attempts.append(ctx.trigger.attempt)
        if len(attempts) in (1, 2):
            raise ConnectionError
        ctx.sleep("nap", 600)
        if len(attempts) in (4, 5):
            raise ConnectionError

    deployment = deployed(remind)

    assert deployment.drain() == ["retrying", "retrying", "suspended", "retrying", "retrying", "completed"]
    assert attempts == [1, 2, 3, 1, 2, 3]


def test_an_operator_who_wakes_a_sleeping_run_does_not_end_its_sleep() -> None:
    def remind(_params: Params, ctx: Context) -> None:
        ctx.sleep("nap", 3600)

    deployment = deployed(remind)
    deployment.work()
    run = deployment.run()
    deployment.repository.save(replace(run, version=run.version + 1, next_attempt_at=deployment.clock.now))
    deployment.queues["default"].put(encode(run.key))

    assert deployment.work().result == "suspended"
    assert deployment.run().next_attempt_at == run.next_attempt_at


def test_a_sleep_passes_the_resource_lock_on(shop: Shop) -> None:
    def ship(_params: Params, ctx: Context) -> None:
        ctx.step("began", shop.does, "began")
        ctx.sleep("nap", DAY)

    deployment = Deployment(declared(ship, one_at_a_time=True))
    for event in ("event-1", "event-2"):
        deployment.post(queued(action="ship", event_id=event))

    results = [deployment.work().result for _ in range(2)]

    assert results == ["suspended", "suspended"]
    assert shop.effects == ["began", "began"]


def test_a_sleep_wakes_the_run_that_waits_for_its_lock(shop: Shop) -> None:
    deployment: Deployment

    def ship(_params: Params, ctx: Context) -> None:
        shop.does("began")
        if len(shop.effects) == 1:
            assert deployment.work().result == "queued"
        ctx.sleep("nap", DAY)

    deployment = Deployment(declared(ship, one_at_a_time=True))
    for event in ("event-1", "event-2"):
        deployment.post(queued(action="ship", event_id=event))

    assert deployment.work().result == "suspended"
    assert deployment.work().result == "suspended"


def test_a_sleep_of_more_than_a_year_is_refused() -> None:
    def remind(_params: Params, ctx: Context) -> None:
        ctx.sleep("until then", datetime(2126, 1, 1, tzinfo=UTC))

    deployment = deployed(remind)

    assert deployment.drain() == ["failed"]
    assert "366 days" in deployment.run().failure.error  # type: ignore[union-attr]


def test_a_naive_time_is_refused() -> None:
    def remind(_params: Params, ctx: Context) -> None:
        ctx.sleep("until then", datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake

    deployment = deployed(remind)

    assert deployment.drain() == ["failed"]
    assert "time zone" in deployment.run().failure.error  # type: ignore[union-attr]


def test_an_action_that_coalesces_has_no_steps(shop: Shop) -> None:
    def sync(_params: Params, ctx: Context) -> None:
        ctx.step("charge", shop.does, "charge")

    deployment = deployed(sync, coalesce=5.0)

    assert deployment.drain()[-1] == "failed"
    assert shop.effects == []


def test_a_run_whose_steps_may_have_expired_fails_until_somebody_retries_it(shop: Shop) -> None:
    attempts: list[int] = []

    def settle(_params: Params, ctx: Context) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise ConnectionError
        ctx.step("charge", shop.does, "charge")

    deployment = deployed(settle)
    deployment.work()
    deployment.clock.now += SPARE + DAY

    assert deployment.drain() == ["failed"]
    assert (deployment.run().failure.error_type, shop.effects) == ("StepsExpired", [])  # type: ignore[union-attr]
    letter = deployment.dead_letters["default"].receive()
    assert letter is not None
    deployment.post(letter.text)
    assert deployment.drain() == ["completed"]
    assert shop.effects == ["charge"]


def test_a_run_that_was_throttled_after_its_steps_does_not_execute_them_again_when_they_are_gone(shop: Shop) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("charge", shop.does, "charge")
        if len(shop.effects) == 1:
            raise Throttled(60.0)

    deployment = deployed(settle)
    assert deployment.work().result == "throttled"
    deployment.clock.now += SPARE + DAY
    deployment.steps.rows.clear()

    assert deployment.drain() == ["failed"]
    assert (deployment.run().failure.error_type, shop.effects) == ("StepsExpired", ["charge"])  # type: ignore[union-attr]


def test_a_run_whose_first_attempt_begins_after_months_executes_its_steps(shop: Shop) -> None:
    def settle(_params: Params, ctx: Context) -> None:
        ctx.step("charge", shop.does, "charge")

    deployment = deployed(settle)
    deployment.paused.add(STORE)
    assert deployment.work().result == "held"
    deployment.clock.now += SPARE + DAY
    deployment.paused.clear()
    deployment.releases().tick()

    assert deployment.drain() == ["completed"]
    assert shop.effects == ["charge"]


def test_the_key_of_a_step_is_the_same_in_each_attempt_and_differs_from_other_steps() -> None:
    keys: list[str] = []

    def settle(_params: Params, ctx: Context) -> None:
        keys.append(ctx.step_key("charge"))
        if len(keys) < 2:
            raise ConnectionError
        keys.append(ctx.step_key("refund"))

    deployed(settle).drain()

    assert keys[0] == keys[1] != keys[2]


def test_a_process_that_died_between_the_sleeping_row_and_the_lock_passes_it_on_later(shop: Shop) -> None:
    def ship(_params: Params, ctx: Context) -> None:
        ctx.step("began", shop.does, "began")
        ctx.sleep("nap", DAY)

    deployment = Deployment(declared(ship, one_at_a_time=True))
    for event in ("event-1", "event-2"):
        deployment.post(queued(action="ship", event_id=event))
    received = deployment.receive()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResourceLocks, "release", _dies)
        with pytest.raises(Died):
            deployment.consumer().handle(received)
    assert deployment.work().result == "queued"
    deployment.clock.now += 400  # The first message is visible again.

    assert deployment.drain(30)[-1] == "completed"
    assert shop.effects == ["began", "began"]


def _dies(*_: object) -> None:
    raise Died
