"""Tables of schedules in memory."""

from dataclasses import dataclass, field

from storehook.schedules.stored import StoredSchedule
from storehook.stores.ports import StorePage
from storehook.stores.store import Status


@dataclass(slots=True)
class MemoryStoredSchedules:
    """Table of the schedules in a dictionary: `schedules.stored.StoredSchedules`."""

    rows: dict[str, StoredSchedule] = field(default_factory=dict[str, StoredSchedule])

    def all(self) -> list[StoredSchedule]:
        return [self.rows[action] for action in sorted(self.rows)]

    def get(self, action: str) -> StoredSchedule | None:
        return self.rows.get(action)

    def save(self, schedule: StoredSchedule, before: StoredSchedule | None) -> bool:
        if self._version(schedule) != (before.version if before else None):
            return False
        self.rows[schedule.action] = schedule
        return True

    def delete(self, schedule: StoredSchedule) -> None:
        if self._version(schedule) == schedule.version:
            del self.rows[schedule.action]

    def _version(self, schedule: StoredSchedule) -> int | None:
        stored = self.rows.get(schedule.action)
        return stored.version if stored else None


@dataclass(frozen=True, slots=True)
class MemoryHashes:
    """List of the active stores, given by their hashes: `timer.schedules.StoreHashes`."""

    store_hashes: tuple[str, ...] = ()

    def hashes(self, status: Status, after: str = "") -> StorePage:  # noqa: ARG002 -- all are one page
        return StorePage(self.store_hashes if status == "active" else ())
