"""The local AWS that keeps its contents has them after a restart."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import free_port
from tests.support.deployed import until

from storehook_cli.local.emulator import Emulator

ITEM = {"id": {"S": "run-1"}, "state": {"S": "held"}}


@pytest.fixture
def aws(tmp_path: Path) -> Generator[Emulator]:
    """A local AWS that keeps its contents."""
    aws = Emulator(tmp_path, free_port(), keeps=True)
    aws.start()
    try:
        yield aws
    finally:
        aws.stop()


def fill(aws: Emulator) -> dict[str, Any]:
    """Add an item, a secret, a key and two messages, one of them in flight. Return the names to find them by."""
    key = {"AttributeName": "id", "KeyType": "HASH"}
    definition = {"AttributeName": "id", "AttributeType": "S"}
    dynamodb: Any = aws.client("dynamodb")
    dynamodb.create_table(
        TableName="runs", KeySchema=[key], AttributeDefinitions=[definition], BillingMode="PAY_PER_REQUEST"
    )
    dynamodb.put_item(TableName="runs", Item=ITEM)
    aws.client("secretsmanager").create_secret(Name="erp", SecretString="key-1")
    token = aws.client("kms").encrypt(KeyId=(key_id := create_key(aws)), Plaintext=b"token")["CiphertextBlob"]
    queue = aws.client("sqs").create_queue(QueueName="lane")["QueueUrl"]
    for body in ("first", "second"):
        aws.client("sqs").send_message(QueueUrl=queue, MessageBody=body)
    aws.client("sqs").receive_message(QueueUrl=queue, VisibilityTimeout=600)
    return {"token": token, "key": key_id, "queue": queue}


def create_key(aws: Emulator) -> str:
    return aws.client("kms").create_key()["KeyMetadata"]["KeyId"]


def contents(aws: Emulator, names: dict[str, Any]) -> list[Any]:
    """Read all that `fill` wrote."""
    item = aws.client("dynamodb").get_item(TableName="runs", Key={"id": ITEM["id"]}).get("Item")
    secret = aws.client("secretsmanager").get_secret_value(SecretId="erp")["SecretString"]
    token = aws.client("kms").decrypt(KeyId=names["key"], CiphertextBlob=names["token"])["Plaintext"]
    messages = aws.client("sqs").receive_message(QueueUrl=names["queue"], MaxNumberOfMessages=10)["Messages"]
    return [item, secret, token, sorted(message.get("Body", "") for message in messages)]


def stop(aws: Emulator) -> None:
    aws.stop()


def kill(aws: Emulator) -> None:
    """Kill it once it has written what it got."""
    until(lambda: "second" in read(aws, "sqs") and "run-1" in read(aws, "dynamodb"), seconds=60)
    assert aws._process
    aws._process.kill()
    aws._process.wait()
    aws.stop()


def read(aws: Emulator, service: str) -> str:
    file = aws.contents / f"{service}.json"
    return file.read_text() if file.exists() else ""


@pytest.mark.parametrize("end", [stop, kill])
def test_a_restarted_local_aws_has_its_items_secrets_keys_and_messages(
    aws: Emulator, end: Callable[[Emulator], None]
) -> None:
    names = fill(aws)
    end(aws)
    aws.start()

    assert contents(aws, names) == [ITEM, "key-1", b"token", ["first", "second"]]
