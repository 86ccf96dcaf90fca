"""What the two emulators answer otherwise than AWS, where code of ours could come to rest on it.

What both answer as AWS does is not listed. AWS's answers are those of its API references, one page an operation.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from botocore.exceptions import ClientError
from tests.support.moto_stack import Cloud


class Asked:
    """What is asked of an emulator, each time with names that are new there.

    Args:
        cloud: the emulator.
    """

    def __init__(self, cloud: Cloud) -> None:
        client: Any = cloud.emulator.client
        self.dynamodb, self.sqs, self.kms, self.ssm = map(client, ("dynamodb", "sqs", "kms", "ssm"))
        self.runs, self.records = (cloud.outputs()[each] for each in ("Runs", "Records"))
        self.key = {name: {"S": f"asked-{token_hex(8)}"} for name in ("pk", "sk")}

    def put(self, table: str = "", **attributes: Any) -> None:
        """Put an item."""
        self.dynamodb.put_item(TableName=table or self.records, Item=self.key | attributes)

    def item(self) -> dict[str, Any]:
        """The item that was put."""
        return self.dynamodb.get_item(TableName=self.records, Key=self.key)["Item"]

    def queue(self) -> str:
        """A new queue."""
        return self.sqs.create_queue(QueueName=f"asked-{token_hex(8)}")["QueueUrl"]

    def send(self, body: str = "x", **more: Any) -> None:
        """Send a message."""
        self.sqs.send_message(QueueUrl=self.queue(), MessageBody=body, **more)

    def received(self) -> dict[str, str]:
        """A message that was received: its queue and its receipt handle."""
        queue = self.queue()
        self.sqs.send_message(QueueUrl=queue, MessageBody="x")
        (message,) = self.sqs.receive_message(QueueUrl=queue)["Messages"]
        return {"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]}

    def master_key(self) -> str:
        """A new key."""
        return self.kms.create_key()["KeyMetadata"]["KeyId"]


@dataclass(frozen=True)
class Difference:
    """What is answered to a question.

    Args:
        question: what is asked, in words.
        ask: asks it; what it gives is the answer, and an error's code is.
        aws: AWS's answer.
        operation: the page of AWS's API reference that says so.
        emulators: what each emulator answers, by its fixture.
    """

    question: str
    ask: Callable[[Asked], object]
    aws: str
    operation: str
    emulators: Mapping[str, str]

    def answer(self, cloud: Cloud) -> str:
        """What an emulator answers now."""
        try:
            found = self.ask(Asked(cloud))
        except ClientError as error:
            refused: Any = error.response
            return refused["Error"]["Code"]
        return "taken" if found is None else str(found)


def _many_deletes(asked: Asked) -> None:
    keys = [{"pk": asked.key["pk"], "sk": {"S": str(number)}} for number in range(26)]
    asked.dynamodb.batch_write_item(RequestItems={asked.records: [{"DeleteRequest": {"Key": key}} for key in keys]})


def _number(asked: Asked) -> str:
    asked.put(number={"N": "10.000"})
    return asked.item()["number"]["N"]


def _deleted_twice(asked: Asked) -> None:
    received = asked.received()
    asked.sqs.delete_message(**received)
    asked.sqs.delete_message(**received)


def _move(asked: Asked) -> None:
    queue, letters = asked.queue(), asked.queue()
    arn = asked.sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = f'{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"1"}}'
    asked.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
    asked.sqs.start_message_move_task(SourceArn=arn)


def _next_group(asked: Asked) -> str:
    queue = asked.queue()
    for body in ("one's", "one's", "another's"):
        asked.sqs.send_message(QueueUrl=queue, MessageBody=body, MessageGroupId=body)
    asked.sqs.receive_message(QueueUrl=queue)
    return asked.sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"]


def _another_key(asked: Asked) -> None:
    text = asked.kms.encrypt(KeyId=asked.master_key(), Plaintext=b"x")["CiphertextBlob"]
    asked.kms.decrypt(CiphertextBlob=text, KeyId=asked.master_key())


def _disabled_key(asked: Asked) -> None:
    key = asked.master_key()
    text = asked.kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    asked.kms.disable_key(KeyId=key)
    asked.kms.decrypt(CiphertextBlob=text)


def _restored(asked: Asked) -> bool:
    """Whether a table that is restored to a time has what was put after it."""
    recovery = {"PointInTimeRecoveryEnabled": True}
    asked.dynamodb.update_continuous_backups(TableName=asked.records, PointInTimeRecoverySpecification=recovery)
    before, name = time.time() - 60, f"asked-{token_hex(8)}"
    asked.put()
    asked.dynamodb.restore_table_to_point_in_time(
        SourceTableName=asked.records, TargetTableName=name, RestoreDateTime=before
    )
    found = "Item" in asked.dynamodb.get_item(TableName=name, Key=asked.key)
    asked.dynamodb.delete_table(TableName=name)
    return found


DIFFERENCES = (
    Difference(
        "an item of 399 KiB",
        lambda asked: asked.put(message={"S": "x" * 408_500}),
        "taken",
        "PutItem",
        {"stack": "taken", "moto": "ValidationException"},
    ),
    Difference(
        "an item whose key of an index is no number",
        lambda asked: asked.put(asked.runs, store_hash={"S": "a"}, created_at={"S": "b"}),
        "ValidationException",
        "PutItem",
        {"stack": "ValidationException", "moto": "taken"},
    ),
    Difference(
        "a number of 39 digits",
        lambda asked: asked.put(number={"N": "1" * 39}),
        "ValidationException",
        "PutItem",
        {"stack": "ValidationException", "moto": "taken"},
    ),
    Difference("a number with zeros behind it", _number, "10", "GetItem", {"stack": "10", "moto": "10.000"}),
    Difference(
        "26 deletes in one batch",
        _many_deletes,
        "ValidationException",
        "BatchWriteItem",
        {"stack": "ValidationException", "moto": "taken"},
    ),
    Difference(
        "a message with a character that XML has not",
        lambda asked: asked.send("\0"),
        "InvalidMessageContents",
        "SendMessage",
        {"stack": "InvalidMessageContents", "moto": "taken"},
    ),
    Difference(
        "whose message is next, while one of one's is in flight",
        _next_group,
        "another's",
        "SendMessage",
        {"stack": "another's", "moto": "one's"},
    ),
    Difference(
        "an empty message",
        lambda asked: asked.send(""),
        "MissingParameter",
        "SendMessage",
        {"stack": "MissingParameter", "moto": "taken"},
    ),
    Difference(
        "a delay of over 15 minutes",
        lambda asked: asked.send(DelaySeconds=901),
        "InvalidParameterValue",
        "SendMessage",
        {"stack": "taken", "moto": "InvalidParameterValue"},
    ),
    Difference(
        "to hide a message for over 12 hours",
        lambda asked: asked.sqs.change_message_visibility(**asked.received(), VisibilityTimeout=43_201) and None,
        "InvalidParameterValue",
        "ChangeMessageVisibility",
        {"stack": "taken", "moto": "InvalidParameterValue"},
    ),
    Difference(
        "to delete a message twice",
        _deleted_twice,
        "taken",
        "DeleteMessage",
        {"stack": "ReceiptHandleIsInvalid", "moto": "taken"},
    ),
    Difference(
        "to move dead letters back to their queue",
        _move,
        "taken",
        "StartMessageMoveTask",
        {"stack": "InvalidAction", "moto": "500"},
    ),
    Difference(
        "to decrypt by another key",
        _another_key,
        "IncorrectKeyException",
        "Decrypt",
        {"stack": "taken", "moto": "AccessDeniedException"},
    ),
    Difference(
        "to decrypt by a key that is disabled",
        _disabled_key,
        "DisabledException",
        "Decrypt",
        {"stack": "DisabledException", "moto": "taken"},
    ),
    Difference(
        "to encrypt over 4 KiB",
        lambda asked: asked.kms.encrypt(KeyId=asked.master_key(), Plaintext=b"x" * 4097) and None,
        "ValidationException",
        "Encrypt",
        {"stack": "taken", "moto": "ValidationException"},
    ),
    Difference(
        "to rotate a key now",
        lambda asked: asked.kms.rotate_key_on_demand(KeyId=asked.master_key()) and None,
        "taken",
        "RotateKeyOnDemand",
        {"stack": "InvalidAction", "moto": "taken"},
    ),
    Difference(
        "an empty parameter",
        lambda asked: asked.ssm.put_parameter(Name=f"/{token_hex(8)}", Value="", Type="SecureString") and None,
        "ValidationException",
        "PutParameter",
        {"stack": "taken", "moto": "ValidationException"},
    ),
    Difference(
        "whether a table restored to a time has what came after it",
        _restored,
        "False",
        "RestoreTableToPointInTime",
        {"stack": "True", "moto": "True"},
    ),
)
