"""Consumer: handle a batch of one lane's messages, each in its own thread."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import actions
from storehook.actions.action import discover
from storehook.consumer.consumer import Consumer
from storehook.consumer.invocation import invoke
from storehook.settings import ConsumerSettings
from storehook.wiring.consumer import consumer


@cache
def wiring() -> Consumer:
    """Return the consumer of this function's lane, with the actions of this folder."""
    return consumer(ConsumerSettings.of(os.environ), discover(actions))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle the batch, and name the messages that the queue must keep."""
    return invoke(wiring(), event, lambda: context.get_remaining_time_in_millis() / 1000)
