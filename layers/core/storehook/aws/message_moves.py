"""SQS's own way to move all dead letters of a lane back. SQS continues the move on its own, even if the caller dies."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from storehook.queues.ports import Moved

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

ABSENT = frozenset({"InvalidAction", "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"})
"""Error codes if SQS cannot start a move: in some regions, in a local SQS, and while another move is in progress."""


@dataclass(frozen=True, slots=True)
class SqsMove:
    """Move of all dead letters of a lane: `ports.LetterMove`.

    It needs `sqs:StartMessageMoveTask` and `sqs:ListMessageMoveTasks`.

    Args:
        dead_letter_url: source queue.
        queue_url: destination queue. It is explicit, since SQS does not know the source of letters that consumers send.
    """

    client: "SQSClient"
    dead_letter_url: str
    queue_url: str

    def start(self) -> bool:
        source, destination = self._arn(self.dead_letter_url), self._arn(self.queue_url)
        try:
            self.client.start_message_move_task(SourceArn=source, DestinationArn=destination)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ABSENT:
                return False
            raise
        return True

    def progress(self) -> Moved:
        answer: Any = self.client.list_message_move_tasks(SourceArn=self._arn(self.dead_letter_url), MaxResults=1)
        # A move that has just started may not be listed yet.
        latest: dict[str, Any] = next(iter(answer.get("Results", [])), {"Status": "RUNNING"})
        status = latest["Status"]
        problem = "" if status in ("RUNNING", "COMPLETED") else latest.get("FailureReason") or status.lower()
        return Moved(
            latest.get("ApproximateNumberOfMessagesMoved", 0), status not in ("RUNNING", "CANCELLING"), problem
        )

    def _arn(self, url: str) -> str:
        answer = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer.get("Attributes", {})["QueueArn"]
