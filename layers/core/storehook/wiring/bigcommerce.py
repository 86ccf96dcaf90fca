"""Puts together what speaks to BigCommerce, in the consumers and in the reconciler."""

import random
import secrets
import time
from typing import TYPE_CHECKING

from storehook.aws.rate_windows import DynamoRateWindows
from storehook.bigcommerce.rate_limiter import WindowRateLimiter
from storehook.bigcommerce.sending import SenderResources
from storehook.bigcommerce.tokens import CachedTokens
from storehook.bigcommerce.transport import HttpTransport
from storehook.stores.ports import Stores

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def token() -> str:
    """A random token that no other claim has. Rows are paid for by their size: 64 bits suffice for those of one run."""
    return secrets.token_hex(8)


def rate_limiter(dynamodb: "DynamoDBClient", table: str) -> WindowRateLimiter:
    """What keeps requests below a store's limit, in the table that all functions share."""
    return WindowRateLimiter(
        DynamoRateWindows(dynamodb, table),
        clock=time.time,
        sleep=time.sleep,
        random=random.random,
        token=token,
    )


def sender_resources(url: str, stores: Stores, limiter: WindowRateLimiter) -> SenderResources:
    """What requests to stores need besides a store.

    Args:
        url: where BigCommerce's API is.
        stores: the table of stores, which has their tokens.
        limiter: as `rate_limiter` makes it.
    """
    return SenderResources(
        transport=HttpTransport(url),
        tokens=CachedTokens(stores, time.monotonic),
        limiter=limiter,
        sleep=time.sleep,
        random=random.random,
    )
