"""The template as SAM makes CloudFormation's of it, and as CloudFormation fills it in."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.repository import ROOT

from storehook_cli.authoring.template import Resources

# Neither has types.
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
"""Attributes that stand for the resource: it is called by its logical name here."""
_NO_VALUE = object()


class NoManagedPolicies:
    """SAM asks AWS for these; the template has none."""

    def load(self) -> dict[str, str]:
        """None at all."""
        return {}


@cache
def template(file: Path = TODAY, changed: str = "") -> dict[str, Any]:
    """Every section, with each resource as CloudFormation gets it. It is not to be changed.

    Args:
        file: where the template is.
        changed: the function or layer whose files are others than they were.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        found = SAM_YAML.yaml_parse(file.read_text())
        for name, resource in found["Resources"].items():
            for field in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
                resource["Properties"][field] = f"s3://bucket/{'changed' if name == changed else 'key'}"
        return SAM.transform(found, {"Architecture": "arm64"}, NoManagedPolicies())


def deployed(**parameters: str) -> Resources:
    """The resources as they are deployed: intrinsic functions answered, resources called by their logical names.

    Args:
        parameters: what differs from the template's defaults.
    """
    defaults = {name: str(found["Default"]) for name, found in template()["Parameters"].items()}
    return _Filled(template(), PSEUDO | defaults | parameters).value(template()["Resources"])


class _Filled:
    """Answers intrinsic functions.

    Args:
        template: the sections.
        names: what each parameter and pseudo parameter is.
    """

    def __init__(self, template: dict[str, Any], names: dict[str, str]) -> None:
        self.conditions, self.names = template["Conditions"], names

    def value(self, given: Any) -> Any:
        """What something stands for."""
        match given:
            case {"Ref": "AWS::NoValue"}:
                return _NO_VALUE
            case {"Ref": str(name)}:
                return self.names.get(name, name)
            case {"Fn::GetAtt": [str(name), str(attribute)]}:
                return name if attribute in NAMED_BY else f"{name}.{attribute}"
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([\w:.]+)\}", lambda found: self._named(found[1]), text)
            case {"Fn::If": [str(condition), then, otherwise]}:
                return self.value(then if self._holds(self.conditions[condition]) else otherwise)
            case dict():
                every = {key: self.value(each) for key, each in given.items()}
                return {key: each for key, each in every.items() if each is not _NO_VALUE}
            case list():
                return [self.value(each) for each in given]
            case _:
                return given

    def _named(self, name: str) -> str:
        return self.names.get(name, name.partition(".")[0])

    def _holds(self, condition: Any) -> bool:
        match condition:
            case {"Fn::Not": [inner]}:
                return not self._holds(inner)
            case {"Fn::Equals": [one, other]}:
                return self.value(one) == self.value(other)
            case _:
                raise AssertionError(condition)
