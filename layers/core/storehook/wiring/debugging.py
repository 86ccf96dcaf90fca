"""Wiring of a consumer in an author's terminal, where a debugger may stop an attempt for hours."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from storehook.actions.action import Action, Registry
from storehook.actions.deadline import Deadline
from storehook.consumer.consumer import Consumer
from storehook.consumer.outcome import Outcome, ReceivedMessage
from storehook.settings import ConsumerSettings
from storehook.wiring.consumer import consumer

LONGEST = 12 * 3600
"""Seconds for which a debugger has a run. SQS hides no message for longer."""


@dataclass(frozen=True, slots=True)
class DebuggedConsumer:
    """Consumer that runs each attempt in the calling thread, without a timeout, under a lease of twelve hours."""

    consumer: Consumer

    def handle(self, record: Mapping[str, Any]) -> Outcome:
        """Handle a record, in the form in which Lambda receives it from SQS."""
        return self.consumer.handle(ReceivedMessage.of(record, LONGEST))


def debugged_consumer(environment: Mapping[str, str], actions: Iterable[Action]) -> DebuggedConsumer:
    """Return the consumer of one lane.

    Args:
        environment: variables of the lane's function.
    """
    registry = Registry(replace(action, timeout=None) for action in actions)
    built = consumer(ConsumerSettings.of(environment), registry)
    return DebuggedConsumer(replace(built, longest_attempt=LONGEST, run_until=run_here))


def run_here(_deadline: Deadline, work: Callable[[], object]) -> BaseException | None:
    """Run some work in this thread, and return what it raised. A debugger that is quit raises, too."""
    try:
        work()
    except BaseException as error:
        return error
    return None
