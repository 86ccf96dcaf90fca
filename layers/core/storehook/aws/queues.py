"""Queues in SQS."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

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
        lane: the consumer's own lane.
        dead_letter_url: its dead-letter queue.
    """

    client: "SqsOperations"
    queue_urls: Mapping[str, str]
    lane: str
    dead_letter_url: str

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        """As `queues.ports.Lanes.send`. A payload is sent alone, since ten payloads can exceed the limit of one call.

        Raises:
            NotQueued: SQS took only some of them.
        """
        hidden = math.ceil(min(max(delay, 0.0), MAX_DELAY))
        wake_ups: dict[str, list[RunKey]] = {}
        for lane, message in messages:
            if isinstance(message, RunKey):
                wake_ups.setdefault(lane, []).append(message)
            else:
                self._send(lane, message, hidden)
        for lane, keys in wake_ups.items():
            for batch in batched(keys, BATCH, strict=False):
                self._wake(lane, batch, hidden)

    def _send(self, lane: str, message: Message | RunKey, hidden: int) -> None:
        self.client.send_message(
            QueueUrl=self.queue_urls[lane],
            MessageBody=encode(message),
            MessageGroupId=message.store_hash,
            DelaySeconds=hidden,
        )

    def _wake(self, lane: str, batch: Sequence[RunKey], hidden: int) -> None:
        answer = self.client.send_message_batch(
            QueueUrl=self.queue_urls[lane],
            Entries=[
                {
                    "Id": str(index),
                    "MessageBody": encode(key),
                    "MessageGroupId": key.store_hash,
                    "DelaySeconds": hidden,
                }
                for index, key in enumerate(batch)
            ],
        )
        if failed := answer.get("Failed", []):
            raise NotQueued(len(failed), failed[0].get("Code", "unknown"))

    def dead_letter(self, message: Message, attributes: Mapping[str, str]) -> None:
        """As `queues.ports.Lanes.dead_letter`."""
        self.client.send_message(
            QueueUrl=self.dead_letter_url,
            MessageBody=encode(message),
            MessageAttributes={name: _attribute(value) for name, value in attributes.items()},
            MessageGroupId=message.store_hash,
        )

    def postpone(self, receipt: str, seconds: float) -> None:
        """As `queues.ports.Lanes.postpone`."""
        self.client.change_message_visibility(
            QueueUrl=self.queue_urls[self.lane],
            ReceiptHandle=receipt,
            VisibilityTimeout=math.ceil(min(max(seconds, 0), MAX_POSTPONE)),
        )

    def acknowledge(self, receipts: Sequence[str]) -> None:
        """As `queues.ports.Lanes.acknowledge`. A message that SQS does not delete comes back as a duplicate."""
        entries: list[DeleteMessageBatchRequestEntryTypeDef] = [
            {"Id": str(index), "ReceiptHandle": receipt} for index, receipt in enumerate(receipts)
        ]
        if entries:
            self.client.delete_message_batch(QueueUrl=self.queue_urls[self.lane], Entries=entries)


@dataclass(frozen=True, slots=True)
class SqsDeadLetters:
    """Dead-letter queue of one lane: `queues.ports.DeadLetters`."""

    client: "SQSClient"
    dead_letter_url: str
    queue_url: str

    def count(self) -> int:
        """As `queues.ports.DeadLetters.count`."""
        return self._number("ApproximateNumberOfMessages")

    def hidden(self) -> int:
        """As `queues.ports.DeadLetters.hidden`."""
        return self._number("ApproximateNumberOfMessagesNotVisible")

    def receive_some(self, limit: int = BATCH, *, seconds: float = 60.0) -> list[DeadLetter]:
        """As `queues.ports.DeadLetters.receive_some`."""
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
        """As `queues.ports.DeadLetters.release`."""
        for batch in batched(letters, BATCH, strict=False):
            self.client.change_message_visibility_batch(
                QueueUrl=self.dead_letter_url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                    for number, letter in enumerate(batch)
                ],
            )

    def send_back(self, letter: DeadLetter) -> None:
        """As `queues.ports.DeadLetters.send_back`."""
        store = letter.attributes.get("store") or "unknown"
        self.client.send_message(QueueUrl=self.queue_url, MessageBody=letter.text, MessageGroupId=store)

    def delete(self, letter: DeadLetter) -> None:
        """As `queues.ports.DeadLetters.delete`."""
        self.client.delete_message(QueueUrl=self.dead_letter_url, ReceiptHandle=letter.receipt)

    def _number(self, name: "QueueAttributeNameType") -> int:
        answer = self.client.get_queue_attributes(QueueUrl=self.dead_letter_url, AttributeNames=[name])
        return int(answer.get("Attributes", {}).get(name, "0"))


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
        """As `queues.ports.Tasks.send`.

        Raises:
            NotQueued: SQS took only some of them.
        """
        hidden = math.ceil(delay)
        for batch in batched(tasks, BATCH, strict=False):
            answer = self.client.send_message_batch(
                QueueUrl=self.queue_url,
                Entries=[
                    {"Id": str(index), "MessageBody": encode_task(task), "DelaySeconds": hidden}
                    for index, task in enumerate(batch)
                ],
            )
            if failed := answer.get("Failed", []):
                raise NotQueued(len(failed), failed[0].get("Code", "unknown"))

    def postpone(self, receipt: str, seconds: float) -> None:
        """As `queues.ports.Tasks.postpone`."""
        self.client.change_message_visibility(
            QueueUrl=self.queue_url,
            ReceiptHandle=receipt,
            VisibilityTimeout=math.ceil(min(max(seconds, 0), MAX_POSTPONE)),
        )


_VISIBLE = "ApproximateNumberOfMessages"

_DELAYED = "ApproximateNumberOfMessagesDelayed"

_HIDDEN = "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True, slots=True)
class SqsDepths:
    """Depths of the queues: `queues.ports.Depths`. It needs `sqs:GetQueueAttributes`.

    Args:
        queue_urls: queue of each lane.
        dead_letter_urls: dead-letter queue of each lane.
    """

    client: "SQSClient"
    queue_urls: Mapping[str, str]
    dead_letter_urls: Mapping[str, str]

    def of_lane(self, lane: str) -> Depth:
        """As `queues.ports.Depths.of_lane`."""
        queue, dead = self._counts(self.queue_urls[lane]), self._counts(self.dead_letter_urls[lane])
        return Depth(queue[_VISIBLE], queue[_HIDDEN], sum(dead.values()))

    def waiting(self, lane: str) -> int:
        """As `queues.ports.Depths.waiting`."""
        return self._counts(self.queue_urls[lane])[_VISIBLE]

    def _counts(self, url: str) -> dict[str, int]:
        names: tuple[QueueAttributeNameType, ...] = (_VISIBLE, _DELAYED, _HIDDEN)
        counts = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=names).get("Attributes", {})
        return {name: int(counts.get(name, "0")) for name in names}
