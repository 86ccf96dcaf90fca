"""Handler of the app's callbacks: the effect of each one, and the page that its visitor sees."""

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
    """Answers the callbacks of the app."""

    accounts: Accounts
    installer: Installer
    stores: Stores
    registrations: Registrations
    tasks: Tasks
    public_url: str = ""

    def answer(self, event: dict[str, Any], now: float) -> HtmlPage:
        """Answer an event of API Gateway.

        Raises:
            RequestRefused: it isn't BigCommerce's, or the app isn't installed in its store. Nothing has changed.
            LoginUnavailable: BigCommerce's login host did not answer.
            AppCredentialsRefused: BigCommerce's login host doesn't know our app.
        """
        request = callback(event, self.public_url)
        match request.path:
            case "/auth":
                return pages.installed(self.installer.install(request, now))
            case "/load":
                return self._load(self._claims(request), now)
            case "/uninstall":
                return self._uninstall(self._claims(request))
            case "/remove_user":
                # We keep no session, and nothing else of a user.
                return HtmlPage(store_hash=self._claims(request).store_hash)
            case _:
                raise CallbackInvalid("there is no such callback")

    def _load(self, claims: Claims, now: float) -> HtmlPage:
        store = self._store(claims)
        if store.status == "uninstalled":
            raise AppNotInstalled(f"store {store.store_hash} is uninstalled")
        return pages.status(store, self.registrations.get(store.store_hash), now)

    def _uninstall(self, claims: Claims) -> HtmlPage:
        store = self._store(claims)
        # A JWT is valid for a day. One of an earlier installation must not end this one. `iat` is in whole seconds.
        if claims.issued_at < int(store.installed_at):
            raise JwtInvalid(f"the JWT was made before store {store.store_hash} was installed")
        self.tasks.send([Task("uninstall", store.store_hash, why="uninstall")])
        return HtmlPage(store_hash=store.store_hash)

    def _claims(self, request: CallbackRequest) -> Claims:
        return jwt.verify(request.parameter("signed_payload_jwt"), self.accounts)

    def _store(self, claims: Claims) -> Store:
        store = self.stores.get(claims.store_hash)
        if store is None:
            raise AppNotInstalled(f"store {claims.store_hash} is unknown")
        if store.account != "app":
            raise AppNotInstalled(f"store {claims.store_hash} has an API account of its own")
        return store
