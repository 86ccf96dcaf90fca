"""Rules that only AWS enforces, at a deployment or never. They are tested on the template as SAM transforms it.

The local AWS has one stack, takes any name, and neither filters log lines nor limits indexes.
"""

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any, cast

import pytest
import yaml
from tests.support.built_template import SAM_YAML
from tests.support.built_template import template as built
from tests.support.repository import ROOT

from storehook.observability import metrics
from storehook_cli.authoring.template import Resources, Template, functions, of_type

CALLERS = {"AWS::Lambda::Permission", "AWS::Lambda::EventSourceMapping"}
OWN_METRICS = "storehook/${AWS::StackName}"
NAMES = re.compile(r"Name|\w+Name")
NAMED_WITHIN = {
    "StageName",
    "IndexName",
    "AttributeName",
    "MetricName",
    "FunctionName",
    "DisplayName",
    "PolicyName",
    "DomainName",
}
"""Names that need to be unique in their own resource only, that refer to another one, or that the user chooses for each
stack; functions' are looked at.
"""


@pytest.fixture(scope="module")
def transformed() -> dict[str, dict[str, Any]]:
    """Every resource, as CloudFormation gets it."""
    return built()["Resources"]


def references(value: Any) -> Iterator[str]:
    """The names in every Ref, GetAtt and Sub, and in DependsOn."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from re.findall(r"\$\{([A-Za-z0-9]+)", text)
        case dict():
            for key, found in cast("dict[str, Any]", value).items():
                yield from [found] if key == "DependsOn" and isinstance(found, str) else references(found)
        case list():
            for found in cast("list[Any]", value):
                yield from references(found)
        case _:
            pass


def physical_names(resource: dict[str, Any]) -> list[str]:
    """Return the name of a resource, unless CloudFormation chooses it."""
    given = resource["Properties"]
    if resource["Type"] == "AWS::Lambda::Alias":
        return []  # a name within its function
    own = {field for field in given if NAMES.fullmatch(field)} - NAMED_WITHIN
    if resource["Type"] == "AWS::Lambda::Function" and "FunctionName" in given:
        own |= {"FunctionName"}
    return [str(given[field]) for field in own]


def test_a_second_stack_fits_into_the_same_account_and_region(transformed: dict[str, Any]) -> None:
    named = {name: names for name, resource in transformed.items() if (names := physical_names(resource))}

    assert {"Api", "IngestLog"} <= named.keys()
    assert [name for name, names in named.items() if not all("${AWS::StackName}" in each for each in names)] == []


def test_no_resource_waits_for_itself(transformed: dict[str, Any]) -> None:
    graph = {name: {*references(resource)} & transformed.keys() for name, resource in transformed.items()}

    assert {"IngestAliaslive", "Api"} <= graph["IngestPermission"]
    assert len([*TopologicalSorter(graph).static_order()]) == len(transformed)


def test_no_role_or_policy_has_a_name_of_its_own(transformed: dict[str, Any]) -> None:
    iam = [each["Properties"] for each in transformed.values() if each["Type"].startswith("AWS::IAM::")]

    assert iam
    assert all(not {"RoleName", "ManagedPolicyName"} & each.keys() for each in iam), "CAPABILITY_IAM is not enough"


def test_what_is_deployed_has_no_anchors_and_no_merge_keys() -> None:
    # CloudFormation reads neither; `sam build` and `sam deploy` write the template anew.
    deployed = SAM_YAML.yaml_dump(SAM_YAML.yaml_parse((ROOT / "template.yaml").read_text()))
    tokens = [*yaml.scan(deployed, yaml.SafeLoader)]

    assert not any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in tokens)
    assert not any(isinstance(token, yaml.ScalarToken) and token.value == "<<" for token in tokens)


def test_the_indexes_project_no_more_than_dynamodb_allows(resources: Resources) -> None:
    tables = of_type(resources, "AWS::DynamoDB::Table").values()
    for table in tables:
        indexes = table.get("GlobalSecondaryIndexes", [])
        projected = [len(index["Projection"].get("NonKeyAttributes", [])) for index in indexes]
        assert all(of_one <= 20 for of_one in projected)
        assert sum(projected) <= 100
        assert len(projected) <= 20


def test_every_attribute_that_is_declared_is_in_a_key(resources: Resources) -> None:
    for table in of_type(resources, "AWS::DynamoDB::Table").values():
        schemas = [table["KeySchema"], *(index["KeySchema"] for index in table.get("GlobalSecondaryIndexes", []))]
        keys = {key["AttributeName"] for schema in schemas for key in schema}
        assert {attribute["AttributeName"] for attribute in table["AttributeDefinitions"]} == keys


def test_the_level_of_the_logs_is_told_to_lambda_too(template: Template) -> None:
    shared = template["Globals"]["Function"]

    assert shared["LoggingConfig"]["ApplicationLogLevel"] == {"Ref": "LogLevel"}
    assert shared["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] == {"Ref": "LogLevel"}


def test_lambda_writes_no_lines_of_its_own_about_an_invocation_that_ends_well(transformed: dict[str, Any]) -> None:
    """Of two it writes for each, `platform.start` and `platform.report`, INFO keeps both, and WARN those that tell of a
    time-out or a crash (AWS, "Log-level filtering", System log level event mapping,
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html). Metrics are lines of ours.
    """
    found = [each["Properties"] for each in transformed.values() if each["Type"] == "AWS::Lambda::Function"]
    configs = [each["LoggingConfig"] for each in found]

    assert [(each["LogFormat"], each["SystemLogLevel"]) for each in configs] == [("JSON", "WARN")] * 7
    assert all(each["ApplicationLogLevel"] == {"Ref": "LogLevel"} and "LogGroup" in each for each in configs)


def test_no_level_of_the_logs_drops_metrics(template: Template) -> None:
    # They are lines without a level, which Lambda takes for INFO.
    assert template["Parameters"]["LogLevel"]["AllowedValues"] == ["DEBUG", "INFO"]


def test_the_alarms_are_about_their_own_stack_alone(template: Template, resources: Resources) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    own = [alarm["Namespace"] for alarm in alarms if not str(alarm["Namespace"]).startswith("AWS/")]

    assert own
    assert all(namespace == {"Sub": OWN_METRICS} for namespace in own)
    written = template["Globals"]["Function"]["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
    assert written == {"Sub": OWN_METRICS}


def test_metrics_are_written_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "storehook/shop")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "ingest")
    found = metrics.__wrapped__()
    found.add_metric("DeliveriesAccepted", "Count", 1)
    found.flush_metrics()

    assert '"Namespace":"storehook/shop"' in capsys.readouterr().out


def test_whatever_calls_a_function_calls_the_alias_that_moves_with_code_layers_and_variables(
    template: dict[str, Any], transformed: dict[str, Any]
) -> None:
    """AWS changes code and configuration one after the other; a version has both (AWS, "Lambda function versions")."""
    shared = template["Globals"]["Function"]
    called = [each["Properties"]["FunctionName"] for each in transformed.values() if each["Type"] in CALLERS]

    assert (shared["AutoPublishAlias"], shared["AutoPublishAliasAllProperties"]) == ("live", True)
    assert len(called) >= 7
    assert [each for each in called if not str(each["Ref"]).endswith("Aliaslive")] == []


@pytest.mark.parametrize("layer", ["CoreLayer", "BytecodeLayer"])
def test_a_change_of_a_layer_alone_gives_every_function_a_new_version(layer: str) -> None:
    """SAM leaves a function's version as it is unless its layers ask for a new one (AWS, PublishLambdaVersion of
    "AWS::Serverless::LayerVersion",
    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html).
    """
    before, after = (
        of_type(each["Resources"], "AWS::Lambda::Version").keys() for each in (built(), built(changed=layer))
    )

    assert len(before) == len(after) == 7
    assert before & after == set()


def test_a_changed_parameter_gives_the_functions_that_read_it_a_new_version(template: Template) -> None:
    """SAM takes `!Ref` for the same, whatever the parameter's value (aws/serverless-application-model, issue 3820). The
    transform before it puts the value there (AWS, "AWS::LanguageExtensions transform", Considerations,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html).
    """
    assert template["Transform"] == ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"]


def test_a_functions_name_is_left_to_cloudformation(resources: Resources) -> None:
    # Ours may be too long: a stack's name has 128 characters at most, a function's 64.
    assert [name for name, found in functions(resources).items() if "FunctionName" in found] == []


def test_every_throttled_route_is_there_and_is_made_before_the_stage(transformed: dict[str, Any]) -> None:
    """Else AWS refuses the stage: "Unable to find Route by key ... within the provided RouteSettings"."""
    keys = {
        name: each["Properties"]["RouteKey"]
        for name, each in transformed.items()
        if each["Type"] == "AWS::ApiGatewayV2::Route"
    }

    assert transformed["ApiStage"]["Properties"]["RouteSettings"].keys() <= set(keys.values())
    assert keys.keys() == set(transformed["ApiStage"]["DependsOn"])


def test_whoever_is_told_of_alarms_is_told_every_day_that_no_signature_is_needed(template: dict[str, Any]) -> None:
    reminder, role = (template["Resources"][name] for name in ("ProofReminder", "ProofReminderRole"))

    assert template["Conditions"][reminder["Condition"]] == {"Equals": [{"Ref": "DeliveryProof"}, "signature-or-key"]}
    assert role["Condition"] == reminder["Condition"]
    assert reminder["Properties"]["ScheduleExpression"] == "cron(0 9 * * ? *)"
    assert reminder["Properties"]["Target"]["Arn"] == {"Ref": "AlarmTopic"}
