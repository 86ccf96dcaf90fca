"""What the console does not do, and why. Each has the HTTP status of its answer.

NotDone
├── NoSuchRun           404
├── NoSuchStore         404
├── StoreGone           409  it is uninstalled
├── StoreChanged        409  something else changed it meanwhile
├── ReconcilerFailed    502  the reconciler raised
└── ReconcilerSlow      504  it takes longer than a request may
"""

from typing import ClassVar

from storehook.errors import StorehookError
from storehook.runs.run import RunKey


class NotDone(StorehookError):
    """The console does not do what it is asked for. The message says what to do instead."""

    status: ClassVar[int] = 400


class NoSuchRun(NotDone):
    """There is no such run, or not any more."""

    status = 404

    def __init__(self, key: RunKey) -> None:
        super().__init__(f"There is no run {key}. Runs are forgotten some weeks after their last change.")


class NoSuchStore(NotDone):
    """The store was never installed, or was purged."""

    status = 404

    def __init__(self, store_hash: str) -> None:
        super().__init__(f"There is no store {store_hash}. Install the app in it, or `storehook stores add` it.")


class StoreGone(NotDone):
    """The store is uninstalled: there is no token to call it with."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(f"The store {store_hash} is uninstalled. Its merchant can install the app again.")


class StoreChanged(NotDone):
    """Between our look at the store and our change of it, something else has changed it. We have changed nothing."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"The store {store_hash} changed at this very moment, and was left as it is: it was paused, uninstalled or "
            "installed anew. Look at it, and try again."
        )


class ReconcilerFailed(NotDone):
    """The reconciler raised."""

    status = 502

    def __init__(self, error_type: str) -> None:
        super().__init__(
            f"The reconciler failed with {error_type}. Its log says why: perhaps an action cannot be imported."
        )


class ReconcilerSlow(NotDone):
    """The reconciler goes on, but its answer cannot be waited for."""

    status = 504

    def __init__(self) -> None:
        super().__init__("The reconciler takes longer than a request may. It goes on: look at the store in a minute.")
