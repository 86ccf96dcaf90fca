"""What an operator is told, by the page and by `--json`. Times are unix seconds; nothing in it is secret."""

from collections.abc import Mapping
from typing import Any, TypedDict

from storehook.catch_up.progress import CatchUpState
from storehook.queues.message import Kind
from storehook.records.rows import Operation as RecordOperation
from storehook.registration.record import ReconciliationOutcome
from storehook.runs.pauses import PausedKind
from storehook.runs.run import State
from storehook.stores.store import Account, Status


class AboutAnswer(TypedDict):
    """Which stack it is: storehook's version, and whether it is the one that `make run` deploys."""

    version: str
    is_local: bool


class KeyAnswer(TypedDict):
    """A run's name."""

    store_hash: str
    event_id: str
    action: str
    generation: int


class RowAnswer(KeyAnswer):
    """A run in a list."""

    state: State
    scope: str
    lane: str
    kind: Kind
    attempt: int
    created_at: float
    updated_at: float
    received_at: float
    happened_at: float | None
    resource: str | None
    error_type: str | None
    fingerprint: str | None
    next_attempt_at: float | None
    held_by: str | None


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


class LogLineAnswer(TypedDict):
    """A line that a run has logged. A message may be anything that JSON has; `more` is what was said beside it."""

    at: float
    level: str
    message: Any
    attempt: int | None
    more: Mapping[str, Any]


class RunLogAnswer(TypedDict):
    """The latest lines that a run has logged, the first first; `capped` if there are more, or may be."""

    lines: list[LogLineAnswer]
    capped: bool


class RunAnswer(RowAnswer):
    """All about a run. The payload is text if `payload_is_text`, else base64."""

    payload: str
    payload_is_text: bool
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
    """A page of runs. There may be none in it, and yet a `next`: then `looked_at` runs were looked at in vain.

    Every newer run than `searched_until` has been looked at.
    """

    runs: list[RowAnswer]
    next: str | None
    searched_until: float
    looked_at: int


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


class SummaryAnswer(TypedDict):
    """The last hours. If there were more runs than are looked at, it is `capped`: then it is of the newest alone.

    Every newer run than `searched_until` is counted in `states`. The slots begin later where they must, so that each of
    them has all its runs.
    """

    states: dict[State, int]
    capped: bool
    searched_until: float
    lanes: list[LaneAnswer]
    slots: list[SlotAnswer]


class ActionRunsAnswer(TypedDict):
    """An action's runs of the last day: the latest, and how many have failed.

    `capped` if there were more than were looked at: then the latest may not be among them, nor all that have failed.
    """

    last_at: float | None
    last_state: State | None
    failed: int
    capped: bool


class ActionAnswer(ActionRunsAnswer):
    """An action, and its runs of the last day."""

    action: str
    scopes: list[str]
    lane: str


class ActionsAnswer(TypedDict):
    """The actions that are deployed."""

    actions: list[ActionAnswer]


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


class PauseAnswer(TypedDict):
    """An action or a lane that is paused, and how many runs it holds; `held_capped` if there are more."""

    kind: PausedKind
    name: str
    by: str
    at: float
    reason: str
    held: int
    held_capped: bool


class PausesAnswer(TypedDict):
    """All actions and lanes that are paused."""

    pauses: list[PauseAnswer]


class AuditEntryAnswer(TypedDict):
    """What an operator has asked for."""

    at: float
    by: str
    operation: str
    subject: str
    detail: str


class AuditAnswer(TypedDict):
    """A page of what operators have asked for, the latest first."""

    entries: list[AuditEntryAnswer]
    next: str | None


class StoreRowAnswer(TypedDict):
    """A store in a list."""

    store_hash: str
    name: str
    status: Status
    reason: str
    paused_by: str
    paused_at: float | None
    account: Account
    installed_at: float
    health: str
    registered: int
    missing: int
    inactive: int
    blocked: bool
    reconciled_at: float | None
    outcome: ReconciliationOutcome
    last_delivery_at: float | None


class WebhookAnswer(TypedDict):
    """A webhook of ours at BigCommerce."""

    id: int
    scope: str
    destination: str
    active: bool
    since: float


class BlockedDomainAnswer(TypedDict):
    """A domain of ours to which BigCommerce delivers nothing for a while."""

    destination: str
    until: float
    reasons: list[str]


class ExceptionAnswer(TypedDict):
    """The latest delivery exception."""

    code: int
    message: str
    at: float


class ResourceProgressAnswer(TypedDict):
    """How far the orders have come, or the products, or the customers; `detail` says why they were left out."""

    resource: str
    found: int
    sent: int
    covered: int
    detail: str


class CatchUpAnswer(TypedDict):
    """The latest catch-up: the messages sent, and how often an action had not missed a change."""

    version: int
    state: CatchUpState
    since: float
    until: float
    started_at: float
    sent: int
    covered: int
    detail: str
    resources: list[ResourceProgressAnswer]


class StoreAnswer(StoreRowAnswer):
    """All about a store. Since `well_since`, and until `well_until`, no delivery can have been lost by a gap.

    While it is paused, `held` runs wait; `held_capped` if there are more.
    """

    held: int
    held_capped: bool
    oauth_scopes: list[str]
    detail: str
    webhooks: list[WebhookAnswer]
    missing_scopes: list[str]
    blocked_domains: list[BlockedDomainAnswer]
    exception: ExceptionAnswer | None
    well_since: float | None
    well_until: float | None
    catch_up: CatchUpAnswer | None


class StoresAnswer(TypedDict):
    """A page of stores."""

    stores: list[StoreRowAnswer]
    next: str | None


class StepAnswer(TypedDict):
    """A step of a plan: create, reactivate, re-point, amend, delete or keep."""

    step: str
    scope: str
    destination: str
    id: int | None


class ReconciliationAnswer(TypedDict):
    """What a reconcile did or would do."""

    outcome: str
    detail: str
    steps: list[StepAnswer]


class ResourcePreviewAnswer(TypedDict):
    """What a catch-up would send to each action of one resource; `detail` says why that is not all, if it is not."""

    resource: str
    found: int
    covered: int
    actions: Mapping[str, int]
    detail: str


class CatchUpPreviewAnswer(TypedDict):
    """What a catch-up would send."""

    resources: list[ResourcePreviewAnswer]


class StartedAnswer(TypedDict):
    """A catch-up is queued."""

    started: bool


class LetterGroupAnswer(TypedDict):
    """Dead letters of one cause; the example is the oldest."""

    action: str
    error_type: str
    fingerprint: str
    count: int
    stores: int
    oldest_at: float
    example: str


class LetterAnswer(TypedDict):
    """A dead letter. The payload is text if `payload_is_text`, else base64.

    Of a letter that cannot be read, it is the whole text, and what would be in it is None.
    """

    id: str
    sent_at: float
    store_hash: str
    action: str
    scope: str
    error_type: str
    fingerprint: str
    kind: Kind | None
    delivery_id: str | None
    received_at: float | None
    redrives: int | None
    payload: str
    payload_is_text: bool


class RedrivenAnswer(TypedDict):
    """How many dead letters were sent back, and how many were hidden as another process looked at them."""

    moved: int
    hidden: int


class ModelsAnswer(TypedDict):
    """The models that the actions of the deployed code use. There may be records of others."""

    models: list[str]


class RecordBriefAnswer(TypedDict):
    """A record in a list of which people see the beginning of its fields, as text."""

    store_hash: str
    model: str
    id: str
    version: int
    updated_at: float
    pending: int
    brief: str


class RecordsAnswer(TypedDict):
    """A page of records. There may be none in it, and yet a `next`."""

    records: list[RecordBriefAnswer]
    next: str | None


class RecordRowAnswer(TypedDict):
    """A record with all its fields. `pending` is how many changes wait for the end of their `on_success`."""

    store_hash: str
    model: str
    id: str
    version: int
    created_by: str
    created_at: float
    updated_at: float
    pending: int
    fields: Mapping[str, Any]


class PendingChangeAnswer(TypedDict):
    """A change whose `on_success` has not been seen to end, and the fields that it changed from another value."""

    run: KeyAnswer
    operation: RecordOperation
    at: float
    fields: list[str]


class PastChangeAnswer(TypedDict):
    """What a run has changed in a record that was there: the first fields, and how many `more`."""

    run: KeyAnswer
    at: float
    fields: list[str]
    more: int


class RecordAnswer(RecordRowAnswer):
    """A record as it is stored. Its `changes` since it was created are the last ones, the latest first.

    `resource` is what it is about, such as `order/113`, if its model is named like that.
    """

    resource: str | None
    creator: KeyAnswer
    pending_changes: list[PendingChangeAnswer]
    changes: list[PastChangeAnswer]
    expires_at: float | None


class PurgedAnswer(TypedDict):
    """How much of a store was deleted: its records by model."""

    dead_letters: int
    runs: int
    records: Mapping[str, int]
