"""Schemas: the rules for one value of a body, an answer or a parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

type Type = Literal["object", "array", "string", "integer", "number", "boolean", "any"]

_RULES: Mapping[str, str] = {
    "type": "type",
    "format": "format",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMaximum": "exclusive_maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minItems": "min_items",
    "maxItems": "max_items",
    "uniqueItems": "unique_items",
    "default": "default",
    "readOnly": "read_only",
    "nullable": "nullable",
    "needed": "needed",
}
"""The attributes that hold plain values, by their keywords in the facts file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The rules for a value.

    Args:
        format: of a text, such as `date-time`; empty for none.
        enum: the only values that are allowed; empty for any.
        required: the names of the properties that must be there.
        required_on: the methods, `post` or `put`, whose bodies must have this property.
        needed: true if a request must have this parameter.
        extra: the rules for properties that have no name here; None if the documents do not speak of any.
        alternatives: the schemas of which at least one must fit.
    """

    type: Type = "any"
    format: str = ""
    enum: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive_maximum: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    default: Any = None
    read_only: bool = False
    nullable: bool = False
    needed: bool = False
    required: frozenset[str] = frozenset()
    required_on: frozenset[str] = frozenset()
    properties: Mapping[str, "Schema"]
    items: "Schema | None" = None
    extra: "Schema | None" = None
    alternatives: tuple["Schema", ...] = ()


ANY = Schema(properties={})
"""The schema of a value that the documents do not describe."""


class Schemas:
    """Reader of schemas. It reads a shared schema when the first operation that uses it is read.

    Args:
        shared: the shared schemas of the facts file by name.
    """

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self._shared = shared
        self._read: dict[str, Schema] = {}

    def schema(self, node: Mapping[str, Any]) -> Schema:
        """Return the schema of a node of the facts file."""
        name = node.get("$")
        if name is None:
            return self._schema(node)
        if name not in self._read:
            self._read[name] = self._schema(self._shared[name])
        return self._read[name]

    def named(self, node: Mapping[str, Any]) -> Mapping[str, Schema]:
        """Return the schemas of a node that names several, such as the properties of an object."""
        written: Mapping[str, Any] = self._shared[node["$"]] if isinstance(node.get("$"), str) else node
        return {name: self.schema(value) for name, value in written.items()}

    def _schema(self, node: Mapping[str, Any]) -> Schema:
        plain = {_RULES[name]: value for name, value in node.items() if name in _RULES}
        return Schema(
            **plain,
            enum=tuple(node.get("enum", ())),
            required=frozenset(node.get("required", ())),
            required_on=frozenset(node.get("requiredOn", ())),
            properties=self.named(node.get("properties", {})),
            items=self._optional(node.get("items")),
            extra=self._optional(node.get("extra")),
            alternatives=tuple(map(self.schema, node.get("alternatives", ()))),
        )

    def _optional(self, node: Mapping[str, Any] | None) -> Schema | None:
        return None if node is None else self.schema(node)
