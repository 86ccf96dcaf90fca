"""Connect with an app, a login and tables in memory, and events of its callbacks."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.support.jwts import CLIENT_ID, Event
from tests.support.lambda_context import LambdaContext
from tests.support.memory import MemoryRegistrations, MemoryStores, MemoryTasks
from tests.support.signed_deliveries import SECRET, STORE

import connect
from storehook.connect.callback_handler import CallbackHandler
from storehook.connect.callback_request import CallbackRequest
from storehook.connect.errors import CodeRefused
from storehook.connect.install import AppGrant, Installer
from storehook.stores.store import AppAccount, Store

ACCOUNT = AppAccount(CLIENT_ID, SECRET)
PREVIOUS = AppAccount("previous_client_id", "previous_client_secret_0123456789abcdef")
SCOPES = ("store_v2_orders", "users_basic_information")
GRANTED = ("store_v2_information_read_only", "store_v2_orders", "users_basic_information")
TOKEN = "canary-store-token"
PUBLIC_URL = "https://hooks.example.com"
CODE = "canarycode0123456789abcdef01234"
NAME = "Zoë's <Shop> & Co"


def ask(path: str, headers: dict[str, str] | None = None, /, **query: str | Sequence[str]) -> Event:
    """Make a GET as API Gateway passes it on. A list is a parameter that is repeated, or missing if empty."""
    return {
        "routeKey": f"GET {path}",
        "rawPath": path,
        "rawQueryString": urlencode(query, doseq=True, errors="replace"),
        "headers": headers or {},
    }


def auth(headers: dict[str, str] | None = None, /, **query: str | Sequence[str]) -> Event:
    """Make the callback of an installation, with some changes."""
    usual: dict[str, str | Sequence[str]] = {
        "account_uuid": "1b7b1a4e-6c3f-4a0e-9c2e-2f7a3b5c8d90",
        "code": CODE,
        "context": f"stores/{STORE}",
        "scope": " ".join(GRANTED),
    }
    return ask("/auth", headers, **usual | query)


@dataclass
class FakeLogin:
    """BigCommerce's login. It knows one code, which works once.

    Args:
        grant: the grant for the code.
        fault: an error to raise instead.
        exchanges: the account and the callback of each exchange.
    """

    grant: AppGrant = field(default_factory=lambda: AppGrant(TOKEN, GRANTED, f"stores/{STORE}"))
    fault: Exception | None = None
    exchanges: list[tuple[AppAccount, CallbackRequest]] = field(default_factory=list)

    def exchange(self, account: AppAccount, callback: CallbackRequest) -> AppGrant:
        self.exchanges.append((account, callback))
        if self.fault:
            raise self.fault
        if len(self.exchanges) > 1 or callback.parameter("code") != CODE:
            raise CodeRefused("the code was not exchanged: 400")
        return self.grant


@dataclass
class SlowSlots:
    """Slots of exchanges that each take a while: `connect.exchange_slots.ExchangeSlots`.

    Args:
        taking: seconds that an exchange takes. Calls return at once, so a slot is freed after this time.
        taken: when each exchange begins and ends.
    """

    taking: float = 0.0
    taken: list[tuple[float, float]] = field(default_factory=list)
    _free_from: dict[int, float] = field(default_factory=dict)

    def acquire(self, slot: int, now: float, until: float) -> bool:
        if self._free_from.get(slot, 0.0) > now:
            return False
        end = min(now + self.taking, until)
        self._free_from[slot] = end
        self.taken.append((now, end))
        return True

    def release(self, slot: int, until: float) -> None:
        """Do nothing: the exchange has not taken its time yet."""


@dataclass
class FaultyTasks(MemoryTasks):
    """The reconcile queue, which may fail."""

    fault: Exception | None = None

    def send(self, tasks: Any, delay: float = 0.0) -> None:
        if self.fault:
            raise self.fault
        super().send(tasks, delay)


@dataclass
class World:
    """The dependencies of connect."""

    accounts: list[AppAccount] = field(default_factory=lambda: [ACCOUNT, PREVIOUS])
    login: FakeLogin = field(default_factory=FakeLogin)
    stores: MemoryStores = field(default_factory=MemoryStores)
    tasks: FaultyTasks = field(default_factory=FaultyTasks)
    slots: SlowSlots = field(default_factory=SlowSlots)
    asked_accounts: int = 0

    def __post_init__(self) -> None:
        self.registrations = MemoryRegistrations(self.stores)

    def groups(self) -> Iterator[Sequence[AppAccount]]:
        self.asked_accounts += 1
        yield self.accounts[:1]
        yield self.accounts

    def callback_handler(self) -> CallbackHandler:
        installer = Installer(self.groups, SCOPES, self.login, self.slots, self.stores, self.tasks)
        return CallbackHandler(self.groups, installer, self.stores, self.registrations, self.tasks, PUBLIC_URL)

    def connected(self, **fields: Any) -> Store:
        """Make a store that was installed an hour ago, with some changes."""
        usual = {"name": NAME, "scopes": GRANTED, "installed_at": time.time() - 3600}
        store = Store(STORE, **usual | fields)
        self.stores.save(store, TOKEN, "own secret")
        return store

    def rows(self) -> str:
        """Return all stored rows as text."""
        return repr(
            (
                {name: (row.store, row.token) for name, row in self.stores.rows.items()},
                self.stores.secrets,
                self.registrations.rows,
                self.tasks.sent,
            )
        )


def answer(event: Event) -> Event:
    """Return the handler's answer."""
    return connect.handler(event, LambdaContext())


def with_jwt(event: Event, token: str) -> Event:
    """Return a recorded event with another JWT. The recorded JWT has expired."""
    return event | {"rawQueryString": urlencode({"signed_payload_jwt": token})}
