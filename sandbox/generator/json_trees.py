"""JSON values as trees."""

from collections.abc import Callable, Iterable
from typing import Any, cast

type Json = Any


def children(node: Json) -> Iterable[Json]:
    """Return the values in an object or an array; no values for anything else."""
    if isinstance(node, dict):
        return cast("dict[str, Json]", node).values()
    return cast("list[Json]", node) if isinstance(node, list) else ()


def with_children(node: Json, change: Callable[[Json], Json]) -> Json:
    """Return an object or an array with each value in it changed; anything else as it is."""
    if isinstance(node, dict):
        return {name: change(value) for name, value in cast("dict[str, Json]", node).items()}
    return [change(item) for item in cast("list[Json]", node)] if isinstance(node, list) else node


def members(node: Json) -> dict[str, Json]:
    """Return the values of an object by name; none for anything else."""
    return cast("dict[str, Json]", node) if isinstance(node, dict) else {}
