"""AWS calls of the deployed functions, as the local CloudTrail records them."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import boto3
import httpx
from tests.support.deployed import Deployed

from storehook_cli.local.emulator import REGION

MOST = 50
"""The most calls of one name that the local CloudTrail returns."""


@contextmanager
def recorded(deployed: Deployed) -> Generator[Callable[[str], list[dict[str, Any]]]]:
    """Record calls. Yield a function that returns those of a name, such as `Decrypt`, if they are fewer than `MOST`."""
    url = deployed.info.aws_endpoint_url
    trail: Any = boto3.Session("test", "test", region_name=REGION).client("cloudtrail", endpoint_url=url)
    _record(url, on=True)

    def calls(name: str) -> list[dict[str, Any]]:
        lookup = [{"AttributeKey": "EventName", "AttributeValue": name}]
        events: list[dict[str, Any]] = trail.lookup_events(LookupAttributes=lookup, MaxResults=MOST)["Events"]
        assert len(events) < MOST, "there may be more"
        return events

    try:
        yield calls
    finally:
        _record(url, on=False)
        trail.close()


def _record(url: str, *, on: bool) -> None:
    httpx.post(f"{url}/_ministack/config", json={"cloudtrail._recording_enabled": on}).raise_for_status()
