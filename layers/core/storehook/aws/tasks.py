"""The reconcile queue, in SQS."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from storehook.errors import NotQueued
from storehook.registration.task import Task, encode
from storehook.retries import MAX_POSTPONE

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

BATCH = 10
"""Messages that SQS takes in one call."""


@dataclass(frozen=True, slots=True)
class SqsTasks:
    """The reconcile queue: `ports.Tasks`.

    Args:
        client: SQS.
        queue_url: the queue's.
    """

    client: "SQSClient"
    queue_url: str

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        """As `ports.Tasks.send`.

        Raises:
            NotQueued: SQS took only some of them.
        """
        hidden = math.ceil(delay)
        for batch in batched(tasks, BATCH, strict=False):
            answer = self.client.send_message_batch(
                QueueUrl=self.queue_url,
                Entries=[
                    {"Id": str(index), "MessageBody": encode(task), "DelaySeconds": hidden}
                    for index, task in enumerate(batch)
                ],
            )
            if failed := answer.get("Failed", []):
                raise NotQueued(len(failed), failed[0].get("Code", "unknown"))

    def postpone(self, receipt: str, seconds: float) -> None:
        """As `ports.Tasks.postpone`."""
        self.client.change_message_visibility(
            QueueUrl=self.queue_url,
            ReceiptHandle=receipt,
            VisibilityTimeout=math.ceil(min(max(seconds, 0), MAX_POSTPONE)),
        )
