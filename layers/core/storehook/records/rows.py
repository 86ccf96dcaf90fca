"""Rows of records: their fields, keys and sizes."""

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
"""Largest row of DynamoDB, in bytes."""

WRITE_UNIT = 1024
"""Bytes of a row that DynamoDB writes for one unit."""

MAX_ID = 1024
"""Longest ID that DynamoDB takes, in bytes."""


@dataclass(frozen=True, slots=True)
class RecordKey:
    """Key of a record: the name of its model, and the ID of its resource as text."""

    store_hash: str
    model: str
    bigcommerce_id: str

    def __str__(self) -> str:
        return f"{self.model} {self.bigcommerce_id} of store {self.store_hash}"


@dataclass(frozen=True, slots=True)
class PendingChange:
    """Changes that a run has saved, and whose `on_success` has not been seen to end.

    Args:
        before: previous values of the changed fields. All fields for a delete, none for a create.
        since: version in which each changed field had that value.
        version: version of the run's last save.
        at: time of the run's last save, in unix seconds.
    """

    operation: Operation
    before: Fields
    since: Mapping[str, int]
    version: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """Record as stored.

    Args:
        version: number of writes. The first is 1.
        write_id: random token of the write that made this version.
        created_by: key of the run that created it.
        created_at: unix seconds.
        updated_at: time of the last write, in unix seconds.
        deleted: the record is deleted, and the row waits for `on_deleted` to end.
        pending: changes by run key, whose `on_success` has not been seen to end.
        changes: past changes since its creation, oldest first, as far as they are kept.
        expires_at: time at which it expires, in unix seconds, as read. None for never.
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

    def is_same_write(self, other: "RecordRow | None") -> bool:
        """Return whether the other is this same version, not one with the same number from another life."""
        return other is not None and (self.version, self.write_id) == (other.version, other.write_id)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Page of the rows of one model in a store.

    Args:
        rows: ordered by ID as text.
        after: ID after which the next page starts. None if this is the last page.
    """

    rows: list[RecordRow]
    after: str | None


def record_key(store_hash: str, model: str, bigcommerce_id: object) -> RecordKey:
    """Return the key of a record. Refuse an ID that is empty or too long, or is neither text nor a number."""
    text = str(bigcommerce_id) if isinstance(bigcommerce_id, str | int) else ""
    if isinstance(bigcommerce_id, bool) or not text.strip():
        raise EmptyKey(
            f"{bigcommerce_id!r} is not a valid ID of {model}. Pass BigCommerce's number or text. "
            "If an event has no `id`, look for another name in ctx.trigger.data."
        )
    if len(cast("str", to_stored(text, f"The ID of {model}")).encode()) > MAX_ID:
        raise ValueNotStorable(f"The ID of {model} has over {MAX_ID} bytes, which DynamoDB refuses as a key.")
    return RecordKey(store_hash, model, text)


def partition(store_hash: str, model: str) -> str:
    """Return the partition of a store's records of one model."""
    return f"{store_hash}#{model}"


def item(row: RecordRow, expires_at: int | None = None) -> dict[str, Any]:
    """Return a row as it is written, readable in the AWS console. Refuse one that is too large for DynamoDB."""
    values: Any = {
        "fields": dict(row.fields),
        "pending": {
            run: {name: getattr(pending_change, name) for name in PendingChange.__slots__}
            for run, pending_change in row.pending.items()
        },
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


def row_of(found: Mapping[str, Any]) -> RecordRow:
    """Read a row from an item."""
    store_hash, model = found["pk"].split("#", 1)
    values: Any = places.restored({name: found[name] for name in ("fields", "pending")}, found.get("places"))
    return RecordRow(
        key=RecordKey(store_hash, model, found["sk"]),
        fields=values["fields"],
        pending={run: PendingChange(**pending_change) for run, pending_change in values["pending"].items()},
        changes=tuple(
            PastChange(**change | {"fields": tuple(change["fields"])}) for change in found.get("changes", ())
        ),
        expires_at=found.get("expires_at"),
        **{name: found[name] for name in _PLAIN},
    )


_PLAIN = ("version", "write_id", "created_by", "created_at", "updated_at", "deleted")


def size(value: object) -> int:
    """Return the bytes of a value as DynamoDB counts them: text in UTF-8, two digits of a number per byte."""
    match value:
        case str():
            return len(value.encode())
        case None | bool():
            return 1
        case dict():
            items = cast("dict[str, object]", value).items()
            return 3 + sum(1 + len(name.encode()) + size(member) for name, member in items)
        case list():
            return 3 + sum(1 + size(member) for member in cast("list[object]", value))
        case _:
            return 2 + (len(Decimal(str(value)).as_tuple().digits) + 1) // 2


def _that_fit(changes: PastChanges, taken: int) -> list[dict[str, Any]]:
    """Return the latest changes that fit beside the `taken` bytes of the row.

    A row of one write unit stays one, any other keeps 1 KiB of changes.
    """
    room = WRITE_UNIT - taken if taken <= WRITE_UNIT else min(WRITE_UNIT, MAX_ROW - taken)
    items = [asdict(change) | {"fields": list(change.fields)} for change in changes]
    while items and size({"changes": items}) - 3 > room:
        del items[0]
    return items


def _check_size(row: RecordRow, found: dict[str, Any]) -> None:
    total = size(found) - 3
    if total <= MAX_ROW:
        return
    sizes = {name: size(value) for name, value in cast("dict[str, Stored]", found["fields"]).items()}
    largest = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:3]
    raise RecordTooLarge(
        f"{row.key} would have {total / 1024:.0f} KB, more than DynamoDB's {MAX_ROW // 1024} KB: "
        + ", ".join(f"{name} has {sizes[name] / 1024:.0f}" for name in largest)
        + f", and {size(found['pending']) / 1024:.0f} KB are previous values for on_success and on_deleted. "
        "With these, a record keeps both values of a changed field until they have ended: "
        "a field of more than about 200 KB cannot change. Keep large data in S3, and its address in the record."
    )
