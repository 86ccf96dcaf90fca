"""Coverage of late runs and windows: looks for a run of the same change that covers a run, before that run starts."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from storehook.actions.action import Action
from storehook.errors import Throttled
from storehook.queues.run_key import WINDOW, RunKey
from storehook.runs import coalesce
from storehook.runs.late_runs import LateRun, LateRuns, LateRunTable, has_seen, late_run, plain_change
from storehook.runs.ports import RunRepository
from storehook.runs.run import Run
from storehook.saves import Saved
from storehook.webhooks.event import Event
from storehook.webhooks.scopes import covers

MAX_TRIES = 8
"""Number of times that a run is noted again if other runs of its resource are noted in between."""

CONTENDED_WAIT = 5.0
"""Seconds to wait after these."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of late runs and windows. A run that is not late costs no call, and neither does a first window."""

    table: LateRunTable
    repository: RunRepository
    clock: Callable[[], float]

    def covering(self, run: Run, event: Event, action: Action) -> str | None:
        """Return the run that covers a claimed run, by its `RunKey.path`. None if the claimed run may start.

        The run's row is stored, or soon will be: it is noted for others from now on. If its process dies, its next
        attempt finds its own note.
        """
        if run.key.event_id.startswith(WINDOW):
            return self._window_before(run)
        late = late_run(run, plain_change(event), wants_updates=_wants_updates(action, event))
        if late is None or run.resource is None:
            return None
        return self._covering(run.key, run.resource, late)

    def _window_before(self, window: Run) -> str | None:
        """Return the window before, if it has the same event."""
        if not window.key.generation:
            return None
        before = self.repository.get(replace(window.key, generation=window.key.generation - 1))
        return before.key.path if before and coalesce.is_repeat(window, before) else None

    def _covering(self, key: RunKey, resource: str, late: LateRun) -> str | None:
        stored = LateRuns()
        for _ in range(MAX_TRIES):
            stored = self._without_unseen(key.store_hash, stored, late)
            if covering := stored.covering(late):
                return covering[-1].name
            if (noted := stored.with_run(late)) == stored:
                return None
            result = self.table.save(key.store_hash, resource, key.action, noted, self.clock())
            if isinstance(result, Saved):
                return None
            stored = result.stored
        raise Throttled(CONTENDED_WAIT)

    def _without_unseen(self, store_hash: str, stored: LateRuns, late: LateRun) -> LateRuns:
        """Return the late runs without those that would cover this one, but never saw their change."""
        while unseen := [run for run in stored.covering(late) if not self._has_seen(store_hash, run)]:
            stored = stored.without(unseen)
        return stored

    def _has_seen(self, store_hash: str, late: LateRun) -> bool:
        run = self.repository.get(RunKey.in_store(store_hash, late.name))
        error_type = run.failure.error_type if run and run.failure else ""
        return run is not None and has_seen(run.state, error_type, run.covered_by)


def _wants_updates(action: Action, event: Event) -> bool:
    update = event.scope.removesuffix("created") + "updated"
    return any(covers(pattern, update) for pattern in action.webhooks)
