"""Fetch the order of each message and store it, as many would write it with Powertools."""

import os
from decimal import Decimal
from typing import Any

import boto3
import requests
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

logger = Logger()
metrics = Metrics()
tracer = Tracer()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
config = IdempotencyConfig(event_key_jmespath="hash", expires_after_seconds=30 * 24 * 3600)
seen = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY"])
orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])
bigcommerce = requests.Session()


class Webhook(BaseModel):
    producer: str
    hash: str
    scope: str
    data: dict[str, Any]


@idempotent_function(data_keyword_argument="webhook", config=config, persistence_store=seen)
def sync_order(webhook: dict[str, Any]) -> None:
    store = webhook["producer"].removeprefix("stores/")
    token = parameters.get_secret(os.environ["SECRET"], transform="json", max_age=60)["access_token"]
    url = f"{os.environ['BIGCOMMERCE_URL']}/stores/{store}/v2/orders/{webhook['data']['id']}"
    answer = bigcommerce.get(url, headers={"X-Auth-Token": token, "Accept": "application/json"}, timeout=10)
    answer.raise_for_status()
    order = answer.json(parse_float=Decimal)
    orders.put_item(Item={"id": f"{store}#{order['id']}", "order": order})


@tracer.capture_method
def work(record: SQSRecord) -> None:
    webhook = Webhook.model_validate_json(record.body)
    sync_order(webhook=webhook.model_dump())
    logger.info("Completed", extra={"scope": webhook.scope, "hash": webhook.hash})
    metrics.add_metric(name="Completed", unit=MetricUnit.Count, value=1)


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    config.register_lambda_context(context)
    return process_partial_response(event=event, record_handler=work, processor=processor, context=context)
