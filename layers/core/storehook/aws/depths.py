"""How much is in the queues, asked of SQS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storehook.console.depths import Depth

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.literals import QueueAttributeNameType

_VISIBLE = "ApproximateNumberOfMessages"
_DELAYED = "ApproximateNumberOfMessagesDelayed"
_HIDDEN = "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True, slots=True)
class SqsDepths:
    """How much is in the queues: `console.depths.Depths`. It needs `sqs:GetQueueAttributes`.

    Args:
        client: SQS.
        queue_urls: each lane's queue.
        dead_letter_urls: each lane's dead-letter queue.
    """

    client: "SQSClient"
    queue_urls: Mapping[str, str]
    dead_letter_urls: Mapping[str, str]

    def of_lane(self, lane: str) -> Depth:
        """As `console.depths.Depths.of_lane`."""
        queue, dead = self._counts(self.queue_urls[lane]), self._counts(self.dead_letter_urls[lane])
        return Depth(queue[_VISIBLE] + queue[_DELAYED], queue[_HIDDEN], sum(dead.values()))

    def _counts(self, url: str) -> dict[str, int]:
        names: tuple[QueueAttributeNameType, ...] = (_VISIBLE, _DELAYED, _HIDDEN)
        found = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=names).get("Attributes", {})
        return {name: int(found.get(name, "0")) for name in names}
