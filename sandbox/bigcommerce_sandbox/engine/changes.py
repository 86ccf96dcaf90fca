"""Changes of a store, and the events that they cause."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.store import Store

type Write = Literal["created", "updated", "deleted"]


@dataclass(frozen=True, slots=True)
class Change:
    """An effect of a write on an item.

    Args:
        kind: the item's kind.
        before: the item until then; a created one as it is.
        after: the item since then; a deleted one as it was.
        given: the fields that the write brought.
        store: the store, for other items that an event tells of.
    """

    kind: str
    write: Write
    before: Row
    after: Row
    given: Mapping[str, Any]
    store: Store

    def differs(self, *names: str) -> bool:
        """Return true if one of these fields has another value than before."""
        return any(self.before.get(name) != self.after.get(name) for name in names)


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that a write is about to store.

    Args:
        row: the item with the fields that the write brought.
        before: the item until then, None for a new one.
        given: the fields that the write brought.
        store: the store, for other items.
    """

    row: Row
    before: Row | None
    given: Mapping[str, Any]
    store: Store

    def value(self, name: str, default: Any = None) -> Any:
        """Return a field of the item, or the default if nobody wrote it."""
        return self.row.get(name, default)


@dataclass(frozen=True, slots=True)
class Event:
    """An event that changes of a kind cause.

    Args:
        scope: `{write}` stands for the write, other names in braces for fields of the item.
        data: makes the event's own part of the body.
        on: the writes that cause it.
        when: chooses among these changes.
        per: gives the values of the names in the scope, one mapping for each event.
    """

    scope: str
    data: Callable[[Change], Mapping[str, Any]]
    on: tuple[Write, ...] = ("created", "updated", "deleted")
    when: Callable[[Change], bool] = lambda _change: True
    per: Callable[[Change], Iterable[Mapping[str, Any]]] = lambda change: (change.after,)

    def caused_by(self, change: Change) -> list[tuple[str, Any]]:
        """Return the scopes and data of the events that a change causes."""
        if change.write not in self.on or not self.when(change):
            return []
        scopes = [self.scope.format(**{"write": change.write, **names}) for names in self.per(change)]
        return [(scope, self.data(change)) for scope in scopes]


@dataclass(frozen=True, slots=True)
class EventOfMany:
    """An event of all items that one request for many writes, in the place of their own events.

    Args:
        scope: `{write}` stands for the write.
        data: makes the event's own part of the body.
        on: the writes that cause it.
    """

    scope: str
    data: Callable[[list[Change]], Any]
    on: tuple[Write, ...] = ("created", "updated", "deleted")


def data(**names: str) -> Callable[[Change], Mapping[str, Any]]:
    """Return a maker of data: fields of the item, by their names in the data."""
    return lambda change: {name: change.after.get(field) for name, field in names.items()}


def typed(name: str, **more: str) -> Callable[[Change], Mapping[str, Any]]:
    """Return a maker of the usual data: the type, the id, and further fields of the item by their names there."""
    own = data(id="id", **more)
    return lambda change: {"type": name, **own(change)}


def with_channel(
    thing: str,
    ending: str,
    make: Callable[[Change], Mapping[str, Any]],
    on: tuple[Write, ...],
    when: Callable[[Change], bool] = lambda _change: True,
    id_field: str = "id",
) -> tuple[Event, Event]:
    """Return an event of a thing, such as an order, and the event that its channel has of the same change.

    Args:
        thing: in the scopes, and in the name of its id in the channel's event.
        ending: of the scopes.
        make: makes the data of the first event.
        on: the writes that cause them.
        when: chooses among these changes.
        id_field: the field of the item with the thing's id.
    """
    return (
        Event(f"store/{thing}/{ending}", make, on, when),
        Event(f"store/channel/{{channel_id}}/{thing}/{ending}", data(**{f"{thing}_id": id_field}), on, when),
    )
