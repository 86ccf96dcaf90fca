"""The files beside an example's test."""

import json
from typing import Any

import pytest


@pytest.fixture
def event(request: pytest.FixtureRequest) -> dict[str, Any]:
    """`data` of the example's event."""
    return json.loads(request.path.with_name("event.json").read_text())


@pytest.fixture
def output(request: pytest.FixtureRequest) -> list[str]:
    """The runs that the example ends with."""
    return request.path.with_name("output.txt").read_text().splitlines()
