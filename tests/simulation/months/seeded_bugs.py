"""Bugs that the testers of months must find."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from storehook.catch_up import paging
from storehook.catch_up.paging import Position
from storehook.records import pending_changes
from storehook.records.pending_changes import PendingChange
from storehook.registration import store_reconciler, subscriptions
from storehook.registration.reconciliation import Reconciliation
from storehook.registration.record import Registration, Subscription
from storehook.registration.subscriptions import Gap
from storehook.registration.webhook import WebhookOwnership
from storehook.runs.late_runs import LateRuns

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


def every_webhook_is_ours(patch: pytest.MonkeyPatch) -> None:
    """Every webhook that the API account sees counts as ours."""
    patch.setattr(WebhookOwnership, "owned", lambda _self, webhooks: list(webhooks))


def losses_not_noted_before_the_repair(patch: pytest.MonkeyPatch) -> None:
    """Losses are not stored before they are repaired."""
    real = Reconciliation._save

    def save(self: Reconciliation, registration: Registration) -> Registration | None:
        is_before_the_repair = registration.reconciled_at == self.last.reconciled_at
        return registration if is_before_the_repair else real(self, registration)

    patch.setattr(Reconciliation, "_save", save)


def one_time_for_all_scopes(patch: pytest.MonkeyPatch) -> None:
    """Each gap begins when the scope that has been lost for longest was last well."""
    real = subscriptions.conclude

    def conclude(marked: Registration, *args: Any, **options: Any) -> tuple[tuple[Subscription, ...], list[Gap]]:
        after, gaps = real(marked, *args, **options)
        earliest = min((subscription.delivered_until for subscription in marked.subscriptions), default=0.0)
        return after, [replace(gap, since=min(gap.since, earliest)) for gap in gaps]

    patch.setattr(subscriptions, "conclude", conclude)


def late_runs_not_compared(patch: pytest.MonkeyPatch) -> None:
    """Late webhooks and catch-ups do not look for each other's runs."""
    patch.setattr(LateRuns, "covering", lambda *_: ())


def retries_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A webhook that is lost while deliveries are retried has lost nothing from before its last good look."""
    patch.setattr(subscriptions, "lost_since", lambda subscription, _last: subscription.delivered_until)


def absences_forgotten(patch: pytest.MonkeyPatch) -> None:
    """An action that comes back has missed nothing if another one kept its scope."""
    patch.setattr(store_reconciler, "with_actions", lambda last, *_: last)


def second_skipped(patch: pytest.MonkeyPatch) -> None:
    """The next page starts a second after the last item, although others may have its time."""
    real = paging.next_position

    def skipping(*args: Any, **options: Any) -> Position | None:
        position = real(*args, **options)
        return replace(position, since=position.since + 1) if position and position.page == 1 else position

    patch.setattr(paging, "next_position", skipping)


BUGS: dict[str, dict[Bug, str]] = {
    "meddled-stores": {
        every_webhook_is_ours: "others' webhooks are never touched",
        losses_not_noted_before_the_repair: "a gap covers each time in which a scope could miss events",
        one_time_for_all_scopes: "no gap is longer than its scope was lost",
    },
    "moving-lists": {
        late_runs_not_compared: "no event has two effects",
        second_skipped: "each event has an effect",
    },
    "sixty-days": {
        late_runs_not_compared: "no event has two effects",
        retries_forgotten: "each event has an effect",
        absences_forgotten: "each event has an effect",
    },
    "pending-changes": {
        side_effects_forgotten: "each change is seen by a later on_success",
        oldest_change_dropped: "each change is seen by a later on_success",
        deletes_forgotten: "each change is seen by a later on_success",
    },
}
"""Bugs by tester, with the promise that each breaks."""
