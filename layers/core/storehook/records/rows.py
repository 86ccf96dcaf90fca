"""A record as a row: what is written, under which key, and how big it is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal, cast

from storehook.errors import EmptyKey, RecordTooLarge, ValueNotStorable
from storehook.records import places
from storehook.records.past_changes import PastChange, PastChanges
from storehook.records.values import Fields, Stored, to_stored

Operation = Literal["create", "update", "delete"]

MAX_ROW = 400 * 1024
"""Bytes of a row that DynamoDB takes."""

WRITE_UNIT = 1024
"""Bytes of a row that DynamoDB writes for one unit."""

MAX_ID = 1024
"""Bytes of an id that DynamoDB takes."""


@dataclass(frozen=True, slots=True)
class RecordKey:
    """What names a record. No two can have the same.

    Args:
        store_hash: the store.
        model: the model's name.
        bigcommerce_id: the resource's id at BigCommerce, as text.
    """

    store_hash: str
    model: str
    bigcommerce_id: str

    def __str__(self) -> str:
        return f"{self.model} {self.bigcommerce_id} of store {self.store_hash}"


@dataclass(frozen=True, slots=True)
class PendingChange:
    """The changes that a run has saved and whose `on_success` has not been seen to end.

    Args:
        operation: what the run did.
        before: what each changed field was before; for a delete, all fields; for a create, nothing.
        since: for each changed field, the version in which it was that.
        version: the version in which the run saved last.
        at: when it saved last, in unix seconds.
    """

    operation: Operation
    before: Fields
    since: Mapping[str, int]
    version: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as stored.

    Args:
        key: its name.
        version: counts the writes; the first is 1.
        write_id: the random token of the write that made this version.
        fields: its fields.
        created_by: the key of the run that created it.
        created_at: unix seconds.
        updated_at: when it was last written, in unix seconds.
        deleted: whether it only waits for `on_deleted` to end.
        pending: by run key, the changes whose `on_success` has not been seen to end.
        changes: what runs have changed since it was created, the oldest first, as far as that is kept.
        expires_at: from when on it is not there any more, in unix seconds, as it was read; None for never.
    """

    key: RecordKey
    version: int
    write_id: str
    fields: Fields
    created_by: str
    created_at: float
    updated_at: float
    deleted: bool = False
    pending: Mapping[str, PendingChange] = field(default_factory=dict[str, PendingChange])
    changes: PastChanges = ()
    expires_at: int | None = field(default=None, compare=False)

    def is_same_write(self, other: "Row | None") -> bool:
        """Whether the other is this very version, rather than one of the same number from another life."""
        return other is not None and (self.version, self.write_id) == (other.version, other.write_id)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a store's rows of one model.

    Args:
        rows: in the order of their ids as text.
        after: the id after which the next page begins; None if there is none.
    """

    rows: list[Row]
    after: str | None


def record_key(store_hash: str, model: str, bigcommerce_id: object) -> RecordKey:
    """Name a record.

    Raises:
        EmptyKey: the id is empty, or neither text nor a number.
        ValueNotStorable: the id has over 1,024 bytes.
    """
    text = str(bigcommerce_id) if isinstance(bigcommerce_id, str | int) else ""
    if isinstance(bigcommerce_id, bool) or not text.strip():
        raise EmptyKey(
            f"{bigcommerce_id!r} cannot be an id of {model}. Give BigCommerce's number or text; "
            "an event that has none under `id` may have it under another name in ctx.trigger.data."
        )
    if len(cast("str", to_stored(text, f"The id of {model}")).encode()) > MAX_ID:
        raise ValueNotStorable(f"The id of {model} has over {MAX_ID} bytes, which DynamoDB does not take as a key.")
    return RecordKey(store_hash, model, text)


def partition(store_hash: str, model: str) -> str:
    """What a store's records of one model are kept under."""
    return f"{store_hash}#{model}"


def item(row: Row, expires_at: int | None = None) -> dict[str, Any]:
    """A row as it is written, legible in the AWS console.

    Args:
        row: the row.
        expires_at: from when on it is not there any more, in unix seconds; None for never.

    Raises:
        RecordTooLarge: DynamoDB would not take it.
    """
    values: Any = {
        "fields": dict(row.fields),
        "pending": {run: _pending_item(pending_change) for run, pending_change in row.pending.items()},
    }
    found: dict[str, Any] = {
        "pk": partition(row.key.store_hash, row.key.model),
        "sk": row.key.bigcommerce_id,
        **{name: getattr(row, name) for name in _PLAIN},
        **cast("dict[str, Any]", places.stripped(values)),
    }
    if (lost := places.places_of(values)) is not None:
        found["places"] = lost
    if expires_at is not None:
        found["expires_at"] = expires_at
    if row.changes and (changes := _that_fit(row.changes, size(found) - 3)):
        found["changes"] = changes
    _check_size(row, found)
    return found


def row_of(found: Mapping[str, Any]) -> Row:
    """What was written, as a row."""
    store_hash, model = found["pk"].split("#", 1)
    values: Any = places.restored({name: found[name] for name in ("fields", "pending")}, found.get("places"))
    return Row(
        key=RecordKey(store_hash, model, found["sk"]),
        fields=values["fields"],
        pending={run: PendingChange(**pending_change) for run, pending_change in values["pending"].items()},
        # Rows of older versions have none.
        changes=tuple(PastChange(**each | {"fields": tuple(each["fields"])}) for each in found.get("changes", ())),
        expires_at=found.get("expires_at"),
        **{name: found[name] for name in _PLAIN},
    )


_PLAIN = ("version", "write_id", "created_by", "created_at", "updated_at", "deleted")


def size(value: object) -> int:
    """Bytes of a value as DynamoDB counts them: names and text in UTF-8, two digits of a number in one byte."""
    match value:
        case str():
            return len(value.encode())
        case None | bool():
            return 1
        case dict():
            items = cast("dict[str, object]", value).items()
            return 3 + sum(1 + len(name.encode()) + size(each) for name, each in items)
        case list():
            return 3 + sum(1 + size(each) for each in cast("list[object]", value))
        case _:
            return 2 + (len(Decimal(str(value)).as_tuple().digits) + 1) // 2


def _pending_item(pending_change: PendingChange) -> dict[str, Any]:
    return {name: getattr(pending_change, name) for name in PendingChange.__slots__} | {
        "before": dict(pending_change.before),
        "since": dict(pending_change.since),
    }


def _that_fit(changes: PastChanges, taken: int) -> list[dict[str, Any]]:
    """The latest of a row's changes: in a row of one write unit, those that leave it one; else those in a KiB.

    Args:
        changes: all of them.
        taken: bytes of the rest of the row.
    """
    room = WRITE_UNIT - taken if taken <= WRITE_UNIT else min(WRITE_UNIT, MAX_ROW - taken)
    items = [asdict(each) | {"fields": list(each.fields)} for each in changes]
    while items and size({"changes": items}) - 3 > room:
        del items[0]
    return items


def _check_size(row: Row, found: dict[str, Any]) -> None:
    total = size(found) - 3
    if total <= MAX_ROW:
        return
    sizes = {name: size(value) for name, value in cast("dict[str, Stored]", found["fields"]).items()}
    largest = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:3]
    raise RecordTooLarge(
        f"{row.key} would have {total / 1024:.0f} KB, of which DynamoDB takes {MAX_ROW // 1024}: "
        + ", ".join(f"{name} has {sizes[name] / 1024:.0f}" for name in largest)
        + f", and {size(found['pending']) / 1024:.0f} tell what it was before changes whose on_success has not ended. "
        "Keep large data in S3 and its address in the record."
    )
