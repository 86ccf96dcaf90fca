"""Report of a reconciliation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from storehook.errors import ApiUnavailable, Retry, RunError, Throttled, Unauthorized
from storehook.registration.plan import PlanStep, StepKind, WebhookPlan
from storehook.registration.record import BlockedDomain, ReconciliationOutcome, sanitized
from storehook.registration.subscriptions import Gap
from storehook.stores.gaps import Gaps

RETRY_DELAY = 60.0
"""Seconds before a retry, if BigCommerce names none. It advises a minute after a 500 (docs, API status codes)."""

MAX_DETAIL = 2000
"""Characters of a detail that a registration stores."""

_METRICS: dict[StepKind, str] = {
    "create": "WebhooksCreated",
    "reactivate": "WebhooksReactivated",
    "re-point": "WebhooksRepointed",
    "delete": "WebhooksDeleted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Report of a reconciliation.

    Args:
        outcome: skipped, if the store is not active.
        detail: as in `Registration`.
        gaps: those that were opened.
        after: seconds before a retry; 0 if none is needed.
        planned: the plan of a preview; None otherwise.
        paused: whether the store was paused because its token is invalid.
    """

    store_hash: str
    outcome: ReconciliationOutcome | Literal["skipped", "previewed"]
    detail: str = ""
    after: float = 0.0
    planned: WebhookPlan | None = None
    done: tuple[PlanStep, ...] = ()
    missing: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    blocked: tuple[BlockedDomain, ...] = ()
    paused: bool = False

    def counts(self) -> Counter[str]:
        """Return the metrics, by name."""
        counts = Counter(_METRICS[step.kind] for step in self.done if step.kind in _METRICS)
        counts.update(
            {
                "StoresFailed": int(self.outcome == "failed"),
                "StoresPaused": int(self.paused),
                "WebhooksMissing": len(self.missing),
                "DomainsBlocked": len(self.blocked),
            }
        )
        return +counts

    def as_json(self) -> dict[str, Any]:
        """Return the report for the log and for `--json`. It holds no secret."""
        fields: dict[str, Any] = {
            "store_hash": self.store_hash,
            "outcome": self.outcome,
            "detail": self.detail,
            "steps": [step.as_json() for step in (self.planned.steps if self.planned else self.done)],
            "missing": list(self.missing),
            "gaps": [asdict(gap) for gap in self.gaps],
            "blocked": [asdict(domain) for domain in self.blocked],
            "paused": self.paused,
        }
        return fields if self.planned is None else fields | {"lines": str(self.planned)}


def outcome_of(error: RunError | None, *, refused: bool) -> tuple[ReconciliationOutcome, float]:
    """Return the outcome of a reconciliation, and the seconds before a retry.

    An error may have ended it early, and BigCommerce may have refused a part of it.
    """
    match error:
        case None:
            return "failed" if refused else "reconciled", 0.0
        case Unauthorized():
            return "unauthorized", 0.0
        case Throttled():
            return "retrying", max(error.after, 1.0)
        case ApiUnavailable() | Retry():
            return "retrying", max(error.after or RETRY_DELAY, 1.0)
        case _:
            return "failed", 0.0


def detail_of(reasons: Iterable[object]) -> str:
    """Return reasons and errors as one text, no longer than a registration stores."""
    return sanitized(" ".join(map(str, reasons)), MAX_DETAIL)


def left_out_text(left_out: Gaps) -> list[str]:
    """Return the times that no catch-up covers, for operators, or nothing."""
    if not left_out:
        return []
    times = " and ".join(f"from {_minute(gap.since)} to {_minute(gap.until + 1)}" for gap in left_out)
    why = "their runs may have expired, and actions could run twice"
    remedy = "Check the orders, products and customers of that time by hand"
    return [f"Events {times} may have been lost and were not caught up: {why}. {remedy}."]


def _minute(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")
