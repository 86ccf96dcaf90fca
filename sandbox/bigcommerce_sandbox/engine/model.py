"""A kind as the engine serves it: its facts and its rules together."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from bigcommerce_facts import Facts, Operation, Role, Schema
from bigcommerce_facts.check import parts_of
from bigcommerce_sandbox.engine.rules import Rules
from bigcommerce_sandbox.engine.views import OMITTED, default_of

_ITEMS: tuple[Role, ...] = ("get", "list", "show", "update", "create", "put", "upsert")
"""Roles whose answers describe an item, the most complete ones first."""

_CREATED = ("date_created", "created_at", "created_time", "created")

MODIFIED = ("date_modified", "updated_at", "updated_time", "modified_at", "last_updated")
"""Names of the dates of the last write."""

_PLACEHOLDER = re.compile(r"{([^}]*)}")


class Model:
    """A kind.

    Args:
        name: the kind's.
        rules: what its facts do not have.
        facts: those of all kinds.
    """

    def __init__(self, name: str, rules: Rules, facts: Facts) -> None:
        self.name = name
        self.rules = rules
        self.table = rules.table or name
        self.key = rules.key or facts.kinds[name].key or "id"
        self.children = facts.kinds[name].children
        self.operations = _operations(facts, name)
        self._like = _operations(facts, rules.like) if rules.like else self.operations
        self.links = _links(self.operations, rules)

    @cached_property
    def item(self) -> Schema:
        """The schema of an item."""
        by_role = {self.role(operation): operation for operation in self._like if operation.item}
        found = next((by_role[role] for role in _ITEMS if role in by_role), None)
        return (found and found.item) or Schema(properties={})

    @cached_property
    def fields(self) -> Mapping[str, Schema]:
        """The schemas of an item's fields, those of its alternatives among them."""
        return {name: schema for part in parts_of(self.item) for name, schema in part.properties.items()}

    @cached_property
    def dates(self) -> Mapping[str, Schema]:
        """The schemas of the dates that the store itself sets."""
        return {name: self.fields[name] for name in (*_CREATED, *MODIFIED) if name in self.fields}

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The fields that hold the address of a list of what belongs to an item, as v2 has them."""
        return tuple(
            name for name, schema in self.fields.items() if any(map(_is_address, (schema, *schema.alternatives)))
        )

    def addresses(self, row: Mapping[str, Any], url: str) -> dict[str, Any]:
        """Return the addresses of what belongs to an item.

        Args:
            row: the item as its table holds it.
            url: of the store's API, without the version.
        """
        own = self._path.format(**row) if self.parts else ""
        return {name: {"resource": f"{own}/{name}", "url": f"{url}/v2{own}/{name}"} for name in self.parts}

    @cached_property
    def _path(self) -> str:
        """The path of an item below the version, with the names of fields in braces."""
        item = next(operation for operation in self.operations if operation.item_placeholder)
        fields = {item.item_placeholder: self.key} | {name: self.links[kind] for name, kind in item.owners.items()}
        return _PLACEHOLDER.sub(lambda match: f"{{{fields[match[1]]}}}", item.path)[3:]

    @property
    def version(self) -> str:
        """The version of the API: `v2` or `v3`."""
        return self.name[:2]

    @property
    def is_keyed_by_text(self) -> bool:
        """True if the ids of its items are texts."""
        key = self.fields.get(self.key)
        return key is not None and key.type == "string"

    def role(self, operation: Operation) -> Role:
        """Return the effect of an operation."""
        return self.rules.roles.get(operation.name, operation.role)

    def answered(self, operation: Operation) -> Operation:
        """Return the operation whose answer has the right schema for this one."""
        if not self.rules.like:
            return operation
        same = (other for other in self._like if self.role(other) == self.role(operation))
        return next(same, operation)

    def default(self, name: str) -> Any:
        """Return the value of a field that nobody wrote, None for none."""
        if name in self.rules.defaults:
            return self.rules.defaults[name]
        schema = None if self.rules.inherits else self.fields.get(name)
        value = default_of(schema) if schema else None
        return None if value is OMITTED else value


def _is_address(schema: Schema) -> bool:
    return {*schema.properties} == {"resource", "url"}


def _operations(facts: Facts, kind: str) -> tuple[Operation, ...]:
    return tuple(operation for operation in facts.operations.values() if operation.kind == kind)


def _links(operations: Iterable[Operation], rules: Rules) -> dict[str, str]:
    found: dict[str, str] = dict(rules.links)
    for operation in operations:
        for placeholder, kind in operation.owners.items():
            found.setdefault(kind, snake_case(placeholder))
    return found


def snake_case(name: str) -> str:
    """Return a name such as `cartId` as fields are written: `cart_id`."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f"_{match[0].lower()}", name)
