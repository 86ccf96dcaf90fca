"""Reconciliation of one store: observe its webhooks, repair them, record the result.

A crash after any step loses nothing. Outages are recorded before anything is repaired. A gap is stored in the store's
row before the registration says that all is well. If two reconciliations overlap, the one that would overwrite the
other's registration starts again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, RunError
from storehook.registration import gaps, refusals
from storehook.registration.apply import AppliedPlan, apply
from storehook.registration.blocks import blocked_domains
from storehook.registration.desired import overlaps
from storehook.registration.gaps import Gap, Outage
from storehook.registration.observation import Observation
from storehook.registration.record import BlockedDomain, ReconciliationOutcome, Registration, Registrations, sanitized
from storehook.registration.report import MAX_DETAIL, RETRY_DELAY, Report, detail_of, outcome_of
from storehook.registration.webhook import WebhookOwnership
from storehook.stores.gaps import Interval, OpenGaps, union
from storehook.stores.ports import Stores
from storehook.stores.store import RECONCILER, Pause, Store
from storehook.webhooks.event import CLOCK_SKEW

SETTLING = 60 + CLOCK_SKEW
"""Seconds from a repair to the end of its gap: BigCommerce may take a minute until it delivers to a new webhook
(docs, webhooks overview). An event that was delivered in that time has a run by then."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Reconciliation of one store.

    Args:
        store: as read at the start.
        last: the registration that the reconciliation before stored.
    """

    stores: Stores
    registrations: Registrations
    open_gaps: OpenGaps
    clock: Callable[[], float]
    store: Store
    last: Registration
    ownership: WebhookOwnership
    started: float

    def run(self, client: StoreClient, observe: Callable[[StoreClient, WebhookOwnership], Observation]) -> Report:
        """Reconcile the store with what `observe` plans."""
        try:
            observation = observe(client, self.ownership)
        except RunError as error:
            return self._record_error(error)
        outages = gaps.find_outages(self.last, observation.existing, self.ownership, observation.scopes)
        marked = gaps.mark_outages(self.last, outages)
        if marked == self.last:
            return self._repair(client, observation, outages)
        stored = self._save(marked)
        if stored is None:
            return Report(store_hash=self.store.store_hash, outcome="retrying", detail=OVERTAKEN, after=RETRY_DELAY)
        return replace(self, last=stored)._repair(client, observation, outages)

    def _repair(self, client: StoreClient, observation: Observation, outages: Sequence[Outage]) -> Report:
        applied = apply(observation.plan, client, self.ownership)
        blocked, stopped = self._blocked(client, applied.stopped)
        return self._record(observation, outages, replace(applied, stopped=stopped), blocked)

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

    def _record(
        self,
        observation: Observation,
        outages: Sequence[Outage],
        applied: AppliedPlan,
        blocked: tuple[BlockedDomain, ...] | None,
    ) -> Report:
        unregistered = observation.unregistered(applied.webhooks)
        open_outages = [outage for outage in outages if overlaps(outage.webhook.scope, unregistered)]
        is_well = not open_outages and blocked == ()
        found = self._gaps([outage for outage in outages if outage not in open_outages], blocked, is_well=is_well)
        refused = [*observation.refused, *applied.refused]
        ending = self._ending(applied.stopped, refused=bool(refused))
        outcome, after = ending.outcome, ending.after
        registration = Registration(
            webhooks=gaps.registered_webhooks(applied.webhooks, open_outages),
            missing=(*unregistered, *observation.unresolved),
            reconciled_at=self.clock(),
            outcome=outcome,
            detail=detail_of([*refused, *([applied.stopped] if applied.stopped else []), *ending.remarks]),
            well_since=self._well_since(is_well, found, known=blocked is not None),
            well_until=self.started if is_well else self.last.well_until,
            blocked=self.last.blocked if blocked is None else blocked,
            refused_since=ending.refused_since,
        )
        self._open(found)
        is_news = bool(applied.done) or registration.differs(self.last)
        if is_news and self._save(registration) is None and not ending.paused:
            outcome, after, registration = "retrying", max(after, RETRY_DELAY), replace(registration, detail=OVERTAKEN)
        return Report(
            store_hash=self.store.store_hash,
            outcome=outcome,
            detail=registration.detail,
            after=after,
            done=applied.done,
            missing=registration.missing,
            gaps=tuple(found),
            blocked=blocked or (),
            paused=ending.paused,
        )

    def _gaps(
        self, repaired: Sequence[Outage], blocked: tuple[BlockedDomain, ...] | None, *, is_well: bool
    ) -> list[Gap]:
        return [
            *gaps.outage_gaps(repaired, self.last),
            *([] if blocked is None else gaps.block_gaps(blocked, self.last)),
            # Found once: from then on, `well_until` is later than the installation.
            *(gaps.reinstall_gaps(self.last, self._back_since()) if is_well else []),
        ]

    def _back_since(self) -> float:
        """Return the last time from which on the store could be called again: a reinstallation, or a refusal's end."""
        refused_at = self.last.reconciled_at if self.last.outcome == "unauthorized" else 0.0
        return max(self.store.installed_at, refused_at)

    def _open(self, found: Sequence[Gap]) -> None:
        if found:
            gap = Interval.of(min(gap.since for gap in found), self.clock() + SETTLING)
            self.open_gaps.change(self.store.store_hash, lambda before: union(before, [gap]))

    def _well_since(self, is_well: bool, found: Sequence[Gap], *, known: bool) -> float:
        before = self.last.well_since
        if not is_well:
            return 0.0 if known else before
        return before if before and not found else self.started

    def _blocked(
        self, client: StoreClient, stopped: RunError | None
    ) -> tuple[tuple[BlockedDomain, ...] | None, RunError | None]:
        """Return our blocked domains, or None if unknown, and the error that ended the reconciliation."""
        if stopped is not None:
            return None, stopped
        try:
            answer = client.v3.get("/hooks/admin")
        except ApiRefused as error:
            # Unless the token is invalid, this is no failure: the webhooks have been repaired.
            return (None, error) if error.status == 401 else (self._still_blocked(), None)
        except RunError as error:
            return None, error
        return blocked_domains(answer, self.ownership.destinations.webhooks, self.clock()), None

    def _still_blocked(self) -> tuple[BlockedDomain, ...]:
        return tuple(domain for domain in self.last.blocked if domain.until > self.started)

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
