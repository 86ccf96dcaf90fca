"""The SAM template, read as data."""

from pathlib import Path
from typing import Any, cast

import yaml

from storehook_cli.errors import CommandError

FILE = "template.yaml"

type Template = dict[str, Any]

type Resources = dict[str, dict[str, Any]]


# PyYAML's loader in C, where it has been built, takes a tenth of the time.
_SafeLoader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class TemplateLoader(_SafeLoader):
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
    """Read a project's template."""
    try:
        return parsed((folder / FILE).read_bytes(), FILE)
    except OSError as error:
        raise CommandError(f"{FILE} cannot be read: {error}. Run this in the folder of your project.") from error


def parsed(content: bytes, named: str) -> Template:
    """Parse a template with a name for error messages. Entries of `Resources` such as loops are left out."""
    try:
        template: Any = yaml.load(content, TemplateLoader)  # noqa: S506 - a SafeLoader
        resources = template["Resources"].items()
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise CommandError(f"{named} is not a valid template: {error}") from error
    return template | {"Resources": {name: value for name, value in resources if isinstance(value, dict)}}


def of_type(resources: Resources, kind: str) -> Resources:
    """Return the properties of every resource of a type, by logical id."""
    return {
        name: resource.get("Properties", {}) for name, resource in resources.items() if resource.get("Type") == kind
    }


def functions(resources: Resources) -> Resources:
    """Return the properties of every function, by logical id."""
    return of_type(resources, "AWS::Serverless::Function")


def queue_events(function: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the properties of a function's SQS events."""
    return [event["Properties"] for event in function.get("Events", {}).values() if event["Type"] == "SQS"]


def named(value: Any) -> str:
    """Return the logical id in `{"Ref": "X"}` or `{"GetAtt": "X.Arn"}`; empty for anything else."""
    match value:
        case {"Ref": str(target)} | {"GetAtt": str(target)}:
            return target.partition(".")[0]
        case _:
            return ""
