"""Schemas of a model: one for incoming values, which an author's validators see, and one for stored values.

An author's validator may convert: text to cents, or `&` to `&amp;`. Run on its own result, it would change the value
again. So stored values are read and written by their types alone. The schema for them is the model's own, without the
functions that the author has added to it. A function that belongs to a type, such as the one that makes a `UUID` of a
text, stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    WrapSerializer,
    WrapValidator,
)
from pydantic.fields import FieldInfo
from pydantic_core import SchemaSerializer, SchemaValidator

from storehook.records.declaration import parts

type Schema = dict[str, Any]
"""Core schema of pydantic: nested dicts, each with a `type`."""

_ADDED = (AfterValidator, BeforeValidator, PlainValidator, WrapValidator, PlainSerializer, WrapSerializer)
_DECORATED = ("field_validators", "model_validators", "field_serializers", "model_serializers")
_OPAQUE = {"metadata", "default", "config", "serialization"}
"""Parts of a schema that contain no schema of a stored value."""
_OF_INPUT = {"validation_alias", "serialization_alias", "frozen"}
"""Parts that concern incoming and dumped values. Stored fields have their own names."""

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Schemas:
    """Validators and serializer of a model.

    Args:
        reader: reads a dict of stored fields, by their types alone. Fields may be missing.
        writer: dumps a dict of fields, by their types alone.
        maker: makes a record of typed fields, without validation.
        fields: validates single fields.
        whole: validates all fields, except those that are in its context. Calls the model's validators.
        has_model_validators: the author has declared some.
    """

    reader: SchemaValidator
    writer: SchemaSerializer
    maker: SchemaValidator
    fields: SchemaValidator
    whole: SchemaValidator
    has_model_validators: bool


@cache
def schemas_of(model: type[BaseModel]) -> Schemas:
    """Return the schemas of a model."""
    top, definitions = _resolved(cast("Schema", model.__pydantic_core_schema__))
    own = _within(top, "model")
    fields = _within(own, "model-fields")
    stored = _TypesOnly(list(_added(model)))
    stored_fields = {name: stored.field(field["schema"]) for name, field in fields["fields"].items()}
    reader: Schema = {"type": "typed-dict", "fields": stored_fields}
    anything = {name: {"type": "model-field", "schema": {"type": "any"}} for name in stored_fields}
    single = {name: _without(field, _OF_INPUT) for name, field in fields["fields"].items()}
    unless_kept = {name: field | {"schema": _unless_kept(field["schema"])} for name, field in single.items()}
    stored_definitions = [stored.of(definition) for definition in definitions]

    def validator(schema: Schema, definitions: list[Schema]) -> SchemaValidator:
        return SchemaValidator(_defined(schema, definitions), own.get("config"), _use_prebuilt=False)

    return Schemas(
        reader=validator(reader, stored_definitions),
        writer=SchemaSerializer(_defined(reader, stored_definitions), own.get("config"), _use_prebuilt=False),
        maker=validator(_without(own, {"ref", "custom_init"}) | {"schema": fields | {"fields": anything}}, []),
        fields=validator(fields | {"fields": single}, definitions),
        whole=validator(_with_fields(top, unless_kept), definitions),
        has_model_validators=bool(model.__pydantic_decorators__.model_validators),
    )


def gives_varying_default(field: FieldInfo) -> bool:
    """Return whether a field's default may be another value each time, such as a random number or a date."""
    if field.default_factory is None:
        return False
    return field.default_factory_takes_validated_data or _varies(field.default_factory)


@dataclass(frozen=True, slots=True)
class _TypesOnly:
    """Removes an author's functions from a schema."""

    added: list[object]

    def field(self, schema: Schema) -> Schema:
        """Return the schema of a stored field, without its default."""
        inner = schema["schema"] if schema["type"] == "default" else schema
        return {"type": "typed-dict-field", "schema": self.of(inner), "required": False}

    def of(self, part: Any) -> Any:
        """Return a part of a schema without the functions."""
        if isinstance(part, list | tuple):
            members = [self.of(member) for member in cast("list[Any]", part)]
            return tuple(members) if isinstance(part, tuple) else members
        if not isinstance(part, dict):
            return part
        schema = cast("Schema", part)
        if not isinstance(schema.get("type"), str):
            return {name: self.of(member) for name, member in schema.items()}
        return self._node(schema)

    def _node(self, schema: Schema) -> Schema:
        if schema["type"].startswith("function-") and self._is_added(schema):
            return self._inner(schema)
        if schema["type"] == "default" and _gives_varying_default(schema):
            return self.of(schema["schema"])
        if self._is_added(schema.get("serialization", {})):
            schema = _without(schema, {"serialization"})
        return {
            name: member if name in _OPAQUE else self.of(member)
            for name, member in schema.items()
            if name not in _OF_INPUT
        }

    def _inner(self, schema: Schema) -> Schema:
        """Return the schema that an author's function is around. A plain function may hide it, and then it stays."""
        inner = schema.get("schema") or schema.get("serialization", {}).get("schema")
        if inner is None:
            return schema
        kept = {"ref": schema["ref"]} if "ref" in schema else {}
        return {**self.of(inner), **kept}

    def _is_added(self, schema: Schema) -> bool:
        function = schema.get("function")
        return (function["function"] if isinstance(function, dict) else function) in self.added


def _added(model: type[BaseModel]) -> Iterator[object]:
    """Yield the functions that the author has added to a model and to the types in it."""
    for part in parts(model):
        if isinstance(part, _ADDED):
            yield part.func
        decorators = getattr(part, "__pydantic_decorators__", None)
        for group in _DECORATED if decorators else ():
            yield from (decorator.func for decorator in getattr(decorators, group).values() if not _is_ours(decorator))


def _is_ours(decorator: Any) -> bool:
    return decorator.func.__module__ == "storehook.records.model"


def _gives_varying_default(schema: Schema) -> bool:
    factory = schema.get("default_factory")
    return factory is not None and not schema.get("default_factory_takes_data") and _varies(factory)


def _varies(factory: Any) -> bool:
    one, other = factory(), factory()
    return isinstance(one, date | time) or one != other


def _unless_kept(schema: Schema) -> Schema:
    """Return the schema of a field that takes a value from the context as it is."""
    if schema["type"] == "default":
        return schema | {"schema": _unless_kept(schema["schema"])}
    return {"type": "function-wrap", "function": {"type": "with-info", "function": _keep}, "schema": schema}


def _keep(value: Any, handler: Any, info: Any) -> Any:
    return value if value is info.context.get(info.field_name, _NOTHING) else handler(value)


def _resolved(schema: Schema) -> tuple[Schema, list[Schema]]:
    """Return the schema of a model, and those that it refers to. It may refer to itself."""
    definitions: list[Schema] = schema["definitions"] if schema["type"] == "definitions" else []
    top = schema["schema"] if definitions else schema
    if top["type"] == "definition-ref":
        top = next(one for one in definitions if one["ref"] == top["schema_ref"])
    return _without(top, {"ref"}), definitions


def _defined(schema: Schema, definitions: list[Schema]) -> Any:
    return {"type": "definitions", "schema": schema, "definitions": definitions} if definitions else schema


def _within(schema: Schema, kind: str) -> Schema:
    while schema["type"] != kind:
        schema = schema["schema"]
    return schema


def _with_fields(schema: Schema, fields: Schema) -> Schema:
    if schema["type"] == "model-fields":
        return schema | {"fields": fields}
    return _without(schema, {"custom_init"}) | {"schema": _with_fields(schema["schema"], fields)}


def _without(schema: Schema, names: set[str]) -> Schema:
    return {name: part for name, part in schema.items() if name not in names}
