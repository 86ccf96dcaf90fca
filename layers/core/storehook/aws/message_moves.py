"""SQS's own way of moving all of a lane's dead letters back. It goes on by itself, whatever becomes of who asked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from storehook.queues.ports import Moved

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

ABSENT = frozenset({"InvalidAction", "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"})
"""What SQS says where it has no such way: in some regions, in local ones, and while another move goes on."""


@dataclass(frozen=True, slots=True)
class SqsMove:
    """Moves all of a lane's dead letters: `ports.LetterMove`.

    It needs `sqs:StartMessageMoveTask` and `sqs:ListMessageMoveTasks`.

    Args:
        client: SQS.
        dead_letter_url: where they are.
        queue_url: where they go. It is named, since SQS knows no source of what our consumers put there themselves.
    """

    client: "SQSClient"
    dead_letter_url: str
    queue_url: str

    def start(self) -> bool:
        """As `ports.LetterMove.start`."""
        source, destination = self._arn(self.dead_letter_url), self._arn(self.queue_url)
        try:
            self.client.start_message_move_task(SourceArn=source, DestinationArn=destination)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ABSENT:
                return False
            raise
        return True

    def progress(self) -> Moved:
        """As `ports.LetterMove.progress`."""
        found: Any = self.client.list_message_move_tasks(SourceArn=self._arn(self.dead_letter_url), MaxResults=1)
        # What has just begun may not be listed yet.
        latest: dict[str, Any] = next(iter(found.get("Results", [])), {"Status": "RUNNING"})
        status = latest["Status"]
        problem = "" if status in ("RUNNING", "COMPLETED") else latest.get("FailureReason") or status.lower()
        return Moved(
            latest.get("ApproximateNumberOfMessagesMoved", 0), status not in ("RUNNING", "CANCELLING"), problem
        )

    def _arn(self, url: str) -> str:
        answer = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer.get("Attributes", {})["QueueArn"]
