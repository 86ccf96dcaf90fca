"""Effect of each operation on its kind of resource, by its method, its path and the forms of its body and answer."""

from collections.abc import Collection, Mapping
from typing import Any

type Described = Mapping[str, Any]
"""An operation as the facts describe it: query, body, answer."""


def role_of(name: str, operation: Described, names: Collection[str]) -> str:
    """Return the role of an operation.

    Args:
        name: its method and path.
        operation: its description.
        names: of all operations.
    """
    method, path = name.split()
    if path.endswith("}"):
        return _of_item(method, path, names)
    return {"GET": _of_get, "POST": _of_post, "PUT": _of_put, "DELETE": _of_delete}[method](path, operation, names)


def content(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of what an answer tells, which v3 puts below `data`."""
    return schema.get("properties", {}).get("data", schema)


def _of_item(method: str, path: str, names: Collection[str]) -> str:
    collection = path.rpartition("/")[0]
    is_listed = f"GET {collection}" in names or f"POST {collection}" in names
    if is_listed or method in ("POST",):
        return {"GET": "get", "PUT": "update", "DELETE": "delete", "POST": "action"}[method]
    settings = f"PUT {path}" in names and f"DELETE {path}" not in names
    return ({"GET": "show", "PUT": "put"} if settings else {"GET": "get", "PUT": "update", "DELETE": "delete"})[method]


def _of_get(path: str, operation: Described, _names: Collection[str]) -> str:
    if path.endswith("/count"):
        return "count"
    return "list" if _is_array(content(operation.get("answer", {}))) else "show"


def _of_post(path: str, operation: Described, names: Collection[str]) -> str:
    has_items = f"GET {path}" in names or any(name.partition(" ")[2].startswith(f"{path}/{{") for name in names)
    if not has_items:
        return "action"
    return "bulk create" if _is_array(operation.get("body", {})) else "create"


def _of_put(path: str, operation: Described, names: Collection[str]) -> str:
    if _is_array(operation.get("body", {})):
        return "bulk update" if f"POST {path}" in names else "upsert"
    return "put" if f"GET {path}" in names else "action"


def _of_delete(path: str, operation: Described, names: Collection[str]) -> str:
    if "body" in operation:
        return "delete by ids"
    if operation.get("query"):
        return "bulk delete"
    return "delete all" if f"GET {path}" in names else "clear"


def _is_array(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "array"
