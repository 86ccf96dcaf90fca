"""Bytes that the deployed functions log for an event."""

from typing import Any

import boto3
import pytest
from tests.support.deployed import Deployed, until

from storehook_cli.costs.usage import API_BYTES, BATCH_BYTES, INGEST_BYTES, MESSAGE_BYTES
from storehook_cli.local.emulator import REGION
from storehook_cli.local.local_stack import STACK_NAME

ADDED = 26
"""Bytes that CloudWatch adds to each line (AWS, PutLogEvents)."""

LAMBDA = ("START ", "END ", "REPORT ")
"""Prefixes of Lambda's own lines. The local AWS writes them regardless of `SystemLogLevel`."""


@pytest.fixture
def logs(deployed: Deployed) -> Any:
    return boto3.Session("test", "test", region_name=REGION).client("logs", endpoint_url=deployed.info.aws_endpoint_url)


def lines(logs: Any, group: str, about: str) -> list[str]:
    """The lines of a function's group that name an event, and the metrics of its batch, which others may share."""
    name, found = f"/storehook/{STACK_NAME}/{group}", list[str]()
    # Of many, only fifty are given.
    latest = logs.describe_log_streams(logGroupName=name, orderBy="LastEventTime", descending=True)
    for stream in latest["logStreams"]:
        pages = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"])
        every = [event["message"] for event in pages["events"] if not event["message"].startswith(LAMBDA)]
        for number, line in enumerate(every):
            if about in line:
                found += [line, *[later for later in every[number:] if "_aws" in later][:1]]
    return found


def size(found: list[str]) -> int:
    return sum(len(line.encode()) + ADDED for line in found)


def lines_of_a_new_event(deployed: Deployed, logs: Any) -> tuple[list[str], list[str]] | None:
    """Deliver an event, and return the lines of ingest and of the consumer.

    None if the local AWS attached the metrics to the next invocation: it waits 5 ms for a function's next line.
    """
    delivery = deployed.delivery("store/order/refund/created", {"type": "order", "id": 7})
    deployed.deliver(delivery)
    until(lambda: lines(logs, "default-consumer", delivery.id))
    ingest, consumer = (lines(logs, group, delivery.id)[:2] for group in ("ingest", "default-consumer"))
    return (ingest, consumer) if len(ingest) == len(consumer) == 2 else None


def test_an_events_lines_are_no_longer_than_the_costs_say(deployed: Deployed, logs: Any) -> None:
    ingest, consumer = until(lambda: lines_of_a_new_event(deployed, logs))

    assert ["_aws" in line for line in (*ingest, *consumer)] == [False, True] * 2
    assert INGEST_BYTES * 0.9 < size(ingest) <= INGEST_BYTES
    message, batch = consumer
    assert MESSAGE_BYTES * 0.9 < size([message]) <= MESSAGE_BYTES
    assert BATCH_BYTES * 0.9 < size([batch]) <= BATCH_BYTES


def test_the_apis_line_of_a_delivery_is_no_longer_than_the_costs_say() -> None:
    line = (
        '{"request_id":"JKJaXmPLvHcESHA=","time":"1795712414841","ip":"104.197.120.123","caller":"-",'
        '"route":"POST /webhooks/{store_hash}","path":"/webhooks/8jbhprizry","status":"200","milliseconds":"18",'
        '"error":"-"}'
    )

    assert len(line) + ADDED <= API_BYTES
