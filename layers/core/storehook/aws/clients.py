"""Clients, made on first use and kept for the life of the process.

They come from botocore, which boto3 wraps: ingest starts a third faster without boto3's resource layer.
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
    """What every client is made from."""
    # Lambda's JSON logs begin at INFO, where botocore tells of each cold start where it found credentials.
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
    """A client for a service.

    Args:
        service: its name at AWS.
        connect_timeout: how long to wait for a connection, in seconds.
        read_timeout: how long to wait for an answer, in seconds.
        attempts: how often to try, the first included.
    """
    config = Config(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        # A batch of ten is worked on by ten threads; the console reads in twice eight.
        max_pool_connections=16,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    return session().create_client(service, config=config)
