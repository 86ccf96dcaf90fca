"""BigCommerce of the sixty days: API accounts with webhooks, events, deliveries with their retries, and lists."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.simulation.months.story import Story
from tests.support.catch_up import PATHS, Shop
from tests.support.clocks import Clock
from tests.support.hooks_api import STORE, HooksApi
from tests.support.signed_deliveries import event_body

from bigcommerce_sandbox.deliveries import RETRY_SECONDS
from bigcommerce_sandbox.delivery_exceptions import EXHAUSTED, HOST_BLOCKED, RETRY_NOTICE_SECONDS, WILL_RETRY
from storehook.bigcommerce import answers
from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call
from storehook.errors import ApiUnavailable, Throttled
from storehook.registration.webhook import EXCEPTIONS
from storehook.webhooks.scopes import covers

NEW_WEBHOOK = 60
"""Seconds for which a new webhook may not deliver yet (BigCommerce docs, webhooks overview)."""

BLOCK = 180.0
"""Seconds of a block (BigCommerce docs, webhooks overview)."""


class Agenda(Clock):
    """Simulated time, and what happens at which time."""

    def __init__(self, now: float) -> None:
        super().__init__(now)
        self._entries: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()

    def at(self, moment: float, act: Callable[[], object]) -> None:
        """Do something at a time."""
        heapq.heappush(self._entries, (moment, next(self._order), act))

    def after(self, seconds: float, act: Callable[[], object]) -> None:
        """Do something after some seconds."""
        self.at(self.now + seconds, act)

    def next_at(self) -> float:
        """Return the time of the next entry."""
        return self._entries[0][0]

    def step(self) -> None:
        """Do what comes next."""
        moment, _, act = heapq.heappop(self._entries)
        self.now = max(self.now, moment)
        act()


@dataclass(frozen=True, slots=True)
class Happening:
    """Event about a resource."""

    kind: str
    number: int
    verb: str
    at: int

    @property
    def scope(self) -> str:
        """Scope of the event."""
        return f"store/{self.kind}/{self.verb}"

    @property
    def resource(self) -> tuple[str, int]:
        """Kind and number of the resource."""
        return self.kind, self.number

    def __str__(self) -> str:
        """Write it as in a story."""
        return f"{self.kind}/{self.number} {self.verb}"


@dataclass
class ApiAccount:
    """API account of the store, with its token and its webhooks.

    Args:
        is_valid: BigCommerce accepts its token.
        reported_at: time of the latest report of a delivery that will be retried.
    """

    token: str
    hooks: HooksApi
    rows: dict[int, dict[str, Any]]
    is_valid: bool = True
    reported_at: float = 0.0


@dataclass
class BigCommerce:
    """BigCommerce, as one store and storehook see it: a `sending.Sender`.

    Args:
        receive: takes a delivery by its destination and body. Returns false if it was not accepted.
        token: returns the token with which storehook calls the store.
        blocked_until: end of the latest block of our domain, in unix seconds.
        is_busy: calls are throttled, or not answered.
        keeps_retries: deliveries of a deleted webhook are still retried. The docs don't say.
    """

    story: Story
    agenda: Agenda
    receive: Callable[[str, str, bytes], bool]
    token: Callable[[], str]
    shop: Shop = field(default_factory=Shop)
    accounts: list[ApiAccount] = field(default_factory=list[ApiAccount])
    blocked_until: float = 0.0
    is_busy: bool = False
    store_hash: str = STORE
    keeps_retries: bool = False
    happened: list[Happening] = field(default_factory=list[Happening])

    def open_account(self) -> ApiAccount:
        """Create an API account."""
        number = len(self.accounts) + 1
        rows: dict[int, dict[str, Any]] = {}
        hooks = HooksApi(clock=self.agenda, rows=rows, _last_id=10_000 * number)
        self.accounts.append(ApiAccount(f"token-{number}", hooks, rows))
        return self.accounts[-1]

    def close_account(self, account: ApiAccount) -> None:
        """Delete an API account, and its webhooks with it (BigCommerce docs, webhooks overview)."""
        account.is_valid = False
        account.rows.clear()

    def __post_init__(self) -> None:
        """Decide what happens to the retries of deleted webhooks."""
        self.keeps_retries = self.story.happens(0.5)

    # --- Calls ---

    def send(self, call: Call) -> Any:
        """Implement `sending.Sender.send`."""
        self.agenda.now += 0.2
        if self.is_busy and self.story.happens(0.2):
            raise self._trouble(call)
        account = next((account for account in self.accounts if account.token == self.token()), None)
        if account is None or not account.is_valid:
            return answers.read(call, STORE, Answer(401, {}, b'{"status": 401, "title": "Unauthorized"}'))
        if call.path in PATHS:
            return self.shop.send(call)
        blocked = max(0.0, self.blocked_until - self.agenda.now)
        account.hooks.blocked = [{"destination": "hooks.example.com", "time_left": int(blocked)}] if blocked else []
        return account.hooks.send(call)

    def _trouble(self, call: Call) -> Exception:
        if self.story.happens(0.5):
            return Throttled(30.0)
        return ApiUnavailable("503", store_hash=STORE, method=call.method, path=call.path, status=503)

    # --- Events ---

    def happens(self, kind: str, number: int, verb: str) -> None:
        """Create or update a resource."""
        event = Happening(kind, number, verb, int(self.agenda.now))
        before = self.shop.changes.get(event.resource)
        self.shop.put(number, event.at, created=before.created if before else event.at, kind=kind)
        self.happened.append(event)
        self.story.note(self.agenda.now, "an event happens", event)
        data = {"type": kind, "id": number}
        self.fire(event.scope, data, f"{kind}-{number}-{verb}-{event.at}")

    def fire(self, scope: str, data: dict[str, Any], name: str) -> None:
        """Send an event to each webhook that is for it. The hash differs by account."""
        now = self.agenda.now
        for index, account in enumerate(self.accounts):
            for row in list(account.rows.values()):
                is_new = row["created_at"] + self.story.random.random() * NEW_WEBHOOK > now
                if row["is_active"] and covers(row["scope"], scope) and not is_new:
                    body = event_body(scope, hash=f"{name}-{index}", created_at=int(now), data=data)
                    delay = self.story.choose([(2.0, 10), (8.0, 2), (40.0, 0.2)])
                    self._later(delay, account, row["id"], row["destination"], scope, body, 0)
                    if self.story.happens(0.02):
                        self._later(delay + 0.5, account, row["id"], row["destination"], scope, body, 99)

    def _later(
        self, delay: float, account: ApiAccount, webhook: int, destination: str, scope: str, body: bytes, failures: int
    ) -> None:
        self.agenda.after(delay, lambda: self._deliver(account, webhook, destination, scope, body, failures))

    def _deliver(
        self, account: ApiAccount, webhook: int, destination: str, scope: str, body: bytes, failures: int
    ) -> None:
        is_retry = 0 < failures <= len(RETRY_SECONDS)
        if is_retry and not self.keeps_retries and webhook not in account.rows:
            self.story.note(self.agenda.now, "BigCommerce drops the retries of a deleted webhook", scope)
            return
        is_blocked = self.blocked_until > self.agenda.now
        if not is_blocked and self.receive(destination, scope, body):
            self.story.counts[f"a delivery is accepted{' after a retry' if failures else ''}"] += 1
            return
        if not is_blocked and scope != EXCEPTIONS:
            self._report_retry(account, webhook)
        if failures < len(RETRY_SECONDS):
            self._later(RETRY_SECONDS[failures], account, webhook, destination, scope, body, failures + 1)
        elif failures == len(RETRY_SECONDS):
            self._give_up(account, webhook, scope)

    def _report_retry(self, account: ApiAccount, webhook: int) -> None:
        if self.agenda.now >= account.reported_at + RETRY_NOTICE_SECONDS:
            account.reported_at = self.agenda.now
            self._report(WILL_RETRY, webhook)

    def _give_up(self, account: ApiAccount, webhook: int, scope: str) -> None:
        row = account.rows.get(webhook)
        if scope == EXCEPTIONS or row is None or not row["is_active"]:
            return
        row["is_active"] = False
        self.story.note(self.agenda.now, "BigCommerce gives up on a webhook", scope)
        self._report(EXHAUSTED, webhook)

    def block(self) -> None:
        """Block our domain for three minutes."""
        self.blocked_until = self.agenda.now + BLOCK
        self.story.note(self.agenda.now, "our domain is blocked")
        self._report(HOST_BLOCKED, 0)

    def _report(self, code: int, webhook: int) -> None:
        data = {"type": "webhook", "id": webhook, "error_code": code, "message": "Delivery failed"}
        self.fire(EXCEPTIONS, data, f"exception-{code}-{webhook}-{self.agenda.now}")
