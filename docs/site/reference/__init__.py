"""The reference: pages that are written from the code, so that they cannot differ from it."""

from collections.abc import Callable

from docs.site.reference import (
    action,
    alarms,
    api,
    commands,
    context,
    environment,
    errors,
    metrics,
    parameters,
    run_states,
)

PAGES: dict[str, Callable[[], str]] = {
    "cli": commands.page,
    "action": action.page,
    "context": context.page,
    "errors": errors.page,
    "run-states": run_states.page,
    "stack-parameters": parameters.page,
    "alarms": alarms.page,
    "metrics": metrics.page,
    "environment": environment.page,
    "api": api.page,
}
"""A function that writes each page of docs/reference."""
