"""A custom domain is optional, and only with it can the API's own address be disabled."""

from typing import Any

import pytest
from tests.support.built_template import PSEUDO, condition, deployed, filled
from tests.support.built_template import template as built

HOST = "hooks.example.com"
DOMAIN = {"DomainName": HOST, "CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/1a2b"}
DISABLED = DOMAIN | {"PublicUrl": f"https://{HOST}", "DefaultEndpoint": "disabled"}
EXECUTE_API = "https://Api.execute-api.eu-west-1.amazonaws.com"


def outputs(**parameters: str) -> dict[str, Any]:
    sections = built()
    defaults = {name: str(parameter["Default"]) for name, parameter in sections["Parameters"].items()}
    names = PSEUDO | {"AWS::URLSuffix": "amazonaws.com"} | defaults | parameters
    found = filled(sections["Outputs"], names, sections["Conditions"])
    return {name: output["Value"] for name, output in found.items()}


def refusals(**parameters: str) -> list[str]:
    """Return why CloudFormation refuses a deploy with these parameters ("Rules section")."""
    return [
        assertion["AssertDescription"]
        for rule in built()["Rules"].values()
        if condition(rule["RuleCondition"], **parameters)
        for assertion in rule["Assertions"]
        if not condition(assertion["Assert"], **parameters)
    ]


def test_a_stack_has_no_domain_by_default() -> None:
    resources, conditions = deployed(), built()["Conditions"]

    assert {resources[name]["Condition"] for name in ("Domain", "DomainMapping")} == {"HasDomainName"}
    assert not condition(conditions["HasDomainName"])
    assert resources["Api"]["Properties"]["DisableExecuteApiEndpoint"] is False
    assert outputs()["ApiUrl"] == EXECUTE_API


def test_a_domain_leads_to_the_api() -> None:
    resources = deployed(**DOMAIN)
    mapping = resources["DomainMapping"]["Properties"]

    assert condition(built()["Conditions"]["HasDomainName"], **DOMAIN)
    assert resources["Domain"]["Properties"]["DomainName"] == HOST
    assert mapping == {"ApiId": "Api", "DomainName": "Domain", "Stage": "ApiStage"}


def test_until_its_dns_record_is_there_everything_goes_to_the_apis_own_address() -> None:
    found = outputs(**DOMAIN)

    assert deployed(**DOMAIN)["Api"]["Properties"]["DisableExecuteApiEndpoint"] is False
    assert (found["ApiUrl"], found["WebhookUrl"]) == (EXECUTE_API, f"{EXECUTE_API}/webhooks/{{store_hash}}")


def test_a_disabled_endpoint_is_used_by_nothing() -> None:
    found = outputs(**DISABLED)
    resources = deployed(**DISABLED)
    urls = {name: url for name, url in found.items() if str(url).startswith("http")}

    assert resources["Api"]["Properties"]["DisableExecuteApiEndpoint"] is True
    assert urls.keys() == {"ApiUrl", "WebhookUrl", "AuthUrl", "ConsoleUrl"}
    assert {url.split("/")[2] for url in urls.values()} == {HOST}
    for function in ("Connect", "Reconciler"):
        assert resources[function]["Properties"]["Environment"]["Variables"]["PUBLIC_URL"] == f"https://{HOST}"


@pytest.mark.parametrize(
    ("missing", "refused"),
    [("PublicUrl", "DefaultEndpoint"), ("DomainName", "DefaultEndpoint"), ("CertificateArn", "DomainName")],
)
def test_a_deploy_that_nobody_could_reach_is_refused(missing: str, refused: str) -> None:
    found = refusals(**DISABLED | {missing: ""})

    assert len(found) == 1
    assert found[0].startswith(refused)
    assert missing in found[0]


@pytest.mark.parametrize("parameters", [{}, DOMAIN, DISABLED, {"PublicUrl": "https://cdn.example.com"}], ids=str)
def test_other_deploys_are_not_refused(parameters: dict[str, str]) -> None:
    assert refusals(**parameters) == []
