"""The shape of what the console answers about stores. Times are unix seconds; nothing in it is secret."""

from typing import TypedDict

from storehook.catch_up.progress import State
from storehook.registration.record import Outcome
from storehook.stores import Account, Status


class StoreRowAnswer(TypedDict):
    """A store in a list."""

    store_hash: str
    name: str
    status: Status
    reason: str
    account: Account
    installed_at: float
    health: str
    registered: int
    missing: int
    inactive: int
    blocked: bool
    reconciled_at: float | None
    outcome: Outcome
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


class CatchUpAnswer(TypedDict):
    """The latest catch-up: the messages sent, and how often an action had not missed a change."""

    state: State
    since: float
    until: float
    started_at: float
    sent: int
    covered: int
    detail: str


class StoreAnswer(StoreRowAnswer):
    """All about a store."""

    detail: str
    webhooks: list[WebhookAnswer]
    missing_scopes: list[str]
    blocked_domains: list[BlockedDomainAnswer]
    exception: ExceptionAnswer | None
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


class RegisterAnswer(TypedDict):
    """What a reconcile did or would do."""

    outcome: str
    detail: str
    steps: list[StepAnswer]


class CountAnswer(TypedDict):
    """The messages that a catch-up would send to an action."""

    family: str
    action: str
    count: int


class CatchUpPreviewAnswer(TypedDict):
    """What a catch-up would send; `detail` says why that is not all, if it is not."""

    counts: list[CountAnswer]
    detail: str


class StartedAnswer(TypedDict):
    """A catch-up is queued."""

    started: bool
