"""Store whose webhooks others change between single calls of a reconciliation.

Others delete our webhooks, switch them off and on, and re-point them. Answers are lost, calls are refused, and the
process of the reconciliation dies. Scopes are dropped by a deploy and wanted again. In the end all is quiet. Then each
webhook exists, others' webhooks are as others left them, and a gap covers each time in which a needed scope could have
missed an event.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tests.simulation.months.story import Died, Story
from tests.support.hooks_api import STORE, HooksApi
from tests.support.memory import MemoryDeliveryQueue, MemoryOpenGaps, MemoryRegistrations
from tests.support.registration import ELSEWHERE, INSTALLED, KEY, URL, World, in_order
from tests.support.signed_deliveries import event_body

from storehook.bigcommerce.answers import Answer
from storehook.bigcommerce.calls import Call
from storehook.errors import ApiUnavailable, Throttled
from storehook.queues.message import Message
from storehook.reconciler.exceptions import EXHAUSTED, take_exception
from storehook.registration.record import RECORDED_EVERY, DeliveryException, Registration
from storehook.registration.report import Report
from storehook.registration.subscriptions import REMEMBERED
from storehook.registration.webhook import EXCEPTIONS, destinations
from storehook.stores.gaps import Gaps, Interval, union
from storehook.stores.store import Store
from storehook.webhooks.scopes import covers

CREATED, UPDATED, CART = "store/order/created", "store/order/updated", "store/cart/created"
CUSTOMERS, ARCHIVED = "store/customer/*", "store/channel/{id}/order/archived"
SCOPES = (CREATED, UPDATED, CART, CUSTOMERS, ARCHIVED)
CHANNELS = (1, 2, 3)
RETRIES = 173_040.0
"""Seconds from the first attempt of a delivery to the last (BigCommerce docs, webhooks overview)."""

FAULTS = (
    ("", 80),
    ("dies before", 1),
    ("dies after", 1),
    ("lost answer", 2),
    ("503", 2),
    ("429", 2),
    ("422", 2),
    ("one channel short", 2),
)
"""Faults of a call, with their weights."""

FORGOTTEN = REMEMBERED - 86_400
"""Seconds after which a scope that was not needed may count as new: a day passes at most until it is reconciled."""

MOST_RETRIES = 4
"""Times that a reconciliation is tried before the schedule's next one."""

MOST_PASSES = 8
"""Quiet reconciliations within which everything is well again."""


@dataclass
class MortalRegistrations:
    """Registrations with a disturbance before and after each write."""

    inner: MemoryRegistrations
    disturb: Callable[[], None]

    def with_store(self, store_hash: str) -> tuple[Store, Registration] | None:
        return self.inner.with_store(store_hash)

    def get(self, store_hash: str) -> Registration:
        return self.inner.get(store_hash)

    def save(self, store_hash: str, registration: Registration) -> bool:
        self.disturb()
        saved = self.inner.save(store_hash, registration)
        self.disturb()
        return saved

    def save_exception(self, store_hash: str, exception: DeliveryException) -> None:
        self.inner.save_exception(store_hash, exception)


@dataclass
class MortalGaps:
    """Open gaps with a disturbance before and after each write."""

    inner: MemoryOpenGaps
    disturb: Callable[[], None]

    def get(self, store_hash: str) -> Gaps:
        return self.inner.get(store_hash)

    def change(self, store_hash: str, change: Callable[[Gaps], Gaps]) -> None:
        self.disturb()
        self.inner.change(store_hash, change)
        self.disturb()


@dataclass
class MeddledStore:
    """Store, its reconciler, and the truth about what it delivered.

    Args:
        missed: the times in which each concrete scope could have missed an event.
        delivered: the concrete scopes that have delivered, as a reconciliation has stored. Others count as new.
        theirs: the webhooks of others, as others left them.
        good: the last reconciliation after which each concrete scope delivered.
        dropped: the scopes that no action needs any more, each with the time of the deploy.
        returned: dropped scopes that an action needs again, until a gap of them is opened.
        is_quiet: nothing is disturbed any more.
    """

    story: Story
    world: World = field(init=False)
    missed: dict[str, list[tuple[float, float]]] = field(default_factory=dict[str, list[tuple[float, float]]])
    delivered: set[str] = field(default_factory=set[str])
    theirs: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    is_quiet: bool = False
    is_reconciling: bool = False
    depth: int = 0
    good: dict[str, float] = field(default_factory=dict[str, float])
    dropped: dict[str, float] = field(default_factory=dict[str, float])
    returned: set[str] = field(default_factory=set[str])
    alive: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        """Install the store."""
        scopes = [scope for scope in SCOPES if self.story.happens(0.6)] or [UPDATED]
        self.world = World(*scopes, installed_at=INSTALLED)
        self.world.api = HooksApi(clock=lambda: self.world.now, channels=[_channel(number) for number in CHANNELS])
        self.world.api.faults.append(self._before_call)
        self.world.registrations = MortalRegistrations(self.world.registrations, self._at_a_write)  # type: ignore[assignment]
        self.world.gaps = MortalGaps(self.world.gaps, self._at_a_write)  # type: ignore[assignment]
        self.alive = {URL}
        for number in range(self.story.random.randrange(3)):
            self._add_theirs(self.story.random.choice([UPDATED, CART, EXCEPTIONS][: 2 + (number == 9)]))

    @property
    def now(self) -> float:
        """Time of the store's clock."""
        return self.world.now

    # --- Time and truth ---

    def pass_by(self, seconds: float) -> None:
        """Let time pass, and record the scopes that deliver nothing meanwhile."""
        start = self.now
        self.world.now += seconds
        live = {scope for scope in self._concrete() if self._delivers(scope)}
        known = [subscription.scope for subscription in self.world.record.subscriptions if subscription.webhook_id]
        self.delivered |= {scope for scope in live if any(covers(pattern, scope) for pattern in known)}
        for scope in self.delivered - live:
            spans = self.missed.setdefault(scope, [])
            if spans and spans[-1][1] == start:
                spans[-1] = spans[-1][0], self.now
            else:
                spans.append((start, self.now))

    def _concrete(self) -> Iterator[str]:
        for scope in SCOPES:
            if scope == ARCHIVED:
                yield from (scope.replace("{id}", str(number)) for number in CHANNELS)
            else:
                yield scope.replace("*", "updated")

    def _is_well(self, scope: str) -> bool:
        is_needed = any(covers(pattern.replace("{id}", "*"), scope) for pattern in self.world.scopes)
        return is_needed and self._delivers(scope, [self.world.url])

    def _delivers(self, scope: str, urls: Collection[str] = ()) -> bool:
        if self.world.store.status == "uninstalled":
            return False
        live = {destinations(url, STORE).webhooks for url in urls or self.alive}
        rows = self.world.api.rows.values()
        return any(row["is_active"] and row["destination"] in live and covers(row["scope"], scope) for row in rows)

    # --- Reconciliations ---

    def reconcile(self) -> None:
        """Reconcile, and again if BigCommerce was busy or another reconciliation was faster, as the queue does."""
        for _ in range(MOST_RETRIES):
            report = self._reconcile_once()
            if report is None or not report.after:
                return
            self.pass_by(report.after)

    def _reconcile_once(self) -> Report | None:
        """Reconcile once. Return the report, if the process lived to the end."""
        self.is_reconciling, good, open_gaps = True, dict(self.good), self.world.open_gaps
        try:
            report = self.world.reconcile()
        except Died:
            self.story.note(self.now, "a reconciliation dies")
            return None
        finally:
            self.is_reconciling = self.depth > 0
        detail = " ".join(f"{step.kind} {step.scope}" for step in report.done)
        gaps = " ".join(f"gap {gap.cause} {gap.scope} of {self.now - gap.since:.0f} s" for gap in report.gaps)
        self.story.note(self.now, f"reconciliation: {report.outcome}", f"{detail} {gaps}")
        self._check_lengths(report, good, open_gaps)
        self._move_on(report.outcome)
        self.check_theirs()
        return report

    def _check_lengths(self, report: Report, good: dict[str, float], open_gaps: Gaps) -> None:
        """Compare the gaps with the last reconciliation that found their scope well."""
        for gap in report.gaps:
            times = [at for scope, at in good.items() if covers(gap.scope, scope)]
            # What was open when an action was dropped may have been caught up without it.
            is_back = any(_covers_channels(pattern, gap.scope) for pattern in self.returned)
            times += [other.since for other in open_gaps if is_back or gap.cause == "dropped"]
            # Deliveries of a webhook that is lost may have been retried, which ends with the webhook.
            if times and gap.since < min(times) - RECORDED_EVERY - RETRIES - 3600:
                self.story.breaks("no gap is longer than its scope was lost", f"{gap}, last well at {_ago(min(times))}")
        opened = [gap.scope for gap in report.gaps]
        self.returned = {
            pattern for pattern in self.returned if not any(_covers_channels(pattern, scope) for scope in opened)
        }
        if report.outcome in ("reconciled", "failed"):
            needed = [scope for scope in self._concrete() if self._is_well(scope)]
            self.good |= dict.fromkeys(needed, self.now)

    def _move_on(self, outcome: str) -> None:
        # An old address is only switched off once a reconciliation has seen the new one.
        if outcome in ("reconciled", "failed") and self.alive != {self.world.url}:
            self.alive = {self.world.url}
            self.story.note(self.now, "the old address is gone")

    def _before_call(self, call: Call) -> Answer | Exception | None:
        if self.is_quiet:
            return None
        self.pass_by(self.story.choose([(0.5, 20), (5.0, 3), (120.0, 1)]))
        self.meddle(0.12)
        if self.story.happens(0.02) and not self.depth:
            self.depth += 1
            self.story.note(self.now, "another reconciliation comes between", call.path)
            self._reconcile_once()
            self.depth -= 1
        return self._fault(call)

    def _fault(self, call: Call) -> Answer | Exception | None:
        match self.story.choose(FAULTS):
            case "dies before" | "dies after" as kind:
                if kind == "dies after":
                    self.world.api._answer(call)
                self.story.note(self.now, f"the process {kind} a call", _text(call))
                raise Died
            case "lost answer":
                self.world.api._answer(call)
                self.story.note(self.now, "an answer is lost", _text(call))
                return _unavailable(call)
            case "503":
                self.story.note(self.now, "answered 503", _text(call))
                return _unavailable(call)
            case "429":
                self.story.note(self.now, "answered 429", _text(call))
                return Throttled(30.0)
            case "422" if call.method in ("POST", "PUT"):
                self.story.note(self.now, "answered 422", _text(call))
                return Answer(422, {}, b'{"status": 422, "title": "Invalid"}')
            case "one channel short" if call.path.endswith("/channels"):
                self.story.note(self.now, "one channel is left out of the list")
                return _page([_channel(number) for number in CHANNELS[:-1]])
            case _:
                return None

    def _at_a_write(self) -> None:
        if not self.is_quiet and self.story.happens(0.02):
            self.story.note(self.now, "the process dies at a write")
            raise Died

    # --- Others ---

    def meddle(self, probability: float) -> None:
        """Let others change a webhook, perhaps."""
        if not self.story.happens(probability):
            return
        acts: Sequence[tuple[Callable[[], None], float]] = [
            (self._delete_ours, 3),
            (self._switch_off_ours, 3),
            (self._give_up_on_ours, 2),
            (self._switch_on_ours, 2),
            # BigCommerce changes a webhook whatever it was when we listed it. So nobody re-points one in between.
            (self._re_point_ours, 0 if self.is_reconciling else 2),
            (self._amend_ours, 1),
            (partial(self._add_theirs, ""), 2),
            (self._fill_a_scope, 1),
            (self._remove_theirs, 3),
        ]
        self.check_theirs()
        self.story.choose(acts)()
        self.theirs = {row["id"]: dict(row) for row in self._others()}

    def check_theirs(self) -> None:
        """Compare the webhooks of others with what others left."""
        rows = {row["id"]: dict(row) for row in self._others()}
        if rows != self.theirs:
            self.story.breaks("others' webhooks are never touched", f"{self.theirs} became {rows}")
            self.theirs = rows

    def _others(self) -> list[dict[str, Any]]:
        return [row for row in self.world.api.rows.values() if row["destination"].startswith(ELSEWHERE)]

    def _ours(self, **fields: object) -> list[dict[str, Any]]:
        rows = self.world.api.rows.values()
        return [
            row
            for row in rows
            if not row["destination"].startswith(ELSEWHERE) and all(row[name] == fields[name] for name in fields)
        ]

    def _one(self, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
        return self.story.random.choice(rows) if rows else None

    def _delete_ours(self) -> None:
        if row := self._one(self._ours()):
            del self.world.api.rows[row["id"]]
            self.story.note(self.now, "others delete ours", row["scope"])

    def _switch_off_ours(self) -> None:
        # A reconciliation that amends a webhook switches it on. It cannot tell that it was off for a second.
        rows = [row for row in self._ours(is_active=True) if row["headers"] == KEY or not self.is_reconciling]
        if row := self._one(rows):
            row["is_active"] = False
            self.story.note(self.now, "others switch ours off", row["scope"])

    def _give_up_on_ours(self) -> None:
        """Switch a webhook off as BigCommerce does, after 48 hours of failed attempts, and report it.

        Without a report, nobody could know of it if the webhook was deleted before the next list.
        """
        row = self._one([row for row in self._ours(is_active=True) if row["scope"] != EXCEPTIONS])
        is_reported = bool(self._ours(scope=EXCEPTIONS, is_active=True))
        if row is None or not is_reported or row["created_at"] > self.now - RETRIES:
            return
        row["is_active"] = False
        self.story.note(self.now, "BigCommerce gives up on ours", row["scope"])
        for scope in self._concrete():
            if covers(row["scope"], scope) and scope in self.delivered and not self._delivers(scope):
                self.missed.setdefault(scope, []).append((self.now - RETRIES, self.now))
        self._report_exhaustion(row)

    def _report_exhaustion(self, row: dict[str, Any]) -> None:
        data = {"type": "webhook", "id": row["id"], "error_code": EXHAUSTED, "message": f"{row['destination']} failed"}
        body = event_body(EXCEPTIONS, created_at=int(self.now), data=data)
        message = Message(STORE, f"exception-{self.now}", body, int(self.now), self.now)
        take_exception(message, self.world.registrations, self.world.tasks, MemoryDeliveryQueue())

    def _switch_on_ours(self) -> None:
        """Switch a webhook on again by hand. One that others switched off since has left no trace, so it stays off."""
        record = self.world.record
        known = {subscription.webhook_id for subscription in record.subscriptions if subscription.broken}
        if record.exhausted and record.exhausted.at != record.exhausted_seen:
            known.add(record.exhausted.webhook_id)
        rows = [row for row in self._ours(is_active=False) if row["id"] in known]
        if row := self._one(rows):
            row["is_active"] = True
            self.story.note(self.now, "others switch ours on again", row["scope"])

    def _re_point_ours(self) -> None:
        if row := self._one(self._ours()):
            row["destination"] = f"{ELSEWHERE}/{row['id']}"
            self.story.note(self.now, "others re-point ours", row["scope"])

    def _amend_ours(self) -> None:
        if row := self._one(self._ours()):
            row["headers"] = {"x-storehook-key": "old"}
            self.story.note(self.now, "ours gets another key", row["scope"])

    def _add_theirs(self, scope: str) -> None:
        scope = scope or self.story.random.choice([CREATED, UPDATED, CART, CUSTOMERS])
        call = {"scope": scope, "destination": f"{ELSEWHERE}/{self.world.api._last_id}", "is_active": True}
        self.world.api._create(call)
        self.theirs = {row["id"]: dict(row) for row in self._others()}
        self.story.note(self.now, "others register theirs", scope)

    def _fill_a_scope(self) -> None:
        scope = self.story.random.choice([UPDATED, CART])
        for _ in range(10):
            self._add_theirs(scope)

    def _remove_theirs(self) -> None:
        theirs = self._others()
        for row in theirs if self.story.happens(0.5) else theirs[:1]:
            del self.world.api.rows[row["id"]]
        self.story.note(self.now, "others delete theirs")

    # --- Operators and merchants ---

    def operate(self) -> None:
        """Let an operator or a merchant do something, perhaps."""
        act = self.story.choose(
            [("", 30), ("drop", 2), ("want", 4), ("move", 1), ("uninstall", 1), ("reinstall", 1), ("resume", 3)]
        )
        match act:
            case "drop" if len(self.world.scopes) > 1:
                self._deploy([scope for scope in self.world.scopes if not self.story.happens(0.4)] or [UPDATED])
            case "want":
                self._deploy(sorted({*self.world.scopes, self.story.random.choice(SCOPES)}))
            case "move":
                self.world.url = f"https://hooks-{self.story.random.randrange(100)}.example.com/live"
                self.alive = {*self.alive, self.world.url}
                self.story.note(self.now, "the public URL moves", self.world.url)
            case "uninstall" if self.world.store.status == "active":
                self.uninstall()
            case "reinstall":
                self.reinstall()
            case "resume" if self.world.store.status == "paused":
                self.world.stores.resume(self.world.store)
                self.story.note(self.now, "the store is resumed")
            case _:
                pass

    def _deploy(self, scopes: Sequence[str]) -> None:
        before, self.world.scopes = self.world.scopes, tuple(scopes)
        self.dropped |= {scope: self.now for scope in before if scope not in scopes}
        self.returned |= {scope for scope in scopes if scope in self.dropped}
        for scope in scopes:
            if self.now - self.dropped.pop(scope, self.now) >= FORGOTTEN:
                self._forget(scope)
        self.story.note(self.now, "a deploy changes the scopes", " ".join(scopes))

    def _forget(self, pattern: str) -> None:
        """Let a scope count as new, because it was not needed for long."""
        for scope in self._concrete():
            if _covers_channels(pattern, scope):
                self.missed.pop(scope, None)
                self.delivered.discard(scope)

    def uninstall(self) -> None:
        """Uninstall the app. BigCommerce deletes its webhooks."""
        for row in self._ours():
            del self.world.api.rows[row["id"]]
        self.world.stores.uninstall(self.world.store, self.now)
        self.story.note(self.now, "the app is uninstalled")

    def reinstall(self) -> None:
        """Install the app again."""
        store = replace(self.world.store.active(), installed_at=self.now)
        self.world.stores.save(store, "another-token")
        self.story.note(self.now, "the app is installed again")


def play(seed: int) -> Story:
    """Play the history of a seed."""
    story = Story("meddled-stores", seed)
    store = MeddledStore(story)
    _settle(store)
    for _ in range(story.random.randrange(3, 12)):
        store.pass_by(story.choose([(60.0, 3), (900.0, 10), (3600.0, 5), (86_400.0, 1), (5 * 86_400.0, 0.5)]))
        store.meddle(0.4)
        store.operate()
        store.reconcile()
    _calm(store)
    _check(store)
    return story


def _settle(store: MeddledStore) -> None:
    store.is_quiet = True
    store.reconcile()
    store.pass_by(3600.0)
    store.is_quiet = False


def _calm(store: MeddledStore) -> None:
    """End all trouble: others leave, and each scope is needed again."""
    store.is_quiet = True
    store.story.note(store.now, "---- all is quiet ----")
    for row in store._others():
        del store.world.api.rows[row["id"]]
    store.theirs = {}
    if store.world.store.status != "active":
        store.reinstall()
    store._deploy(SCOPES)
    for _ in range(MOST_PASSES):
        store.pass_by(900.0)
        store.reconcile()


def _check(store: MeddledStore) -> None:
    story, world = store.story, store.world
    at = destinations(world.url, STORE)
    wanted = in_order([*(scope for scope in SCOPES if scope != ARCHIVED), *(_archived(n) for n in CHANNELS)], at)
    if world.found() != wanted:
        story.breaks("the webhooks become as they should be", f"{set(world.found()) ^ set(wanted)}")
    if world.record.outcome != "reconciled":
        story.breaks("a quiet reconciliation succeeds", world.record.detail)
    # What is older than the retention of runs is not caught up, and said to be left out.
    open_gaps = union(world.open_gaps, world.record.left_out)
    story.counts["gaps"] += len(open_gaps)
    for scope, spans in store.missed.items():
        story.counts["times in which a scope could miss events"] += len(spans)
        for since, until in spans:
            if not any(gap.since <= int(since) and int(until) <= gap.until for gap in open_gaps):
                text = f"{scope} from {_ago(since)} to {_ago(until)}, gaps: {[_gap(gap) for gap in open_gaps]}"
                story.breaks("a gap covers each time in which a scope could miss events", text)


def _archived(number: int) -> str:
    return ARCHIVED.replace("{id}", str(number))


def _gap(gap: Interval) -> str:
    return f"{_ago(gap.since)} to {_ago(gap.until)}"


def _ago(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%m-%d %H:%M:%S")


def _channel(number: int) -> dict[str, Any]:
    return {"id": number, "status": "active"}


def _page(items: list[dict[str, Any]]) -> Answer:
    return Answer(200, {}, json.dumps({"data": items, "meta": {"pagination": {"total_pages": 1}}}).encode())


def _text(call: Call) -> str:
    scope = (call.json or {}).get("scope", "") if isinstance(call.json, dict) else ""
    return f"{call.method} {call.path} {scope}".rstrip()


def _unavailable(call: Call) -> ApiUnavailable:
    return ApiUnavailable("503", store_hash=STORE, method=call.method, path=call.path, status=503)


def _covers_channels(pattern: str, scope: str) -> bool:
    """Return whether a scope of actions, in which `{id}` stands for each channel, covers a scope."""
    return covers(pattern.replace("{id}", "*"), scope)
