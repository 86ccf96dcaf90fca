"""The template's tables, without the rest of the stack."""

import secrets
from typing import TYPE_CHECKING, Any

import yaml
from tests.support.repository import ROOT

from storehook_cli.authoring.template import TemplateLoader, of_type

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OF_A_TABLE = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")


def tables_in(dynamodb: "DynamoDBClient", *, only: str = "") -> dict[str, str]:
    """Create the tables, or only one, and return their names by the names of the template's outputs."""
    template: Any = yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)  # noqa: S506 - a SafeLoader
    tables = of_type(template["Resources"], "AWS::DynamoDB::Table")
    tables = {name: tables[name] for name in ([only] if only else tables)}
    names = {name: f"storehook-{name}-{secrets.token_hex(4)}" for name in tables}  # one process may have several sets
    for name, properties in tables.items():
        arguments: Any = {key: value for key, value in properties.items() if key in OF_A_TABLE}
        dynamodb.create_table(TableName=names[name], **arguments)
    return names
