"""The shape of what the console answers. Times are unix seconds; nothing in it is secret."""

from typing import TypedDict

from storehook.message import Kind
from storehook.runs import State


class KeyAnswer(TypedDict):
    """A run's name."""

    store_hash: str
    event_id: str
    action: str


class RowAnswer(KeyAnswer):
    """A run in a list."""

    state: State
    scope: str
    lane: str
    kind: Kind
    attempt: int
    created_at: float
    updated_at: float
    resource: str | None
    error_type: str | None
    fingerprint: str | None
    next_attempt_at: float | None


class FailureAnswer(TypedDict):
    """What ended an attempt."""

    error_type: str
    error: str
    traceback: str
    fingerprint: str


class AttemptAnswer(TypedDict):
    """An attempt that has ended."""

    number: int
    redrives: int
    started_at: float
    ended_at: float
    failure: FailureAnswer | None


class LogsAnswer(TypedDict):
    """Where a run's log lines are: the group, a query for CloudWatch Logs Insights, and a link that runs it."""

    group: str
    query: str
    url: str


class RunAnswer(RowAnswer):
    """All about a run. The payload is text if `payload_is_text`, else base64."""

    payload: str
    payload_is_text: bool
    received_at: float
    delivery_id: str
    redrives: int
    attempts: list[AttemptAnswer]
    dead_lettered: bool
    triggered_by: KeyAnswer | None
    enqueued: list[RowAnswer]
    same_event: list[RowAnswer]
    same_resource: list[RowAnswer]
    logs: LogsAnswer


class RunsAnswer(TypedDict):
    """A page of runs. There may be none in it, and yet a `next`."""

    runs: list[RowAnswer]
    next: str | None
    searched_until: float


class GroupAnswer(TypedDict):
    """Failures of one cause."""

    fingerprint: str
    error_type: str
    action: str
    count: int
    stores: int
    first_at: float
    last_at: float
    example: KeyAnswer


class FailuresAnswer(TypedDict):
    """Failures by cause; `capped` if there are more than were looked at."""

    groups: list[GroupAnswer]
    capped: bool


class LaneAnswer(TypedDict):
    """A lane's queue and dead-letter queue."""

    lane: str
    waiting: int
    in_flight: int
    dead_letters: int
    oldest_dead_letter_at: float | None


class SlotAnswer(TypedDict):
    """Some minutes of the picture; latencies in seconds."""

    at: float
    seconds: float
    arrived: int
    completed: int
    failed: int
    p50: float | None
    p95: float | None
    capped: bool


class SummaryAnswer(TypedDict):
    """The last hours; `capped` if there were more runs than were looked at."""

    states: dict[State, int]
    capped: bool
    lanes: list[LaneAnswer]
    slots: list[SlotAnswer]


class PreviewAnswer(TypedDict):
    """What a retry would do; `capped` if there may be more."""

    count: int
    capped: bool
    sample: list[RowAnswer]


class RetriedAnswer(TypedDict):
    """What a retry did, and what goes on with it."""

    retried: int
    skipped: int
    next: str | None


class CancelledAnswer(TypedDict):
    """What a cancellation did."""

    cancelled: int
    skipped: int
