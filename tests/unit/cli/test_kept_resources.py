"""Resources that a deleted stack has kept, and their import with CloudFormation."""

import json
from typing import Any

import pytest
from tests.support.built_template import PSEUDO, template

from storehook_cli.stack.kept_resources import (
    IDENTIFIERS,
    KeptResource,
    import_request,
    import_template,
    kept_resources,
)

STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1"

TABLE, QUEUE, STACK = "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::CloudFormation::Stack"

PROTECTED = {"Runs", "Records", "Stores", "Audit", "AppSecret", "HookSecret", "TokenKey"}

EVERY = [KeptResource(name, f"its-{name}", template()["Resources"][name]["Type"]) for name in sorted(PROTECTED)]


def event(status: str, name: str = "Runs", physical: str = "the-runs", kind: str = TABLE) -> Any:
    return {
        "StackId": STACK_ID,
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceType": kind,
        "ResourceStatus": status,
    }


def of_stack(status: str) -> Any:
    return event(status, "shop", STACK_ID, STACK)


BEGIN, END = of_stack("DELETE_IN_PROGRESS"), of_stack("DELETE_COMPLETE")

KEPT_RUNS = KeptResource("Runs", "the-runs", TABLE)


def referred(value: Any) -> set[str]:
    """Return the names in intrinsic functions, at any depth."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return {name}
        case {"Fn::If": [str(condition), *rest]}:
            return {condition} | referred(rest)
        case {"Fn::Sub": str(text)}:
            return {part.partition("}")[0] for part in text.split("${")[1:]}
        case dict():
            return {name for each in value.values() for name in referred(each)}
        case list():
            return {name for each in value for name in referred(each)}
        case _:
            return set()


def test_what_the_deletion_skipped_is_kept() -> None:
    deleted = event("DELETE_COMPLETE", "RateWindows", "the-windows")

    assert kept_resources([END, deleted, event("DELETE_SKIPPED"), BEGIN]) == [KEPT_RUNS]


def test_what_an_update_skipped_is_not_what_the_deleted_stack_had() -> None:
    replaced = event("DELETE_SKIPPED", "Stores", "the-replaced-stores")

    assert kept_resources([END, BEGIN, of_stack("UPDATE_COMPLETE"), replaced]) == []


def test_what_was_skipped_before_a_deletion_was_tried_again_is_kept() -> None:
    tries = [END, BEGIN, of_stack("DELETE_FAILED"), event("DELETE_SKIPPED"), BEGIN, of_stack("CREATE_COMPLETE")]

    assert kept_resources(tries) == [KEPT_RUNS]


def test_resources_that_the_rollback_of_a_first_deploy_skipped_are_kept() -> None:
    rollback = [of_stack("ROLLBACK_COMPLETE"), event("DELETE_SKIPPED"), of_stack("ROLLBACK_IN_PROGRESS")]

    assert kept_resources([END, BEGIN, *rollback, of_stack("CREATE_IN_PROGRESS")]) == [KEPT_RUNS]


def test_what_was_skipped_and_then_deleted_is_not_kept() -> None:
    tries = [END, event("DELETE_COMPLETE"), BEGIN, of_stack("DELETE_FAILED"), event("DELETE_SKIPPED"), BEGIN]

    assert kept_resources(tries) == []


def test_what_could_not_be_deleted_and_is_of_another_type_is_left_alone() -> None:
    assert kept_resources([END, event("DELETE_SKIPPED", "DefaultQueue", "the-queue", QUEUE), BEGIN]) == []


def test_every_type_that_a_protected_stack_keeps_can_be_imported() -> None:
    protected = {"Fn::If": ["IsProtected", "Retain", "Delete"]}
    kept = {name for name, each in template()["Resources"].items() if each.get("DeletionPolicy") == protected}

    assert kept == PROTECTED
    assert {each.type for each in EVERY} == {*IDENTIFIERS}


def test_the_template_of_an_import_has_the_kept_resources_defined_as_they_were_but_retained() -> None:
    found, before = import_template(template(), EVERY)["Resources"], template()["Resources"]

    assert {name: each["Properties"] for name, each in found.items()} == {
        name: before[name]["Properties"] for name in PROTECTED
    }
    assert {each["DeletionPolicy"] for each in found.values()} == {"Retain"}


def test_the_template_of_an_import_refers_to_nothing_that_it_does_not_hold() -> None:
    found = import_template(template(), EVERY)
    there = {name for section in ("Parameters", "Conditions", "Resources") for name in found[section]}

    assert referred(found) - {*PSEUDO} <= there


def test_the_template_of_an_import_has_no_outputs_and_nothing_to_transform() -> None:
    given = {**template(), "Transform": "AWS::Serverless-2016-10-31"}

    assert import_template(given, EVERY).keys() == {"AWSTemplateFormatVersion", "Parameters", "Conditions", "Resources"}


def test_the_template_of_an_import_is_small_enough_to_be_sent() -> None:
    """AWS docs, "CloudFormation quotas": 51,200 bytes in a request."""
    assert len(json.dumps(import_template(template(), EVERY))) < 51_200


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Runs", {"TableName": "its-Runs"}),
        ("AppSecret", {"Id": "its-AppSecret"}),
        ("TokenKey", {"KeyId": "its-TokenKey"}),
    ],
)
def test_a_resource_is_imported_by_its_types_identifier(name: str, identifier: dict[str, str]) -> None:
    asked = import_request("shop", "restore-1", template(), EVERY, []).get("ResourcesToImport", [])

    (found,) = [each for each in asked if each["LogicalResourceId"] == name]
    assert (found["ResourceType"], found["ResourceIdentifier"]) == (template()["Resources"][name]["Type"], identifier)


def test_an_import_has_the_deleted_stacks_parameters() -> None:
    given: Any = [{"ParameterKey": "Protected", "ParameterValue": "true", "ResolvedValue": "not to be sent"}]
    asked = import_request("shop", "restore-1", template(), EVERY, given)

    assert asked.get("Parameters") == [{"ParameterKey": "Protected", "ParameterValue": "true"}]
    assert (asked.get("ChangeSetType"), asked["StackName"]) == ("IMPORT", "shop")
