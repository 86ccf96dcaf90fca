"""Ingest: verify a delivery, queue it, answer. This folder never holds your code."""

import os
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from storehook.ingest.gateway import Route
from storehook.ingest.invocation import invoke
from storehook.ingest.receive import Receiver
from storehook.settings import IngestSettings
from storehook.wiring.ingest import ingest


@cache
def wiring() -> Mapping[Route, Receiver]:
    """Return the receiver of each path."""
    return ingest(IngestSettings.of(os.environ))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a POST to `/webhooks/{store_hash}` or `/exceptions/{store_hash}`."""
    return invoke(wiring, event, time.time())
