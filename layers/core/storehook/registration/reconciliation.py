"""One visit to a store: look, repair, and write down what came of it.

Each effect stands where a crash right after it loses nothing: losses are in the record before anything is repaired, and
a gap is in the store's row before the record says that all is well. Of two visits at once, the one that would write
over what the other has remembered begins again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from storehook.bigcommerce.client import StoreClient
from storehook.errors import ApiRefused, RunError, StorehookError
from storehook.queues.ports import Tasks
from storehook.registration import gaps
from storehook.registration.apply import AppliedPlan, apply
from storehook.registration.desired import related
from storehook.registration.gaps import Gap, Outage
from storehook.registration.observation import Observation, blocked_domains, observe, observe_to_unregister
from storehook.registration.record import BlockedDomain, ReconciliationOutcome, Registration, Registrations, sanitized
from storehook.registration.report import LATER, Report, ending
from storehook.registration.store_name import is_to_be_asked, name_of
from storehook.registration.webhook import WebhookOwnership, destinations
from storehook.stores.gaps import Interval, OpenGaps, union
from storehook.stores.ports import Stores
from storehook.stores.store import RECONCILER, Pause, Store
from storehook.webhooks.event import CLOCK_SKEW

LONGEST_DETAIL = 2000
"""Characters of a detail that the store record keeps."""


SETTLING = 60 + CLOCK_SKEW
"""Seconds from a repair to the end of its gap: BigCommerce may take a minute until it delivers to a new webhook
(webhooks overview). What was delivered in that time has a run by then."""


OVERTAKEN = "Another pass over the store has written down more recent news: this one begins again."


@dataclass(frozen=True, slots=True)
class ReconcilerResources:
    """What visits read and write.

    Args:
        stores: the table of stores.
        registrations: what the stores' rows say of their webhooks.
        gaps: the stores' open gaps.
        tasks: the reconcile queue.
        clock: gives unix seconds.
    """

    stores: Stores
    registrations: Registrations
    gaps: OpenGaps
    tasks: Tasks
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One visit.

    Args:
        resources: what is read and written.
        store: as it was when the visit began.
        last: the record, as the visit before left it.
        ownership: tells our webhooks from those of others.
        public_url: where BigCommerce reaches ingest.
        started: when the visit began, in unix seconds.
    """

    resources: ReconcilerResources
    store: Store
    last: Registration
    ownership: WebhookOwnership
    public_url: str
    started: float

    def run(self, client: StoreClient, observe: Callable[[StoreClient], Observation]) -> Report:
        """Make the visit.

        Args:
            client: the store's API.
            observe: looks at the store.
        """
        try:
            observed = observe(client)
        except RunError as error:
            return self._in_vain(error)
        lost = gaps.outages(self.last, observed.existing, self.ownership, observed.scopes)
        if (remembered := gaps.remembering(self.last, lost)) == self.last:
            return self._repair(client, observed, lost)
        if (stored := self._save(remembered)) is None:
            return Report(store_hash=self.store.store_hash, outcome="retrying", detail=OVERTAKEN, after=LATER)
        return replace(self, last=stored)._repair(client, observed, lost)

    def _repair(self, client: StoreClient, observed: Observation, lost: Sequence[Outage]) -> Report:
        applied = apply(observed.plan, client, self.ownership)
        blocked, stopped = self._blocked(client, applied.stopped)
        return self._conclude(observed, lost, replace(applied, stopped=stopped), blocked)

    def _save(self, registration: Registration) -> Registration | None:
        """Store it as the successor of the last record; None if another visit's has come after that one."""
        following = replace(registration, version=self.last.version + 1)
        return following if self.resources.registrations.save(self.store.store_hash, following) else None

    def _in_vain(self, error: RunError) -> Report:
        outcome, after, paused = self._ending(error, refused=False)
        known = replace(self.last, reconciled_at=self.resources.clock(), outcome=outcome, detail=detail([error]))
        self._save(known)
        return Report(
            store_hash=self.store.store_hash, outcome=outcome, detail=known.detail, after=after, paused=paused
        )

    def _conclude(
        self,
        observed: Observation,
        lost: Sequence[Outage],
        applied: AppliedPlan,
        blocked: tuple[BlockedDomain, ...] | None,
    ) -> Report:
        unregistered = observed.unregistered(applied.webhooks)
        still_lost = [loss for loss in lost if related(loss.webhook.scope, unregistered)]
        is_well = not still_lost and blocked == ()
        found = self._gaps([loss for loss in lost if loss not in still_lost], blocked, is_well=is_well)
        refused = [*observed.refused, *applied.refused]
        outcome, after, paused = self._ending(applied.stopped, refused=bool(refused))
        registration = Registration(
            webhooks=gaps.with_outages(applied.webhooks, still_lost),
            missing=(*unregistered, *observed.unresolved),
            reconciled_at=self.resources.clock(),
            outcome=outcome,
            detail=detail([*refused, *([applied.stopped] if applied.stopped else [])]),
            well_since=self._well_since(is_well, found, known=blocked is not None),
            well_until=self.started if is_well else self.last.well_until,
            blocked=self.last.blocked if blocked is None else blocked,
        )
        self._open(found)
        is_news = bool(applied.done) or registration.differs(self.last)
        if is_news and self._save(registration) is None and not paused:
            outcome, after, registration = "retrying", max(after, LATER), replace(registration, detail=OVERTAKEN)
        return Report(
            store_hash=self.store.store_hash,
            outcome=outcome,
            detail=registration.detail,
            after=after,
            done=applied.done,
            missing=registration.missing,
            gaps=tuple(found),
            blocked=blocked or (),
            paused=paused,
        )

    def _gaps(
        self, repaired: Sequence[Outage], blocked: tuple[BlockedDomain, ...] | None, *, is_well: bool
    ) -> list[Gap]:
        return [
            *gaps.gaps_of(repaired, self.last),
            *([] if blocked is None else gaps.gap_of_blocks(blocked, self.last)),
            # Told once: from then on, all was well after the installation.
            *(gaps.gap_of_installation(self.last, self.store.installed_at) if is_well else []),
        ]

    def _open(self, found: Sequence[Gap]) -> None:
        if found:
            gap = Interval.of(min(gap.since for gap in found), self.resources.clock() + SETTLING)
            self.resources.gaps.change(self.store.store_hash, lambda before: union(before, [gap]))

    def _well_since(self, is_well: bool, found: Sequence[Gap], *, known: bool) -> float:
        before = self.last.well_since
        if not is_well:
            return 0.0 if known else before
        return before if before and not found else self.started

    def _blocked(
        self, client: StoreClient, stopped: RunError | None
    ) -> tuple[tuple[BlockedDomain, ...] | None, RunError | None]:
        """Our blocked domains, or None if they are not known; and what has ended the visit."""
        if stopped is not None:
            return None, stopped
        try:
            found = client.v3.get("/hooks/admin")
        except ApiRefused as error:
            # Not worth failing for: the webhooks are as they should be.
            return (None, error) if error.status == 401 else (self._still_blocked(), None)
        except RunError as error:
            return None, error
        return blocked_domains(found, self.public_url, self.resources.clock()), None

    def _still_blocked(self) -> tuple[BlockedDomain, ...]:
        return tuple(domain for domain in self.last.blocked if domain.until > self.started)

    def _ending(self, error: RunError | None, *, refused: bool) -> tuple[ReconciliationOutcome, float, bool]:
        outcome, after = ending(error, refused=refused)
        if outcome != "unauthorized":
            return outcome, after, False
        reason = f"Its token is not valid: {error} Install the app anew, or add the store again with a new token."
        pause = Pause(RECONCILER, self.resources.clock(), sanitized(reason, LONGEST_DETAIL))
        if self.resources.stores.pause(self.store, pause):
            return outcome, after, True
        # It has been installed anew meanwhile, or somebody else has paused it.
        return "retrying", LATER, False


def detail(errors: Sequence[StorehookError]) -> str:
    """What went wrong, for the record."""
    return sanitized(" ".join(str(error) for error in errors), LONGEST_DETAIL)


type SecondsLeft = Callable[[], float]
"""Gives for how many seconds the function may still run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReconciler:
    """Works on one store at a time. Two at once on the same store do no harm.

    Args:
        scopes: what the actions ask for.
        public_url: where BigCommerce reaches ingest, without a slash at its end.
        headers: gives what the webhooks of a store must carry.
        resources: what is known of the stores.
        opens: gives a store's client.
    """

    scopes: Collection[str]
    public_url: str
    headers: Callable[[str], Mapping[str, str]]
    resources: ReconcilerResources
    opens: Callable[[str, SecondsLeft], StoreClient]

    def reconcile(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Look at an active store, do what there is to do, and write down what came of it."""
        return self._reconcile(store_hash, seconds_left, self._observe)

    def unregister(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Delete every webhook of ours. The next `reconcile` makes them anew, if the store is still active by then."""
        return self._reconcile(store_hash, seconds_left, observe_to_unregister)

    def preview(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """What `reconcile` would do. It changes nothing."""
        found = self.resources.registrations.with_store(store_hash)
        if found is None or found[0].status != "active":
            return _skipped(store_hash, found)
        ownership = WebhookOwnership(destinations(self.public_url, store_hash), found[1].webhooks)
        try:
            observed = self._observe(self.opens(store_hash, seconds_left), ownership)
        except RunError as error:
            return Report(store_hash=store_hash, outcome=ending(error, refused=False)[0], detail=str(error))
        return Report(
            store_hash=store_hash,
            outcome="previewed",
            detail=detail(observed.refused),
            planned=observed.plan,
            missing=(*observed.unregistered(observed.existing), *observed.unresolved),
        )

    def _reconcile(
        self,
        store_hash: str,
        seconds_left: SecondsLeft,
        observe: Callable[[StoreClient, WebhookOwnership], Observation],
    ) -> Report:
        found = self.resources.registrations.with_store(store_hash)
        if found is None or found[0].status != "active":
            return _skipped(store_hash, found)
        store, last = found
        ownership = WebhookOwnership(destinations(self.public_url, store_hash), last.webhooks)
        reconciliation = Reconciliation(self.resources, store, last, ownership, self.public_url, self.resources.clock())
        client = self.opens(store_hash, seconds_left)
        report = reconciliation.run(client, lambda client: observe(client, ownership))
        if report.outcome in ("reconciled", "failed") and is_to_be_asked(store) and (name := name_of(client)):
            self.resources.stores.give_name(store_hash, name)
        return report

    def _observe(self, client: StoreClient, ownership: WebhookOwnership) -> Observation:
        return observe(client, self.scopes, ownership, self.headers(client.store_hash))


def _skipped(store_hash: str, found: tuple[Store, Registration] | None) -> Report:
    why = "The store is not known: install the app, or add it."
    if found:
        why = f"The store is {found[0].status}. {found[0].reason}".strip()
    return Report(store_hash=store_hash, outcome="skipped", detail=why)
