"""The items of one store, by the names of their kinds."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from bigcommerce_sandbox.engine.indexes import Index, Row
from bigcommerce_sandbox.errors import not_found

type ById = dict[Any, Row]


class Tables:
    """What a store holds. An item is replaced, never written to, so other threads may read it.

    Args:
        seeds: what it begins with; other stores may begin with the same.
    """

    __slots__ = ("_indexes", "_kinds", "_last_ids", "_undo", "_unordered")

    def __init__(self, seeds: Mapping[str, Mapping[Any, Row]]) -> None:
        self._kinds: dict[str, ById] = {name: dict(items) for name, items in seeds.items() if items}
        self._indexes: dict[str, dict[tuple[str, ...], Index]] = {}
        self._last_ids: dict[str, int] = {}
        self._undo: list[tuple[str, Any, Row | None]] = []
        self._unordered = {name for name, kind in self._kinds.items() if [*kind] != _sorted(kind)}

    def all(self, name: str) -> ById:
        """The items of a kind by their ids, the first that was made first."""
        return self._kinds.get(name, {})

    def find(self, name: str, item_id: Any) -> Row | None:
        """The item of that kind with that id, if there is one."""
        return self.all(name).get(item_id)

    def get(self, name: str, item_id: Any) -> Row:
        """The item of that kind with that id.

        Raises:
            ApiError: 404, if there is none.
        """
        item = self.find(name, item_id)
        if item is None:
            raise not_found()
        return item

    def of(self, name: str, /, **fields: Any) -> list[Row]:
        """The items of that kind whose fields have these values; it is fast in a large kind."""
        kind = self.all(name)
        if not fields:
            return [*kind.values()]
        if "id" in fields:
            item = kind.get(fields["id"])
            return [item] if item and all(item.get(field) == value for field, value in fields.items()) else []
        indexes = self._indexes.setdefault(name, {})
        index = indexes.get(tuple(fields)) or indexes.setdefault(tuple(fields), Index(tuple(fields), kind.values()))
        return [kind[item_id] for item_id in index.ids(fields)]

    def is_in_order(self, name: str) -> bool:
        """Return true if `of` gives the items of a kind by their ids, the smallest first."""
        return name not in self._unordered

    def next_id(self, name: str, first: int = 1) -> int:
        """An id that no item of that kind has or had, from `first` on."""
        if name not in self._last_ids:
            self._last_ids[name] = max(self.all(name), default=first - 1)
        self._last_ids[name] += 1
        return self._last_ids[name]

    def put(self, name: str, item: Row) -> None:
        """Add an item, or put it in the place of the one with its id."""
        self._undo.append((name, item["id"], self.find(name, item["id"])))
        self._set(name, item["id"], item)

    def remove(self, name: str, item_id: Any) -> None:
        """Take an item out."""
        self._undo.append((name, item_id, self._kinds[name][item_id]))
        self._set(name, item_id, None)

    def fill(self, name: str, items: Iterable[Row]) -> None:
        """Add many items, which no refusal takes back."""
        self._indexes.pop(name, None)
        kind = self._kinds.setdefault(name, {})
        kind.update((item["id"], item) for item in items)
        if [*kind] != _sorted(kind):
            self._unordered.add(name)

    def export(self) -> dict[str, Any]:
        """Return the items and the last ids as JSON, for `load`."""
        items = {name: [*kind.values()] for name, kind in [*self._kinds.items()]}
        return {"items": items, "last_ids": dict(self._last_ids)}

    def load(self, exported: Mapping[str, Any]) -> None:
        """Replace the items of each exported kind. Other kinds keep theirs."""
        for name, items in exported["items"].items():
            self._kinds[name] = {}
            self._unordered.discard(name)
            self.fill(name, items)
        self._last_ids = dict(exported["last_ids"])

    @contextmanager
    def whole(self) -> Generator[None]:
        """All that is written within it, or nothing, if that is refused."""
        self._undo.clear()
        with self.part():
            yield

    @contextmanager
    def part(self) -> Generator[None]:
        """Within what is whole: all that is written within this, or nothing of it."""
        first = len(self._undo)
        try:
            yield
        except Exception:
            for name, item_id, before in reversed(self._undo[first:]):
                self._set(name, item_id, before)
            del self._undo[first:]
            raise

    def _set(self, name: str, item_id: Any, item: Row | None) -> None:
        kind = self._kinds.setdefault(name, {})
        for index in self._indexes.get(name, {}).values():
            index.move(kind.get(item_id), item)
        if item_id not in kind and kind and not _follows(next(reversed(kind)), item_id):
            self._unordered.add(name)
        if item is None:
            del kind[item_id]
        else:
            kind[item_id] = item


def _sorted(ids: Iterable[Any]) -> list[Any]:
    listed = [*ids]
    return sorted(listed) if all(isinstance(item_id, int) for item_id in listed) else []


def _follows(last: Any, item_id: Any) -> bool:
    return isinstance(last, int) and isinstance(item_id, int) and last < item_id
