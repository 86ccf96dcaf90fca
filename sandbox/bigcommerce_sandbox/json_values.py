"""JSON from outside, whose types are not known yet."""

from collections.abc import Mapping
from typing import Any, cast

type JsonObject = Mapping[str, Any]


def as_object(value: object) -> JsonObject | None:
    """The value if it is a JSON object."""
    return cast("JsonObject", value) if isinstance(value, dict) else None
