"""The kinds of resources: the operations whose paths have the same literals are about one kind."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.generator.roles import content

_ACTIONS = ("count", "actions")
"""The literals at the end of a path that name no kind."""

_PLACEHOLDER = re.compile(r"{[^}]*}")


def literals(path: str) -> list[str]:
    """Return the words of a path, without its version and its placeholders."""
    return [part for part in path.split("/")[2:] if not part.startswith("{") and part not in _ACTIONS]


def kind_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the kind of each path."""
    names = {path: f"{path[1:3]}/{'/'.join(literals(path))}" for path in paths}
    owned = {name for path, name in names.items() if _has_owner(path)}
    with_items = {name for path, name in names.items() if path.endswith("}")}
    other_ways = {name: _longer(name, owned) for name in {*names.values()} - owned - with_items}
    return {path: other_ways.get(name) or name for path, name in names.items()}


def _longer(name: str, owned: Iterable[str]) -> str:
    """Return the kind to which a name is a shorter way.

    `catalog/variants` is `catalog/products/variants`, which BigCommerce lists for all products at once.
    """
    version, first, *rest = name.split("/")
    ends = "/".join(["", *rest])
    return next((other for other in owned if rest and _fits(other, f"{version}/{first}/", ends)), "")


def _fits(name: str, start: str, end: str) -> bool:
    return name.startswith(start) and name.endswith(end) and len(name) > len(start) + len(end)


def _has_owner(path: str) -> bool:
    return "{" in path.rpartition("/")[0]


def describe_kinds(operations: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the kinds by name: their key, the kinds that own them, the kinds within their items."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, operation in operations.items():
        found[operation["kind"]].append(name)
    kinds = {kind: _kind(names, operations) for kind, names in found.items()}
    for kind, described in kinds.items():
        described |= _children(kind, kinds)
    return {kind: {name: value for name, value in described.items() if value} for kind, described in kinds.items()}


def _kind(names: Iterable[str], operations: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    items = [name for name in sorted(names) if name.endswith("}")]
    placeholder = items[0].rpartition("{")[2][:-1] if items else ""
    owners = max((operations[name].get("owners", {}) for name in names), key=len)
    return {"key": _key(placeholder, fields_of(names, operations)), "owners": [*owners.values()]}


def _key(placeholder: str, fields: Mapping[str, Any]) -> str:
    """Return the field that names an item: `id`, or the field that its path names."""
    if "id" in fields and (placeholder not in fields or placeholder.endswith("id")):
        return "id"
    return placeholder if placeholder in fields else _only_id(placeholder, fields)


def _only_id(placeholder: str, fields: Mapping[str, Any]) -> str:
    short = placeholder.rpartition("_")[2]
    return next((name for name in (short, "uuid", "token") if name in fields), "")


def fields_of(names: Iterable[str], operations: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields that the answers of some operations show of an item."""
    fields: dict[str, Any] = {}
    for name in names:
        answer = content(operations[name].get("answer", {}))
        for item in _alternatives(answer.get("items", answer)):
            fields |= item.get("properties", {})
    return fields


def _alternatives(schema: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield schema
    for alternative in schema.get("alternatives", ()):
        yield from _alternatives(alternative)


def owners(path: str, kinds: Mapping[str, str]) -> dict[str, str]:
    """Return the kinds that the placeholders of a path stand for, but for the one of the item itself.

    Args:
        path: of an operation.
        kinds: by path.
    """
    parts = path.split("/")
    places = [index for index, part in enumerate(parts[:-1]) if part.startswith("{")]
    found = {parts[index][1:-1]: _kind_at(parts[: index + 1], kinds) for index in places}
    # An item that two placeholders name does not own itself.
    return {placeholder: kind for placeholder, kind in found.items() if kind != kinds.get(path)}


def _kind_at(parts: Sequence[str], kinds: Mapping[str, str]) -> str:
    path = "/".join(parts)
    same = (kind for other, kind in kinds.items() if _form(other) == _form(path))
    return next(same, f"{path[1:3]}/{'/'.join(literals(path))}")


def _form(path: str) -> str:
    return _PLACEHOLDER.sub("{}", path)


def _children(kind: str, kinds: Mapping[str, Any]) -> dict[str, Any]:
    below = [name for name in kinds if name.startswith(f"{kind}/") and "/" not in name[len(kind) + 1 :]]
    return {"children": {name.rpartition("/")[2].replace("-", "_"): name for name in below}}
