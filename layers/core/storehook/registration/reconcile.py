"""One store's webhooks, brought in line with what the actions ask for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from storehook.bigcommerce.client import StoreClient
from storehook.errors import RunError
from storehook.registration.hook import Ours, destinations
from storehook.registration.report import Report, ending
from storehook.registration.survey import Survey, look, look_for_leave
from storehook.registration.visit import Books, Visit, detail
from storehook.stores import Store

type SecondsLeft = Callable[[], float]
"""Gives for how many seconds the function may still run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReconciler:
    """Works on one store at a time. Two at once on the same store do no harm.

    Args:
        scopes: what the actions ask for.
        public_url: where BigCommerce reaches ingest, without a slash at its end.
        headers: gives what the hooks of a store must carry.
        books: what is known of the stores.
        opens: gives a store's client.
    """

    scopes: Collection[str]
    public_url: str
    headers: Callable[[str], Mapping[str, str]]
    books: Books
    opens: Callable[[str, SecondsLeft], StoreClient]

    def reconcile(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Look at an active store, do what there is to do, and write down what came of it."""
        return self._visit(store_hash, seconds_left, self._look)

    def unregister(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """Delete every hook of ours. The next `reconcile` makes them anew, if the store is still active by then."""
        return self._visit(store_hash, seconds_left, look_for_leave)

    def preview(self, store_hash: str, seconds_left: SecondsLeft) -> Report:
        """What `reconcile` would do. It changes nothing."""
        if reason := _why_not(self.books.stores.get(store_hash)):
            return Report(store_hash=store_hash, outcome="skipped", detail=reason)
        ours = Ours(destinations(self.public_url, store_hash), self.books.registrations.get(store_hash).webhooks)
        try:
            survey = self._look(self.opens(store_hash, seconds_left), ours)
        except RunError as error:
            return Report(store_hash=store_hash, outcome=ending(error, refused=False)[0], detail=str(error))
        return Report(
            store_hash=store_hash,
            outcome="previewed",
            detail=detail(survey.refused),
            planned=survey.plan,
            missing=(*survey.unregistered(survey.existing), *survey.unresolved),
        )

    def _visit(self, store_hash: str, seconds_left: SecondsLeft, look: Callable[[StoreClient, Ours], Survey]) -> Report:
        store = self.books.stores.get(store_hash)
        if store is None or store.status != "active":
            return Report(store_hash=store_hash, outcome="skipped", detail=_why_not(store))
        last = self.books.registrations.get(store_hash)
        ours = Ours(destinations(self.public_url, store_hash), last.webhooks)
        visit = Visit(self.books, store, last, ours, self.public_url, self.books.clock())
        return visit.make(self.opens(store_hash, seconds_left), lambda client: look(client, ours))

    def _look(self, client: StoreClient, ours: Ours) -> Survey:
        return look(client, self.scopes, ours, self.headers(client.store_hash))


def _why_not(store: Store | None) -> str:
    if store is None:
        return "The store is not known: install the app, or add it."
    return "" if store.status == "active" else f"The store is {store.status}. {store.reason}".strip()
