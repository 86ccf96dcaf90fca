"""A table of runs and queues like those of the stack, unknown to the deployed functions."""

import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from storehook.queues.lanes import LANES
from storehook_cli.local.local_stack import LocalStack


@dataclass(frozen=True, slots=True)
class Twins:
    """The created resources.

    Args:
        queue_urls: the queue of each lane.
    """

    runs_table: str
    queue_urls: Mapping[str, str]
    dead_letter_url: str


@contextmanager
def twins(stack: LocalStack) -> Generator[Twins]:
    """Create the resources, and delete them afterwards."""
    name, sqs = f"twin-{secrets.token_hex(4)}", stack.emulator.client("sqs")
    urls = [sqs.create_queue(QueueName=f"{name}-{queue}")["QueueUrl"] for queue in (*LANES, "dead")]
    dynamodb: Any = stack.emulator.client("dynamodb")
    _create_table_like(dynamodb, stack.outputs()["Runs"], name)
    yield Twins(name, dict(zip(LANES, urls, strict=False)), urls[-1])
    dynamodb.delete_table(TableName=name)
    for url in urls:
        sqs.delete_queue(QueueUrl=url)


def _create_table_like(dynamodb: Any, like: str, name: str) -> None:
    table = dynamodb.describe_table(TableName=like)["Table"]
    indexes = [
        {part: index[part] for part in ("IndexName", "KeySchema", "Projection")}
        for index in table["GlobalSecondaryIndexes"]
    ]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=indexes,
        **{part: table[part] for part in ("KeySchema", "AttributeDefinitions")},
    )
