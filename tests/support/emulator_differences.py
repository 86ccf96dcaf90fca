"""Answers of the two emulators that differ from AWS's, where our code could depend on them.

Answers that agree with AWS are not listed. AWS's answers are those of its API references, one page per operation.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from botocore.exceptions import ClientError
from tests.support.moto_stack import Cloud


class Requests:
    """Requests to an emulator, each time with new names.

    Args:
        cloud: the emulator.
    """

    def __init__(self, cloud: Cloud) -> None:
        client: Any = cloud.emulator.client
        self.dynamodb, self.sqs, self.kms, self.ssm = map(client, ("dynamodb", "sqs", "kms", "ssm"))
        self.runs, self.records = (cloud.outputs()[table] for table in ("Runs", "Records"))
        self.key = {name: {"S": f"new-{token_hex(8)}"} for name in ("pk", "sk")}

    def put(self, table: str = "", **attributes: Any) -> None:
        """Put an item."""
        self.dynamodb.put_item(TableName=table or self.records, Item=self.key | attributes)

    def item(self) -> dict[str, Any]:
        """Return the item."""
        return self.dynamodb.get_item(TableName=self.records, Key=self.key)["Item"]

    def queue(self) -> str:
        """Create a queue."""
        return self.sqs.create_queue(QueueName=f"new-{token_hex(8)}")["QueueUrl"]

    def send(self, body: str = "x", **more: Any) -> None:
        """Send a message."""
        self.sqs.send_message(QueueUrl=self.queue(), MessageBody=body, **more)

    def received(self) -> dict[str, str]:
        """Receive a message, and return its queue and its receipt handle."""
        queue = self.queue()
        self.sqs.send_message(QueueUrl=queue, MessageBody="x")
        (message,) = self.sqs.receive_message(QueueUrl=queue)["Messages"]
        return {"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]}

    def master_key(self) -> str:
        """Create a key."""
        return self.kms.create_key()["KeyMetadata"]["KeyId"]


@dataclass(frozen=True)
class Difference:
    """A difference between an emulator and AWS.

    Args:
        question: the question, in words.
        ask: makes the requests. Its result or its error's code is the answer.
        aws: AWS's answer.
        operation: the page of AWS's API reference.
        emulators: each emulator's answer, by its fixture.
    """

    question: str
    ask: Callable[[Requests], object]
    aws: str
    operation: str
    emulators: Mapping[str, str]

    def answer(self, cloud: Cloud) -> str:
        """Return an emulator's answer."""
        try:
            result = self.ask(Requests(cloud))
        except ClientError as error:
            refused: Any = error.response
            return refused["Error"]["Code"]
        return "accepted" if result is None else str(result)


def _many_deletes(requests: Requests) -> None:
    keys = [{"pk": requests.key["pk"], "sk": {"S": str(number)}} for number in range(26)]
    requests.dynamodb.batch_write_item(
        RequestItems={requests.records: [{"DeleteRequest": {"Key": key}} for key in keys]}
    )


def _number(requests: Requests) -> str:
    requests.put(number={"N": "10.000"})
    return requests.item()["number"]["N"]


def _deleted_twice(requests: Requests) -> None:
    received = requests.received()
    requests.sqs.delete_message(**received)
    requests.sqs.delete_message(**received)


def _move(requests: Requests) -> None:
    queue, letters = requests.queue(), requests.queue()
    arn = requests.sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = f'{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"1"}}'
    requests.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
    requests.sqs.start_message_move_task(SourceArn=arn)


def _next_group(requests: Requests) -> str:
    queue = requests.queue()
    for body in ("one's", "one's", "another's"):
        requests.sqs.send_message(QueueUrl=queue, MessageBody=body, MessageGroupId=body)
    requests.sqs.receive_message(QueueUrl=queue)
    return requests.sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"]


def _another_key(requests: Requests) -> None:
    text = requests.kms.encrypt(KeyId=requests.master_key(), Plaintext=b"x")["CiphertextBlob"]
    requests.kms.decrypt(CiphertextBlob=text, KeyId=requests.master_key())


def _disabled_key(requests: Requests) -> None:
    key = requests.master_key()
    text = requests.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    requests.kms.disable_key(KeyId=key)
    requests.kms.decrypt(CiphertextBlob=text)


def _restored(requests: Requests) -> bool:
    """Return whether a table that is restored to an earlier time has an item that was put later."""
    recovery = {"PointInTimeRecoveryEnabled": True}
    requests.dynamodb.update_continuous_backups(TableName=requests.records, PointInTimeRecoverySpecification=recovery)
    before, name = time.time() - 60, f"new-{token_hex(8)}"
    requests.put()
    requests.dynamodb.restore_table_to_point_in_time(
        SourceTableName=requests.records, TargetTableName=name, RestoreDateTime=before
    )
    has_item = "Item" in requests.dynamodb.get_item(TableName=name, Key=requests.key)
    requests.dynamodb.delete_table(TableName=name)
    return has_item


DIFFERENCES = (
    Difference(
        "an item of 399 KiB",
        lambda requests: requests.put(message={"S": "x" * 408_500}),
        "accepted",
        "PutItem",
        {"stack": "accepted", "moto": "ValidationException"},
    ),
    Difference(
        "an item with an index key that is not a number",
        lambda requests: requests.put(requests.runs, store_hash={"S": "a"}, created_at={"S": "b"}),
        "ValidationException",
        "PutItem",
        {"stack": "ValidationException", "moto": "accepted"},
    ),
    Difference(
        "a number of 39 digits",
        lambda requests: requests.put(number={"N": "1" * 39}),
        "ValidationException",
        "PutItem",
        {"stack": "ValidationException", "moto": "accepted"},
    ),
    Difference("a number with trailing zeros", _number, "10", "GetItem", {"stack": "10", "moto": "10.000"}),
    Difference(
        "26 deletes in one batch",
        _many_deletes,
        "ValidationException",
        "BatchWriteItem",
        {"stack": "ValidationException", "moto": "accepted"},
    ),
    Difference(
        "a message with a character that XML does not allow",
        lambda requests: requests.send("\0"),
        "InvalidMessageContents",
        "SendMessage",
        {"stack": "InvalidMessageContents", "moto": "accepted"},
    ),
    Difference(
        "the next message, while one of the same group is in flight",
        _next_group,
        "another's",
        "SendMessage",
        {"stack": "another's", "moto": "one's"},
    ),
    Difference(
        "an empty message",
        lambda requests: requests.send(""),
        "MissingParameter",
        "SendMessage",
        {"stack": "MissingParameter", "moto": "accepted"},
    ),
    Difference(
        "a delay of over 15 minutes",
        lambda requests: requests.send(DelaySeconds=901),
        "InvalidParameterValue",
        "SendMessage",
        {"stack": "accepted", "moto": "InvalidParameterValue"},
    ),
    Difference(
        "to hide a message for over 12 hours",
        lambda requests: (
            requests.sqs.change_message_visibility(**requests.received(), VisibilityTimeout=43_201) and None
        ),
        "InvalidParameterValue",
        "ChangeMessageVisibility",
        {"stack": "accepted", "moto": "InvalidParameterValue"},
    ),
    Difference(
        "to delete a message twice",
        _deleted_twice,
        "accepted",
        "DeleteMessage",
        {"stack": "ReceiptHandleIsInvalid", "moto": "accepted"},
    ),
    Difference(
        "to move dead letters back to their queue",
        _move,
        "accepted",
        "StartMessageMoveTask",
        {"stack": "InvalidAction", "moto": "500"},
    ),
    Difference(
        "to decrypt with another key",
        _another_key,
        "IncorrectKeyException",
        "Decrypt",
        {"stack": "accepted", "moto": "AccessDeniedException"},
    ),
    Difference(
        "to decrypt with a disabled key",
        _disabled_key,
        "DisabledException",
        "Decrypt",
        {"stack": "DisabledException", "moto": "accepted"},
    ),
    Difference(
        "to encrypt over 4 KiB",
        lambda requests: requests.kms.encrypt(KeyId=requests.master_key(), Plaintext=b"x" * 4097) and None,
        "ValidationException",
        "Encrypt",
        {"stack": "accepted", "moto": "ValidationException"},
    ),
    Difference(
        "to rotate a key now",
        lambda requests: requests.kms.rotate_key_on_demand(KeyId=requests.master_key()) and None,
        "accepted",
        "RotateKeyOnDemand",
        {"stack": "InvalidAction", "moto": "accepted"},
    ),
    Difference(
        "an empty parameter",
        lambda requests: requests.ssm.put_parameter(Name=f"/{token_hex(8)}", Value="", Type="SecureString") and None,
        "ValidationException",
        "PutParameter",
        {"stack": "accepted", "moto": "ValidationException"},
    ),
    Difference(
        "does a table restored to a time have an item from after that time",
        _restored,
        "False",
        "RestoreTableToPointInTime",
        {"stack": "True", "moto": "True"},
    ),
)
