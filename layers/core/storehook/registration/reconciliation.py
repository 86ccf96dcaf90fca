"""Reconciliation of one store: observe its webhooks, repair them, record the result.

A crash after any step loses nothing. Broken subscriptions are recorded before anything is repaired. A gap is stored in
the store's row before the registration says that its scope delivers again. If two reconciliations overlap, the one that
would overwrite the other's registration starts again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, RunError
from storehook.registration import refusals, subscriptions
from storehook.registration.apply import AppliedPlan, apply
from storehook.registration.blocks import blocked_domains
from storehook.registration.observation import Observation
from storehook.registration.record import (
    RECORDED_EVERY,
    BlockedDomain,
    ReconciliationOutcome,
    RegisteredWebhook,
    Registration,
    Registrations,
    Subscription,
    sanitized,
)
from storehook.registration.report import MAX_DETAIL, RETRY_DELAY, Report, detail_of, left_out_text, outcome_of
from storehook.registration.subscriptions import SETTLING, Gap
from storehook.registration.webhook import WebhookOwnership
from storehook.stores.gaps import Gaps, Interval, OpenGaps, earliest_since, split, union
from storehook.stores.ports import Stores
from storehook.stores.store import RECONCILER, Pause, Store

OVERTAKEN = "Another reconciliation of this store recorded newer results. This one will run again."


@dataclass(frozen=True, slots=True)
class Ending:
    """End of a reconciliation.

    Args:
        after: seconds before a retry; 0 if none is needed.
        paused: whether the store was paused.
        refused_since: as in `Registration`.
        remarks: more texts for the detail.
    """

    outcome: ReconciliationOutcome
    after: float
    paused: bool = False
    refused_since: float = 0.0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Gaps that a reconciliation found.

    Args:
        retried: as in `Registration`, like `left_out`.
        too_old: what it newly left out.
    """

    subscriptions: tuple[Subscription, ...]
    opened: tuple[Gap, ...]
    retried: Gaps
    too_old: Gaps
    left_out: Gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Reconciliation of one store.

    Args:
        store: as read at the start.
        last: the registration that the reconciliation before stored.
        runs_retention: seconds for which a run is kept after it has ended.
    """

    stores: Stores
    registrations: Registrations
    open_gaps: OpenGaps
    clock: Callable[[], float]
    store: Store
    last: Registration
    ownership: WebhookOwnership
    runs_retention: float
    started: float

    def run(
        self, client: StoreClient, observe: Callable[[StoreClient, WebhookOwnership, Registration], Observation]
    ) -> Report:
        """Reconcile the store with what `observe` plans."""
        try:
            observation = observe(client, self.ownership, self.last)
        except RunError as error:
            return self._record_error(error)
        marked = subscriptions.mark(self.last, observation, self._usable_since(), self.started)
        if marked == self.last:
            return self._repair(client, observation)
        stored = self._save(marked)
        if stored is None:
            return Report(store_hash=self.store.store_hash, outcome="retrying", detail=OVERTAKEN, after=RETRY_DELAY)
        return replace(self, last=stored)._repair(client, observation)

    def _usable_since(self) -> float:
        """Return the last time from which on the store could be called again: a reinstallation, or a refusal's end."""
        refused_at = self.last.reconciled_at if self.last.outcome == "unauthorized" else 0.0
        return max(self.store.installed_at, refused_at)

    def _repair(self, client: StoreClient, observation: Observation) -> Report:
        applied = apply(observation.plan, client, self.ownership)
        blocked, stopped = self._blocked(client, applied.stopped)
        return self._record(observation, replace(applied, stopped=stopped), blocked)

    def _save(self, registration: Registration) -> Registration | None:
        """Store the registration as the successor of the last one. Return None if another one came first."""
        following = replace(registration, version=self.last.version + 1)
        return following if self.registrations.save(self.store.store_hash, following) else None

    def _record_error(self, error: RunError) -> Report:
        ending = self._ending(error, refused=False)
        registration = replace(
            self.last,
            reconciled_at=self.clock(),
            outcome=ending.outcome,
            detail=detail_of([error, *ending.remarks]),
            refused_since=ending.refused_since or self.last.refused_since,
        )
        self._save(registration)
        return Report(
            store_hash=self.store.store_hash,
            outcome=ending.outcome,
            detail=registration.detail,
            after=ending.after,
            paused=ending.paused,
        )

    def _record(self, observation: Observation, applied: AppliedPlan, blocked: tuple[BlockedDomain, ...]) -> Report:
        gaps = self._gaps(observation, applied, is_blocked=bool(blocked))
        refused = [*observation.refused, *applied.refused]
        ending = self._ending(applied.stopped, refused=bool(refused or gaps.too_old))
        outcome, after = ending.outcome, ending.after
        remarks = [*observation.remarks, *ending.remarks, *left_out_text(gaps.left_out)]
        registration = replace(
            self.last,
            webhooks=tuple(sorted((webhook.registered() for webhook in applied.webhooks), key=_order)),
            subscriptions=gaps.subscriptions,
            missing=(*observation.unregistered(applied.webhooks), *observation.unresolved),
            reconciled_at=self.clock(),
            outcome=outcome,
            detail=detail_of([*refused, *filter(None, [applied.stopped]), *remarks]),
            blocked=blocked,
            retried_gaps=gaps.retried,
            left_out=gaps.left_out,
            refused_since=ending.refused_since,
        )
        is_news = bool(applied.done) or registration.differs(self.last)
        if is_news and self._save(registration) is None and not ending.paused:
            outcome, after, registration = "retrying", max(after, RETRY_DELAY), replace(registration, detail=OVERTAKEN)
        elif gaps.too_old:
            self._forget(gaps.too_old)
        return Report(
            store_hash=self.store.store_hash,
            outcome=outcome,
            detail=registration.detail,
            after=after,
            done=applied.done,
            missing=registration.missing,
            gaps=gaps.opened,
            blocked=blocked,
            paused=ending.paused,
        )

    def _gaps(self, observation: Observation, applied: AppliedPlan, *, is_blocked: bool) -> _Gaps:
        now = self.clock()
        earliest = earliest_since(now, self.runs_retention)
        after, found = subscriptions.conclude(
            self.last,
            observation,
            applied,
            self.started,
            now + SETTLING,
            earliest=earliest,
            blocked=is_blocked,
        )
        opened, retried = subscriptions.opened(found, self.last.retried_gaps, now)
        too_old = self._open(opened, earliest)
        # What was left out is shown for as long as runs are kept.
        _, shown = split(self.last.left_out, earliest_since(now, 2 * self.runs_retention))
        return _Gaps(after, tuple(opened), retried, too_old, union(shown, too_old))

    def _open(self, gaps: Sequence[Gap], earliest: int) -> Gaps:
        """Store the gaps as far as they may be caught up. Return what is too old, of stored gaps too once an hour."""
        if not gaps and self.started - self.last.reconciled_at < RECORDED_EVERY:
            return ()
        too_old, new = split((Interval.of(gap.since, gap.until) for gap in gaps), earliest)
        if new:
            self.open_gaps.change(self.store.store_hash, lambda before: union(before, new))
        return union(too_old, split(self.open_gaps.get(self.store.store_hash), earliest)[0])

    def _forget(self, too_old: Gaps) -> None:
        latest = too_old[-1].until
        self.open_gaps.change(self.store.store_hash, lambda before: split(before, latest + 1)[1])

    def _blocked(
        self, client: StoreClient, stopped: RunError | None
    ) -> tuple[tuple[BlockedDomain, ...], RunError | None]:
        """Return our blocked domains, and the error that ended the reconciliation.

        If BigCommerce doesn't tell, a known block lasts as long as it said. An unknown one is left to its retries.
        """
        still_blocked = tuple(domain for domain in self.last.blocked if domain.until > self.started)
        if stopped is not None:
            return still_blocked, stopped
        try:
            answer = client.v3.get("/hooks/admin")
        except ApiRefused as error:
            # Unless the token is invalid, this isn't a failure: the webhooks have been repaired.
            return still_blocked, error if error.status == 401 else None
        except RunError as error:
            return still_blocked, error
        return blocked_domains(answer, self.ownership.destinations.webhooks, self.clock()), None

    def _ending(self, error: RunError | None, *, refused: bool) -> Ending:
        outcome, after = outcome_of(error, refused=refused)
        if outcome != "unauthorized" or error is None:
            return Ending(outcome, after)
        since = refusals.first_refusal(self.store, self.last, self.started)
        if (left := since + refusals.SECOND_LOOK - self.started) > 0:
            return Ending("retrying", left, refused_since=since, remarks=(refusals.WARNING,))
        reason = sanitized(refusals.reason(self.store, error), MAX_DETAIL)
        if self.stores.pause(self.store, Pause(RECONCILER, self.clock(), reason)):
            return Ending(outcome, after, paused=True, refused_since=since)
        # The store got a new token in the meantime, or somebody else has paused it.
        return Ending("retrying", RETRY_DELAY, refused_since=since)


def _order(webhook: RegisteredWebhook) -> tuple[str, int]:
    return webhook.scope, webhook.id
