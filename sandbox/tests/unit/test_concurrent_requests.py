"""Requests at the same time: BigCommerce limits their number in 45 operations."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from sandbox.tests.support.sandbox_api import TOKEN

from bigcommerce_facts import load_prose
from bigcommerce_sandbox import Choices
from bigcommerce_sandbox.api import build_app
from bigcommerce_sandbox.engine.call import Request

STORE = "/stores/abc123"

RECORDS = "PUT /v3/pricelists/{price_list_id}/records"


@pytest.fixture
def choices() -> Choices:
    """Requests run for no time of their own."""
    return Choices(concurrent_for=0)


def statuses(api: Any, operation: str, times: int) -> list[int]:
    """Statuses of requests that are sent together."""
    method, path = operation.split(" ")
    url = STORE + re.sub("{[^}]*}", "1", path)

    async def send() -> list[int]:
        transport = httpx.ASGITransport(build_app(api.sandbox))
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
            headers = {"X-Auth-Token": TOKEN}
            answers = await asyncio.gather(*(client.request(method, url, headers=headers) for _ in range(times)))
            return [answer.status_code for answer in answers]

    return api.runner.run(send())


def test_one_more_than_the_documented_number_is_refused(api: Any) -> None:
    api.put("/_sandbox/stores/abc123/rate", json={"quota": 10_000})
    limits = load_prose().concurrency

    wrong = [limit for limit in limits if statuses(api, limit.operation, limit.requests + 1).count(429) != 1]

    assert (len(limits), wrong) == (45, [])


def test_the_documented_number_is_served_each_time(api: Any) -> None:
    assert 429 not in statuses(api, RECORDS, 2) + statuses(api, RECORDS, 2)


def test_other_operations_have_no_limit(api: Any) -> None:
    assert statuses(api, "GET /v3/catalog/brands", 60) == [200] * 60


def test_another_path_of_the_operation_shares_its_limit(api: Any) -> None:
    records = Request(method="PUT", path="/v3/pricelists/2/records", body=[])
    state = api.sandbox.store("abc123")
    state.running[RECORDS] = 2

    status, _, body = api.sandbox.request("abc123", TOKEN, records)

    assert (status, RECORDS in body["title"]) == (429, True)


def test_a_refused_request_uses_up_quota(api: Any) -> None:
    statuses(api, RECORDS, 3)

    assert api.get(f"{STORE}/v3/hooks").headers["X-Rate-Limit-Requests-Left"] == "146"
