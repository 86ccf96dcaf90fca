"""Progress of the stores' catch-ups in DynamoDB: one attribute of a store's row."""

from dataclasses import asdict, dataclass
from typing import Any

from storehook.aws.items import deserialize, whole_or_float
from storehook.aws.store_table import StoreTable
from storehook.catch_up.paging import Position
from storehook.catch_up.progress import STATES, CatchUpProgress, ResourceProgress


@dataclass(frozen=True, slots=True)
class DynamoCatchUps(StoreTable):
    """Progress of the stores' catch-ups: `catch_up.progress.CatchUps`."""

    def get(self, store_hash: str) -> CatchUpProgress | None:
        row = deserialize(self._row(store_hash, "catch_up"), whole_or_float)
        return progress_of(store_hash, row["catch_up"]) if "catch_up" in row else None

    def save(self, progress: CatchUpProgress) -> bool:
        fields = asdict(progress)
        del fields["store_hash"]
        is_next = " AND (attribute_not_exists(catch_up) OR catch_up.version = :before)"
        refused = self._set(progress.store_hash, {"catch_up": fields}, is_next, {":before": progress.version - 1})
        return refused is None


def progress_of(store_hash: str, fields: dict[str, Any]) -> CatchUpProgress:
    """Return the progress in a store's row. An unknown state is read as failed, so that nothing is done."""
    resources = tuple(map(_resource, fields.pop("resources")))
    state = fields.pop("state")
    return CatchUpProgress(store_hash, resources=resources, state=state if state in STATES else "failed", **fields)


def _resource(fields: dict[str, Any]) -> ResourceProgress:
    if position := fields.pop("position"):
        position = Position(**position | {"seen": tuple((at, number) for at, number in position["seen"])})
    fields["unreadable"] = tuple(fields["unreadable"])
    return ResourceProgress(position=position, **fields)
