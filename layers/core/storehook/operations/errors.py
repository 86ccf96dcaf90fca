"""What is not done for an operator, and why. Each has the HTTP status of the console's answer.

OperationError
├── NoSuchRun           404
├── NoSuchStore         404
├── NoSuchDeadLetter        404
├── NoSuchRecord        404
├── StoreUninstalled           409  it is uninstalled
├── StorePurged         410  all that was kept of it is deleted
├── StoreChanged        409  something else changed it meanwhile
├── StoreInUse          409  it has not been removed, or has installed the app
├── ReconcilerFailed    502  the reconciler raised
├── ReconcilerVersionMismatch   502  the reconciler is of another version
├── RedriveStopped      502  SQS stopped on the way
└── ReconcilerTimedOut      504  it takes longer than can be waited for
"""

from datetime import UTC, datetime
from typing import ClassVar

from storehook.errors import StorehookError
from storehook.records.rows import RecordKey
from storehook.runs.run import RunKey
from storehook.stores.tombstone import Tombstone


class OperationError(StorehookError):
    """What was asked for is not done. The message says what to do instead."""

    status: ClassVar[int] = 400


class NoSuchRun(OperationError):
    """There is no such run, or not any more."""

    status = 404

    def __init__(self, key: RunKey) -> None:
        super().__init__(
            f"There is no run {key}. Runs are forgotten some weeks after their last change; `storehook runs list` "
            "shows those that there are."
        )


class NoSuchStore(OperationError):
    """The store was never installed."""

    status = 404

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"There is no store {store_hash}. Install the app in it, or `storehook stores add` it; "
            "`storehook stores list` shows those that there are."
        )


class NoSuchDeadLetter(OperationError):
    """There is no such dead letter, or not any more."""

    status = 404

    def __init__(self, letter_id: str, lane: str) -> None:
        super().__init__(
            f"There is no dead letter {letter_id} in the lane {lane!r}. `storehook dlq list` shows examples."
        )


class NoSuchRecord(OperationError):
    """There is no such record, or not any more."""

    status = 404

    def __init__(self, key: RecordKey) -> None:
        super().__init__(
            f"There is no {key}. `storehook records list {key.model} --store {key.store_hash}` shows those that there "
            "are."
        )


class StoreUninstalled(OperationError):
    """The store is uninstalled: there is no token to call it with."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"The store {store_hash} is uninstalled: it has no token. Its merchant can install the app again, or you "
            f"can add it: storehook stores add {store_hash}"
        )


class StorePurged(OperationError):
    """The store was purged: there is nothing of it to look at or to change."""

    status = 410

    def __init__(self, tombstone: Tombstone) -> None:
        purged, forgotten = (
            f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" for at in (tombstone.purged_at, tombstone.expires_at)
        )
        store_hash = tombstone.store_hash
        super().__init__(
            f"The store {store_hash} was purged on {purged}: nothing of it is kept, and what comes for it is dropped "
            f"until {forgotten}. Install the app in it anew, or add it: storehook stores add {store_hash}"
        )


class StoreChanged(OperationError):
    """Between our look at the store and our change of it, something else has changed it. We have changed nothing."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"The store {store_hash} changed at this very moment, and was left as it is: it was paused, uninstalled or "
            "installed anew. Look at it, and try again."
        )


class StoreInUse(OperationError):
    """The store is not to be replaced or purged as it is, unless that is said once more."""

    status = 409


class ReconcilerFailed(OperationError):
    """The reconciler raised.

    Args:
        error_type: the class of what it raised.
        message: what that said.
    """

    status = 502

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(
            f"The reconciler failed: {error_type}: {message}\n"
            "Mend that and deploy again. Its log says more: sam logs --name Reconciler"
        )


class ReconcilerVersionMismatch(OperationError):
    """The deployed reconciler does not answer as this version's does."""

    status = 502

    def __init__(self) -> None:
        super().__init__("The reconciler's answer cannot be read: it is of another version. Deploy this one.")


class RedriveStopped(OperationError):
    """SQS began to move dead letters, and stopped before the last."""

    status = 502

    def __init__(self, count: int, problem: str) -> None:
        super().__init__(f"SQS moved {count} dead letters, then stopped: {problem}\nRun this once more.")


class LogTooLarge(StorehookError):
    """There are more log lines to look through than are read at once."""


class ReconcilerTimedOut(OperationError):
    """The reconciler goes on, but its answer cannot be waited for."""

    status = 504

    def __init__(self) -> None:
        super().__init__("The reconciler takes too long to wait for. It goes on: look at the store in a minute.")
