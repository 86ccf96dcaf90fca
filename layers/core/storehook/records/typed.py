"""Conversion between a model's typed fields and their stored form."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from storehook.errors import RecordInvalid, RecordUnreadable
from storehook.records.declaration import takes_none, takes_times
from storehook.records.validation import problems
from storehook.records.values import Fields, Stored, to_stored

_CONSTANT = (None, list, dict, set, frozenset, tuple)
"""Default factories that always give the same value. Others may give the time or a random number."""


def fields_of(record: BaseModel, *names: str) -> dict[str, Stored]:
    """Return the stored form of a record's fields, or of the named ones."""
    model = type(record)
    values = record.model_dump(
        include=set(names) if names else None, round_trip=True, exclude_computed_fields=True, warnings=False
    )
    return {name: to_stored(value, f"{model.__name__}.{name}") for name, value in values.items()}


def build[M: BaseModel](model: type[M], fields: Mapping[str, object]) -> M:
    """Return a validated record with these fields."""
    try:
        return model.model_validate(dict(fields), by_alias=True, by_name=True)
    except ValidationError as error:
        raise RecordInvalid(f"The values do not fit {model.__name__}: {problems(error)}") from None


def read[M: BaseModel](model: type[M], fields: Fields) -> M:
    """Return a stored record. Fields that the model lacks are ignored, as another version of the code may have them."""
    try:
        return build(model, {name: value for name, value in fields.items() if name in model.model_fields})
    except RecordInvalid as error:
        raise RecordUnreadable(
            f"A stored {model.__name__} no longer fits the model. Give a new field a default. "
            f"Give a field with a new type another name, or a validator that reads the old type. {error}"
        ) from error


def checked[M: BaseModel](record: M) -> M:
    """Return the record as it would be read back. Changes inside its lists and maps are validated, too."""
    return build(type(record), fields_of(record))


def copy_fields(source: BaseModel, target: BaseModel) -> None:
    """Copy the fields of one record to another, without validation."""
    vars(target).update(vars(source))


def typed(model: type[BaseModel], name: str, value: object) -> Any:
    """Return a value as its field would hold it."""
    try:
        return _adapter(model, name).validate_python(read_time(model, name, value), by_alias=True, by_name=True)
    except ValidationError as error:
        raise RecordInvalid(f"The value does not fit {model.__name__}.{name}: {problems(error)}") from None


def stored(model: type[BaseModel], name: str, value: object) -> Stored:
    """Return the stored form of a value for a field."""
    return fields_of(model.model_construct(**{name: typed(model, name, value)}), name)[name]


@cache
def defaults_of(model: type[BaseModel]) -> Fields:
    """Return the stored form of the fields that have a constant default."""
    fields = model.model_fields.items()
    defaults = {name: field for name, field in fields if not field.is_required() and field.default_factory in _CONSTANT}
    return {name: stored(model, name, field.get_default(call_default_factory=True)) for name, field in defaults.items()}


def read_time(model: type[BaseModel], name: str, value: object) -> object:
    """Return a time that BigCommerce wrote in a form that pydantic reads.

    V2 writes `Wed, 14 Nov 2012 19:26:23 +0000`, or an empty text for no time. V3 writes ISO 8601.
    """
    annotation = model.model_fields[name].annotation
    if not isinstance(value, str) or not takes_times(annotation):
        return value
    if not value and takes_none(annotation):
        return None
    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return value


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    return TypeAdapter(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)
