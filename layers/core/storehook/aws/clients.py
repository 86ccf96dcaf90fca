"""AWS clients, made on first use and kept for the life of the process.

They come from botocore, which boto3 wraps. Without boto3's resource layer, ingest starts a third faster.
"""

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from botocore.config import Config
from botocore.session import Session

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kms import KMSClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient


@cache
def session() -> Session:
    """Return the session that makes all clients."""
    # Lambda's JSON logs start at INFO. At that level, botocore logs the source of its credentials at each cold start.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    return Session()


@overload
def client(service: Literal["sqs"], *, connect_timeout: float, read_timeout: float, attempts: int) -> "SQSClient": ...
@overload
def client(
    service: Literal["secretsmanager"], *, connect_timeout: float, read_timeout: float, attempts: int
) -> "SecretsManagerClient": ...
@overload
def client(
    service: Literal["dynamodb"], *, connect_timeout: float, read_timeout: float, attempts: int
) -> "DynamoDBClient": ...
@overload
def client(service: Literal["kms"], *, connect_timeout: float, read_timeout: float, attempts: int) -> "KMSClient": ...
@overload
def client(
    service: Literal["lambda"], *, connect_timeout: float, read_timeout: float, attempts: int
) -> "LambdaClient": ...
@overload
def client(service: Literal["logs"], *, connect_timeout: float, read_timeout: float, attempts: int) -> Any: ...
def client(service: str, *, connect_timeout: float, read_timeout: float, attempts: int) -> object:
    """Make a client for a service.

    Args:
        service: name of the service at AWS.
        connect_timeout: longest wait for a connection, in seconds.
        read_timeout: longest wait for an answer, in seconds.
        attempts: most attempts of a call, including the first.
    """
    config = Config(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        # Ten threads work on a batch of ten messages. The console reads with two pools of eight threads.
        max_pool_connections=16,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    return session().create_client(service, config=config)
