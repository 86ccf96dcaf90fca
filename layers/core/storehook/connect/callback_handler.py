"""Connect's decisions: what each callback of the app does, and what its visitor sees."""

from dataclasses import dataclass
from typing import Any

from storehook.connect import jwt, pages
from storehook.connect.callback_request import CallbackRequest, callback
from storehook.connect.errors import AppNotInstalled, CallbackInvalid, JwtInvalid
from storehook.connect.install import Installer
from storehook.connect.jwt import Accounts, Claims
from storehook.connect.pages import HtmlPage
from storehook.queues.ports import Tasks
from storehook.queues.task import Task
from storehook.registration.record import Registrations
from storehook.stores.ports import Stores
from storehook.stores.store import Store


@dataclass(frozen=True, slots=True)
class CallbackHandler:
    """Answers the callbacks of the app.

    Args:
        accounts: gives the app's accounts, the current one first.
        installer: connects stores.
        stores: the table.
        registrations: what its rows say of webhooks.
        tasks: the reconcile queue.
        public_url: the API's own address.
    """

    accounts: Accounts
    installer: Installer
    stores: Stores
    registrations: Registrations
    tasks: Tasks
    public_url: str = ""

    def answer(self, event: dict[str, Any], now: float) -> HtmlPage:
        """Do what a callback asks for.

        Args:
            event: API Gateway's.
            now: unix seconds.

        Raises:
            RequestRefused: it isn't BigCommerce's, or the app isn't installed in its store. Nothing has changed.
            LoginUnavailable: BigCommerce's login did not answer.
            AppCredentialsRefused: it does not know our app.
        """
        asked = callback(event, self.public_url)
        match asked.path:
            case "/auth":
                return self._auth(asked, now)
            case "/load":
                return self._load(asked, now)
            case "/uninstall":
                return self._uninstall(asked)
            case "/remove_user":
                return self._remove_user(asked)
            case _:
                raise CallbackInvalid("there is no such callback")

    def _auth(self, callback: CallbackRequest, now: float) -> HtmlPage:
        return pages.installed(self.installer.install(callback, now))

    def _load(self, callback: CallbackRequest, now: float) -> HtmlPage:
        store = self._store(self._claims(callback))
        if store.status == "uninstalled":
            raise AppNotInstalled(f"store {store.store_hash} is uninstalled")
        return pages.status(store, self.registrations.get(store.store_hash), now)

    def _uninstall(self, callback: CallbackRequest) -> HtmlPage:
        claims = self._claims(callback)
        store = self._store(claims)
        # A JWT is valid for a day: one of an earlier installation must not end this one. `iat` is in whole seconds.
        if claims.issued_at < int(store.installed_at):
            raise JwtInvalid(f"the JWT was made before store {store.store_hash} was installed")
        self.tasks.send([Task("uninstall", store.store_hash, why="uninstall")])
        return pages.empty(store)

    def _remove_user(self, callback: CallbackRequest) -> HtmlPage:
        # No session and nothing else of a user's is kept.
        return pages.empty(Store(self._claims(callback).store_hash))

    def _claims(self, callback: CallbackRequest) -> Claims:
        return jwt.verify(callback.parameter("signed_payload_jwt"), self.accounts)

    def _store(self, claims: Claims) -> Store:
        store = self.stores.get(claims.store_hash)
        if store is None:
            raise AppNotInstalled(f"store {claims.store_hash} is unknown")
        if store.account != "app":
            raise AppNotInstalled(f"store {claims.store_hash} has an API account of its own")
        return store
