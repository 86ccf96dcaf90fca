"""What the body of a request brings, and how it is refused."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from bigcommerce_sandbox.errors import ApiError, invalid, refused
from bigcommerce_sandbox.json_values import as_object
from bigcommerce_sandbox.resources.resource import Resource
from bigcommerce_sandbox.resources.schema import Item, Writer, blank, read_fields


def read_array(resource: Resource, given: object) -> list[object]:
    """The items that a request brings.

    Raises:
        ApiError: 422, if it brings no array; 413, if that is too long.
    """
    array = array_of(resource, "data", given)
    if not array:
        raise invalid({"data": f"Must be an array of {resource.name}"})
    if len(array) > resource.most:
        raise ApiError(413, f"A request may bring {resource.most} {resource.name}.")
    return array


def read_given(resource: Resource, given: Mapping[str, Any], writer: Writer, known: Collection[str] = ()) -> Item:
    """What a request gives a kind of item, as a store keeps it; what is `known` already is not missing."""
    kept, problems = read_fields(resource.fields, given, writer)
    wrong = {name: problem for name, problem in problems.items() if name in given or name not in known}
    if wrong:
        raise refusal(resource, wrong)
    return kept


def parted(given: Mapping[str, Any], names: Collection[str]) -> tuple[Item, Item]:
    """What is not among the names, and what is, in their order."""
    own = {name: value for name, value in given.items() if name not in names}
    return own, {name: given[name] for name in names if name in given}


def merged(resource: Resource, name: str, before: Any, value: Any) -> Any:
    """A field with what is new of it: of an object that is known, the other parts stay."""
    field = resource.fields[name]
    if field.kind != "object" or not field.parts or value is None:
        return value
    return (before or blank(field.parts, 0)) | value


def object_of(resource: Resource, given: object) -> Mapping[str, Any]:
    """The fields that a request brings."""
    fields = as_object(given)
    if fields is None:
        raise refusal(resource, {"data": "Must be a JSON object"})
    return fields


def array_of(resource: Resource, name: str, given: object) -> list[object]:
    """The array that a request brings under a name."""
    if not isinstance(given, list):
        raise refusal(resource, {name: f"Must be an array of {resource.name}"})
    return cast("list[object]", given)


def refusal(resource: Resource, problems: Mapping[str, str]) -> ApiError:
    """The answer to fields of a kind that are not right."""
    return refused(resource.version, problems)
