"""Answers: items as the answer schema of an operation shows them, filled with defaults."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from bigcommerce_facts import Schema

_NO_DEFAULTS: Mapping[str, Any] = {}


class _Omitted:
    """The default of a field that an answer leaves out."""


OMITTED = _Omitted()
"""The value of a field that has no allowed default."""

_NUMBERS = ("integer", "number")

_FORMS = ("date-time", "date", "uuid")
"""Formats that no empty text has."""

_SECRET = ("password", "password_confirmation")
"""Fields that no answer has, though the documents name them."""


def default_of(schema: Schema) -> Any:
    """Return the value that an answer gives to a field that nobody wrote, or `OMITTED`."""
    if schema.default is not None:
        return schema.default
    if schema.nullable:
        return None
    if schema.enum:
        return "" if "" in schema.enum else schema.enum[0]
    if schema.type in _NUMBERS:
        return max(0, schema.minimum or 0)
    if schema.type == "string":
        return OMITTED if schema.min_length or schema.format in _FORMS or schema.pattern else ""
    if schema.type == "array":
        return OMITTED if schema.min_items else []
    if schema.type == "object":
        return View(schema).show({})
    return False if schema.type == "boolean" else OMITTED


class View:
    """A way to show items. It is made once for each schema, and shows many.

    Args:
        schema: of an item.
        defaults: values of fields that nobody wrote, where the schema's own are wrong.
        verbatim: the fields that are shown as they were written, without the defaults of their parts.
        inherits: true if null is shown for what nobody wrote.
    """

    def __init__(
        self,
        schema: Schema,
        defaults: Mapping[str, Any] = _NO_DEFAULTS,
        verbatim: Collection[str] = (),
        *,
        inherits: bool = False,
    ) -> None:
        self._fields = [
            (
                name,
                defaults[name] if name in defaults else None if inherits else default_of(rules),
                None if name in verbatim else _nested(rules, inherits),
            )
            for name, rules in schema.properties.items()
            if name not in _SECRET
        ]
        self._settled = {name: rules.enum[0] for name, rules in schema.properties.items() if len(rules.enum) == 1}
        self._alternatives = [
            View(alternative.items or alternative, defaults, verbatim) for alternative in schema.alternatives
        ]
        self._is_open = schema.extra is not None or not (schema.properties or schema.alternatives)
        self.names = frozenset(schema.properties).union(*(view.names for view in self._alternatives))

    def show(self, row: Mapping[str, Any], wanted: Collection[str] | None = None) -> dict[str, Any]:
        """Return an item as an answer has it.

        Args:
            row: what was written of it.
            wanted: the names of the fields to show; None for all.
        """
        shown: dict[str, Any] = dict(row) if self._is_open else {}
        for name, default, nested in self._fields:
            if wanted is not None and name not in wanted:
                continue
            value = row.get(name, OMITTED)
            if value is OMITTED:
                value = default
            elif nested is not None:
                value = nested.any(value)
            if value is not OMITTED:
                shown[name] = value
        return shown | self._alternative(row) if self._alternatives else shown

    def any(self, value: Any) -> Any:
        """Return a value in an item as an answer has it: an object, or each object of a list."""
        if isinstance(value, dict):
            return self.show(cast("dict[str, Any]", value))
        return [self.any(item) for item in cast("list[Any]", value)] if isinstance(value, list) else value

    def _alternative(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the alternative shows that fits the row and knows most of the fields with a value."""
        there = {name for name, value in row.items() if value is not None}
        return max(self._alternatives, key=lambda view: (view.fits(row), len(view.names & there))).show(row)

    def fits(self, row: Mapping[str, Any]) -> bool:
        """Return true if a row has no other value in a field that can have one value only."""
        return all(row.get(name, value) == value for name, value in self._settled.items())


def _nested(schema: Schema, inherits: bool) -> View | None:
    content = schema.items or schema
    return View(content, inherits=inherits) if content.properties or content.alternatives else None
