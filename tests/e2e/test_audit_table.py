"""Nobody changes or deletes an entry of the audit log: IAM is enforced here, with the table's own policy."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.role_sessions import role_session, roles

from storehook_cli.local.local_stack import LocalStack

REFUSED = ("AccessDeniedException", "AccessDenied")


def key() -> dict[str, Any]:
    """Return a new key. It is listed last."""
    return {"pk": {"S": "audit"}, "sk": {"S": f"0-{secrets.token_hex(8)}"}}


type Attempt = Callable[[Any, str], Any]
"""A call with a client of DynamoDB, about a table."""

CHANGES: dict[str, Attempt] = {
    "update": lambda db, table: db.update_item(
        TableName=table,
        Key=key(),
        UpdateExpression="SET detail = :x",
        ExpressionAttributeValues={":x": {"S": "x"}},
    ),
    "delete": lambda db, table: db.delete_item(TableName=table, Key=key()),
    "put in a batch": lambda db, table: db.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": key()}}]}),
    "delete in a batch": lambda db, table: db.batch_write_item(
        RequestItems={table: [{"DeleteRequest": {"Key": key()}}]}
    ),
    "update in a transaction": lambda db, table: db.transact_write_items(
        TransactItems=[{"Update": {"TableName": table, "Key": key(), "UpdateExpression": "REMOVE detail"}}]
    ),
    "delete in a transaction": lambda db, table: db.transact_write_items(
        TransactItems=[{"Delete": {"TableName": table, "Key": key()}}]
    ),
}
"""Calls that change or delete an entry, or could."""

ADDS: dict[str, Attempt] = {
    "put": lambda db, table: db.put_item(TableName=table, Item=key()),
    "put in a transaction": lambda db, table: db.transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": key()}}]
    ),
}

READS: dict[str, Attempt] = {
    "get": lambda db, table: db.get_item(TableName=table, Key=key()),
    "get in a batch": lambda db, table: db.batch_get_item(RequestItems={table: {"Keys": [key()]}}),
    "query": lambda db, table: db.query(
        TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "audit"}}
    ),
    "scan": lambda db, table: db.scan(TableName=table),
}

CONSOLE = {"put", "put in a transaction", "query"}
"""Calls of the console's role that are allowed."""


def allowed(stack: LocalStack, client: Any) -> set[str]:
    """Return the calls that IAM allows a client."""
    table = stack.outputs()["Audit"]
    return {name for name, attempt in (CHANGES | ADDS | READS).items() if is_allowed(attempt, client, table)}


def is_allowed(attempt: Attempt, client: Any, table: str) -> bool:
    """Return whether IAM allows a call. Any other refusal is an error."""
    try:
        attempt(client, table)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in REFUSED:
            raise
        return False
    return True


def test_of_all_functions_only_the_console_reaches_the_table_and_only_to_add_and_list(stack: LocalStack) -> None:
    found = dict[str, set[str]]()
    for logical, physical in roles(stack).items():
        with role_session(stack, physical) as session:
            found[logical] = allowed(stack, session.client("dynamodb", endpoint_url=stack.emulator.url))

    assert {logical for logical, names in found.items() if names} == {"ConsoleRole"}
    assert found["ConsoleRole"] == CONSOLE


@pytest.mark.parametrize("role", ["DefaultConsumerRole", "TimerRole", "ConsoleRole"])
def test_a_role_that_is_granted_all_of_dynamodb_still_cannot(stack: LocalStack, role: str) -> None:
    """As functions/worker/permissions.json could."""
    iam, name = stack.emulator.client("iam"), roles(stack)[role]
    every = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
    iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=json.dumps({"Statement": [every]}))
    try:
        with role_session(stack, name) as session:
            found = allowed(stack, session.client("dynamodb", endpoint_url=stack.emulator.url))
    finally:
        iam.delete_role_policy(RoleName=name, PolicyName="more")

    assert found == ({*ADDS, *READS} if role == "ConsoleRole" else set())
