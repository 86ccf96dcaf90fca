"""Between a model's typed fields and their stored form."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from storehook.errors import RecordInvalid, RecordUnreadable
from storehook.records.declaration import takes_none, takes_times
from storehook.records.values import Fields, Stored, to_stored

_CONSTANT = (None, list, dict, set, frozenset, tuple)
"""Default factories that always give the same; another may give the time or a random number."""


def fields_of(record: BaseModel, *names: str) -> dict[str, Stored]:
    """The stored form of a record's fields, or of some of them.

    Raises:
        ValueNotStorable: if one has none.
        EmptyKey: if one contains a map with an empty key.
    """
    model = type(record)
    values = record.model_dump(
        include=set(names) if names else None, round_trip=True, exclude_computed_fields=True, warnings=False
    )
    return {name: to_stored(value, f"{model.__name__}.{name}") for name, value in values.items()}


def build[M: BaseModel](model: type[M], fields: Mapping[str, object]) -> M:
    """A record with these fields, validated.

    Raises:
        RecordInvalid: if they do not fit the model.
    """
    try:
        return model.model_validate(dict(fields), by_alias=True, by_name=True)
    except ValidationError as error:
        raise RecordInvalid(f"The values do not fit {model.__name__}: {error}") from error


def read[M: BaseModel](model: type[M], fields: Fields) -> M:
    """A stored record. Fields that the model does not have are left alone: another version of the code may have them.

    Raises:
        RecordUnreadable: if what is stored does not fit the model any more.
    """
    try:
        return build(model, {name: value for name, value in fields.items() if name in model.model_fields})
    except RecordInvalid as error:
        raise RecordUnreadable(
            f"A stored {model.__name__} does not fit the model any more. A new field needs a default; a field of "
            f"another type needs another name, or a validator that reads the old one. {error.__cause__}"
        ) from error


def checked[M: BaseModel](record: M) -> M:
    """The record as it would be read back, with what was changed inside of its lists and maps validated too."""
    return build(type(record), fields_of(record))


def copy_fields(source: BaseModel, target: BaseModel) -> None:
    """Give a record the fields of another, past its own validation."""
    vars(target).update(vars(source))


def typed(model: type[BaseModel], name: str, value: object) -> Any:
    """A value as the field of that name would hold it.

    Raises:
        RecordInvalid: if it does not fit the field.
    """
    try:
        return _adapter(model, name).validate_python(read_time(model, name, value), by_alias=True, by_name=True)
    except ValidationError as error:
        raise RecordInvalid(f"{value!r} does not fit {model.__name__}.{name}: {error}") from error


def stored(model: type[BaseModel], name: str, value: object) -> Stored:
    """The stored form of a value that is meant for a field.

    Raises:
        RecordInvalid: if it does not fit the field.
    """
    return fields_of(model.model_construct(**{name: typed(model, name, value)}), name)[name]


@cache
def defaults_of(model: type[BaseModel]) -> Fields:
    """The stored form of the fields that always begin with the same value."""
    fields = model.model_fields.items()
    begin = {name: field for name, field in fields if not field.is_required() and field.default_factory in _CONSTANT}
    return {name: stored(model, name, field.get_default(call_default_factory=True)) for name, field in begin.items()}


def read_time(model: type[BaseModel], name: str, value: object) -> object:
    """BigCommerce's ways to write a time, as pydantic reads it.

    V2 writes `Wed, 14 Nov 2012 19:26:23 +0000`, and nothing for no time; V3 writes ISO 8601.
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
