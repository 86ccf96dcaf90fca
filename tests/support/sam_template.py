"""The SAM template, read as data."""

from typing import Any

import yaml

type Template = dict[str, Any]


type Resources = dict[str, dict[str, Any]]


class TemplateLoader(yaml.SafeLoader):
    """Reads `!Ref X` as `{"Ref": "X"}`, `!GetAtt X.Arn` as `{"GetAtt": "X.Arn"}`, and so on."""


def _short_form(loader: TemplateLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            return {name: loader.construct_scalar(node)}
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
        case _:
            return {name: loader.construct_mapping(node, deep=True)}  # type: ignore[arg-type]


TemplateLoader.add_multi_constructor("!", _short_form)


def of_type(resources: Resources, kind: str) -> Resources:
    """The properties of every resource of a type, by logical name."""
    return {name: found["Properties"] for name, found in resources.items() if found["Type"] == kind}


def functions(resources: Resources) -> Resources:
    return of_type(resources, "AWS::Serverless::Function")


def queue_events(function: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of a function's SQS events."""
    return [event["Properties"] for event in function.get("Events", {}).values() if event["Type"] == "SQS"]


def named(value: Any) -> str:
    """The logical name that `{"Ref": "X"}` or `{"GetAtt": "X.Arn"}` points at."""
    ((_, target),) = value.items()
    return str(target).split(".", maxsplit=1)[0]


def watched(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """The metrics that an alarm watches: its own, or those of its expression."""
    if "Metrics" not in alarm:
        return [alarm]
    _, expressed, _ = alarm["Metrics"]["If"]
    return [each["MetricStat"]["Metric"] for each in expressed if "MetricStat" in each]
