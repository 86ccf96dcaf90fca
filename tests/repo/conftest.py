"""The repository's files, read as data."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "layers" / "core" / "storehook"
SOURCES = ("layers/core", "functions", "cli", "tests")

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


def modules(*folders: str) -> list[Path]:
    """Every Python file below these folders of the repository."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    """A file as the repository names it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """What a module imports, anywhere in it: `storehook.errors`, `boto3.dynamodb.types`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
    return found


@pytest.fixture(scope="session")
def template() -> Template:
    return yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)  # noqa: S506 - a SafeLoader


@pytest.fixture(scope="session")
def resources(template: Template) -> Resources:
    return template["Resources"]


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
