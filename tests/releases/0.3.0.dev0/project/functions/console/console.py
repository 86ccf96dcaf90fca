"""Console: the operators' page and its JSON API. This folder never holds your code."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from storehook.console.application import application
from storehook.console.request_checks import FAULT, log_fields, refusal
from storehook.console.security_headers import secured
from storehook.observability import logger
from storehook.settings import ConsoleSettings
from storehook.wiring.console import console


@cache
def wiring() -> APIGatewayHttpResolver:
    """Return the routes of the console."""
    return application(console(ConsoleSettings.of(os.environ)))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a GET or POST below `/console/`. API Gateway has checked the caller's IAM permissions."""
    logger().clear_state()
    logger().info("Request", extra=log_fields(event))
    refused = refusal(event)
    if refused:
        return secured(refused)
    try:
        return secured(wiring().resolve(event, context))
    except Exception:
        logger().exception("The console failed")
        return secured(FAULT)
