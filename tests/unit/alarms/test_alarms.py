"""Each alarm of the built template goes off for its trouble alone, and goes quiet; in a normal day, none goes off."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

import pytest
from tests.support.built_template import deployed
from tests.support.cloudwatch import Alarm, Metric, Sample, Samples, State, states
from tests.support.ingest_function import request, with_key
from tests.support.played_functions import Functions, later
from tests.support.signed_deliveries import SECRET, event_body
from tests.support.troubles import (
    AGE,
    FURTHER,
    TROUBLES,
    Trouble,
    exception,
    failing_callback,
    junk,
    our_503,
    overdue,
    poison,
    refused_otherwise,
    scheduled_for_next_week,
    silent,
    throttled_callbacks,
    well,
    wrong_client_secret,
)

from storehook.queues.lanes import LONGEST_ATTEMPT
from storehook.runs.retries import Retries
from storehook_cli.authoring.template import of_type
from timer import TASKS

ALARMS = of_type(deployed(AlarmEmail="ops@example.com"), "AWS::CloudWatch::Alarm")
BEFORE = range(-15, 0)
"""Minutes of peace before the first look."""
BEGIN = 40
"""Minutes of peace before a trouble."""


def repeated(samples: Sequence[Sample], minutes: Iterable[float]) -> list[Sample]:
    return [sample for minute in minutes for sample in later(samples, minute)]


def without(name: str, samples: Sequence[Sample]) -> list[Sample]:
    """Return the samples without those of a function that does nothing."""
    of_it = {("service", name.lower()), ("FunctionName", name)}
    return [sample for sample in samples if not sample.metric.dimensions & of_it]


def played(functions: Functions, trouble: Trouble) -> Samples:
    """Peace, with a trouble in it."""
    peace, heard, end = functions.hear(well), functions.hear(trouble.play), BEGIN + trouble.lasts
    quiet = [*BEFORE, *range(BEGIN), *range(end, end + trouble.quiet)]
    meanwhile = repeated(without(trouble.silent, peace), range(BEGIN, end))
    return Samples([*repeated(peace, quiet), *meanwhile, *repeated(heard, range(BEGIN, end, trouble.every))])


def seen(alarm: Alarm, samples: Samples, trouble: Trouble) -> list[State]:
    return states(alarm, samples, BEGIN + trouble.lasts + trouble.quiet)


def test_every_alarm_has_a_trouble_that_it_is_for() -> None:
    assert TROUBLES.keys() == ALARMS.keys()


WITH_ALARMS = [*TROUBLES.items(), *FURTHER.values()]
IDS = [*TROUBLES, *FURTHER]


@pytest.mark.parametrize(("name", "trouble"), WITH_ALARMS, ids=IDS)
def test_an_alarm_goes_off_for_its_trouble_stays_on_while_it_lasts_and_goes_quiet(
    functions: Functions, name: str, trouble: Trouble
) -> None:
    found = seen(ALARMS[name], played(functions, trouble), trouble)

    assert set(found[:BEGIN]) == {"OK"}
    on = found.index("ALARM")
    assert on < BEGIN + trouble.within
    assert set(found[on : BEGIN + trouble.lasts]) == {"ALARM"}
    assert found[-1] == "OK"


@pytest.mark.parametrize(("name", "trouble"), WITH_ALARMS, ids=IDS)
def test_a_trouble_sets_off_no_other_alarm(functions: Functions, name: str, trouble: Trouble) -> None:
    samples = played(functions, trouble)

    on = {each for each, alarm in ALARMS.items() if "ALARM" in seen(alarm, samples, trouble)}

    # An API whose ingest answers 503 answers 5XX, whatever it is that fails.
    assert on - {name} == ({"Api5xxAlarm"} if name == "NotAcceptedAlarm" else set())


def test_a_consumer_of_the_lane_long_that_cannot_start_is_noticed_before_its_message_is_too_often_received() -> None:
    """SQS leaves a message that was received more than three times out of the age ("Available CloudWatch metrics for
    Amazon SQS")."""
    fourth_receive = 3 * deployed()["LongQueue"]["Properties"]["VisibilityTimeout"] // 60
    age = Metric("AWS/SQS", AGE, frozenset({("QueueName", "LongQueue")}))
    samples = Samples(Sample(age, minute * 60.0, minute * 60.0) for minute in range(fourth_receive))

    assert "ALARM" in states(ALARMS["LongQueueAgeAlarm"], samples, 150)


@pytest.mark.parametrize("second", range(0, 300, 15))
def test_a_run_that_times_out_alone_in_its_lane_is_no_alarm(functions: Functions, second: int) -> None:
    waits = [Retries(randomize_interval=False).interval(number) for number in range(1, 9)]
    starts = accumulate((LONGEST_ATTEMPT["default"] + wait for wait in waits), initial=600.0 + second)
    stalled = functions.hear(lambda each: each.stall("Default", 59.0))
    samples = Samples(repeated(stalled, (start / 60 for start in starts)))

    assert "ALARM" not in states(ALARMS["DefaultConsumerErrorsAlarm"], samples, 120)


@pytest.mark.parametrize(("tasks", "minutes"), [*(([task], 13) for task in TASKS), ([*TASKS], 5)], ids=str)
def test_a_task_of_the_timer_that_is_silent_is_noticed(functions: Functions, tasks: list[str], minutes: int) -> None:
    trouble = silent(*tasks)

    found = seen(ALARMS["TimerSilentAlarm"], played(functions, trouble), trouble)

    assert found.index("ALARM") == BEGIN + minutes - 1


# --- A normal day ----------------------------------------------------------------------------------------------------

DAY = range(24 * 60)


def backlog(functions: Functions) -> None:
    """A burst that is worked off within minutes."""
    for queue, seconds in (("DefaultQueue", 2_000.0), ("LongQueue", 8_000.0), ("ReconcileQueue", 4_000.0)):
        functions.queue(queue, AGE, seconds)


def sent_ahead(functions: Functions) -> None:
    """Wake-ups that SQS has delayed by a quarter of an hour."""
    for queue in ("DefaultQueue", "LongQueue", "ReconcileQueue"):
        functions.queue(queue, AGE, 905.0)


def normal_day(functions: Functions) -> list[Sample]:
    """Traffic, strangers, and what passes by itself."""
    peace, awake = functions.hear(well), [minute for minute in DAY if minute % 60 not in (30, 31, 32)]
    return [
        *repeated(peace, [*BEFORE, *awake]),
        *repeated(without("Timer", peace), set(DAY) - set(awake)),  # turns that took long
        *repeated(functions.hear(scheduled_for_next_week), awake),
        *repeated(functions.hear(overdue(300.0)), awake),
        *repeated(functions.hear(sent_ahead), DAY),
        *repeated(functions.hear(junk), DAY),
        *repeated(functions.hear(refused_otherwise), DAY),
        *repeated(functions.hear(failing_callback("503")), [200, 230]),
        *repeated(functions.hear(throttled_callbacks(50)), range(0, len(DAY), 20)),
        *repeated(functions.hear(our_503), [100, 101, 102, 600, 1200]),
        *repeated(functions.hear(exception(90001)), range(0, len(DAY), 200)),
        *repeated(functions.hear(lambda each: each.stall("Default", 59.0)), range(3, len(DAY), 10)),
        *repeated(functions.hear(lambda each: each.stall("Long", 899.0)), range(5, len(DAY), 50)),
        *repeated(functions.hear(backlog), range(300, 306)),
        *repeated(functions.hear(overdue(1000.0)), range(303, 309)),
        *repeated(functions.hear(lambda each: each.function("Timer", "Errors")), range(50, len(DAY), 200)),
        *repeated(functions.hear(lambda each: each.function("Ingest", "Errors")), range(60, len(DAY), 200)),
        *repeated(functions.hear(poison("Default", 2)), range(0, len(DAY), 100)),
        *repeated(functions.hear(poison("Long", 2)), range(0, len(DAY), 100)),
        *repeated(functions.hear(lambda each: each.reconcile("a table is away", receives=1)), range(0, len(DAY), 100)),
    ]


def test_in_a_normal_day_no_alarm_goes_off(functions: Functions) -> None:
    samples = Samples(normal_day(functions))

    on = {
        name: found.index("ALARM")
        for name, alarm in ALARMS.items()
        if "ALARM" in (found := states(alarm, samples, len(DAY)))
    }

    assert on == {}


def test_a_stack_that_has_nothing_to_do_is_quiet(functions: Functions) -> None:
    samples = Samples(repeated(functions.hear(Functions.tick), [*BEFORE, *DAY]))

    assert {name for name, alarm in ALARMS.items() if {*states(alarm, samples, len(DAY))} != {"OK"}} == set()


def test_one_503_of_ours_in_twenty_five_is_made_good(functions: Functions) -> None:
    busy = Samples(repeated(functions.hear(well) * 24 + functions.hear(our_503), range(60)))

    assert {name for name, alarm in ALARMS.items() if "ALARM" in states(alarm, busy, 60)} == set()


# --- A wrong client secret -------------------------------------------------------------------------------------------


def test_with_a_wrong_client_secret_the_alarm_says_so_and_what_was_refused_is_accepted_once_it_is_right(
    functions: Functions,
) -> None:
    alarm = ALARMS["DeliveriesRefusedAlarm"]
    deliveries = [with_key(request(event_body(data={"type": "order", "id": number}))) for number in range(5)]
    functions.around.secret = "of another app"
    assert {functions.post(each) for each in deliveries} == {401}

    assert "ALARM" in states(alarm, Samples(functions.heard), 5)
    assert "client secret in AppSecret is not the app's" in alarm["AlarmDescription"]
    assert "Set the right one within 48 hours" in alarm["AlarmDescription"]

    functions.around.secret = SECRET
    assert {functions.post(each) for each in deliveries} == {200}
    assert len(functions.around.sent) == len(deliveries)


def test_strangers_can_neither_raise_the_alarm_of_refused_deliveries_nor_silence_it(functions: Functions) -> None:
    alarm, flood = ALARMS["DeliveriesRefusedAlarm"], repeated(functions.hear(junk) * 100, range(30))
    refused = repeated(functions.hear(wrong_client_secret), range(0, 30, 10))

    assert "ALARM" not in states(alarm, Samples(flood), 30)
    assert set(states(alarm, Samples([*flood, *refused]), 30)) == {"ALARM"}


def test_strangers_cannot_dilute_the_share_of_our_503s(functions: Functions) -> None:
    alarm, flood = ALARMS["NotAcceptedAlarm"], repeated(functions.hear(junk) * 100, range(30))
    faults = repeated(functions.hear(our_503), range(30))

    assert states(alarm, Samples([*flood, *faults]), 30)[-1] == "ALARM"


def test_a_503_of_ours_is_not_taken_for_a_refusal(functions: Functions) -> None:
    samples = Samples(repeated(functions.hear(our_503), range(30)))

    assert "ALARM" not in states(ALARMS["DeliveriesRefusedAlarm"], samples, 30)
