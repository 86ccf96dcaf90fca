"""The template as SAM transforms it for CloudFormation, and as CloudFormation fills it in."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.repository import ROOT

from storehook_cli.authoring.template import Resources

# Neither package has types.
SAM_YAML: Any = import_module("samcli.yamlhelper")
SAM: Any = import_module("samtranslator.translator.transform")

TODAY = ROOT / "template.yaml"
STACK = "storehook"
PSEUDO = {
    "AWS::StackName": STACK,
    "AWS::Region": "eu-west-1",
    "AWS::Partition": "aws",
    "AWS::AccountId": "123456789012",
}
NAMED_BY = {"QueueName", "Arn", "Id"}
"""Attributes that are replaced by the resource's logical name."""
_NO_VALUE = object()


class NoManagedPolicies:
    """SAM asks AWS for managed policies. The template has none."""

    def load(self) -> dict[str, str]:
        """Return no policies."""
        return {}


@cache
def template(file: Path = TODAY, changed: str = "") -> dict[str, Any]:
    """Return every section, with each resource as CloudFormation receives it. Don't change the result.

    Args:
        changed: a function or layer whose files count as changed.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        sections = SAM_YAML.yaml_parse(file.read_text())
        for name, resource in sections["Resources"].items():
            for field in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
                resource["Properties"][field] = f"s3://bucket/{'changed' if name == changed else 'key'}"
        return SAM.transform(sections, {"Architecture": "arm64"}, NoManagedPolicies())


def deployed(**parameters: str) -> Resources:
    """Return the deployed resources. Intrinsic functions are replaced, and resources have their logical names.

    Args:
        parameters: changes to the template's defaults.
    """
    defaults = {name: str(parameter["Default"]) for name, parameter in template()["Parameters"].items()}
    return filled(template()["Resources"], PSEUDO | defaults | parameters, template()["Conditions"])


def condition(expression: Any, **parameters: str) -> bool:
    """Return whether a condition, or that of a rule, holds.

    Args:
        parameters: changes to the template's defaults.
    """
    defaults = {name: str(parameter["Default"]) for name, parameter in template()["Parameters"].items()}
    return _Filled({}, defaults | parameters).holds(expression)


def filled(section: Any, names: Mapping[str, Any], conditions: Mapping[str, Any] | None = None) -> Any:
    """Return a section of a template without intrinsic functions.

    Args:
        names: the values of parameters, pseudo parameters and references to resources.
    """
    return _Filled(conditions or {}, names).value(section)


class _Filled:
    """Replaces intrinsic functions.

    Args:
        conditions: the template's conditions.
        names: the values of parameters, pseudo parameters and references.
    """

    def __init__(self, conditions: Mapping[str, Any], names: Mapping[str, Any]) -> None:
        self.conditions, self.names = conditions, names

    def value(self, node: Any) -> Any:
        """Return the value of a node."""
        match node:
            case {"Ref": "AWS::NoValue"}:
                return _NO_VALUE
            case {"Ref": str(name)}:
                return self.names.get(name, name)
            case {"Fn::GetAtt": [str(name), str(attribute)]}:
                return name if attribute in NAMED_BY else f"{name}.{attribute}"
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([\w:.]+)\}", lambda match: self._named(match[1]), text)
            case {"Fn::If": [str(condition), then, otherwise]}:
                return self.value(then if self.holds(self.conditions[condition]) else otherwise)
            case dict():
                every = {key: self.value(child) for key, child in node.items()}
                return {key: value for key, value in every.items() if value is not _NO_VALUE}
            case list():
                return [self.value(child) for child in node]
            case _:
                return node

    def _named(self, name: str) -> str:
        return self.names.get(name, name.partition(".")[0])

    def holds(self, condition: Any) -> bool:
        """Return whether a condition holds."""
        match condition:
            case {"Fn::Not": [inner]}:
                return not self.holds(inner)
            case {"Fn::Equals": [one, other]}:
                return self.value(one) == self.value(other)
            case _:
                raise AssertionError(condition)
