"""Open gaps of the stores in DynamoDB: one attribute of a store's row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from storehook.aws.items import deserialize
from storehook.aws.store_table import StoreTable, is_store
from storehook.stores.gaps import Gaps, Interval


@dataclass(frozen=True, slots=True)
class DynamoOpenGaps(StoreTable):
    """Open gaps of the stores: `stores.gaps.OpenGaps`."""

    def get(self, store_hash: str) -> Gaps:
        return _gaps(self._row(store_hash, "open_gaps"))

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        before: Gaps | None = self.get(store_hash)
        while before is not None and (after := change(before)) != before:
            before = self._replace(store_hash, before, after)

    def _replace(self, store_hash: str, before: Gaps, after: Gaps) -> Gaps | None:
        """Replace the stored gaps.

        Returns:
            Other gaps if those are stored instead. None if the gaps were replaced, or the store is gone.
        """
        unchanged = "open_gaps = :before"
        if not before:
            unchanged = f"(attribute_not_exists(open_gaps) OR {unchanged})"
        stored = self._set(store_hash, {"open_gaps": _pairs(after)}, f" AND {unchanged}", {":before": _pairs(before)})
        return _gaps(stored) if stored and is_store(stored) else None


def _pairs(gaps: Gaps) -> list[list[int]]:
    return [[gap.since, gap.until] for gap in gaps]


def _gaps(row: Mapping[str, Any]) -> Gaps:
    fields = deserialize({name: value for name, value in row.items() if name == "open_gaps"}, int)
    pairs: list[tuple[int, int]] = fields.get("open_gaps", [])
    return tuple(Interval(since, until) for since, until in pairs)
