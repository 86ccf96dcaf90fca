"""Differences of two facts files, a line for each rule."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.generator.json_trees import members

_PARTS = ("operations", "kinds")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return a line for each operation, field, bound, role or kind that is new (+), gone (-) or different (~).

    Args:
        before: facts with each schema written out.
        after: likewise.
    """
    old, new = _flat(before), _flat(after)
    lines = [(name, _line(name, old, new)) for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
    return [line for _, line in sorted(lines)]


def _line(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if name not in old:
        return f"+ {name}: {new[name]}"
    return f"~ {name}: {old[name]} -> {new[name]}" if name in new else f"- {name}: {old[name]}"


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for part in _PARTS for name, value in _leaves("", facts[part])}


def _leaves(at: str, node: Any) -> Iterator[tuple[str, Any]]:
    if not members(node):
        yield at, node
    for name, value in members(node).items():
        yield from _leaves(f"{at} {name}".strip(), value)
