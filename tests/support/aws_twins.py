"""A table of runs and queues like those of the stack, which no deployed function knows."""

import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from storehook.queues.lanes import LANES
from storehook_cli.local.local_stack import LocalStack


@dataclass(frozen=True, slots=True)
class Twins:
    """What was made.

    Args:
        runs_table: the table's name.
        queue_urls: each lane's queue.
        dead_letter_url: the queue of dead letters.
    """

    runs_table: str
    queue_urls: Mapping[str, str]
    dead_letter_url: str


@contextmanager
def twins(stack: LocalStack) -> Generator[Twins]:
    """Make them, and take them away afterwards."""
    name, sqs = f"twin-{secrets.token_hex(4)}", stack.emulator.client("sqs")
    urls = [sqs.create_queue(QueueName=f"{name}-{each}")["QueueUrl"] for each in (*LANES, "dead")]
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
