"""Queue for accepted deliveries, in SQS: the only part of SQS that ingest needs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.queues.message import Message, encode

if TYPE_CHECKING:
    from storehook.aws.client_types import SqsOperations


@dataclass(frozen=True, slots=True)
class SqsDeliveryQueue:
    """Queue for accepted deliveries: `queues.ports.DeliveryQueue`."""

    client: "SqsOperations"
    queue_url: str

    def send(self, message: Message) -> None:
        # The store is the message group, so the queue is fair to all stores.
        self.client.send_message(
            QueueUrl=self.queue_url, MessageBody=encode(message), MessageGroupId=message.store_hash
        )
