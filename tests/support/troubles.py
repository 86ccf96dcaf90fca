"""For each alarm of the template, the trouble that raises it; and a normal minute."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.deployment import queued
from tests.support.hooks_api import STORE
from tests.support.ingest_function import request, with_key
from tests.support.played_functions import AwayRepository, Functions
from tests.support.registration import UPDATED, World, webhook
from tests.support.signed_deliveries import SECRET, event_body

from storehook.queues import message as messages
from storehook.queues.task import Task
from storehook.registration.refusals import SECOND_LOOK
from storehook.registration.webhook import EXCEPTIONS

type Play = Callable[[Functions], object]

WEEK = 7 * 86_400.0
BLOCKED = {"destination": "hooks.example.com", "time_left": 180, "reasons": []}


@dataclass(frozen=True, slots=True)
class Trouble:
    """The trouble that an alarm is for.

    Args:
        play: plays the trouble once.
        every: minutes until it happens again.
        lasts: minutes for which it continues.
        within: minutes after which the alarm must be on.
        quiet: minutes after its end at which the alarm must be off.
        silent: a function that does nothing meanwhile.
    """

    play: Play
    every: int = 1
    lasts: int = 30
    within: int = 5
    quiet: int = 60
    silent: str = ""


def well(functions: Functions) -> None:
    """Play a normal minute: each function works, and waiting runs wait for their time."""
    functions.post(with_key(request(event_body())))
    functions.consume(queued())
    functions.consume(queued(), lane="Long")
    functions.tick()
    functions.reconcile(Task("reconcile", STORE))
    for people in ("Connect", "Console"):
        functions.invoke(people, dict)
    for lane in ("Default", "Long", "Reconcile"):
        functions.queue(f"{lane}Queue", "ApproximateAgeOfOldestMessage", 3.0)
        functions.queue(f"{lane}DeadLetterQueue", "ApproximateNumberOfMessagesVisible", 0.0)


# --- What is delivered -----------------------------------------------------------------------------------------------


def wrong_client_secret(functions: Functions) -> None:
    functions.around.secret = "of another app"
    assert functions.post(with_key(request(event_body()))) == 401
    functions.around.secret = SECRET


def our_503(functions: Functions) -> None:
    functions.around.queue_fault = ConnectionError("SQS is away")
    assert functions.post(with_key(request(event_body()))) == 503
    functions.around.queue_fault = None


def junk(functions: Functions) -> None:
    """Play the posts of strangers: empty, random, and imitations of BigCommerce's with an invented key."""
    forged = request(event_body())
    forged["headers"] = forged["headers"] | {"webhook-signature": "v1," + "A" * 43 + "="}
    for event in (request(b"", headers={}), forged, with_key(forged, "0" * 64), with_key(forged, "junk")):
        assert functions.post(event) == 401


# --- The app's callbacks ---------------------------------------------------------------------------------------------


def throttled_callbacks(number: int) -> Play:
    """Refuse callbacks because too many came."""
    return lambda functions: [functions.answer("/auth", "429") for _ in range(number)]


def failing_callback(status: str) -> Play:
    """Turn a merchant away, in a stack with so many requests that one failure is a negligible share."""
    return lambda functions: functions.answer("/auth", status)


def refused_otherwise(functions: Functions) -> None:
    """Refuse callbacks for other reasons, and throttle deliveries and the console."""
    for _ in range(200):
        functions.answer("/auth", "400")
        functions.answer("/webhooks/abc", "429")
        functions.answer("/console/api/runs", "429")


# --- The stores' webhooks --------------------------------------------------------------------------------------------


def in_a_store(prepare: Callable[[World], object]) -> Play:
    """Reconcile a further store, in which something is wrong."""

    def play(functions: Functions) -> None:
        before, functions.shop = functions.shop, World(UPDATED)
        prepare(functions.shop)
        functions.reconcile(Task("reconcile", STORE))
        functions.shop = before

    return play


def blocked_domain(shop: World) -> None:
    shop.api.blocked = [BLOCKED]


def switched_off(shop: World) -> None:
    shop.registered(webhook(1, UPDATED, active=False))


def token_revoked(shop: World) -> None:
    shop.api.refuse(401, times=2, title="Unauthorized")
    shop.reconcile()
    shop.now += SECOND_LOOK


def hook_refused(shop: World) -> None:
    shop.api.refuse(422, method="POST", times=9)


def exception(code: int) -> Play:
    """Report from BigCommerce that it could not deliver."""
    text = messages.encode(queued(event_body(EXCEPTIONS, data={"error_code": code, "message": "Cannot deliver"})))
    return lambda functions: functions.reconcile(text)


def failing_task(functions: Functions) -> None:
    functions.reconcile("poison", receives=2)
    functions.reconcile("another", receives=1)


# --- Runs ------------------------------------------------------------------------------------------------------------


def poison(lane: str, receives: int) -> Play:
    """Send a message that the consumer can't handle, as one received that often, and a good one."""

    def play(functions: Functions) -> None:
        functions.repository = AwayRepository()
        functions.consume(queued(), lane=lane, receives=receives)
        functions.consume(queued(), lane=lane)
        functions.repository = None

    return play


def overdue(seconds: float) -> Play:
    """Run a tick of the timer that finds a run this late."""

    def play(functions: Functions) -> None:
        key = functions.wait_for(-seconds)
        functions.tick()
        del functions.deployment.repository.rows[key]

    return play


def scheduled_for_next_week(functions: Functions) -> None:
    functions.wait_for(WEEK)
    functions.tick()


# --- AWS's own metrics -----------------------------------------------------------------------------------------------


def of_function(name: str, metric: str) -> Play:
    """Set a metric of one of our functions to 1."""
    return lambda functions: functions.function(name, metric)


def failing(name: str) -> Play:
    """Fail an invocation of a function behind the API."""

    def play(functions: Functions) -> None:
        functions.function(name, "Errors")
        functions.api("Count")
        functions.api("5xx")

    return play


def of_queue(name: str, metric: str, value: float) -> Play:
    """Set a metric of one of our queues to a value."""
    return lambda functions: functions.queue(name, metric, value)


def silent(*tasks: str) -> Trouble:
    """Let the timer's other tasks run, but not these."""
    return Trouble(lambda functions: functions.tick(without=tasks), within=14, silent="Timer")


AGE, LETTERS = "ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"

TROUBLES: dict[str, Trouble] = {
    "DeliveriesRefusedAlarm": Trouble(wrong_client_secret, every=10),
    "NotAcceptedAlarm": Trouble(our_503, within=20),
    "CallbacksFailedAlarm": Trouble(throttled_callbacks(40)),
    "Api5xxAlarm": Trouble(lambda functions: functions.api("5xx"), within=20),
    "IngestThrottlesAlarm": Trouble(of_function("Ingest", "Throttles")),
    "WebhooksInterruptedAlarm": Trouble(in_a_store(blocked_domain), every=15, lasts=60),
    "StoresNotReconciledAlarm": Trouble(in_a_store(hook_refused), every=15, lasts=60),
    "MessagesStuckAlarm": Trouble(poison("Default", 9), every=15, lasts=60),
    "ReconcilerErrorsAlarm": Trouble(of_function("Reconciler", "Errors")),
    "TimerErrorsAlarm": Trouble(of_function("Timer", "Errors")),
    "DefaultDeadLettersAlarm": Trouble(of_queue("DefaultDeadLetterQueue", LETTERS, 1)),
    "LongDeadLettersAlarm": Trouble(of_queue("LongDeadLetterQueue", LETTERS, 1)),
    "ReconcileQueueAgeAlarm": Trouble(of_queue("ReconcileQueue", AGE, 3_700), within=20),
    "DefaultQueueAgeAlarm": Trouble(of_queue("DefaultQueue", AGE, 1_900), within=20),
    "LongQueueAgeAlarm": Trouble(of_queue("LongQueue", AGE, 7_300), within=20),
    "WorkOverdueAlarm": Trouble(overdue(1000.0), within=20),
    "TimerSilentAlarm": silent("release"),
    "DefaultConsumerErrorsAlarm": Trouble(
        of_function("DefaultConsumer", "Errors"), every=6, lasts=60, within=30, silent="DefaultConsumer"
    ),
}
"""Troubles by the alarm that is named for them."""

FURTHER: dict[str, tuple[str, Trouble]] = {
    "connect cannot start": ("CallbacksFailedAlarm", Trouble(failing_callback("500"))),
    "connect is throttled": ("CallbacksFailedAlarm", Trouble(failing_callback("503"))),
    "exception 90002": ("WebhooksInterruptedAlarm", Trouble(exception(90002), every=15, lasts=60)),
    "exception 90003": ("WebhooksInterruptedAlarm", Trouble(exception(90003), every=15, lasts=60)),
    "an inactive webhook": ("WebhooksInterruptedAlarm", Trouble(in_a_store(switched_off), every=15, lasts=60)),
    "a refused token": ("StoresNotReconciledAlarm", Trouble(in_a_store(token_revoked), every=15, lasts=60)),
    "a poison message of the lane long": ("MessagesStuckAlarm", Trouble(poison("Long", 9), every=15, lasts=60)),
    "a task that becomes a dead letter": ("MessagesStuckAlarm", Trouble(failing_task, every=12, lasts=60)),
    "ingest cannot start": ("Api5xxAlarm", Trouble(failing("Ingest"), within=20, silent="Ingest")),
}
"""Further troubles, with the alarm that is for them, too."""
