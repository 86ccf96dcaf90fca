"""What a store sends when something in it changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bigcommerce_sandbox.resources.schema import Item


class Items(Protocol):
    """What a declaration may look up among the other things in its store, and put there without an event."""

    def find(self, name: str, item_id: Any) -> Item | None:
        """The item of that kind with that id, if there is one."""
        ...

    def of(self, name: str, /, **parents: Any) -> list[Item]:
        """The items of that kind whose fields have these values."""
        ...

    def next_id(self, name: str, first: int = 1) -> int:
        """An id that no item of that kind has or had, from `first` on."""
        ...

    def put(self, name: str, item: Item) -> None:
        """Add an item, or put it in the place of the one with its id."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did to an item.

    Args:
        write: created, updated or deleted.
        after: the item then; a deleted one as it was.
        before: the item until then; a created one as it is.
        items: what else is in the store.
    """

    write: str
    after: Item
    before: Item
    items: Items


@dataclass(frozen=True, slots=True)
class Fires:
    """An event of a kind of resource.

    Args:
        scope: with `{write}` in the place of the write, and names of fields in the place of their values.
        data: the event's own part of the body.
        on: the writes that cause it.
        when: which of those changes do.
        per: gives what the names in the scope stand for, by the event; without it, there is one, of the item's fields.
    """

    scope: str
    data: Callable[[Change], Mapping[str, Any]]
    on: tuple[str, ...] = ("created", "updated", "deleted")
    when: Callable[[Change], bool] = lambda _: True
    per: Callable[[Change], Iterable[Mapping[str, Any]]] = lambda change: (change.after,)


@dataclass(frozen=True, slots=True)
class FiresOnce:
    """An event of many items that one request writes, in the place of theirs.

    Args:
        scope: with `{write}` in the place of the write.
        data: the event's own part of the body.
        on: the writes that cause it.
    """

    scope: str
    data: Callable[[list[Change]], Any]
    on: tuple[str, ...] = ("created", "updated", "deleted")


def typed(kind: str, **more: Callable[[Item], Any]) -> Callable[[Change], dict[str, Any]]:
    """The usual data of an event: the type and the id, and more that is made of the item."""
    return lambda change: (
        {"type": kind, "id": change.after["id"]} | {name: make(change.after) for name, make in more.items()}
    )
