"""Reconciler of single stores: reconcile, preview, or delete our webhooks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from storehook.bigcommerce.client import StoreClient
from storehook.errors import RunError
from storehook.registration.absences import Deployed, with_actions
from storehook.registration.apply import apply
from storehook.registration.observation import Observation, observe, observe_to_unregister
from storehook.registration.reconciliation import OVERTAKEN, Reconciliation
from storehook.registration.record import Registration, Registrations
from storehook.registration.report import RETRY_DELAY, Report, detail_of, outcome_of
from storehook.registration.store_name import may_read_name, read_name
from storehook.registration.subscriptions import recent_scopes
from storehook.registration.webhook import WebhookOwnership, destinations
from storehook.stores.gaps import OpenGaps
from storehook.stores.ports import Stores
from storehook.stores.store import Store

type SecondsLeft = Callable[[], float]
"""Returns for how many seconds the function may still run."""

type OpenClient = Callable[[str, SecondsLeft], StoreClient]
"""Returns the client of a store, by its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReconciler:
    """Reconciler of single stores. Two that work on the same store at once do no harm.

    Args:
        action_scopes: the actions' scopes, each after the name of its action.
        public_url: base URL of ingest, without a trailing slash.
        headers: returns the headers that a store's webhooks must carry.
        runs_retention: seconds for which a run is kept after it has ended.
        open_client: returns a client that also calls paused stores.
        restart_catch_up: starts a store's current catch-up again, with the actions of now. Returns false if another
            worker was faster.
    """

    action_scopes: Deployed
    public_url: str
    headers: Callable[[str], Mapping[str, str]]
    runs_retention: float
    stores: Stores
    registrations: Registrations
    open_gaps: OpenGaps
    open_client: OpenClient
    restart_catch_up: Callable[[str], bool]
    clock: Callable[[], float]

    def reconcile(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Reconcile a store, if it is active. Resume one whose token was refused, if the token works again."""
        known = self.registrations.with_store(store_hash)
        if known and known[0].has_refused_token and self._resume(known[0], seconds_left):
            known = self.registrations.with_store(store_hash)
        if known is None or known[0].status == "uninstalled":
            return _skipped(store_hash, known)
        store, last = known[0], self._note_actions(*known)
        if last is None:
            return Report(store_hash=store_hash, outcome="retrying", detail=OVERTAKEN, after=RETRY_DELAY)
        return self._reconcile(store, last, seconds_left) if store.status == "active" else _skipped(store_hash, known)

    def unregister(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Delete all of our webhooks, also those of a paused store. Record nothing.

        If the store stays active, the next `reconcile` finds that they are missing. It then creates them again, and
        opens a gap.
        """
        known = self.registrations.with_store(store_hash)
        if known is None or known[0].status == "uninstalled":
            return _skipped(store_hash, known)
        client, ownership = self.open_client(store_hash, seconds_left), self._ownership(*known)
        try:
            observation = observe_to_unregister(client, ownership)
        except RunError as error:
            return Report(store_hash=store_hash, outcome=outcome_of(error, refused=False)[0], detail=str(error))
        applied = apply(observation.plan, client, ownership)
        reasons = [*applied.refused, *filter(None, [applied.stopped])]
        return Report(
            store_hash=store_hash,
            outcome=outcome_of(applied.stopped, refused=bool(applied.refused))[0],
            detail=detail_of(reasons),
            done=applied.done,
        )

    def preview(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Return what `reconcile` would do. Change nothing."""
        known = self.registrations.with_store(store_hash)
        if known is None or known[0].status != "active":
            return _skipped(store_hash, known)
        try:
            observation = self._observe(self.open_client(store_hash, seconds_left), self._ownership(*known), known[1])
        except RunError as error:
            return Report(store_hash=store_hash, outcome=outcome_of(error, refused=False)[0], detail=str(error))
        return Report(
            store_hash=store_hash,
            outcome="previewed",
            detail=detail_of([*observation.refused, *observation.remarks]),
            planned=observation.plan,
            missing=(*observation.unregistered(observation.existing), *observation.unresolved),
        )

    def _note_actions(self, store: Store, last: Registration) -> Registration | None:
        """Store which actions are deployed. Return the registration, or None if another worker was faster.

        It is stored before BigCommerce is called, and for paused stores too: an action may be back soon.
        """
        now = self.clock()
        if with_actions(last, self.action_scopes, (), now) == last:
            return last
        noted = with_actions(last, self.action_scopes, self.open_gaps.get(store.store_hash), now)
        # A catch-up that began without an action must not close the gap that the action's return opens.
        if noted.subscriptions != last.subscriptions and not self.restart_catch_up(store.store_hash):
            return None
        noted = replace(noted, version=last.version + 1)
        return noted if self.registrations.save(store.store_hash, noted) else None

    def _reconcile(self, store: Store, last: Registration, seconds_left: SecondsLeft) -> Report:
        reconciliation = Reconciliation(
            stores=self.stores,
            registrations=self.registrations,
            open_gaps=self.open_gaps,
            clock=self.clock,
            store=store,
            last=last,
            ownership=self._ownership(store, last),
            runs_retention=self.runs_retention,
            started=self.clock(),
        )
        client = self.open_client(store.store_hash, seconds_left)
        report = reconciliation.run(client, self._observe)
        if report.outcome in ("reconciled", "failed") and may_read_name(store) and (name := read_name(client)):
            self.stores.give_name(store.store_hash, name)
        return report

    def _resume(self, store: Store, seconds_left: SecondsLeft) -> bool:
        try:
            self.open_client(store.store_hash, seconds_left).v3.get("/hooks", query={"limit": 1})
        except RunError:
            return False
        return self.stores.resume(store)

    def _ownership(self, store: Store, last: Registration) -> WebhookOwnership:
        headers = self.headers(store.store_hash)
        return WebhookOwnership(destinations(self.public_url, store.store_hash), last.webhooks, headers)

    def _observe(self, client: StoreClient, ownership: WebhookOwnership, last: Registration) -> Observation:
        recent = recent_scopes(last, self.clock())
        scopes = {scope for _action, scope in self.action_scopes}
        return observe(client, scopes, ownership, self.headers(client.store_hash), recent)


def _skipped(store_hash: str, known: tuple[Store, Registration] | None) -> Report:
    detail = f"Store {store_hash} is not connected. Install the app in it, or add it."
    if known:
        detail = f"The store is {known[0].status}. {known[0].reason}".strip()
    return Report(store_hash=store_hash, outcome="skipped", detail=detail)
