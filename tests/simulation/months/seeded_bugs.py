"""Bugs that the testers of months must find."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from storehook.records import pending_changes
from storehook.records.pending_changes import PendingChange

Bug = Callable[[pytest.MonkeyPatch], None]


def side_effects_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A retry compares with what its run has saved, so that it sees no change."""
    patch.setattr(pending_changes, "loaded", lambda stored, *_: stored)


def oldest_change_dropped(patch: pytest.MonkeyPatch) -> None:
    """The run that takes over the oldest pending change forgets its fields."""
    patch.setattr(pending_changes, "_merged", lambda mine, *_: mine)


def deletes_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A row is erased although another run still owes its `on_deleted`."""

    def none(_pending: Mapping[str, PendingChange]) -> Mapping[str, Any]:
        return {}

    patch.setattr(pending_changes, "pending_deletes", none)


BUGS: dict[str, dict[Bug, str]] = {
    "pending-changes": {
        side_effects_forgotten: "each change is seen by a later on_success",
        oldest_change_dropped: "each change is seen by a later on_success",
        deletes_forgotten: "each change is seen by a later on_success",
    },
}
"""Bugs by tester, with the promise that each breaks."""
