"""Roles have the permissions that they need, data outlives its stack if asked, and the outputs describe the stack."""

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import yaml
from tests.support.built_template import deployed
from tests.support.repository import ROOT, SAMPLES

from storehook.aws.run_indexes import COLUMNS
from storehook.aws.runs import item
from storehook.aws.stores import TOMBSTONE_FIELDS
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs.failure import describe
from storehook.runs.run import Lease, dead_lettered, fail, first
from storehook.stores.tombstone import Tombstone
from storehook_cli.authoring.permissions import FILE
from storehook_cli.authoring.template import Resources, Template, TemplateLoader, functions, named, of_type

LOG_GROUP = r"arn:\$\{AWS::Partition\}:logs:\$\{AWS::Region\}:\$\{AWS::AccountId\}:log-group:\$\{\w+\}"

WEBHOOK = "POST /webhooks/{store_hash}"

BURST = 5_000
"""The largest burst that API Gateway takes ("Amazon API Gateway quotas")."""

INDEX = r"\$\{\w+\.Arn\}/index/[a-z-]+"

OWN_SECRETS = (
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/storehook/${AWS::StackName}/secrets/*"
)
"""They are made by the command, not by the template: what is granted is this stack's path."""

SHOWN = [
    "AWS::SQS::Queue",
    "AWS::DynamoDB::Table",
    "AWS::Serverless::Function",
    "AWS::SecretsManager::Secret",
    "AWS::SNS::Topic",
]


def statements(role: dict[str, Any]) -> list[dict[str, Any]]:
    return [found for policy in role["Policies"] for found in policy["PolicyDocument"]["Statement"]]


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def failed_row() -> dict[str, Any]:
    """A run that has every attribute a row can have."""
    message = Message("abc", "delivery-1", b"{}", signed_at=0, received_at=0.0, kind="action")
    key, lease = RunKey("abc", "event-1", "sync"), Lease("w", 0.0, 60.0)
    run = first(key, message, scope="s", lane="default", lease=lease, resource="order/113", happened_at=1.0)
    assert describe(KeyError()).error_type == "KeyError"
    return item(dead_lettered(fail(replace(run, next_attempt_at=1.0, waits_for="answer/x"), KeyError(), 1.0)), 60.0)


def test_each_function_has_a_role_of_its_own(resources: Resources) -> None:
    roles = Counter(named(function["Role"]) for function in functions(resources).values())

    assert set(roles.values()) == {1}
    assert roles.keys() <= of_type(resources, "AWS::IAM::Role").keys()


def names_one_resource(target: Any) -> bool:
    if not isinstance(target, dict):
        return False
    if "GetAtt" in target or target.get("Ref", "").endswith(".Alias"):
        return True
    found = target.get("Sub", "")
    return found == OWN_SECRETS or re.fullmatch(f"{INDEX}|{LOG_GROUP}", found) is not None


def test_no_function_may_do_anything_to_everything(resources: Resources) -> None:
    for function in functions(resources).values():
        role = resources[named(function["Role"])]["Properties"]
        assert "ManagedPolicyArns" not in role
        for statement in statements(role):
            assert "*" not in "".join(many(statement["Action"]))
            assert all(names_one_resource(target) for target in many(statement["Resource"]))


def test_only_lambda_may_take_a_functions_role(resources: Resources) -> None:
    for function in functions(resources).values():
        role = resources[named(function["Role"])]["Properties"]
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


@pytest.mark.parametrize("kind", SHOWN)
def test_the_outputs_tell_every_resource_that_an_operator_needs(
    template: Template, resources: Resources, kind: str
) -> None:
    told = {each["Value"]["Ref"] for each in template["Outputs"].values() if "Ref" in each["Value"]}

    assert of_type(resources, kind).keys() - told == set()


def test_the_outputs_tell_the_url_that_webhooks_go_to(template: Template, resources: Resources) -> None:
    path = resources["WebhookRoute"]["Properties"]["RouteKey"].removeprefix("POST ")
    stage = resources["ApiStage"]["Properties"]["StageName"]

    _, custom, usual = template["Outputs"]["WebhookUrl"]["Value"]["If"]

    assert custom["Sub"] == f"${{PublicUrl}}{path}"
    assert stage == "$default", "any other stands in the path"
    assert usual["Sub"].endswith(f".${{AWS::URLSuffix}}{path}")


def throttled(route: str, seconds: int, requests: int, rate: str) -> int:
    """Return how many requests a route lets through, by the token bucket of each route ("Throttling requests to your
    HTTP API", API Gateway developer guide). The local AWS does not throttle.

    Args:
        requests: requests in each second, all at its start.
        rate: the parameter DeliveryRate.
    """
    stage = deployed(DeliveryRate=rate)["ApiStage"]["Properties"]
    settings = stage["RouteSettings"].get(route, stage["DefaultRouteSettings"])
    burst = settings["ThrottlingBurstLimit"]
    bucket, passed = burst, 0
    for _ in range(seconds):
        taken = min(bucket, requests)
        passed += taken
        bucket = min(burst, bucket - taken + int(settings["ThrottlingRateLimit"]))
    return passed


def test_a_parameter_bounds_deliveries_forged_ones_included(resources: Resources) -> None:
    assert throttled(WEBHOOK, 60, 10_000, "200") == BURST + 59 * 200
    assert throttled(WEBHOOK, 60, 10_000, "1000") == BURST + 59 * 1_000


def test_a_genuine_burst_is_not_refused_however_low_the_parameter_is() -> None:
    """BigCommerce counts a refusal as a failed delivery."""
    assert throttled(WEBHOOK, 1, BURST, "10") == BURST


def test_only_the_webhooks_route_has_the_parameters_rate(resources: Resources) -> None:
    """CloudFormation makes a number of a parameter in DefaultRouteSettings, and not in RouteSettings, which is JSON."""
    stage = resources["ApiStage"]["Properties"]

    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == {"Ref": "DeliveryRate"}
    assert routes(resources).keys() - stage["RouteSettings"].keys() == {WEBHOOK}


def test_a_flood_of_forged_deliveries_leaves_an_install_its_own_rate() -> None:
    """Each route has a bucket. What a route refuses doesn't count for the account's limit of 10,000."""
    flood = throttled(WEBHOOK, 60, 10_000, "1000")

    assert flood < 60 * 10_000 / 2
    assert throttled("GET /auth", 60, 30, "1000") == 60 * 30


def test_a_curl_loop_leaves_room_for_installs(resources: Resources) -> None:
    """A single loop sends some 20 requests a second."""
    settings = resources["ApiStage"]["Properties"]["RouteSettings"]

    assert {settings[f"GET /{path}"]["ThrottlingRateLimit"] for path in ("auth", "load")} == {50}
    assert {settings[f"GET /{path}"]["ThrottlingRateLimit"] for path in ("uninstall", "remove_user")} == {20}


def test_what_anybody_may_ask_is_throttled_apart_and_leaves_nearly_all_room_to_webhooks(resources: Resources) -> None:
    settings = resources["ApiStage"]["Properties"]["RouteSettings"]
    anonymous = {key for key, route in routes(resources).items() if key.startswith("GET ") and len(route) == 3}

    assert len(anonymous) == 4
    assert sum(settings[key]["ThrottlingRateLimit"] for key in anonymous) < 10_000 / 50


def test_every_index_of_runs_is_over_attributes_that_rows_have(resources: Resources) -> None:
    indexes = resources["Runs"]["Properties"]["GlobalSecondaryIndexes"]
    keys = {key["AttributeName"] for index in indexes for key in index["KeySchema"]}
    held = {name for index in indexes for name in index["Projection"].get("NonKeyAttributes", ())}

    assert (keys | held) - failed_row().keys() == set()


def test_what_is_read_of_a_run_is_in_its_row() -> None:
    attributes = {column.partition("[")[0] for column in COLUMNS}
    assert attributes - failed_row().keys() == set()


def test_every_attribute_that_a_key_is_over_has_its_type(resources: Resources) -> None:
    row, kinds = failed_row(), {"S": str, "N": int | float}
    for attribute in resources["Runs"]["Properties"]["AttributeDefinitions"]:
        assert isinstance(row[attribute["AttributeName"]], kinds[attribute["AttributeType"]])


def test_rows_expire_by_the_attribute_that_the_table_looks_at(resources: Resources) -> None:
    expiry = resources["Runs"]["Properties"]["TimeToLiveSpecification"]

    assert expiry["Enabled"] is True
    assert isinstance(failed_row()[expiry["AttributeName"]], int)


def test_a_tombstone_expires_by_the_attribute_that_the_table_looks_at(resources: Resources) -> None:
    expiry = resources["Stores"]["Properties"]["TimeToLiveSpecification"]

    assert expiry["Enabled"] is True
    assert expiry["AttributeName"] in TOMBSTONE_FIELDS
    assert isinstance(getattr(Tombstone("abc", 1.5), expiry["AttributeName"]), int)


@pytest.mark.parametrize("table", ["Runs", "Records", "Stores", "Audit"])
def test_every_table_can_be_protected(resources: Resources, table: str) -> None:
    properties = resources[table]["Properties"]

    assert properties["DeletionProtectionEnabled"] == {"If": ["IsProtected", True, False]}
    assert properties["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": {"If": ["IsProtected", True, False]}
    }


@pytest.mark.parametrize("name", ["Runs", "Records", "Stores", "Audit", "AppSecret", "HookSecret", "TokenKey"])
def test_what_cannot_be_had_again_outlives_a_protected_stack(resources: Resources, name: str) -> None:
    assert resources[name]["DeletionPolicy"] == {"If": ["IsProtected", "Retain", "Delete"]}
    assert resources[name]["UpdateReplacePolicy"] == "Retain"


def test_every_queue_is_encrypted(resources: Resources) -> None:
    assert all(queue["SqsManagedSseEnabled"] is True for queue in of_type(resources, "AWS::SQS::Queue").values())


def test_every_function_logs_to_a_group_of_its_own_that_forgets(resources: Resources) -> None:
    groups = Counter(named(function["LoggingConfig"]["LogGroup"]) for function in functions(resources).values())

    assert set(groups.values()) == {1}
    assert all(resources[group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"} for group in groups)


def routes(resources: Resources) -> dict[str, dict[str, Any]]:
    """The API's routes, by their keys, such as `GET /auth`."""
    return {route["RouteKey"]: route for route in of_type(resources, "AWS::ApiGatewayV2::Route").values()}


def test_the_routes_are_those_that_bigcommerce_merchants_and_operators_need(resources: Resources) -> None:
    targets = {key: route["Target"]["Sub"] for key, route in routes(resources).items()}

    assert targets == {
        "POST /webhooks/{store_hash}": "integrations/${IngestIntegration}",
        "POST /exceptions/{store_hash}": "integrations/${IngestIntegration}",
        **{
            f"GET /{name}": "integrations/${ConnectIntegration}"
            for name in ("auth", "load", "uninstall", "remove_user")
        },
        "GET /console": "integrations/${ConsoleIntegration}",
        "GET /console/{proxy+}": "integrations/${ConsoleIntegration}",
        "POST /console/{proxy+}": "integrations/${ConsoleIntegration}",
    }


@pytest.mark.parametrize("function", ["Ingest", "Connect", "Console"])
def test_the_api_hands_requests_to_a_function_as_it_reads_them_and_may_call_it(
    resources: Resources, function: str
) -> None:
    integration = resources[f"{function}Integration"]["Properties"]
    permission = resources[f"{function}Permission"]["Properties"]

    assert (integration["IntegrationUri"], integration["PayloadFormatVersion"]) == (
        {"Ref": f"{function}.Alias"},
        "2.0",
    )
    assert permission["FunctionName"] == {"Ref": f"{function}.Alias"}
    assert permission["SourceArn"]["Sub"].endswith(":${Api}/*")


def test_the_consoles_routes_and_no_others_ask_for_a_signature(resources: Resources) -> None:
    signed = {key for key, route in routes(resources).items() if route.get("AuthorizationType") == "AWS_IAM"}

    assert signed == {key for key in routes(resources) if "/console" in key}


@pytest.mark.parametrize(("policy", "methods"), [("ConsoleReader", {"GET"}), ("ConsoleOperator", {"GET", "POST"})])
def test_an_operators_policy_is_about_the_consoles_routes_alone(policy: str, methods: set[str]) -> None:
    template = yaml.load((ROOT / "docs" / "operators.yaml").read_text(), TemplateLoader)  # noqa: S506 - a SafeLoader
    (statement,) = template["Resources"][policy]["Properties"]["PolicyDocument"]["Statement"]
    told = [
        re.fullmatch(r".*:\$\{ApiId\}/\$default/(GET|POST)/console(/\*)?", target["Sub"])
        for target in statement["Resource"]
    ]

    assert statement["Action"] == "execute-api:Invoke"
    assert {found[1] for found in told if found} == methods
    assert all(told)


def test_the_console_may_use_neither_the_key_nor_a_secret(resources: Resources) -> None:
    actions = [
        action for found in statements(resources["ConsoleRole"]["Properties"]) for action in many(found["Action"])
    ]

    assert [action for action in actions if action.startswith(("kms:", "secretsmanager:"))] == []
    assert "dynamodb:Scan" not in actions


def allowed(resources: Resources, role: str, target: Any) -> set[str]:
    """Return the actions that a role may take on a resource itself."""
    every = statements(resources[role]["Properties"])
    return {action for found in every if target in many(found["Resource"]) for action in many(found["Action"])}


def test_the_console_alone_reaches_the_audit_log_and_nobody_changes_an_entry(resources: Resources) -> None:
    audit = {"GetAtt": "Audit.Arn"}
    roles = {role for role in of_type(resources, "AWS::IAM::Role") if allowed(resources, role, audit)}
    denied, functions = resources["Audit"]["Properties"]["ResourcePolicy"]["PolicyDocument"]["Statement"]
    writes = {
        f"dynamodb:{name}"
        for name in ("BatchWriteItem", "DeleteItem", "PartiQLDelete", "PartiQLInsert", "PartiQLUpdate", "UpdateItem")
    }

    assert roles == {"ConsoleRole"}
    assert allowed(resources, "ConsoleRole", audit) == {"dynamodb:PutItem", "dynamodb:Query"}
    assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
    assert set(denied["Action"]) == writes
    assert (functions["Effect"], functions["Principal"]) == ("Deny", "*")
    assert {"dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:GetItem"} < set(functions["Action"])
    assert functions["Condition"]["ArnNotLike"]["aws:PrincipalArn"]["Sub"].endswith(
        ":role/${AWS::StackName}-ConsoleRole-*"
    )


def test_the_timer_may_do_with_the_tables_what_waking_and_releasing_needs(resources: Resources) -> None:
    operations = ("BatchGetItem", "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")

    assert allowed(resources, "TimerRole", {"GetAtt": "Runs.Arn"}) == {f"dynamodb:{each}" for each in operations}
    for index in ("open", "by-time"):
        assert allowed(resources, "TimerRole", {"Sub": f"${{Runs.Arn}}/index/{index}"}) == {"dynamodb:Query"}
    assert allowed(resources, "TimerRole", {"GetAtt": "Stores.Arn"}) == {"dynamodb:GetItem"}


def test_consumers_alone_may_read_the_actions_secrets_and_nobody_may_change_them(resources: Resources) -> None:
    every = {
        function: {
            action
            for found in statements(resources[named(properties["Role"])]["Properties"])
            for action in many(found["Action"])
            if action.startswith("ssm:")
        }
        for function, properties in functions(resources).items()
    }

    assert {function for function, actions in every.items() if actions} == {"DefaultConsumer", "LongConsumer"}
    assert set().union(*every.values()) == {"ssm:GetParameter"}
    for role in ("DefaultConsumerRole", "LongConsumerRole"):
        assert allowed(resources, role, {"Sub": OWN_SECRETS}) == {"ssm:GetParameter"}


def test_the_consumers_alone_are_given_what_the_file_beside_the_actions_says(resources: Resources) -> None:
    (policy,) = of_type(resources, "AWS::IAM::Policy").values()

    assert policy["Roles"] == [{"Ref": "DefaultConsumerRole"}, {"Ref": "LongConsumerRole"}]
    assert policy["PolicyDocument"] == {
        "Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": FILE.as_posix()}}
    }


def test_the_permissions_that_are_shipped_grant_nothing() -> None:
    """Nobody needs a permission for it (AWS, "GetCallerIdentity"); and a policy needs a statement."""
    (statement,) = json.loads((SAMPLES / FILE).read_text())["Statement"]

    assert statement == {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}


def test_consumers_and_the_command_are_told_the_path_that_may_be_read(template: Template, resources: Resources) -> None:
    path = template["Outputs"]["SecretsPath"]["Value"]

    assert OWN_SECRETS.endswith(f":parameter{path['Sub']}/*")
    for name in ("DefaultConsumer", "LongConsumer"):
        assert functions(resources)[name]["Environment"]["Variables"]["SECRETS_PATH"] == path


def test_the_console_may_pause_actions_and_lanes_and_stores(resources: Resources) -> None:
    for table in ("Runs", "Stores"):
        assert "dynamodb:UpdateItem" in allowed(resources, "ConsoleRole", {"GetAtt": f"{table}.Arn"})


def test_the_console_may_invoke_the_reconciler_and_nothing_else(resources: Resources) -> None:
    invoked = [
        many(found["Resource"])
        for found in statements(resources["ConsoleRole"]["Properties"])
        if "lambda:InvokeFunction" in many(found["Action"])
    ]

    ((target,),) = invoked
    assert target == {"Ref": "Reconciler.Alias"}
    assert functions(resources)["Console"]["Environment"]["Variables"]["RECONCILER"] == {"Ref": "Reconciler.Alias"}


def test_the_console_may_look_at_records_and_not_change_them(resources: Resources) -> None:
    assert allowed(resources, "ConsoleRole", {"GetAtt": "Records.Arn"}) == {"dynamodb:GetItem", "dynamodb:Query"}


def test_the_stack_has_no_policy_that_may_be_attached_to_people(resources: Resources) -> None:
    """CloudFormation can't delete an attached policy: "Cannot delete a policy attached to entities"."""
    assert of_type(resources, "AWS::IAM::ManagedPolicy") == {}
