"""The deployer's policy allows the calls that CloudFormation makes for each resource, and only through it."""

import json
from functools import cache
from typing import Any

import pytest
import yaml
from tests.support import deployer
from tests.support import service_authorization as reference
from tests.support.built_template import SAM_YAML, deployed
from tests.support.built_template import template as built
from tests.support.cloudformation_calls import ACCESS_LOG, ACCOUNT, ACTS, DOMAIN, OTHERS, REGION, THROUGH, Call, calls
from tests.support.iam import Request, is_allowed, listed, matches
from tests.support.repository import ROOT
from tests.support.rules import expect_none
from tests.support.template_updates import schema_of, set_once

from storehook_cli.authoring.template import of_type

STACKS = ("storehook", "storehook-a-name-that-is-longer-than-others")
STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/storehook-dev/1a2b"
TRANSFORMS = f"arn:aws:cloudformation:{REGION}:aws:transform"
OBJECT = f"arn:aws:s3:::{deployer.BUCKET}/storehook/1a2b"
API_TAGS = f"arn:aws:apigateway:{REGION}::/tags/arn%3Aaws%3Aapigateway%3A{REGION}%3A%3A%2Fapis%2Fa1b2"

LONGEST = {
    "StackName": "s" * 20,
    "AWS::Partition": "aws-us-gov",
    "AWS::Region": "ap-southeast-1",
    "AWS::StackName": "iam-storehook-deployer-of-production",
    "DomainName": f"{'d' * 63}.storehook.example.com",
}

WITHOUT_CLOUDFORMATION = {
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:Describe*",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate*",
    "cloudformation:GetTemplateSummary",
    "cloudformation:List*",
    "cloudformation:RollbackStack",
    "cloudformation:ValidateTemplate",
    "execute-api:Invoke",
    "iam:PassRole",
    "lambda:GetAlias",
    "lambda:UpdateAlias",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:ListBucket",
    "s3:PutObject",
}

SAM = [
    ("cloudformation:CreateChangeSet", STACK),
    ("cloudformation:CreateChangeSet", f"{TRANSFORMS}/Serverless-2016-10-31"),
    ("cloudformation:CreateChangeSet", f"{TRANSFORMS}/LanguageExtensions"),
    ("cloudformation:CreateChangeSet", f"{TRANSFORMS}/Include"),
    ("cloudformation:DescribeChangeSet", STACK),
    ("cloudformation:ExecuteChangeSet", STACK),
    ("cloudformation:DeleteChangeSet", STACK),
    ("cloudformation:DescribeStacks", STACK),
    ("cloudformation:DescribeStackEvents", STACK),
    ("cloudformation:GetTemplate", STACK),
    ("cloudformation:GetTemplateSummary", "*"),
    ("cloudformation:ListStackResources", STACK),
    ("cloudformation:DeleteStack", STACK),
    ("s3:ListBucket", f"arn:aws:s3:::{deployer.BUCKET}"),
    ("s3:PutObject", OBJECT),
    ("s3:GetObject", OBJECT),
]
"""Calls of `sam deploy` and `sam delete` (aws-sam-cli, samcli/lib/deploy and samcli/lib/package)."""

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
END_OF_ROLLBACK = ("lambda:GetAlias", "lambda:UpdateAlias")
"""Calls with which `storehook deploy` makes its code live after a rollback."""

ON_RESOURCE = {"aws:ResourceTag/aws:cloudformation:stack-name", "aws:ResourceTag/storehook-stack"}
GLOBAL = {"aws:CalledVia"}


@cache
def every_call(act: str) -> list[Call]:
    return [call for stack in STACKS for call in calls(act, stack, boundary=deployer.BOUNDARY, bucket=deployer.BUCKET)]


def test_cloudformation_takes_the_template_as_it_is() -> None:
    """It refuses aliases: "YAML aliases are not allowed in CloudFormation templates"."""
    for name in ("budget.yaml", "deployer.yaml", "operators.yaml"):
        tokens = [*yaml.scan((ROOT / "docs" / name).read_text(), yaml.SafeLoader)]
        assert not any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in tokens)


@pytest.mark.parametrize("name", ["deployer.yaml", "operators.yaml"])
def test_no_update_of_the_template_replaces_a_policy_that_people_have(name: str) -> None:
    """CloudFormation can't delete the policy that is replaced, and people would keep it."""
    resources = SAM_YAML.yaml_parse((ROOT / "docs" / name).read_text())["Resources"]
    found = of_type(resources, "AWS::IAM::ManagedPolicy")

    assert found
    assert [name for name, policy in found.items() if set_once("AWS::IAM::ManagedPolicy") & policy.keys()] == []


@pytest.mark.parametrize("act", ACTS)
def test_the_deployer_may_do_each_act_with_each_resource(act: str) -> None:
    policy = deployer.of_deployer(DomainName=DOMAIN)
    found = every_call(act)

    assert len(found) > 300
    expect_none(f"{call.resource}: {call.request}" for call in found if not is_allowed(policy, call.request))


@pytest.mark.parametrize("act", ACTS)
def test_the_deployer_of_one_api_may_do_the_same(act: str) -> None:
    policy = deployer.of_deployer(ApiId="a1b2c3", DomainName=DOMAIN)

    expect_none(f"{call.resource}: {call.request}" for call in every_call(act) if not is_allowed(policy, call.request))


def test_each_reason_to_leave_out_a_call_is_needed() -> None:
    kinds = {resource["Type"] for resource in built()["Resources"].values()}
    needed = {(kind, action) for kind in kinds for act in ACTS for action in permissions(kind, act)}

    expect_none(
        f"{kind} {begin}"
        for kind, begin in OTHERS
        if not any(kind == other and action.startswith(begin) for other, action in needed)
    )


def permissions(kind: str, act: str) -> list[str]:
    return schema_of(kind)["handlers"].get(act, {"permissions": []})["permissions"]


@pytest.mark.parametrize(("action", "arn"), SAM)
def test_the_deployer_may_do_what_sam_does(action: str, arn: str) -> None:
    assert is_allowed(deployer.of_deployer(), Request(action, arn))


@pytest.mark.parametrize("action", END_OF_ROLLBACK)
def test_the_deployer_may_end_a_rollback_of_the_stacks_functions_alone(action: str) -> None:
    policy = deployer.of_deployer()

    assert is_allowed(policy, Request(action, f"{FUNCTION}:storehook-dev-Ingest-1A2B"))
    assert not is_allowed(policy, Request(action, f"{FUNCTION}:shop-Ingest-1A2B"))


@pytest.mark.parametrize("api", ["*", "a1b2"])
def test_the_deployer_may_record_a_deploy_through_the_console(api: str) -> None:
    path = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:a1b2/$default/POST/console/api/deploys"

    assert is_allowed(deployer.of_deployer(ApiId=api), Request("execute-api:Invoke", path))


@pytest.mark.parametrize("of_stack", ["", "hooks.example.org"])
def test_the_deployer_may_do_nothing_with_a_domain_that_is_not_the_stacks(of_stack: str) -> None:
    policy = deployer.of_deployer(DomainName=of_stack)
    domains = f"arn:aws:apigateway:{REGION}::/domainnames"

    assert not any(
        is_allowed(policy, Request(f"apigateway:{verb}", f"{domains}/{DOMAIN}{below}", THROUGH))
        for verb in ("DELETE", "GET", "PATCH", "POST", "PUT")
        for below in ("", "/apimappings", "/apimappings/1a2b")
    )


@pytest.mark.parametrize("action", ACCESS_LOG)
def test_the_deployer_may_log_what_the_api_is_asked(action: str) -> None:
    assert is_allowed(deployer.of_deployer(), Request(action, "*", THROUGH))


@pytest.mark.parametrize("action", ["apigateway:POST", "apigateway:PUT", "apigateway:GET", "apigateway:DELETE"])
def test_the_deployer_may_tag_the_api(action: str) -> None:
    assert is_allowed(deployer.of_deployer(), Request(action, API_TAGS, THROUGH))


def test_without_cloudformation_the_deployer_may_only_ask_it_upload_code_and_pass_roles() -> None:
    direct = {
        action
        for statement in deployer.of_deployer()
        if statement["Effect"] == "Allow" and "ForAnyValue:StringEquals" not in statement.get("Condition", {})
        for action in listed(statement["Action"])
    }

    assert direct == WITHOUT_CLOUDFORMATION


@pytest.mark.parametrize("policy", ["Deployer", "DeployerResources", "Boundary"])
def test_each_action_of_a_policy_exists(policy: str) -> None:
    patterns = {pattern for statement in deployer.statements(policy) for pattern in listed(statement["Action"])}

    expect_none(
        pattern
        for pattern in patterns
        if not any(matches(pattern, action) for action in reference.actions(pattern.split(":")[0]))
    )


def test_each_condition_is_about_a_key_that_each_of_its_actions_has() -> None:
    """Else AWS finds no value for the key, and the statement allows nothing, or with IfExists everything."""
    expect_none(
        f"{statement['Sid']}: {pattern} has no {key}"
        for statement in deployer.of_deployer()
        for keys in statement.get("Condition", {}).values()
        for key in keys.keys() - ON_RESOURCE - GLOBAL
        for pattern in listed(statement["Action"])
        if "*" not in pattern
        if key.split("/")[0] not in {known.split("/")[0] for known in reference.condition_keys(pattern)}
    )


@pytest.mark.parametrize("kind", ["AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage", "AWS::SecretsManager::Secret"])
def test_cloudformation_tags_a_resource_that_is_known_by_its_stacks_tag(kind: str) -> None:
    assert schema_of(kind)["tagging"]["cloudFormationSystemTags"] is True


def test_the_template_tags_the_key_because_cloudformation_does_not() -> None:
    assert schema_of("AWS::KMS::Key")["tagging"]["cloudFormationSystemTags"] is False
    assert deployed()["TokenKey"]["Properties"]["Tags"] == [{"Key": "storehook-stack", "Value": "storehook"}]


@pytest.mark.parametrize("policy", ["Deployer", "DeployerResources", "Boundary"])
def test_a_policy_is_no_longer_than_iam_takes(policy: str) -> None:
    """IAM counts a managed policy's characters but for white space, 6,144 at most ("IAM and AWS STS quotas")."""
    document = {"Version": "2012-10-17", "Statement": deployer.statements(policy, **LONGEST)}

    assert len("".join(json.dumps(document).split())) <= 6_144


def roles() -> dict[str, Any]:
    resources = deployed(PermissionsBoundary=deployer.BOUNDARY, DeliveryProof="signature-or-key")
    return {name: found["Properties"] for name, found in resources.items() if found["Type"] == "AWS::IAM::Role"}


def test_every_role_has_the_boundary_if_there_is_one() -> None:
    assert len(roles()) >= 12
    assert [name for name, role in roles().items() if role.get("PermissionsBoundary") != deployer.BOUNDARY] == []


def test_without_a_boundary_no_role_has_one() -> None:
    found = [resource for resource in deployed().values() if resource["Type"] == "AWS::IAM::Role"]

    assert not any("PermissionsBoundary" in role["Properties"] for role in found)


def test_a_roles_name_begins_with_its_stacks_however_long_it_is() -> None:
    """CloudFormation shortens a name to 64 characters, its random part of 12 included."""
    parameter = SAM_YAML.yaml_parse(deployer.FILE.read_text())["Parameters"]["StackName"]

    assert parameter["AllowedPattern"] == "[A-Za-z][A-Za-z0-9-]{0,19}"
    assert max(map(len, roles())) + len("s" * 20 + "--") + 12 <= 64
