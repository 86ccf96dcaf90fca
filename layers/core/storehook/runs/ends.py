"""Ends of runs that are no longer wanted: their time has passed, or an event cancels them. Pure functions.

A run is checked when it is claimed, so no wake-up that comes later runs it.
"""

from storehook.runs.resource_locks import lock_of
from storehook.runs.run import EARLY, RESOURCE, Run, end_of
from storehook.runs.waits import name_of


def overdue(run: Run, within: float | None, start_within: float | None, now: float) -> str | None:
    """Return the option by which a claimed run is cancelled, because its time has passed. None if it is not.

    Args:
        within: seconds that the run has.
        start_within: seconds in which its first attempt must start. An attempt that had no API quota doesn't count.
    """
    if end_of(run, within) <= now + EARLY:
        return "within"
    has_begun = run.attempt > 1 or run.attempts or run.has_steps
    return "start_within" if not has_begun and end_of(run, start_within) < now else None


def cancelling(run: Run, scopes: tuple[str, ...]) -> dict[str, str]:
    """Return the name of the wait for each event that cancels a run, with its scope."""
    lock = lock_of(run)
    names = ((name_of(scope, RESOURCE, lock.resource), scope) for scope in scopes) if lock else ()
    return {name: scope for name, scope in names if name}
