"""Errors of operators' requests. Each has the HTTP status of the console's answer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from storehook.errors import StorehookError
from storehook.queues.run_key import RunKey
from storehook.records.rows import RecordKey
from storehook.stores.tombstone import Tombstone

MAX_NAMED = 10
"""Names in a message."""


class OperationError(StorehookError):
    """Request that was not carried out. The message says what to do instead."""

    status: ClassVar[int] = 400


class NoSuchRun(OperationError):
    """Run that doesn't exist, or has expired."""

    status = 404

    def __init__(self, key: RunKey) -> None:
        super().__init__(
            f"Run {key} not found. It may have expired (RunsRetentionDays). List runs with `storehook runs list`."
        )


class NoQuestion(OperationError):
    """Run that asks nothing, or no longer does."""

    status = 409

    def __init__(self, key: RunKey, state: str) -> None:
        super().__init__(f"Run {key} is {state} and asks nothing. List the questions with `storehook questions`.")


class AnswerInvalid(OperationError):
    """Answer that doesn't fit the question."""


class ResultInvalid(AnswerInvalid):
    """Result of a step that can't be stored."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The result can't be stored as JSON: {reason}. A text needs quotes: '\"ch_1\"'.")


class StepMayRun(OperationError):
    """Step that may still be running, so that it can't be executed again."""

    status = 409

    def __init__(self, step: str, until: float) -> None:
        at = datetime.fromtimestamp(until, UTC).strftime("%H:%M:%S UTC")
        super().__init__(
            f"The step {step!r} may still be running until {at}. It would be executed twice. Answer after that time. A "
            "result that arrives until then answers by itself."
        )


class NoSuchStep(OperationError):
    """Step without a stored result in a run."""

    status = 404

    def __init__(self, key: RunKey, step: str, stored: Sequence[str]) -> None:
        names = ", ".join(stored[:MAX_NAMED]) or "none"
        super().__init__(f"Run {key} has no stored step {step!r}. Its latest steps: {names}.")


class StepInUse(OperationError):
    """Step that can't be forgotten now."""

    status = 409

    def __init__(self, key: RunKey, step: str, reason: str) -> None:
        super().__init__(f"The step {step!r} of run {key} was not forgotten: {reason}.")


class CallerUnknown(OperationError):
    """Request without the ARN of its caller. The audit log could not say who acted."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "The request has no caller's ARN, so nothing was done. Sign it with AWS credentials, and send it to the "
            "address that `storehook output ConsoleUrl` prints."
        )


class NoSuchStore(OperationError):
    """Store that was never connected."""

    status = 404

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"Store {store_hash} not found. List the connected stores with `storehook stores list`. To connect this "
            f"one, install the app in it, or run `storehook stores add {store_hash}`."
        )


class RunsExpired(OperationError):
    """Catch-up from a time whose runs may have expired."""

    status = 409

    def __init__(self, earliest: float) -> None:
        at = datetime.fromtimestamp(earliest, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        super().__init__(
            f"Runs from before {at} may have expired (RunsRetentionDays). A catch-up would run actions again for "
            f"orders, products and customers whose runs have expired. Catch up from {at} or later. To run them again "
            "nevertheless, use `storehook catch-up --beyond-retention`."
        )


class NoSuchSchedule(OperationError):
    """Action without a schedule in the deployed code."""

    status = 404

    def __init__(self, action: str) -> None:
        super().__init__(
            f"Action {action} has no deployed schedule. List the schedules with `storehook schedules list`. A new one "
            "is there a minute after its deploy."
        )


class ScheduleHasNoStores(OperationError):
    """Occurrence in one store, of an action that runs once for the app."""

    status = 409

    def __init__(self, action: str) -> None:
        super().__init__(f'Action {action} runs once for the app (for_each="app"), not per store. Leave out the store.')


class NoSuchDeadLetter(OperationError):
    """Dead letter that doesn't exist, or no longer does."""

    status = 404

    def __init__(self, letter_id: str, lane: str) -> None:
        super().__init__(
            f"Dead letter {letter_id} not found in the lane {lane!r}. It may have been redriven or expired. List dead "
            f"letters with `storehook dlq list --lane {lane}`."
        )


class NoSuchRecord(OperationError):
    """Record that doesn't exist, or no longer does."""

    status = 404

    def __init__(self, key: RecordKey) -> None:
        super().__init__(
            f"{key} not found. List the store's records with "
            f"`storehook records list {key.model} --store {key.store_hash}`."
        )


class StoreUninstalled(OperationError):
    """Store without a token, because it is uninstalled."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"Store {store_hash} is uninstalled, so it has no token. Ask the merchant to reinstall the app, or add the "
            f"store: storehook stores add {store_hash}"
        )


class StorePurged(OperationError):
    """Store whose data was deleted by a purge."""

    status = 410

    def __init__(self, tombstone: Tombstone) -> None:
        purged, forgotten = (
            f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" for at in (tombstone.purged_at, tombstone.expires_at)
        )
        store_hash = tombstone.store_hash
        super().__init__(
            f"Store {store_hash} was purged on {purged}, so none of its data is left. Its events are dropped until "
            f"{forgotten}. To connect it again, reinstall the app, or run `storehook stores add {store_hash}`."
        )


class StoreChanged(OperationError):
    """Store that something else changed between our read and our write. Nothing was changed."""

    status = 409

    def __init__(self, store_hash: str) -> None:
        super().__init__(
            f"Store {store_hash} was paused, uninstalled or reinstalled at the same moment. Nothing was changed. Check "
            f"it with `storehook stores show {store_hash}`, then try again."
        )


class StoreInUse(OperationError):
    """Store that is only replaced or purged with an explicit option."""

    status = 409


class ReconcilerFailed(OperationError):
    """Error that the reconciler raised."""

    status = 502

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(
            f"The reconciler failed: {error_type}: {message}\n"
            "Fix the cause and deploy. For details, see its log: sam logs --stack-name STACK --name Reconciler"
        )


class ReconcilerVersionMismatch(OperationError):
    """Answer of a deployed reconciler that is of another version than the caller."""

    status = 502

    def __init__(self) -> None:
        super().__init__("The deployed reconciler is of another version, so its answer can't be read. Deploy again.")


class RedriveStopped(OperationError):
    """Redrive that SQS stopped before the last dead letter."""

    status = 502

    def __init__(self, count: int, problem: str) -> None:
        super().__init__(f"SQS moved {count} dead letters, then stopped: {problem}\nRun the redrive again.")


class LogTooLarge(StorehookError):
    """Log with more lines than one request can search."""


class ReconcilerTimedOut(OperationError):
    """Reconciler that is still running when the wait for its answer ends."""

    status = 504

    def __init__(self) -> None:
        super().__init__("The reconciler is still running. Check the store again in a minute.")


class MigrationRefused(OperationError):
    """Record that a migration's function can't change. The record stays as it is."""
