"""Console: the operator's page and the JSON that it shows. Its folder never holds code of yours."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from storehook.console.application import application
from storehook.console.request_checks import FAULT, asked, refusal
from storehook.console.security_headers import secured
from storehook.observability import logger
from storehook.settings import ConsoleSettings
from storehook.wiring import console as composition


@cache
def wiring() -> APIGatewayHttpResolver:
    """The routes with everything that they need."""
    return application(composition.console(ConsoleSettings.of(os.environ)))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a GET or POST below `/console/`. API Gateway has checked who asks, and whether they may."""
    logger().clear_state()
    logger().info("Asked", extra=asked(event))
    if refused := refusal(event):
        return secured(refused)
    try:
        return secured(wiring().resolve(event, context))
    except Exception:
        logger().exception("Not answered: the fault is ours")
        return secured(FAULT)
