"""A deviation from the documents is reported with its place."""

import json
from typing import Any

import httpx
import pytest
from sandbox.tests.support.bigcommerce_api import endpoints, json_schema
from sandbox.tests.support.conformity import deviations

BRANDS = "http://sandbox.test/stores/abc123/v3/catalog/brands"


def found(method: str, given: Any, answered: Any, status: int = 200) -> list[str]:
    """Return the deviations of a request with a JSON body, and of its answer."""
    body = b"" if given is None else json.dumps(given).encode()
    return [*deviations(httpx.Request(method, BRANDS, content=body), httpx.Response(status, json=answered))]


@pytest.mark.parametrize(
    ("brand", "told"),
    [
        ({"id": 1, "name": "Elm Street", "meta_keywords": ["a"]}, []),
        ({"id": 1, "title": "Elm Street"}, ["GET /v3/catalog/brands answers data.title: undocumented"]),
        ({"id": "1"}, ["GET /v3/catalog/brands answers data.id: string, not integer"]),
        ({"id": None}, ["GET /v3/catalog/brands answers data.id: null, not integer"]),
        (
            {"custom_url": {"url": "/elm/", "title": ""}},
            ["GET /v3/catalog/brands answers data.custom_url.title: undocumented"],
        ),
    ],
)
def test_the_names_and_types_of_an_answer_are_compared(brand: Any, told: list[str]) -> None:
    assert found("GET", None, {"data": [brand]}) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": "Elm Street"}, []),
        ({"name": 1}, ["POST /v3/catalog/brands takes name: integer, not string"]),
        ({"page_title": "Elm Street"}, ["POST /v3/catalog/brands takes name: missing"]),
    ],
)
def test_the_names_and_types_of_a_request_are_compared(given: Any, told: list[str]) -> None:
    assert found("POST", given, {"data": {}}) == told


def test_a_success_that_is_not_documented_is_told() -> None:
    assert found("GET", None, {"data": []}, 202) == ["GET /v3/catalog/brands answers 202"]


def test_a_refusal_is_not_compared() -> None:
    assert found("POST", {"name": 1}, {"title": "Unprocessable"}, 422) == []


def test_a_shape_is_a_json_schema() -> None:
    shape = "{integer: id+ ?string: name [@part]: parts}"
    assert json_schema(shape, {"@part": {"type": "boolean"}}) == {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": ["string", "null"]},
            "parts": {"type": "array", "items": {"type": "boolean"}},
        },
        "required": ["id"],
        "additionalProperties": False,
    }


def test_every_documented_endpoint_is_read() -> None:
    assert len(endpoints()) == 643
