"""Verify a delivery and queue it, as many would write it with Powertools."""

import base64
import hashlib
import hmac
import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, UnauthorizedError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ValidationError

logger = Logger()
metrics = Metrics()
tracer = Tracer()
app = APIGatewayRestResolver()
sqs = boto3.client("sqs")


class Webhook(BaseModel):
    producer: str
    hash: str
    created_at: int
    store_id: str
    scope: str
    data: dict[str, Any]


def is_signed(body: str) -> bool:
    headers = app.current_event.headers
    secret = parameters.get_secret(os.environ["SECRET"], transform="json", max_age=60)["client_secret"]
    content = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.{body}"
    digest = hmac.new(secret.encode(), content.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(f"v1,{base64.b64encode(digest).decode()}", headers.get("webhook-signature", ""))


@app.post("/webhooks/<store_hash>")
@tracer.capture_method
def take(store_hash: str) -> Response[Any]:
    body = app.current_event.decoded_body or ""
    if not is_signed(body):
        raise UnauthorizedError("The signature is wrong.")
    try:
        webhook = Webhook.model_validate_json(body)
    except ValidationError as error:
        raise BadRequestError("The body is not a webhook event.") from error
    if webhook.producer != f"stores/{store_hash}":
        raise UnauthorizedError("The event is about a different store.")
    sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=webhook.model_dump_json())
    logger.info("Accepted", extra={"store_hash": store_hash, "scope": webhook.scope})
    metrics.add_metric(name="Accepted", unit=MetricUnit.Count, value=1)
    return Response(status_code=200, content_type="application/json", body="{}")


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
