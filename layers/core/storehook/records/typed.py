"""Conversion between a model's typed fields and their stored form.

An author's validators run on incoming values only: see `schemas.py`.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from copy import deepcopy
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from storehook.errors import RecordInvalid, RecordUnreadable
from storehook.records.declaration import takes_none, takes_times
from storehook.records.schemas import gives_varying_default, schemas_of
from storehook.records.validation import invalid_fields, problems
from storehook.records.values import Fields, Stored, same, to_stored

type Values = Mapping[str, Any]
"""Typed values by field."""


def fields_of(record: BaseModel, *names: str) -> dict[str, Stored]:
    """Return the stored form of a record's fields, or of the named ones."""
    values = {name: value for name, value in values_of(record).items() if not names or name in names}
    return stored(type(record), values)


def values_of(record: BaseModel) -> dict[str, Any]:
    """Return the typed values of a record's fields."""
    return {name: value for name, value in vars(record).items() if name in type(record).model_fields}


def build[M: BaseModel](model: type[M], values: Mapping[str, object]) -> M:
    """Return a new, validated record with these values."""
    try:
        return _merged(model, {}, values)
    except ValidationError as error:
        raise _invalid(model, problems(error)) from None


def read[M: BaseModel](model: type[M], fields: Fields) -> M:
    """Return a stored record. Fields that the model lacks are ignored, as another version of the code may have them.

    Raises:
        RecordUnreadable: a value does not fit its field, or a field has neither a value nor a constant default.
    """
    values = readable(model, fields)
    if missing := [name for name in model.model_fields if name not in values]:
        raise _unreadable(model, _lacks(missing))
    return _made(model, values)


def readable(model: type[BaseModel], fields: Fields, given: Collection[str] = ()) -> dict[str, Any]:
    """Return the typed values of stored fields, with the constant defaults of missing ones.

    Args:
        given: fields that get another value, so that their stored one need not fit.

    Raises:
        RecordUnreadable: a value does not fit its field, or a required field has none.
    """
    values, error = _read(model, fields)
    if error and not invalid_fields(error) <= set(given):
        raise _unreadable(model, problems(error)) from error
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    if missing := required - values.keys() - set(given):
        raise _unreadable(model, _lacks(missing))
    return _with_defaults(model, values, fields)


def read_leniently[M: BaseModel](model: type[M], fields: Fields) -> M:
    """Return a stored record, even if it no longer fits. Such a value is as it is stored. A missing one is None."""
    known = {name: value for name, value in fields.items() if name in model.model_fields}
    values = _with_defaults(model, _read(model, known)[0], known)
    return _made(model, dict.fromkeys(model.model_fields) | known | values)


def merged[M: BaseModel](model: type[M], kept: Values, given: Mapping[str, object]) -> M:
    """Return a record with given values, which the author's validators see, and kept ones as they are.

    Raises:
        ValidationError: the given values do not fit.
    """
    if not kept or not schemas_of(model).has_model_validators:
        return _merged(model, kept, given)
    record = _merged(model, deepcopy(kept), given)
    _undo(record, kept, given)
    return record


def updated[M: BaseModel](model: type[M], kept: Values, given: Mapping[str, object]) -> M:
    """Return a record as `merged`.

    Raises:
        RecordInvalid: the given values do not fit.
    """
    try:
        return merged(model, kept, given)
    except ValidationError as error:
        raise _invalid(model, problems(error)) from None


def validated(model: type[BaseModel], others: Values, name: str, value: object) -> Any:
    """Return a value as its field would hold it. Calls the author's validators of this field, but no others.

    Args:
        others: values of the other fields, which a validator may use.

    Raises:
        ValidationError: the value does not fit.
    """
    validator: Any = schemas_of(model).fields
    values, _, _ = validator.validate_assignment(dict(others), name, value, by_alias=True, by_name=True)
    return values[name]


def checked[M: BaseModel](record: M) -> M:
    """Return the record as it would be read back. Changes inside its lists and maps are checked, too.

    Raises:
        RecordInvalid: a value does not fit the type of its field, or would be read back as another one.
    """
    model, fields = type(record), fields_of(record)
    values, error = _read(model, fields)
    if error:
        raise _invalid(model, problems(error)) from None
    fresh = _made(model, values)
    _check_stable(fresh, fields_of(fresh))
    return fresh


def copy_fields(source: BaseModel, target: BaseModel) -> None:
    """Copy the fields of one record to another, without validation."""
    vars(target).update(vars(source))


def typed(model: type[BaseModel], name: str, value: Stored) -> Any:
    """Return the typed value of a stored one, or the stored one if it does not fit."""
    return _read(model, {name: value})[0].get(name, value)


@cache
def defaults_of(model: type[BaseModel]) -> Fields:
    """Return the stored form of the constant defaults, as the fields of a new record would hold them."""
    return stored(model, _with_defaults(model, {}, {}))


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


def _read(model: type[BaseModel], fields: Fields) -> tuple[dict[str, Any], ValidationError | None]:
    """Return the typed values of the fields that fit, and the error about the others."""
    known = {name: value for name, value in fields.items() if name in model.model_fields}
    validate = schemas_of(model).reader.validate_python
    try:
        return validate(known), None
    except ValidationError as error:
        fitting = known.keys() - invalid_fields(error)
        return validate({name: value for name, value in known.items() if name in fitting}), error


def stored(model: type[BaseModel], values: Values) -> dict[str, Stored]:
    dumped = schemas_of(model).writer.to_python(values, by_alias=False, round_trip=True, warnings=False)
    return {name: to_stored(value, f"{model.__name__}.{name}") for name, value in dumped.items()}


def _made[M: BaseModel](model: type[M], values: Values) -> M:
    return schemas_of(model).maker.validate_python(dict(values))


def _with_defaults(model: type[BaseModel], values: Values, fields: Fields) -> dict[str, Any]:
    """Return values, and the constant defaults of those that the stored fields lack."""
    complete = dict(values)
    for name in _constant_defaults(model):
        if name not in fields:
            default = model.model_fields[name].get_default(call_default_factory=True)
            # The author's validators may refuse a default, which then counts as none.
            with suppress(Exception):
                complete[name] = validated(model, complete, name, default)
    return complete


@cache
def _constant_defaults(model: type[BaseModel]) -> list[str]:
    """Return the fields with a default that is always the same."""
    optional = {name: field for name, field in model.model_fields.items() if not field.is_required()}
    return [name for name, field in optional.items() if not gives_varying_default(field)]


def _merged[M: BaseModel](model: type[M], kept: Values, given: Mapping[str, object]) -> M:
    context = {name: value for name, value in kept.items() if name not in given}
    validate = schemas_of(model).whole.validate_python
    return validate({**kept, **given}, context=context, by_alias=True, by_name=True)


def _undo(record: BaseModel, kept: Values, given: Collection[str]) -> None:
    """Undo changes of kept values that the model's validators make even if nothing is given, such as counting calls.

    Otherwise each echo would change the record.
    """
    try:
        unprompted = fields_of(_merged(type(record), deepcopy(kept), {}))
    except ValidationError:
        return
    for name, value in fields_of(record).items():
        if name in kept and name not in given and same(value, unprompted[name]):
            vars(record)[name] = kept[name]


def _check_stable(record: BaseModel, fields: Fields) -> None:
    model = type(record)
    stable = fields_of(read(model, fields))
    if changing := [name for name, value in fields.items() if not same(value, stable[name])]:
        raise RecordInvalid(
            f"{model.__name__}.{changing[0]} would be read back with another value than was saved. "
            "Its type must read its own stored form. Convert with a `mode='before'` validator."
        )


def _invalid(model: type[BaseModel], what: str) -> RecordInvalid:
    return RecordInvalid(f"The values do not fit {model.__name__}: {what}")


def _unreadable(model: type[BaseModel], what: str) -> RecordUnreadable:
    return RecordUnreadable(
        f"A stored {model.__name__} no longer fits the model. Give a new field a default. "
        f"Give a field with a new type another name. Or change the stored records with "
        f"`storehook records migrate {model.__name__}`. {what}"
    )


def _lacks(names: Collection[str]) -> str:
    return f"The record lacks {', '.join(sorted(names))}."
