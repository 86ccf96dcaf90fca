"""Operations: what one method does at one path."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from bigcommerce_facts.schema import Schema, Schemas

type Role = Literal[
    "list",
    "count",
    "get",
    "show",
    "create",
    "bulk create",
    "update",
    "bulk update",
    "upsert",
    "put",
    "delete",
    "bulk delete",
    "delete by ids",
    "delete all",
    "clear",
    "action",
]
"""Effect of an operation on its kind. `show`, `put` and `clear` are for the only item of a path, such as settings.

`bulk delete` has filters in its query. An `action` does what its path says, and needs code.
"""


class Operation:
    """An operation of the API. It reads its schemas when they are first asked for.

    Args:
        name: method and path, such as `GET /v3/catalog/products`.
        node: of the facts file.
        schemas: the reader.
    """

    def __init__(self, name: str, node: Mapping[str, Any], schemas: Schemas) -> None:
        self.name = name
        self.method, _, self.path = name.partition(" ")
        self.family: str = node["family"]
        self.role: Role = node["role"]
        self.kind: str = node["kind"]
        self.status: int = node["status"]
        self._node = node
        self._schemas = schemas

    @property
    def version(self) -> str:
        """The version of the API: `v2` or `v3`."""
        return self.path[1:3]

    @property
    def owners(self) -> Mapping[str, str]:
        """The kinds that own the item, by the placeholders of the path."""
        return self._node.get("owners", {})

    @property
    def item_placeholder(self) -> str:
        """The placeholder of the item at the end of the path, empty if the path names no item."""
        return self.path.rpartition("/{")[2][:-1] if self.path.endswith("}") else ""

    @property
    def others(self) -> tuple[int, ...]:
        """The statuses of other successes, such as 207."""
        return tuple(self._node.get("others", ()))

    @property
    def refusals(self) -> tuple[int, ...]:
        """The documented statuses of errors."""
        return tuple(self._node.get("refusals", ()))

    @property
    def media(self) -> tuple[str, ...]:
        """The content types of the body."""
        return tuple(self._node.get("media", ("application/json",) if "body" in self._node else ()))

    @property
    def body_needed(self) -> bool:
        """True if the documents require a body."""
        return self._node.get("body_needed", False)

    @cached_property
    def query(self) -> Mapping[str, Schema]:
        """The parameters of the query by name."""
        return self._schemas.named(self._node.get("query", {}))

    @cached_property
    def placeholders(self) -> Mapping[str, Schema]:
        """The parameters of the path by name."""
        return self._schemas.named(self._node.get("path", {}))

    @cached_property
    def body(self) -> Schema | None:
        """The schema of the body, None if there is none."""
        return self._schemas.schema(self._node["body"]) if "body" in self._node else None

    @cached_property
    def answer(self) -> Schema | None:
        """The schema of the usual answer, None if it has no body or an unknown one."""
        return self._schemas.schema(self._node["answer"]) if "answer" in self._node else None

    @cached_property
    def content(self) -> Schema | None:
        """The schema of the answer without its envelope: what v3 has below `data`."""
        return self.answer and self.answer.properties.get("data", self.answer)

    @cached_property
    def item(self) -> Schema | None:
        """The schema of one item of the answer."""
        return self.content and (self.content.items or self.content)
