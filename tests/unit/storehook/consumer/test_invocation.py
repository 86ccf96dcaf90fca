"""An invocation of a consumer tells each message how much time is left when its turn comes."""

import pytest
from tests.support.deployment import queued

from storehook.consumer.invocation import invoke
from storehook.consumer.outcome import Outcome, ReceivedMessage

RECORD = {
    "messageId": "message-1",
    "receiptHandle": "receipt-1",
    "body": "text",
    "attributes": {"ApproximateReceiveCount": "1"},
}


class Noting:
    """A consumer that keeps the time that each message has left."""

    def __init__(self) -> None:
        self.seconds_left: list[float] = []

    def handle(self, received: ReceivedMessage) -> Outcome:
        self.seconds_left.append(received.seconds_left)
        return Outcome("completed", queued())


@pytest.mark.parametrize("clock", [[60.0, 48.5], [48.5, 60.0]], ids=["time passes", "a suspect may not start"])
def test_a_message_has_the_least_time_that_it_was_ever_told(clock: list[float]) -> None:
    consumer, ticks = Noting(), iter(clock)

    invoke(consumer, {"Records": [RECORD]}, lambda: next(ticks))  # type: ignore[arg-type]

    assert consumer.seconds_left == [48.5]
