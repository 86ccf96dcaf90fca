"""AWS clients, made on first use and kept for the life of the process.

They come from botocore, which boto3 wraps. Without boto3's resource layer, ingest starts a third faster.
"""

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from botocore.config import Config
from botocore.session import Session

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kms import KMSClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient

    from storehook.aws.client_types import Limits


@cache
def session() -> Session:
    """Return the session that makes all clients."""
    # Lambda's JSON logs start at INFO. At that level, botocore logs the source of its credentials at each cold start.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    return Session()


@overload
def client(service: Literal["sqs"], **limits: Unpack["Limits"]) -> "SQSClient": ...
@overload
def client(service: Literal["secretsmanager"], **limits: Unpack["Limits"]) -> "SecretsManagerClient": ...
@overload
def client(service: Literal["dynamodb"], **limits: Unpack["Limits"]) -> "DynamoDBClient": ...
@overload
def client(service: Literal["kms"], **limits: Unpack["Limits"]) -> "KMSClient": ...
@overload
def client(service: Literal["lambda"], **limits: Unpack["Limits"]) -> "LambdaClient": ...
@overload
def client(service: Literal["logs"], **limits: Unpack["Limits"]) -> Any: ...
def client(service: str, **limits: Unpack["Limits"]) -> object:
    """Make a client for a service."""
    config = Config(
        connect_timeout=limits["connect_timeout"],
        read_timeout=limits["read_timeout"],
        # Ten threads work on a batch of ten messages. The console reads with two pools of eight threads.
        max_pool_connections=16,
        retries={"mode": "standard", "total_max_attempts": limits["attempts"]},
    )
    return session().create_client(service, config=config)
