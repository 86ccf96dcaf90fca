"""The fields of an item, declared in a few lines of text, and what a request may write to them.

A line is a kind and the names of its fields: `integer: id!! customer_id sort_order=1`. The kinds:

- `integer`, `number`, `text`, `boolean`, `list` and `object`, as JSON has them;
- `money`, which v2 writes as text with four decimals;
- `rfc` and `iso`, the dates of v2 and v3;
- `a|b|c`, or any other word, a choice of texts, the first of which is the default;
- `[integer]`, a list of what the brackets hold.

After a name: `+` a new item needs it, `^` it can be written only then, `!` the API never writes it, `!!` nobody does,
`?` it may be null, `~` no answer shows it. A default other than empty follows after `=`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Literal, cast

from bigcommerce_sandbox.engine.dates import as_iso, as_rfc, parse_date

type Item = dict[str, Any]
"""An item as its API shows it. It is replaced when it changes, never written to."""

type Schema = Mapping[str, Field]

type Writer = Literal["create", "update", "person"]
"""Who writes: a request that creates, one that updates, or a person in the store, who may write more."""

MISSING = "error.path.missing."
"""What is wrong with a field that is not there, as v3 says it."""

_MOST = Decimal(10) ** 12

_NAME = re.compile(r"(\w+)([+^!?~]*)(?:=(.+))?")

_REFUSED: Mapping[Writer, frozenset[str]] = {
    "create": frozenset({"!", "!!"}),
    "update": frozenset({"^", "!", "!!"}),
    "person": frozenset({"!!"}),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Args:
        kind: how its values look.
        default: what a new item has.
        flags: who may write it, and whether it may be null or missing, or is hidden.
        parts: the fields of an object, or of each object in a list, if they are known.
    """

    kind: str
    default: Any
    flags: str
    parts: Schema | None = None

    def takes(self, writer: Writer) -> bool:
        """Whether such a request may name it."""
        return self.flags.strip("+?~") not in _REFUSED[writer]

    def stored(self, value: Any) -> Any:
        """The value as a store keeps it.

        Raises:
            ValueError: if the field cannot have it.
        """
        if value is None and "?" in self.flags:
            return None
        if self.kind.startswith("["):
            each = Field(self.kind[1:-1], None, "")
            return [each.stored(one) for one in _instance(list)(value)]
        if self.kind not in _KINDS:
            return _checked(value, fits=value in self.kind.split("|"))
        kept = _KINDS[self.kind][1](value)
        if self.parts is None:
            return kept
        if self.kind == "list":
            return [_part(self.parts, each, "create") for each in kept]
        return _part(self.parts, kept, "update")


def schema(table: str, **parts: Schema) -> Schema:
    """Read declarations.

    Args:
        table: lines as the module describes them.
        parts: by the name of an object or a list, the fields in it.
    """
    fields: dict[str, Field] = {}
    for line in table.strip().splitlines():
        kind, _, names = line.strip().partition(": ")
        for declared in names.split():
            name, flags, default = cast("re.Match[str]", _NAME.fullmatch(declared)).groups()
            part = parts.get(name)
            fields[name] = Field(kind, _default(kind, flags, default, part), flags, part)
    return fields


def blank(fields: Schema, now: float) -> Item:
    """A new item with the defaults of its fields, made at `now` (unix seconds)."""
    made = {"rfc": as_rfc(now), "iso": as_iso(now)}
    return {name: made.get(field.kind) if field.default is _NOW else field.default for name, field in fields.items()}


def read_fields(fields: Schema, given: Mapping[str, Any], writer: Writer) -> tuple[Item, dict[str, str]]:
    """What a request writes, as a store keeps it, and by the names of its other fields what is wrong with them."""
    problems: dict[str, str] = {}
    kept: Item = {}
    for name, value in given.items():
        field = fields.get(name)
        if field is None:
            problems[name] = "The stand-in store does not implement this field"
        elif not field.takes(writer):
            problems[name] = "This field cannot be written to"
        else:
            try:
                kept[name] = field.stored(value)
            except _PartError as error:
                problems |= {f"{name}.{part}": problem for part, problem in error.problems.items()}
            except (TypeError, ValueError, OverflowError, InvalidOperation):
                problems[name] = "Has the wrong type"
    needed = [name for name, field in fields.items() if writer == "create" and "+" in field.flags]
    return kept, problems | {name: MISSING for name in needed if name not in given}


class _PartError(ValueError):
    """What is wrong with the fields in a field, by their names."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(*problems)
        self.problems = problems


class _Now:
    """The default of a date."""


_NOW = _Now()


def _default(kind: str, flags: str, default: str | None, parts: Schema | None) -> Any:
    if "?" in flags:
        return None
    if default is not None:
        is_text = kind == "text" or (kind not in _KINDS and not kind.startswith("["))
        return default if is_text else json.loads(default)
    if parts is not None and kind == "object":
        return blank(parts, 0)
    if kind.startswith("["):
        return []
    return _KINDS[kind][0] if kind in _KINDS else kind.split("|")[0]


def _part(parts: Schema, value: Any, writer: Writer) -> Item:
    kept, problems = read_fields(parts, _instance(dict)(value), writer)
    if problems:
        raise _PartError(problems)
    return kept


def _checked(value: Any, *, fits: bool) -> Any:
    if not fits:
        raise ValueError(value)
    return value


def _instance(*types: type) -> Callable[[Any], Any]:
    return lambda value: _checked(value, fits=type(value) in types)


def as_money(value: Any) -> str:
    """An amount as v2 writes it.

    Raises:
        ValueError, TypeError, InvalidOperation: if it is none.
    """
    amount = Decimal(str(_instance(str, int, float, Decimal)(value)))
    return str(_checked(amount, fits=abs(amount) < _MOST).quantize(Decimal("1.0000"), ROUND_HALF_UP))


def _written_money(value: Any) -> str:
    """What a request may write: nothing below zero (BigCommerce docs, orders v2 reference)."""
    return _checked(as_money(value), fits=Decimal(str(value)) >= 0)


def _written_as(write: Callable[[float], str]) -> Callable[[Any], str]:
    return lambda value: write(parse_date(_instance(str)(value)).timestamp())


_KINDS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "integer": (0, _instance(int)),
    "number": (0, _instance(int, float)),
    "text": ("", _instance(str)),
    "boolean": (False, _instance(bool)),
    "list": ([], _instance(list)),
    "object": ({}, _instance(dict)),
    "money": ("0.0000", _written_money),
    "rfc": (_NOW, _written_as(as_rfc)),
    "iso": (_NOW, _written_as(as_iso)),
}
"""By kind: the default, and what gives a value as it is kept."""
