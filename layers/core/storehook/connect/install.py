"""Installation of the app by a merchant: the code becomes a token, and the store is connected.

BigCommerce starts the installation, so there is no `state` that we could check. A forged callback still gains nothing:

- We keep no session and set no cookie that a foreign page could use. Only the code of a callback proves anything.
- BigCommerce's login makes a code for our client ID and our address. It works once, and only with our secret.
- The login's answer names the store. A callback that names another one changes nothing.
- A foreign page cannot call us unseen, by an image or a script. See `callback`.

Source: BigCommerce docs, single-click apps, "Implementing OAuth".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from storehook.connect.callback_request import CallbackRequest
from storehook.connect.errors import CallbackInvalid, ScopesMissing, StoreAccountInUse
from storehook.connect.exchange_slots import ExchangeSlots, exchange_slot
from storehook.connect.jwt import Accounts
from storehook.queues.ports import Tasks
from storehook.queues.task import Task
from storehook.stores.ports import Stores
from storehook.stores.store import AppAccount, Store


@dataclass(frozen=True, slots=True)
class AppGrant:
    """Grant that the login returns for a code.

    Args:
        token: valid for the store's API until the next installation. It is never logged.
        context: `stores/{store_hash}`.
    """

    token: str = field(repr=False)
    scopes: tuple[str, ...]
    context: str


class Login(Protocol):
    """BigCommerce's login host."""

    def exchange(self, account: AppAccount, callback: CallbackRequest) -> AppGrant:
        """Exchange the code of an `/auth` callback. It works once, and may be used up even if there was no answer."""
        ...


@dataclass(frozen=True, slots=True)
class Installer:
    """Connects stores whose merchants grant all `scopes`."""

    accounts: Accounts
    scopes: Sequence[str]
    login: Login
    slots: ExchangeSlots
    stores: Stores
    tasks: Tasks

    def install(self, callback: CallbackRequest, now: float) -> Store:
        """Connect the store of an `/auth` callback, or connect it again with other scopes or another owner.

        The store is saved before its reconciliation is queued. If the process dies in between, the schedule queues it.
        If the installation is refused, nothing is stored.
        """
        for name in ("code", "context", "scope"):
            callback.parameter(name)  # before any work
        self._check_scopes(callback.parameter("scope").replace("+", " ").split())
        account = next(iter(self.accounts()))[0]
        with exchange_slot(self.slots, callback.sender, now):
            grant = self.login.exchange(account, callback)
        if grant.context != callback.parameter("context"):
            raise CallbackInvalid("the code is for another store than the context")
        self._check_scopes(grant.scopes)
        store = _connected(self.stores.get(callback.store_hash), callback.store_hash, grant, now)
        self.stores.save(store, grant.token)
        self.tasks.send([Task("reconcile", store.store_hash, why="install")])
        return store

    def _check_scopes(self, granted: Sequence[str]) -> None:
        if missing := [scope for scope in self.scopes if scope not in granted]:
            raise ScopesMissing(missing)


def _connected(before: Store | None, store_hash: str, grant: AppGrant, now: float) -> Store:
    """Return the store after the installation. An operator's pause of it stays."""
    if before is None:
        return Store(store_hash, scopes=grant.scopes, installed_at=now)
    if before.account == "store" and before.status != "uninstalled":
        raise StoreAccountInUse(store_hash)
    return before.installed("app", now, grant.scopes)
