"""The template deploys what the code expects."""

import ast
import re
from typing import Any

import pytest
from tests.support.built_template import deployed
from tests.support.repository import ROOT, modules

from storehook.observability import QUEUES
from storehook.queues.lanes import LANES, LONGEST_ATTEMPT
from storehook.settings import (
    ConnectSettings,
    ConsoleSettings,
    ConsumerSettings,
    IngestSettings,
    ReconcilerSettings,
    TimerSettings,
)
from storehook.stores.tombstone import KEPT
from storehook_cli.authoring.template import Resources, Template, functions, named, of_type, queue_events

DAY = 86_400
BIGCOMMERCE_RETRIES_FOR = 173_040
"""Seconds: the sum of the pauses between BigCommerce's attempts."""

SETTINGS = {
    "ingest.handler": IngestSettings,
    "consumer.handler": ConsumerSettings,
    "connect.handler": ConnectSettings,
    "console.handler": ConsoleSettings,
    "reconciler.handler": ReconcilerSettings,
    "timer.handler": TimerSettings,
}
OF_POWERTOOLS = {"POWERTOOLS_SERVICE_NAME"}


class Asked(dict[str, str]):
    """An environment that has everything, and keeps what was asked for."""

    def get(self, name: str, default: object = None) -> str:  # noqa: ARG002 - dict's signature
        return self.setdefault(name, "signature" if name == "DELIVERY_PROOF" else "1")


def variables(function: dict[str, Any]) -> dict[str, Any]:
    return function["Environment"]["Variables"]


def consumers(resources: Resources) -> Resources:
    return {name: found for name, found in functions(resources).items() if found["Handler"] == "consumer.handler"}


def test_every_handler_is_a_function_in_a_file(resources: Resources) -> None:
    for function in functions(resources).values():
        module, name = function["Handler"].split(".")
        tree = ast.parse((ROOT / function["CodeUri"] / f"{module}.py").read_text())
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_consumer_ships_the_same_folder_of_actions(resources: Resources) -> None:
    folders = {function["CodeUri"] for function in consumers(resources).values()}

    assert folders == {"functions/worker"}


def test_ingest_ships_no_code_of_yours(resources: Resources) -> None:
    (ingest,) = (found for found in functions(resources).values() if found["Handler"] == "ingest.handler")
    python = {path.name for path in (ROOT / ingest["CodeUri"]).rglob("*.py")}

    assert python == {"ingest.py"}


def test_a_batch_can_fail_in_part(resources: Resources) -> None:
    events = [event for function in functions(resources).values() for event in queue_events(function)]

    assert len(events) == len(LANES) + 1  # the reconciler's
    assert all(event["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for event in events)


LANE = {"DefaultConsumer": "Default", "LongConsumer": "Long"}


@pytest.mark.parametrize("consumer", LANE)
def test_who_sets_nothing_of_a_lane_has_what_all_lanes_have(consumer: str) -> None:
    resources = deployed(MaximumConcurrency="7")

    assert resources[consumer]["Properties"]["MemorySize"] == "512"
    assert resources[f"{consumer}Queue"]["Properties"]["ScalingConfig"] == {"MaximumConcurrency": "7"}


@pytest.mark.parametrize(("consumer", "lane"), LANE.items())
def test_a_lanes_memory_and_concurrency_are_its_own(consumer: str, lane: str) -> None:
    resources = deployed(**{f"{lane}Memory": "1024", f"{lane}Concurrency": "50"})
    (other,) = LANE.keys() - {consumer}

    def found(name: str) -> tuple[str, str]:
        mapping = resources[f"{name}Queue"]["Properties"]["ScalingConfig"]
        return resources[name]["Properties"]["MemorySize"], mapping["MaximumConcurrency"]

    assert (found(consumer), found(other)) == (("1024", "50"), ("512", "2"))


@pytest.mark.parametrize("name", ["DefaultConcurrency", "LongConcurrency"])
def test_a_lanes_concurrency_is_one_that_lambda_takes(template: Template, name: str) -> None:
    """From 2 to 1,000 (AWS, "Configuring maximum concurrency for Amazon SQS event sources")."""
    pattern = template["Parameters"][name]["AllowedPattern"]
    taken = [number for number in range(1200) if re.fullmatch(pattern, str(number))]

    assert taken == [*range(2, 1001)]
    assert re.fullmatch(pattern, "")


def test_a_message_stays_hidden_six_times_as_long_as_its_consumer_may_take(resources: Resources) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    for function in functions(resources).values():
        for event in queue_events(function):
            assert queues[named(event["Queue"])]["VisibilityTimeout"] >= 6 * function["Timeout"]


def test_each_function_is_given_exactly_the_variables_that_it_reads(resources: Resources) -> None:
    for function in functions(resources).values():
        asked = Asked()
        SETTINGS[function["Handler"]].of(asked)
        assert variables(function).keys() == asked.keys() | OF_POWERTOOLS


def test_each_lane_has_one_consumer(resources: Resources) -> None:
    lanes = [variables(function)["LANE"] for function in consumers(resources).values()]

    assert sorted(lanes) == sorted(LANES)


def test_each_lanes_consumer_is_wired_to_its_own_queue_and_dead_letter_queue(resources: Resources) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    for function in consumers(resources).values():
        environment = variables(function)
        own = named(environment[f"{environment['LANE'].upper()}_QUEUE_URL"])
        assert [named(event["Queue"]) for event in queue_events(function)] == [own]
        assert named(queues[own]["RedrivePolicy"]["deadLetterTargetArn"]) == named(environment["DEAD_LETTER_QUEUE_URL"])


def test_every_consumer_knows_the_queues_of_all_lanes_alike(resources: Resources) -> None:
    known = [
        {lane: named(variables(function)[f"{lane.upper()}_QUEUE_URL"]) for lane in LANES}
        for function in consumers(resources).values()
    ]

    assert all(queues == known[0] for queues in known)


def test_ingest_sends_to_the_default_lane(resources: Resources) -> None:
    (ingest,) = (found for found in functions(resources).values() if found["Handler"] == "ingest.handler")
    (default,) = (found for found in consumers(resources).values() if variables(found)["LANE"] == "default")

    assert variables(ingest)["QUEUE_URL"] == variables(default)["DEFAULT_QUEUE_URL"]


def test_a_dead_letter_is_kept_at_least_as_long_as_a_message(resources: Resources) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    for queue in queues.values():
        if "RedrivePolicy" in queue:
            dead = queues[named(queue["RedrivePolicy"]["deadLetterTargetArn"])]
            assert dead["MessageRetentionPeriod"] >= queue["MessageRetentionPeriod"]


def test_a_run_is_remembered_longer_than_its_message_can_be_anywhere(template: Template, resources: Resources) -> None:
    kept = sorted(queue["MessageRetentionPeriod"] for queue in of_type(resources, "AWS::SQS::Queue").values())

    assert template["Parameters"]["RunsRetentionDays"]["MinValue"] * DAY >= kept[-1] + kept[-2]


def test_a_tombstone_is_kept_for_longer_than_anything_for_its_store_can_wait(resources: Resources) -> None:
    kept = sorted(queue["MessageRetentionPeriod"] for queue in of_type(resources, "AWS::SQS::Queue").values())

    assert BIGCOMMERCE_RETRIES_FOR + kept[-1] + kept[-2] < KEPT


def test_both_consumers_keep_records_for_ever_unless_the_parameter_says_otherwise(
    template: Template, resources: Resources
) -> None:
    given = [variables(function)["RECORDS_RETENTION_DAYS"] for function in consumers(resources).values()]
    parameter = template["Parameters"]["RecordsRetentionDays"]

    assert given == [{"Ref": "RecordsRetentionDays"}] * len(LANES)
    assert (parameter["Type"], parameter["Default"], parameter["MinValue"]) == ("Number", 0, 0)


def test_a_signature_may_be_as_old_as_bigcommerces_last_attempt(template: Template) -> None:
    assert template["Parameters"]["SignatureMaxAge"]["Default"] > BIGCOMMERCE_RETRIES_FOR


def test_every_alarm_on_a_metric_of_ours_watches_what_a_function_or_a_filter_writes(resources: Resources) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    filters = of_type(resources, "AWS::Logs::MetricFilter").values()
    filtered = {metric["MetricName"] for one in filters for metric in one["MetricTransformations"]}
    ours = [alarm for alarm in alarms if not str(alarm["Namespace"]).startswith("AWS/")]
    own = [alarm for alarm in ours if alarm["MetricName"] not in filtered]
    services = {variables(function)["POWERTOOLS_SERVICE_NAME"] for function in functions(resources).values()} | {QUEUES}
    written = "".join(path.read_text() for path in [*modules("functions"), *modules("layers/core/storehook")])

    assert own
    assert all(alarm["Dimensions"] == [] for alarm in ours if alarm not in own)
    for metric in own:
        assert f'"{metric["MetricName"].rstrip("0123456789")}' in written
        (dimension,) = metric["Dimensions"]
        assert dimension["Name"] == "service"
        assert dimension["Value"] in services


@pytest.mark.parametrize("lane", LANES)
def test_the_library_knows_how_long_a_lanes_consumer_may_run(resources: Resources, lane: str) -> None:
    """A run whose process died starts only with nearly all of this time left."""
    assert resources[f"{lane.title()}Consumer"]["Properties"]["Timeout"] == LONGEST_ATTEMPT[lane]


def test_no_function_starts_from_a_snapshot() -> None:
    """Signed clients read credentials from the environment. SnapStart sets none there (Lambda developer guide)."""
    functions = of_type(deployed(), "AWS::Lambda::Function").values()

    assert len(functions) >= 7
    assert not any("SnapStart" in function for function in functions)


@pytest.mark.parametrize("name", ["Timer", "Reconciler"])
def test_a_function_that_is_called_again_anyway_does_not_collect_old_calls(name: str) -> None:
    """Lambda keeps a throttled call for six hours, unless the function says otherwise, and then all run at once (AWS,
    "How Lambda handles errors and retries with asynchronous invocation").
    """
    configs = of_type(deployed(), "AWS::Lambda::EventInvokeConfig").values()
    (config,) = [config for config in configs if config["FunctionName"] == name]

    assert config["MaximumEventAgeInSeconds"] <= 900
    assert config["Qualifier"] == "live"
