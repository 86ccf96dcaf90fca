"""Queues in SQS."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from storehook.errors import NotQueued
from storehook.queues.lanes import MAX_DELAY, MAX_POSTPONE
from storehook.queues.message import Message, encode
from storehook.queues.ports import DeadLetter, Depth
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task
from storehook.queues.task import encode as encode_task

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.literals import QueueAttributeNameType
    from types_boto3_sqs.type_defs import (
        DeleteMessageBatchRequestEntryTypeDef,
        MessageAttributeValueTypeDef,
        MessageTypeDef,
    )

    from storehook.aws.client_types import SqsOperations

BATCH = 10
"""Most messages in one call to SQS."""


@dataclass(frozen=True, slots=True)
class SqsLanes:
    """Queues as the consumer of one lane sees them: `queues.ports.Lanes`.

    Args:
        queue_urls: queue of each lane.
        dead_letter_url: dead-letter queue of this lane.
    """

    client: "SqsOperations"
    queue_urls: Mapping[str, str]
    lane: str
    dead_letter_url: str

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        hidden = math.ceil(min(max(delay, 0.0), MAX_DELAY))
        wake_ups: dict[str, list[RunKey]] = {}
        for lane, message in messages:
            if isinstance(message, RunKey):
                wake_ups.setdefault(lane, []).append(message)
            else:
                # A payload is sent alone, since ten payloads can exceed the limit of one call.
                url, body = self.queue_urls[lane], encode(message)
                self.client.send_message(
                    QueueUrl=url, MessageBody=body, MessageGroupId=message.store_hash, DelaySeconds=hidden
                )
        for lane, keys in wake_ups.items():
            entries = ({"MessageBody": encode(key), "MessageGroupId": key.store_hash} for key in keys)
            _send_all(self.client, self.queue_urls[lane], entries, hidden)

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        self.client.send_message(
            QueueUrl=self.dead_letter_url,
            MessageBody=encode(message),
            MessageAttributes={name: _attribute(value) for name, value in attributes.items()},
            MessageGroupId=message.store_hash,
        )

    def postpone(self, receipt: str, seconds: float) -> None:
        _postpone(self.client, self.queue_urls[self.lane], receipt, seconds)

    def acknowledge(self, receipts: Sequence[str]) -> None:
        entries: list[DeleteMessageBatchRequestEntryTypeDef] = [
            {"Id": str(index), "ReceiptHandle": receipt} for index, receipt in enumerate(receipts)
        ]
        if entries:
            # A message that SQS does not delete comes back as a duplicate.
            self.client.delete_message_batch(QueueUrl=self.queue_urls[self.lane], Entries=entries)


@dataclass(frozen=True, slots=True)
class SqsDeadLetters:
    """Dead-letter queue of one lane: `queues.ports.DeadLetters`."""

    client: "SQSClient"
    dead_letter_url: str
    queue_url: str

    def count(self) -> int:
        return _counts(self.client, self.dead_letter_url)[_VISIBLE]

    def hidden(self) -> int:
        return _counts(self.client, self.dead_letter_url)[_HIDDEN]

    def receive_some(self, limit: int = BATCH, *, seconds: float = 60.0) -> list[DeadLetter]:
        answer = self.client.receive_message(
            QueueUrl=self.dead_letter_url,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["SentTimestamp"],
            MaxNumberOfMessages=min(limit, BATCH),
            VisibilityTimeout=math.ceil(seconds),
            WaitTimeSeconds=1,
        )
        return [_dead_letter(message) for message in answer.get("Messages", [])]

    def release(self, letters: Sequence[DeadLetter]) -> None:
        for batch in batched(letters, BATCH, strict=False):
            self.client.change_message_visibility_batch(
                QueueUrl=self.dead_letter_url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                    for number, letter in enumerate(batch)
                ],
            )

    def send_back(self, letter: DeadLetter) -> None:
        store = letter.attributes.get("store") or "unknown"
        self.client.send_message(QueueUrl=self.queue_url, MessageBody=letter.text, MessageGroupId=store)

    def delete(self, letter: DeadLetter) -> None:
        self.client.delete_message(QueueUrl=self.dead_letter_url, ReceiptHandle=letter.receipt)


def _dead_letter(message: "MessageTypeDef") -> DeadLetter:
    attributes = {name: value.get("StringValue", "") for name, value in message.get("MessageAttributes", {}).items()}
    sent_at = float(message.get("Attributes", {}).get("SentTimestamp", "0")) / 1000
    return DeadLetter(
        message.get("Body", ""), message.get("ReceiptHandle", ""), attributes, message.get("MessageId", ""), sent_at
    )


def _attribute(value: str) -> "MessageAttributeValueTypeDef":
    # SQS refuses empty attributes, and characters that are not valid in XML.
    sanitized = "".join(char if char.isprintable() and char.isascii() else "?" for char in value[:256])
    return {"DataType": "String", "StringValue": sanitized or "-"}


@dataclass(frozen=True, slots=True)
class SqsTasks:
    """Reconcile queue: `queues.ports.Tasks`."""

    client: "SQSClient"
    queue_url: str

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        entries = ({"MessageBody": encode_task(task)} for task in tasks)
        _send_all(self.client, self.queue_url, entries, math.ceil(delay))

    def postpone(self, receipt: str, seconds: float) -> None:
        _postpone(self.client, self.queue_url, receipt, seconds)


def _send_all(client: "SqsOperations", queue_url: str, entries: Iterable[Mapping[str, str]], delay: int) -> None:
    """Send messages in batches. Raise `NotQueued` if SQS does not take all of a batch."""
    for batch in batched(entries, BATCH, strict=False):
        numbered: Any = [{"Id": str(index), "DelaySeconds": delay, **entry} for index, entry in enumerate(batch)]
        if failed := client.send_message_batch(QueueUrl=queue_url, Entries=numbered).get("Failed", []):
            raise NotQueued(len(failed), failed[0].get("Code", "unknown"))


def _postpone(client: "SqsOperations", queue_url: str, receipt: str, seconds: float) -> None:
    client.change_message_visibility(
        QueueUrl=queue_url,
        ReceiptHandle=receipt,
        VisibilityTimeout=math.ceil(min(max(seconds, 0), MAX_POSTPONE)),
    )


@dataclass(frozen=True, slots=True)
class SqsDepths:
    """Depths of each lane's queue and dead-letter queue: `queues.ports.Depths`. It needs `sqs:GetQueueAttributes`."""

    client: "SQSClient"
    queue_urls: Mapping[str, str]
    dead_letter_urls: Mapping[str, str]

    def of_lane(self, lane: str) -> Depth:
        queue = _counts(self.client, self.queue_urls[lane])
        dead = _counts(self.client, self.dead_letter_urls[lane])
        return Depth(queue[_VISIBLE], queue[_HIDDEN], sum(dead.values()))


_VISIBLE = "ApproximateNumberOfMessages"

_DELAYED = "ApproximateNumberOfMessagesDelayed"

_HIDDEN = "ApproximateNumberOfMessagesNotVisible"


def _counts(client: "SQSClient", queue_url: str) -> dict[str, int]:
    names: tuple[QueueAttributeNameType, ...] = (_VISIBLE, _DELAYED, _HIDDEN)
    counts = client.get_queue_attributes(QueueUrl=queue_url, AttributeNames=names).get("Attributes", {})
    return {name: int(counts.get(name, "0")) for name in names}
