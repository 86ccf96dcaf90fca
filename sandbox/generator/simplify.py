"""Schemas in the form that the facts keep: `allOf` merged, one spelling for each keyword, nothing but rules."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.generator.json_trees import Json

_KEPT = (
    "type",
    "format",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "default",
    "readOnly",
    "required",
    "requiredOn",
)
"""The keywords that are kept as they are."""

_FORMATS = {
    "url": "uri",
    "enum": "",
    "string": "",
    "number": "",
    "html": "",
    "json": "",
    "iso-4217": "",
    "iso:4217": "",
}
"""The formats that have another name, or that say nothing which a value could break."""

_FOR_ARRAYS = {"minimum": "minItems", "maximum": "maxItems", "minLength": "", "maxLength": ""}
"""Names by which the documents bound some arrays, and the names that they mean."""

_METHODS = {"post", "put"}


def simplified(schema: Json) -> dict[str, Any]:
    """Return a schema without `allOf`, with the keywords of the facts."""
    merged = _without_all_of(schema)
    if merged.get("recursive"):
        return {}
    rules: dict[str, Any] = {name: merged[name] for name in _KEPT if name in merged}
    rules |= _nested(merged)
    rules |= {"type": kind} if (kind := _type_of(rules)) else {}
    return _without_empty(_nullable(merged) | _array_bounds(_methods(merged, _format(rules))))


def merged_schemas(schemas: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the schema that several make together: the later one wins where both rule the same."""
    result: dict[str, Any] = {}
    for schema in schemas:
        for name, value in schema.items():
            result[name] = _merged_keyword(name, result.get(name), value)
    return result


def _without_all_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "allOf" not in schema:
        return dict(schema)
    rest = {name: value for name, value in schema.items() if name != "allOf"}
    return merged_schemas([*map(_without_all_of, schema["allOf"]), rest])


def _merged_keyword(name: str, before: Any, value: Any) -> Any:
    if before is None:
        return value
    match name:
        case "properties":
            shared = {field: merged_schemas([before[field], value[field]]) for field in before.keys() & value.keys()}
            return {**before, **value, **shared}
        case "required":
            return [*dict.fromkeys([*before, *value])]
        case "oneOf" | "anyOf":
            return [merged_schemas([one, other]) for one in before for other in value]
        case _:
            return value


def _nested(schema: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    if isinstance(schema.get("properties"), dict):
        nested["properties"] = {name: simplified(value) for name, value in schema["properties"].items()}
    if isinstance(schema.get("items"), dict):
        nested["items"] = simplified(schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        nested["extra"] = simplified(schema["additionalProperties"])
    if schema.get("additionalProperties") is True and "properties" not in schema:
        nested["extra"] = {}
    alternatives = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    return nested | ({"alternatives": [simplified(value) for value in alternatives]} if alternatives else {})


def _type_of(schema: Mapping[str, Any]) -> str:
    if "type" in schema:
        return schema["type"]
    if "properties" in schema:
        return "object"
    return "array" if "items" in schema else ""


def _format(schema: dict[str, Any]) -> dict[str, Any]:
    if "format" not in schema:
        return schema
    name = schema["format"].lower()
    return schema | {"format": _FORMATS.get(name, name)}


def _methods(schema: Mapping[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rules with the methods that need a field. Some documents list them as the names of fields."""
    methods = [*dict.fromkeys(schema.get("x-required") or ())]
    fields = rules.get("required", [])
    misplaced = bool(fields) and _METHODS.issuperset(fields) and not rules.get("properties", {}).keys() & set(fields)
    named: dict[str, list[str]] = {"required": []} if misplaced else {}
    return rules | named | {"requiredOn": methods or (fields if misplaced else [])}


def _array_bounds(rules: dict[str, Any]) -> dict[str, Any]:
    if rules.get("type") != "array":
        return rules
    return {_FOR_ARRAYS.get(name, name): value for name, value in rules.items() if _FOR_ARRAYS.get(name, name)}


def _nullable(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"nullable": True} if schema.get("nullable") or schema.get("x-nullable") else {}


def _without_empty(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rules that rule. An empty list or text says nothing, but zero is a bound."""
    return {name: value for name, value in rules.items() if name == "default" or not _says_nothing(value)}


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [])
