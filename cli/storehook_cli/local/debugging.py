"""A lane of the local stack, worked on in the author's terminal instead of in its function."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from storehook_cli.errors import CommandError
from storehook_cli.local.emulator import Emulator
from storehook_cli.stack.deployment import ALIAS, Deployment
from storehook_cli.stack.options import LOCAL_STATE

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient

HIDDEN = 12 * 3600
"""Seconds for which a message is hidden while it is worked on. SQS allows no more."""

WAIT = 1
"""Seconds that one receipt waits for a message."""

REFUSED = "PYTHONBREAKPOINT"
"""Variable with which a function refuses `breakpoint()`."""


@dataclass(frozen=True, slots=True)
class LaneQueue:
    """Queue of a lane whose function receives nothing meanwhile."""

    url: str
    client: "SQSClient"

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield each message in the form in which Lambda receives it."""
        while True:
            answer = self.client.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=1,
                WaitTimeSeconds=WAIT,
                VisibilityTimeout=HIDDEN,
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
            yield from map(_record, answer.get("Messages", []))

    def delete(self, record: Mapping[str, Any]) -> None:
        """Delete a message whose work is done."""
        self.client.delete_message(QueueUrl=self.url, ReceiptHandle=record["receiptHandle"])

    def show(self, record: Mapping[str, Any]) -> None:
        """Make a message visible again."""
        self.client.change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=0
        )


def _record(message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "body": message["Body"],
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "attributes": message["Attributes"],
    }


@contextmanager
def taken_over(deployment: Deployment, lane: str) -> Generator[LaneQueue]:
    """Keep a lane's function from receiving messages, and give its queue to the caller."""
    functions: LambdaClient = deployment.client("lambda")
    arn = f"{_consumer(deployment, lane)}:{ALIAS}"
    mappings = functions.list_event_source_mappings()["EventSourceMappings"]
    own = [mapping.get("UUID", "") for mapping in mappings if mapping.get("FunctionArn", "").endswith(arn)]
    if not own:
        raise CommandError(f"No event source mapping of {arn} was found. Stop `make run`, and start it again.")
    try:
        for mapping in own:
            functions.update_event_source_mapping(UUID=mapping, Enabled=False)
        yield LaneQueue(deployment.output(f"{lane.capitalize()}Queue"), deployment.client("sqs"))
    finally:
        for mapping in own:
            functions.update_event_source_mapping(UUID=mapping, Enabled=True)


def environment(deployment: Deployment, lane: str) -> dict[str, str]:
    """Return the variables of a lane's function, and those that direct AWS clients to the local AWS."""
    variables = deployment.variables(_consumer(deployment, lane))
    port = urlsplit(deployment.endpoint_url or "").port or 0
    aws = Emulator(state=Path(LOCAL_STATE), port=port).credentials
    return {name: value for name, value in (variables | aws).items() if name != REFUSED}


def _consumer(deployment: Deployment, lane: str) -> str:
    return deployment.output(f"{lane.capitalize()}Consumer")
