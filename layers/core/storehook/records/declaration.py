"""Checks of a model when it is declared, so that a mistake shows at import and not in a run."""

import inspect
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, TypeAliasType, Union, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel, Secret, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from storehook.errors import DuplicateModel, ModelInvalid


@dataclass(frozen=True, slots=True)
class SourceTimeMark:
    """Mark of the field that says how new the data is."""


type SourceTime = Annotated[datetime, SourceTimeMark()]
"""Time of the source's last change to the data, such as `date_modified: SourceTime`.

A save with an older source time than the stored one is refused. A model has at most one such field.

```python
from storehook import Model, SourceTime


class Product(Model):
    name: str = ""
    date_modified: SourceTime
```
"""

_models: dict[str, type[BaseModel]] = {}

_SECRETS: tuple[object, ...] = (Secret, SecretBytes, SecretStr)


def register(model: type[BaseModel]) -> None:
    """Register the name of a model, under which its records are stored.

    Raises:
        DuplicateModel: another class has it. The same class from the same place, imported again, replaces itself.
    """
    other = _models.setdefault(model.__name__, model)
    if (other.__module__, other.__qualname__) != (model.__module__, model.__qualname__):
        raise DuplicateModel(model.__name__, _place(other), _place(model))
    _models[model.__name__] = model


def declared() -> dict[str, type[BaseModel]]:
    """Return all declared models by their names, sorted."""
    return dict(sorted(_models.items()))


def check_names(model: type[BaseModel], reserved: set[str]) -> None:
    """Refuse fields with a name that every model uses."""
    for name in sorted(reserved & inspect.get_annotations(model).keys()):
        raise ModelInvalid(f"{model.__name__}.{name} has a name that every model uses. Rename the field.")


def check_init(model: type[BaseModel]) -> None:
    """Refuse an `__init__` of the author. Records are made from stored values, without it."""
    if model.__init__ is not BaseModel.__init__:
        raise ModelInvalid(
            f"{model.__name__} has an `__init__`, which would not be called. Convert values in a field or model "
            "validator, and set private attributes in `model_post_init`."
        )


def check_types(model: type[BaseModel]) -> None:
    """Refuse fields that contain floats or secrets."""
    for name, field in model.model_fields.items():
        if any(part is float for part in parts(field.annotation)):
            raise ModelInvalid(
                f"{model.__name__}.{name} has a float in its type. Declare a Decimal: money stays exact, "
                "and what comes back from DynamoDB equals what was stored."
            )
        if any((get_origin(part) or part) in _SECRETS for part in parts(field.annotation)):
            raise ModelInvalid(
                f"{model.__name__}.{name} has a secret type, which would be stored as asterisks. "
                "Records are for the store's data; keep secrets in Secrets Manager."
            )


def check_exclusions(model: type[BaseModel]) -> None:
    """Refuse fields that are excluded from dumps, also those of models inside."""
    for part in parts(model):
        for name, field in _fields(part).items():
            if field.exclude or field.exclude_if:
                raise ModelInvalid(
                    f"{getattr(part, '__name__', part)}.{name} has `exclude`, so it is unclear whether to store it. "
                    "Remove `exclude`, or make the field a private attribute, which is not stored."
                )


def source_time_of(model: type[BaseModel]) -> str | None:
    """Return the name of the source time field, if any. Refuse several."""
    fields = model.model_fields.items()
    marked = [name for name, field in fields if _is_marked([*field.metadata, *_marks(field.annotation)])]
    if len(marked) > 1:
        raise ModelInvalid(f"{model.__name__} has several source times: {', '.join(marked)}. Keep one.")
    return marked[0] if marked else None


def takes_times(annotation: object) -> bool:
    """Return whether a field is a datetime, or a datetime or None. Text for such a field can only mean a time."""
    return [choice for choice in _choices(annotation) if choice is not type(None)] == [datetime]


def takes_none(annotation: object) -> bool:
    """Return whether a field may be None."""
    return any(choice is type(None) for choice in _choices(annotation))


def _choices(annotation: Any) -> Iterator[object]:
    """Yield the types of a union, without their annotations."""
    if isinstance(annotation, TypeAliasType):
        yield from _choices(annotation.__value__)
    elif hasattr(annotation, "__metadata__"):
        yield from _choices(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _choices(member)
    else:
        yield annotation


def _marks(annotation: Any) -> Iterator[object]:
    """Yield the annotations of the types of a union."""
    if isinstance(annotation, TypeAliasType):
        yield from _marks(annotation.__value__)
    elif hasattr(annotation, "__metadata__"):
        yield from annotation.__metadata__
        yield from _marks(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _marks(member)


def _is_marked(marks: Iterable[object]) -> bool:
    return any(isinstance(mark, SourceTimeMark) for mark in marks)


def parts(annotation: Any, seen: list[object] | None = None) -> Iterator[object]:
    """Yield every type that a type consists of, and their annotations."""
    seen = [] if seen is None else seen
    if any(annotation is part for part in seen):
        return
    seen.append(annotation)
    yield annotation
    for part in (*get_args(annotation), *_members(annotation)):
        yield from parts(part, seen)


def _members(annotation: Any) -> Iterator[object]:
    if isinstance(annotation, TypeAliasType):
        yield annotation.__value__
    elif fields := _fields(annotation):
        for field in fields.values():
            yield from (field.annotation, *field.metadata)
    elif isinstance(get_origin(annotation), TypeAliasType):
        yield get_origin(annotation)
    elif isinstance(annotation, type):
        yield from _hints(annotation)


def _hints(part: Any) -> Iterable[object]:
    """Return the types of the fields of a class. Those of a dataclass or TypedDict may be inherited, or text."""
    if is_dataclass(part) or is_typeddict(part):
        with suppress(NameError):  # a name that is imported for type checkers only
            return get_type_hints(part, include_extras=True).values()
    return getattr(part, "__annotations__", {}).values()


def _fields(part: object) -> dict[str, FieldInfo]:
    """Return the fields of a model, and none of any other type."""
    return part.model_fields if isinstance(part, type) and issubclass(part, BaseModel) else {}


def _place(model: type) -> str:
    return f"{model.__module__}.{model.__qualname__}"
