"""A stack of any release can be updated to today's template, and loses nothing by it."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.support.built_template import template as built
from tests.support.releases import RELEASES
from tests.support.template_updates import findings, set_once

from storehook_cli.authoring.kept_data import HELD, SET_ONCE
from storehook_cli.authoring.template import Template

GONE: Any = object()
TEXT = {"Type": "String"}
INDEX = {
    "IndexName": "by-lane",
    "KeySchema": [{"AttributeName": "resource", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "KEYS_ONLY"},
}

HARM: dict[str, Mapping[str, Any]] = {
    "Runs is gone": {"Resources/Runs": GONE},
    "AppSecret is gone": {"Resources/AppSecret": GONE},
    "TokenKey is gone": {"Resources/TokenKey": GONE},
    "DefaultQueue is gone": {"Resources/DefaultQueue": GONE},
    "LongDeadLetterQueue is gone": {"Resources/LongDeadLetterQueue": GONE},
    "Api is gone": {"Resources/Api": GONE},
    "ApiStage is gone": {"Resources/ApiStage": GONE},
    "WebhookRoute is gone": {"Resources/WebhookRoute": GONE},
    "Ingest is gone": {"Resources/Ingest": GONE},
    "DefaultConsumerQueue is gone": {"Resources/DefaultConsumerQueue": GONE},
    "Records is gone": {"Resources/Records/Type": "AWS::DynamoDB::GlobalTable"},
    "Stores is gone": {"Resources/Stores/Condition": "IsProtected"},
    "Runs would be replaced, because its KeySchema changes": {
        "Resources/Runs/Properties/KeySchema/0/AttributeName": "open"
    },
    "Runs would be replaced, because its TableName changes": {"Resources/Runs/Properties/TableName": "runs"},
    "Runs would be replaced, because its LocalSecondaryIndexes changes": {
        "Resources/Runs/Properties/LocalSecondaryIndexes": [INDEX]
    },
    "AppSecret would be replaced, because its Name changes": {"Resources/AppSecret/Properties/Name": "app"},
    "DefaultQueue would be replaced, because its QueueName changes": {
        "Resources/DefaultQueue/Properties/QueueName": "lane"
    },
    "DefaultQueue would be replaced, because its FifoQueue changes": {
        "Resources/DefaultQueue/Properties/FifoQueue": True
    },
    "Api would be replaced, because its ProtocolType changes": {"Resources/Api/Properties/ProtocolType": "WEBSOCKET"},
    "ApiStage would be replaced, because its StageName changes": {"Resources/ApiStage/Properties/StageName": "prod"},
    "DefaultConsumerQueue would be replaced, because its EventSourceArn changes": {
        "Resources/DefaultConsumerQueue/Properties/EventSourceArn": {"Fn::GetAtt": ["LongQueue", "Arn"]}
    },
    "Ingest would be replaced, because its FunctionName changes": {
        "Resources/Ingest/Properties/FunctionName": "ingest"
    },
    "Runs would be replaced, because the type of created_at changes": {
        "Resources/Runs/Properties/AttributeDefinitions/3/AttributeType": "S"
    },
    "indexes (by-store): add": {"Resources/Runs/Properties/GlobalSecondaryIndexes/0/Projection/ProjectionType": "ALL"},
    "indexes (by-resource): add": {
        "Resources/Runs/Properties/GlobalSecondaryIndexes/1/KeySchema/1/AttributeName": "created_at"
    },
    "indexes (by-shop, by-store): add": {"Resources/Runs/Properties/GlobalSecondaryIndexes/0/IndexName": "by-shop"},
    "indexes (by-resource, by-store): add": {
        "Resources/Runs/Properties/GlobalSecondaryIndexes/1": GONE,
        "Resources/Runs/Properties/GlobalSecondaryIndexes/0": GONE,
    },
    "AWS refuses that Runs's rows expire by ended_at": {
        "Resources/Runs/Properties/TimeToLiveSpecification/AttributeName": "ended_at"
    },
    "AWS refuses to change the KeySpec of TokenKey": {"Resources/TokenKey/Properties/KeySpec": "RSA_4096"},
    "AWS refuses to change the KeyUsage of TokenKey": {"Resources/TokenKey/Properties/KeyUsage": "SIGN_VERIFY"},
    "AWS refuses to change the MultiRegion of TokenKey": {"Resources/TokenKey/Properties/MultiRegion": True},
    "AWS refuses to change the Origin of TokenKey": {"Resources/TokenKey/Properties/Origin": "EXTERNAL"},
    "HookSecret would get a new value": {"Resources/HookSecret/Properties/GenerateSecretString/PasswordLength": 32},
    "AppSecret would get a new value": {"Resources/AppSecret/Properties/SecretString": "{}"},
    "DefaultDeadLetterQueue would keep messages for 600 s": {
        "Resources/DefaultDeadLetterQueue/Properties/MessageRetentionPeriod": 600
    },
    "LongQueue would keep messages for 345600 s": {"Resources/LongQueue/Properties/MessageRetentionPeriod": GONE},
    "Runs would be less protected, because its UpdateReplacePolicy": {"Resources/Runs/UpdateReplacePolicy": "Delete"},
    "TokenKey would be less protected, because its DeletionPolicy": {"Resources/TokenKey/DeletionPolicy": "Delete"},
    "The parameter AlarmEmail is gone": {"Parameters/AlarmEmail": GONE},
    "The parameter MaximumConcurrency allows less": {"Parameters/MaximumConcurrency/MaxValue": 100},
    "The parameter RunsRetentionDays allows less": {"Parameters/RunsRetentionDays/MinValue": 30},
    "The parameter LogLevel allows less": {"Parameters/LogLevel/AllowedValues": ["INFO"]},
    "The parameter PublicUrl allows less": {"Parameters/PublicUrl/AllowedValues": [""]},
    "The parameter SignatureMaxAge allows less": {"Parameters/SignatureMaxAge/Type": "String"},
    "The new parameter Region has no default": {"Parameters/Region": TEXT},
    "The output Runs would be gone": {"Outputs/Runs": GONE},
}
"""Problems, and the edits that cause them. A renamed resource counts as removed."""

NO_HARM: dict[str, Mapping[str, Any]] = {
    "a new index": {"Resources/Runs/Properties/GlobalSecondaryIndexes/+": INDEX},
    "an index less": {"Resources/Runs/Properties/GlobalSecondaryIndexes/0": GONE},
    "rows that begin to expire": {
        "Resources/Stores/Properties/TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True}
    },
    "an alarm less": {"Resources/TimerErrorsAlarm": GONE},
    "another description": {"Resources/AppSecret/Properties/Description": "The app's"},
    "messages that are seen again sooner": {"Resources/DefaultQueue/Properties/VisibilityTimeout": 90},
    "a function that may take longer": {"Resources/Ingest/Properties/Timeout": 20},
    "a parameter that allows more": {"Parameters/MaximumConcurrency/MaxValue": 2000},
    "a new parameter with a default": {"Parameters/Region": {**TEXT, "Default": ""}},
    "another default": {"Parameters/LogLevel/Default": "DEBUG"},
    "a new output": {"Outputs/Region": {"Value": "eu-west-1"}},
}
"""Changes that AWS makes without a loss, and the edits that cause them."""


def edited(edits: Mapping[str, Any]) -> Template:
    """Today's template with something else at some places, whose names are separated by slashes."""
    template = deepcopy(built())
    for place, value in edits.items():
        *path, last = place.split("/")
        there: Any = template
        for name in path:
            there = there[int(name) if isinstance(there, list) else name]
        put(there, last, value)
    return template


def put(there: Any, name: str, value: Any) -> None:
    """Put something at a place, or take away what is there; `+` is the end of a list."""
    if name == "+":
        there.append(value)
    elif value is GONE:
        del there[int(name) if isinstance(there, list) else name]
    else:
        there[int(name) if isinstance(there, list) else name] = value


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.parent.name)
def test_an_update_from_a_release_loses_nothing_and_is_not_refused(release: Path) -> None:
    assert findings(built(release), built()) == []


@pytest.mark.parametrize(("finding", "edits"), HARM.items(), ids=HARM)
def test_an_update_that_loses_something_or_is_refused_is_found(finding: str, edits: Mapping[str, Any]) -> None:
    (found,) = findings(built(), edited(edits))

    assert finding in found


@pytest.mark.parametrize("edits", NO_HARM.values(), ids=NO_HARM)
def test_an_update_that_loses_nothing_is_not_held_up(edits: Mapping[str, Any]) -> None:
    assert findings(built(), edited(edits)) == []


@pytest.mark.parametrize("kind", HELD)
def test_the_command_knows_every_property_that_aws_sets_only_once(kind: str) -> None:
    assert set_once(kind) <= set(SET_ONCE[kind])
