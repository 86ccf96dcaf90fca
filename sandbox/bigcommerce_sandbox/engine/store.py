"""The store as rules and behaviour see it."""

from collections.abc import Mapping
from typing import Any, Protocol

from bigcommerce_sandbox.engine.indexes import Row


class Store(Protocol):
    """The items of a store within one request. Its writes check the rules and cause the events."""

    @property
    def now(self) -> float:
        """The moment of the request in unix seconds."""
        ...

    @property
    def client(self) -> str:
        """The id of the API account that makes the request."""
        ...

    @property
    def url(self) -> str:
        """The address of the store's API, without the version and the last slash."""
        ...

    def find(self, kind: str, item_id: Any) -> Row | None:
        """Return an item, None if there is none."""
        ...

    def get(self, kind: str, item_id: Any) -> Row:
        """Return an item.

        Raises:
            ApiError: 404.
        """
        ...

    def of(self, kind: str, /, **fields: Any) -> list[Row]:
        """Return the items whose fields have these values. An index makes it fast in a large kind."""
        ...

    def is_in_order(self, kind: str) -> bool:
        """Return true if `of` gives all items of a kind by their ids, the smallest first."""
        ...

    def value(self, kind: str, row: Row, name: str) -> Any:
        """Return a field of an item: as it was written, or its default."""
        ...

    def create(self, kind: str, fields: Mapping[str, Any]) -> Row:
        """Add an item with these fields, its owners' ids among them.

        Raises:
            ApiError: if a rule forbids it.
        """
        ...

    def update(self, kind: str, item_id: Any, fields: Mapping[str, Any]) -> Row:
        """Change fields of an item. The others stay.

        Raises:
            ApiError: 404 for an unknown one, or another status if a rule forbids it.
        """
        ...

    def delete(self, kind: str, item_id: Any) -> Row:
        """Delete an item and what belongs to it, and return it.

        Raises:
            ApiError: 404 for an unknown one, or another status if a rule forbids it.
        """
        ...
