"""The doctor reads every fact of the deployed stack, and a store's API."""

from dataclasses import replace

import boto3
import pytest

from storehook_cli.doctor.examination import Examination
from storehook_cli.doctor.facts import Facts
from storehook_cli.doctor.open_questions import HOST, answers
from storehook_cli.doctor.store_api import store_api
from storehook_cli.local.local_stack import LocalStack
from storehook_cli.stack.deployment import Deployment


@pytest.fixture
def deployment(stack: LocalStack) -> Deployment:
    info = stack.info
    session = boto3.Session("test", "test", region_name=info.region)
    return Deployment(info.outputs, session, info.aws_endpoint_url, info.client_secret, info.stack_name)


def test_nothing_is_a_problem_with_a_stack_that_has_just_been_deployed(deployment: Deployment) -> None:
    found = {each.check: each for each in Examination(deployment, Facts(deployment)).findings()}

    own = {check: each.level for check, each in found.items() if not check.startswith(("store ", "dead letters"))}
    assert own.pop("alarm mail") == "warning"  # the local stack tells nobody
    assert set(own.values()) == {"ok"}, found
    assert "store demostore1" not in found  # it is only counted


def test_a_schedule_that_is_switched_off_is_a_problem(deployment: Deployment) -> None:
    scheduler = deployment.client("scheduler")
    names = [each["Name"] for each in scheduler.list_schedules()["Schedules"]]
    (name,) = (each for each in names if "ReconcilerSchedule" in each)
    before = scheduler.get_schedule(Name=name)
    same = {key: before[key] for key in ("ScheduleExpression", "Target", "FlexibleTimeWindow")}
    scheduler.update_schedule(Name=name, State="DISABLED", **same)
    try:
        found = {each.check: each.level for each in Examination(deployment, Facts(deployment)).findings()}
    finally:
        scheduler.update_schedule(Name=name, State="ENABLED", **same)

    assert found["schedule"] == "problem"


def test_an_older_stack_without_an_output_is_a_problem_and_not_the_end(deployment: Deployment) -> None:
    outputs = {name: value for name, value in deployment.outputs.items() if name != "HookSecret"}
    older = replace(deployment, outputs=outputs)

    found = {each.check: each.level for each in Examination(older, Facts(older)).findings()}

    assert (found["outputs"], found["hook secret"], found["schedule"]) == ("problem", "problem", "ok")


def test_a_stores_api_is_tried_out_and_left_as_it_was(deployment: Deployment, stack: LocalStack) -> None:
    with store_api(deployment, stack.info.store_hash) as ask:
        before = ask("GET", "/hooks?limit=250", None).body["data"]
        found = {each.question: each.answer for each in answers(ask)}
        after = ask("GET", "/hooks?limit=250", None).body["data"]

    assert (found["a new webhook"], found["webhooks left"]) == ("200", "0")
    assert found["the same webhook again"].startswith(("4", "5"))
    assert [each["id"] for each in after] == [each["id"] for each in before]
    assert HOST not in str(after)
