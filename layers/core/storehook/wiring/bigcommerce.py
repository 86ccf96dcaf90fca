"""Wiring of the client for BigCommerce, shared by the consumers and the reconciler."""

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
    from storehook.aws.client_types import DynamoDBOperations


def token() -> str:
    """Return a random token that no other claim has. 64 bits suffice for the claims of one run, and keep rows small."""
    return secrets.token_hex(8)


def rate_limiter(dynamodb: "DynamoDBOperations", table: str, *, long: bool = False) -> WindowRateLimiter:
    """Return the limiter that keeps requests within a store's API quota. All functions share its table."""
    return WindowRateLimiter(
        DynamoRateWindows(dynamodb, table),
        clock=time.time,
        sleep=time.sleep,
        random=random.random,
        token=token,
        long=long,
    )


def sender_resources(url: str, stores: Stores, limiter: WindowRateLimiter) -> SenderResources:
    """Return the resources that requests to all stores share."""
    return SenderResources(
        transport=HttpTransport(url),
        tokens=CachedTokens(stores, time.monotonic),
        limiter=limiter,
        sleep=time.sleep,
        random=random.random,
    )
