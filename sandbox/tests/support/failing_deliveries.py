"""Deliveries that fail, and what a client is told of them."""

import json
from typing import Any

import httpx

HOOKS = "/stores/abc123/v3/hooks"
ORDER = "/stores/abc123/v2/orders/100"
EXCEPTION = "store/hook/deliveryException"
TOLD = {"scope": EXCEPTION, "destination": "https://told.test/exceptions"}
OTHER = {"client_id": "client-2", "client_secret": "secret-2", "access_token": "token-2"}


def fail(receiver: Any, *hosts: str) -> None:
    """Let these hosts refuse connections."""

    def refuse(request: httpx.Request) -> None:
        if request.url.host in hosts:
            raise httpx.ConnectError("connection refused", request=request)

    receiver.meanwhile = refuse


def told(api: Any) -> list[dict[str, Any]]:
    """The data of every delivery exception, in order."""
    sent = api.sandbox.deliveries("abc123")
    return [json.loads(delivery.body)["data"] for delivery in sent if delivery.scope == EXCEPTION]


def codes(api: Any) -> list[int]:
    return [data["error_code"] for data in told(api)]


def change_order(api: Any, times: int = 1) -> None:
    api.put("/_sandbox/stores/abc123/rate", json={"quota": 1000})
    for _ in range(times):
        assert api.put(ORDER, json={"staff_notes": "x"}).status_code == 200
