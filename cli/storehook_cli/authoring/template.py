"""The SAM template, read as data."""

from pathlib import Path
from typing import Any, cast

import yaml

from storehook_cli.errors import CommandError

FILE = "template.yaml"

type Template = dict[str, Any]

type Resources = dict[str, dict[str, Any]]


class TemplateLoader(yaml.SafeLoader):
    """Reads `!Ref X` as `{"Ref": "X"}`, `!GetAtt X.Arn` as `{"GetAtt": "X.Arn"}`, and so on."""


def _short_form(loader: TemplateLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {name: loader.construct_mapping(node, deep=True)}
        case _:
            return {name: loader.construct_scalar(cast("yaml.ScalarNode", node))}


cast("Any", TemplateLoader).add_multi_constructor("!", _short_form)


def read(folder: Path) -> Template:
    """A project's template.

    Raises:
        CommandError: there is none, it is no YAML, or it has no resources.
    """
    try:
        return parsed((folder / FILE).read_bytes(), FILE)
    except OSError as error:
        raise CommandError(f"{FILE} cannot be read: {error}") from error


def parsed(content: bytes, named: str) -> Template:
    """A template. What is no resource among its resources, such as a loop, is left out.

    Args:
        content: of its file, in YAML.
        named: what an error calls it.

    Raises:
        CommandError: it is no YAML, or has no resources.
    """
    try:
        found: Any = yaml.load(content, TemplateLoader)  # noqa: S506 - a SafeLoader
        resources = found["Resources"].items()
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise CommandError(f"{named} is no template that can be read: {error}") from error
    return found | {"Resources": {name: each for name, each in resources if isinstance(each, dict)}}


def of_type(resources: Resources, kind: str) -> Resources:
    """The properties of every resource of a type, by logical name."""
    return {name: found.get("Properties", {}) for name, found in resources.items() if found.get("Type") == kind}


def functions(resources: Resources) -> Resources:
    """The properties of every function, by logical name."""
    return of_type(resources, "AWS::Serverless::Function")


def queue_events(function: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of a function's SQS events."""
    return [event["Properties"] for event in function.get("Events", {}).values() if event["Type"] == "SQS"]


def named(value: Any) -> str:
    """The logical name that `{"Ref": "X"}` or `{"GetAtt": "X.Arn"}` points at; empty for anything else."""
    match value:
        case {"Ref": str(target)} | {"GetAtt": str(target)}:
            return target.partition(".")[0]
        case _:
            return ""
