"""A merchant installs the app: the code becomes a token, and the store is connected.

BigCommerce starts the installation, so that there is no `state` that we could have given it and would find again. A
forged callback gains nothing all the same:

- We keep no session and set no cookie: there is nothing of the visitor's that a foreign page could ride on. A callback
  counts for what its code proves, whoever's browser brings it.
- A code is made by BigCommerce's login for our client id and our address, works once, and is exchanged with our secret.
- Which store it is, the login's answer says. A callback that names another one changes nothing.
- A foreign page cannot call us unseen, by an image or a script: see `callback`.

Source: BigCommerce docs, single-click apps, "Implementing OAuth".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from storehook.connect.callback_request import CallbackRequest
from storehook.connect.errors import CallbackInvalid, ScopesMissing, StoreAccountInUse
from storehook.connect.jwt import Accounts
from storehook.queues.ports import Tasks
from storehook.queues.task import Task
from storehook.stores.ports import Stores
from storehook.stores.store import AppAccount, Store


@dataclass(frozen=True, slots=True)
class AppGrant:
    """Grant that the login returns for a code.

    Args:
        token: opens the store's API until the next installation. In no log line, message or repr.
        scopes: the OAuth scopes that it has.
        context: `stores/{store_hash}`.
    """

    token: str = field(repr=False)
    scopes: tuple[str, ...]
    context: str


class Login(Protocol):
    """BigCommerce's login host."""

    def exchange(self, account: AppAccount, callback: CallbackRequest) -> AppGrant:
        """Exchange the code of an `/auth` callback. It works once.

        Raises:
            CodeRefused: the code is not valid.
            AppCredentialsRefused: the account is not.
            LoginUnavailable: there was no answer, or none that can be read. The code may be used up.
        """
        ...


@dataclass(frozen=True, slots=True)
class Installer:
    """Connects stores.

    Args:
        accounts: gives the app's accounts, the current one first.
        scopes: the OAuth scopes that a merchant must grant.
        login: BigCommerce's.
        stores: the table.
        tasks: the reconcile queue.
    """

    accounts: Accounts
    scopes: Sequence[str]
    login: Login
    stores: Stores
    tasks: Tasks

    def install(self, callback: CallbackRequest, now: float) -> Store:
        """Connect the store, at the first installation or again: with other scopes, or after its owner changed.

        The store is stored before its webhooks are asked for. Should the process die in between, the schedule asks.

        Args:
            callback: an `/auth`.
            now: unix seconds.

        Raises:
            CallbackInvalid: it is not as BigCommerce makes it, or about another store than its code.
            StoreAccountInUse: the operator has given the store an API account of its own. Nothing is stored.
            ScopesMissing: the merchant did not grant all scopes. Nothing is stored.
        """
        for name in ("code", "context", "scope"):
            callback.parameter(name)  # before any work
        self._check_scopes(callback.parameter("scope").replace("+", " ").split())
        grant = self.login.exchange(next(iter(self.accounts()))[0], callback)
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
    after = replace(before, account="app", scopes=grant.scopes, installed_at=now)
    return after if before.is_paused_by_an_operator else after.not_paused("active")
