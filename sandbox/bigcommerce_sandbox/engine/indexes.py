"""Indexes: they find the items of a large kind by the values of some fields."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

type Row = dict[str, Any]
"""An item as a table holds it: its id, its owners and what was written. It is replaced, never changed."""

type _Values = tuple[Any, ...]


class Index:
    """The ids of items by the values of some fields, in the order in which they came to have them.

    Args:
        fields: their names.
        items: those that there are.
    """

    def __init__(self, fields: tuple[str, ...], items: Iterable[Row]) -> None:
        self._fields = fields
        self._ids: dict[_Values, dict[Any, None]] = {}
        for item in items:
            self.move(None, item)

    def ids(self, values: Mapping[str, Any]) -> list[Any]:
        """The ids of the items that have these values."""
        return [*self._ids.get(self._key(values) or (), ())]

    def move(self, before: Row | None, after: Row | None) -> None:
        """Note that an item became another one, or is new, or is gone."""
        there, here = self._key(before), self._key(after)
        if there == here:
            return
        if before and there:
            del self._ids[there][before["id"]]
        if after and here:
            self._ids.setdefault(here, {})[after["id"]] = None

    def _key(self, item: Mapping[str, Any] | None) -> _Values | None:
        return tuple(_hashable(item.get(field)) for field in self._fields) if item else None


def _hashable(value: Any) -> Any:
    """Return a key for a value: for a list or an object, which has no hash, its text."""
    return value if isinstance(value, Hashable) else ("", repr(value))
