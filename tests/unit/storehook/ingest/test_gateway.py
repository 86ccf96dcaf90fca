"""An event of API Gateway as a request: what is missing is empty, and what is malformed is refused with the reason."""

from typing import Any

import pytest

from storehook.errors import SignatureInvalid
from storehook.ingest.gateway import request
from storehook.ingest.receive import Request


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"pathParameters": None, "headers": None, "body": None},
        {"pathParameters": {}, "headers": {}, "body": ""},
        {"body": "", "isBase64Encoded": True},
    ],
    ids=["nothing", "nulls", "empty", "no base64"],
)
def test_what_is_missing_is_empty(event: dict[str, Any]) -> None:
    assert request(event) == Request("", {}, b"")


def test_half_a_character_is_no_fault_of_ours() -> None:
    assert request({"body": "\ud800"}).body == b"\xed\xa0\x80"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"pathParameters": ["abc123"]}, "pathParameters is malformed"),
        ({"headers": ["webhook-id"]}, "headers is malformed"),
        ({"pathParameters": {"store_hash": 7}}, "the request has int in place of text"),
        ({"headers": {7: "v1,"}}, "the request has int in place of text"),
        ({"body": {"producer": "stores/abc123"}}, "the request has dict in place of text"),
        ({"body": "AAA", "isBase64Encoded": True}, "the body is not base64"),
    ],
)
def test_what_is_malformed_is_refused_with_the_reason(event: dict[str, Any], reason: str) -> None:
    with pytest.raises(SignatureInvalid) as refused:
        request(event)

    assert str(refused.value) == reason
