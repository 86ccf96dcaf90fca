"""Puts catch-up together on AWS, for the reconciler."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from storehook.actions import Registry
from storehook.aws.catch_ups import DynamoCatchUps
from storehook.aws.history import DynamoHistory
from storehook.aws.queues import SqsLanes
from storehook.bigcommerce.connections import connections
from storehook.bigcommerce.sending import Surroundings
from storehook.catch_up.work import CatchUp
from storehook.ports import Stores

if TYPE_CHECKING:
    from storehook.aws.clients import DynamoDBClient, SQSClient


def catch_up(
    registry: Registry,
    *,
    stores: Stores,
    surroundings: Surroundings,
    dynamodb: "DynamoDBClient",
    sqs: "SQSClient",
    queue_urls: Mapping[str, str],
    runs_table: str,
    stores_table: str,
) -> CatchUp:
    """What catches stores up, on AWS.

    Its role needs `dynamodb:Query` on the index `by-resource` of the runs, `dynamodb:GetItem` and `UpdateItem` on the
    stores, `sqs:SendMessage` to every lane, and what calling BigCommerce needs.

    Args:
        registry: the actions.
        stores: the table of stores.
        surroundings: what the senders of all stores share.
        dynamodb: the client.
        sqs: the client.
        queue_urls: each lane's queue.
        runs_table: the name of the table of runs.
        stores_table: the name of the table of stores.
    """
    return CatchUp(
        registry=registry,
        stores=stores,
        # It sends, and has no lane of its own, nor dead letters.
        lanes=SqsLanes(sqs, queue_urls, lane="default", dead_letter_url=""),
        history=DynamoHistory(dynamodb, runs_table),
        states=DynamoCatchUps(dynamodb, stores_table),
        connect=partial(connections, surroundings),
    )
