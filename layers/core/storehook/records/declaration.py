"""What is checked when a model is declared, so that a mistake shows at import and not at the thousandth webhook."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel, Secret, SecretBytes, SecretStr

from storehook.errors import DuplicateModel, ModelInvalid


@dataclass(frozen=True, slots=True)
class SourceTimeMark:
    """Marks the field that says how new the data is."""


type SourceTime = Annotated[datetime, SourceTimeMark()]
"""The time at which the source last changed the data, such as `date_modified: SourceTime`.

A record is never saved with a source time older than the one it has. One field of a model may be one.

```python
from storehook import Model, SourceTime

class Product(Model):
    name: str = ""
    date_modified: SourceTime
```
"""

_names: dict[str, type[BaseModel]] = {}

_SECRETS: tuple[object, ...] = (Secret, SecretBytes, SecretStr)


def register(model: type[BaseModel]) -> None:
    """Take a model's name, under which its records are kept.

    Raises:
        DuplicateModel: if another class has it. The same class from the same place, imported anew, takes it over.
    """
    other = _names.setdefault(model.__name__, model)
    if (other.__module__, other.__qualname__) != (model.__module__, model.__qualname__):
        raise DuplicateModel(model.__name__, _place(other), _place(model))
    _names[model.__name__] = model


def names() -> list[str]:
    """The names of the models that have been declared, in order."""
    return sorted(_names)


def check_names(model: type[BaseModel], reserved: set[str]) -> None:
    """Refuse fields that have the name of something that every model has.

    Raises:
        ModelInvalid: if there are any.
    """
    for name in sorted(reserved & inspect.get_annotations(model).keys()):
        raise ModelInvalid(f"{model.__name__}.{name} is the name of something that every model has. Rename the field.")


def check_types(model: type[BaseModel]) -> None:
    """Refuse fields with floats or secrets in them.

    Raises:
        ModelInvalid: if there are any; the message names the field.
    """
    for name, field in model.model_fields.items():
        if any(each is float for each in _parts(field.annotation, [])):
            raise ModelInvalid(
                f"{model.__name__}.{name} has a float in its type. Declare a Decimal: money stays exact, "
                "and what comes back from DynamoDB equals what was stored."
            )
        if any((get_origin(each) or each) in _SECRETS for each in _parts(field.annotation, [])):
            raise ModelInvalid(
                f"{model.__name__}.{name} has a secret in its type, of which only stars would be stored. "
                "Records are for the store's data; keep secrets in Secrets Manager."
            )


def source_time_of(model: type[BaseModel]) -> str | None:
    """The name of the field that is the model's source time, if one is.

    Raises:
        ModelInvalid: if several are.
    """
    fields = model.model_fields.items()
    found = [name for name, field in fields if _is_marked([*field.metadata, *_marks(field.annotation)])]
    if len(found) > 1:
        raise ModelInvalid(f"{model.__name__} has several source times: {', '.join(found)}. Keep one.")
    return found[0] if found else None


def takes_times(annotation: object) -> bool:
    """Whether a field is a datetime, or one or None: text given for it can only mean a time."""
    return [each for each in _choices(annotation) if each is not type(None)] == [datetime]


def takes_none(annotation: object) -> bool:
    """Whether a field may be None."""
    return any(each is type(None) for each in _choices(annotation))


def _choices(annotation: Any) -> Iterator[object]:
    """The types of a union, without what they are annotated with."""
    if isinstance(annotation, TypeAliasType):
        yield from _choices(annotation.__value__)
    elif hasattr(annotation, "__metadata__"):
        yield from _choices(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _choices(each)
    else:
        yield annotation


def _marks(annotation: Any) -> Iterator[object]:
    """What the types of a union are annotated with."""
    if isinstance(annotation, TypeAliasType):
        yield from _marks(annotation.__value__)
    elif hasattr(annotation, "__metadata__"):
        yield from annotation.__metadata__
        yield from _marks(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _marks(each)


def _is_marked(marks: Iterable[object]) -> bool:
    return any(isinstance(each, SourceTimeMark) for each in marks)


def _parts(annotation: Any, seen: list[object]) -> Iterator[object]:
    """Every type that a type is made of."""
    if any(annotation is each for each in seen):
        return
    seen.append(annotation)
    yield annotation
    for each in (*get_args(annotation), *_members(annotation)):
        yield from _parts(each, seen)


def _members(annotation: Any) -> Iterator[object]:
    if isinstance(annotation, TypeAliasType):
        yield annotation.__value__
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from (field.annotation for field in annotation.model_fields.values())
    elif isinstance(annotation, type):
        yield from getattr(annotation, "__annotations__", {}).values()


def _place(model: type) -> str:
    return f"{model.__module__}.{model.__qualname__}"
