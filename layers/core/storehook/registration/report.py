"""What a pass over one store found and did."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Literal

from storehook.errors import ApiUnavailable, Retry, RunError, Throttled, Unauthorized
from storehook.registration.gaps import Gap
from storehook.registration.plan import PlanStep, StepKind, WebhookPlan
from storehook.registration.record import BlockedDomain, ReconciliationOutcome

LATER = 60.0
"""Seconds to wait if nobody says for how long. BigCommerce advises a minute after a 500 (API status codes)."""

_METRICS: dict[StepKind, str] = {
    "create": "WebhooksCreated",
    "reactivate": "WebhooksReactivated",
    "re-point": "WebhooksRepointed",
    "delete": "WebhooksDeleted",
}
_OUTCOMES: dict[str, str] = {"reconciled": "StoresReconciled", "failed": "StoresFailed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a pass over one store found and did.

    Args:
        store_hash: the store.
        outcome: how it ended; skipped, if the store is not active.
        detail: why it did not end well.
        after: seconds after which to try again; 0 if that is not called for.
        planned: what a preview would do; None if this is no preview.
        done: what was done.
        missing: the scopes that are wanted and not registered.
        gaps: times in which events may have been lost.
        blocked: our domains that BigCommerce blocks.
        paused: whether this pass paused the store.
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
        """What of it is counted in metrics, by their names."""
        found = Counter(_METRICS[step.kind] for step in self.done if step.kind in _METRICS)
        found.update([_OUTCOMES[self.outcome]] if self.outcome in _OUTCOMES else [])
        found.update(
            {
                "StoresPaused": int(self.paused),
                "WebhooksMissing": len(self.missing),
                "DomainsBlocked": len(self.blocked),
            }
        )
        return +found

    def as_json(self) -> dict[str, Any]:
        """The report, for machines and the log. There is no secret in it."""
        found: dict[str, Any] = {
            "store_hash": self.store_hash,
            "outcome": self.outcome,
            "detail": self.detail,
            "steps": [step.as_json() for step in (self.planned.steps if self.planned else self.done)],
            "missing": list(self.missing),
            "gaps": [asdict(gap) for gap in self.gaps],
            "blocked": [asdict(domain) for domain in self.blocked],
            "paused": self.paused,
        }
        return found if self.planned is None else found | {"lines": str(self.planned)}


def ending(error: RunError | None, refused: bool) -> tuple[ReconciliationOutcome, float]:
    """How a pass ends, and after how many seconds to try again.

    Args:
        error: what ended it early; None if nothing did.
        refused: whether BigCommerce refused a part of it.
    """
    match error:
        case None:
            return "failed" if refused else "reconciled", 0.0
        case Unauthorized():
            return "unauthorized", 0.0
        case Throttled():
            return "retrying", max(error.after, 1.0)
        case ApiUnavailable() | Retry():
            return "retrying", max(error.after or LATER, 1.0)
        case _:
            return "failed", 0.0
