"""cfn-lint finds nothing in what CloudFormation gets, in the regions of each partition.

`make check` lints template.yaml as it is, for one region.
"""

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.built_template import SAM_YAML
from tests.support.built_template import template as built
from tests.support.repository import ROOT
from tests.support.rules import expect_none

REGIONS = ("us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1")


def findings(file: Path, regions: Sequence[str] = REGIONS) -> Iterator[str]:
    """Yield what cfn-lint finds in a file."""
    # Neither module has types, and importing them takes a second.
    api: Any = import_module("cfnlint.api")
    config: Any = import_module("cfnlint.config")
    options = config.ManualArgs(regions=[*regions])
    for match in api.lint(file.read_text(), config=options):
        yield f"{file.name}:{match.linenumber}: {match.rule.id} {match.message}"


@pytest.mark.parametrize("name", ["deployer.yaml", "operators.yaml"])
def test_cfn_lint_finds_nothing_in_a_template(name: str) -> None:
    expect_none(findings(ROOT / "docs" / name))


def test_cfn_lint_finds_nothing_in_the_budget_which_govcloud_does_not_have() -> None:
    file = ROOT / "docs" / "budget.yaml"

    expect_none(findings(file, [region for region in REGIONS if "gov" not in region]))
    assert any("does not exist in 'us-gov-west-1'" in finding for finding in findings(file))


def test_the_budget_is_about_each_days_actual_cost() -> None:
    budget = SAM_YAML.yaml_parse((ROOT / "docs" / "budget.yaml").read_text())["Resources"]["Budget"]["Properties"]
    (notice,) = budget["NotificationsWithSubscribers"]

    assert (budget["Budget"]["TimeUnit"], budget["Budget"]["BudgetType"]) == ("DAILY", "COST")
    assert (notice["Notification"]["NotificationType"], notice["Notification"]["Threshold"]) == ("ACTUAL", 100)
    assert not {"CostFilters", "FilterExpression"} & budget["Budget"].keys()


def test_cfn_lint_finds_nothing_in_the_template_that_cloudformation_gets(tmp_path: Path) -> None:
    file = tmp_path / "processed.json"
    file.write_text(json.dumps(built()))

    expect_none(findings(file))
