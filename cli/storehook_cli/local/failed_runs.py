"""Texts about runs with a failed attempt, for the terminal of `make run`."""

from storehook.operations import Run
from storehook_cli.views import pasting


def why(run: Run) -> str:
    """Return the error's last line."""
    if run.failure is None:
        return run.state
    lines = run.failure.error.strip().splitlines()
    return f"{run.failure.error_type}: {lines[-1]}" if lines else run.failure.error_type


def more(run: Run) -> str:
    """Return the command that shows the whole run."""
    key = run.key
    return pasting.storehook("runs", "show", key.store_hash, key.event_id, key.name, "--local")
