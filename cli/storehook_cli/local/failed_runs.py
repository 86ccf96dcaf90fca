"""What the terminal of `make run` says of a run whose attempt has failed."""

from storehook.runs.run import Run
from storehook_cli.views import pasting


def why(run: Run) -> str:
    """The error's last line."""
    if run.failure is None:
        return run.state
    lines = run.failure.error.strip().splitlines()
    return f"{run.failure.error_type}: {lines[-1]}" if lines else run.failure.error_type


def more(run: Run) -> str:
    """The command that shows all of it."""
    key = run.key
    return pasting.storehook("runs", "show", key.store_hash, key.event_id, key.name, "--local")
