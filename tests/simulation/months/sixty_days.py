"""Sixty days of one store.

The store is reconciled hourly, and events come by webhook. BigCommerce blocks the domain, retries deliveries for 48
hours, and deactivates webhooks. Deploys drop scopes and want them again. API accounts change, tokens are refused, and a
webhook stays lost for weeks. Runs are kept for 30 days. In the end each event has had an effect, no action has run more
often than there were events, and no catch-up has reached beyond the retention of runs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from tests.simulation.months.bigcommerce import Agenda, ApiAccount, BigCommerce, Happening
from tests.simulation.months.story import Story
from tests.support.catch_up import CatchUpDeployment
from tests.support.clocks import NOW
from tests.support.deployment import declared, queued
from tests.support.hooks_api import STORE
from tests.support.memory import MemoryRegistrations
from tests.support.registration import ELSEWHERE, KEY, URL

from storehook.actions.action import Action, Registry
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.bigcommerce.client import StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections, Connections
from storehook.catch_up.progress import CatchUpProgress
from storehook.errors import ApiUnavailable, StoreUnavailable
from storehook.operations.stores_service import StoresService
from storehook.queues import message as messages
from storehook.queues.lanes import LANES
from storehook.queues.message import Message
from storehook.queues.task import Task
from storehook.queues.task import encode as encode_task
from storehook.reconciler.reconciler import Reconciler
from storehook.reconciler.task_result import Receipt
from storehook.registration.store_reconciler import StoreReconciler
from storehook.registration.webhook import EXCEPTIONS, destinations
from storehook.stores.statuses import status_of
from storehook.stores.store import AnyStatus, Pause, Store
from storehook.webhooks.scopes import covers

if TYPE_CHECKING:
    from storehook.history.reading import RunHistory
    from storehook.stores.gaps import Interval

HOUR, DAY = 3_600.0, 86_400.0
DAYS = 60
RETENTION = 30 * DAY
START = float(int(NOW))
END = START + DAYS * DAY

QUIET = 5 * DAY
"""Seconds of quiet at the end: longer than BigCommerce's retries, and than those of a catch-up."""

MOST_RECEIVES = 100
"""Receipts after which the reconcile queue moves a task to its dead letters."""

ROLLED_BACK = 6.5 * DAY
"""Seconds within which an action comes back. One that was dropped for longer counts as new."""

TOLERANCE = 10
"""Seconds by which the time of an event and that of its resource's change may differ."""

ACTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "charge": ("order", ("store/order/created",)),
    "sync_order": ("order", ("store/order/created", "store/order/updated")),
    "sync_product": ("product", ("store/product/updated",)),
    "welcome": ("customer", ("store/customer/created",)),
}
"""Actions by name, each with the kind of its resources and its webhooks."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Successful attempt of an action. Its event happened `at`, and it ran `when`."""

    action: str
    resource: tuple[str, int]
    scope: str
    at: int
    when: float
    kind: str


class StoreDeployment(CatchUpDeployment):
    """A deployment with a reconciler, whose stores have their status in the table of stores."""

    def __init__(self, agenda: Agenda, story: Story, *actions: Action) -> None:
        super().__init__(*actions)
        self.clock = agenda
        for queue in (*self.queues.values(), *self.dead_letters.values()):
            queue.clock = agenda
        self.holds = replace(self.holds, clock=agenda)
        self.agenda, self.story = agenda, story
        self.registrations = MemoryRegistrations(self.store_table)

    def _status(self, store_hash: str) -> AnyStatus:
        return status_of(self.store_table, store_hash)


@dataclass
class ReconcileQueue:
    """The reconcile queue: `queues.ports.Tasks`. Each task is worked on when it is visible.

    Args:
        postponed: seconds for which the task at work is hidden. None if it was not postponed.
    """

    agenda: Agenda
    work: Callable[[str, int], None]
    postponed: float | None = None

    def send(self, tasks: Iterable[Task], delay: float = 0.0) -> None:
        for task in tasks:
            self.agenda.after(delay + 1.0, partial(self.work, encode_task(task), 1))

    def postpone(self, receipt: str, seconds: float) -> None:
        assert receipt
        self.postponed = seconds


@dataclass
class DeliveryLane:
    """The lane to which ingest and the reconciler send deliveries: `queues.ports.DeliveryQueue`."""

    deployment: StoreDeployment

    def send(self, message: Message) -> None:
        self.deployment.post(message)


class SixtyDays:
    """A store, its stack, and everybody who changes them.

    Args:
        deployed: the times from which each action was deployed, and until when.
    """

    def __init__(self, story: Story) -> None:
        self.story = story
        self.agenda = Agenda(START)
        self.actions = {name: declared(self._function(name), *webhooks) for name, (_, webhooks) in ACTIONS.items()}
        self.deployment = StoreDeployment(self.agenda, story, *self.actions.values())
        self.bigcommerce = BigCommerce(story, self.agenda, self._ingest, self._token)
        self.deployment._connect = self._connect
        self.account = self.bigcommerce.open_account()
        self.deployment.store_table.save(Store(STORE, name="Shop", installed_at=START), self.account.token)
        self.effects: list[Effect] = []
        self.deployed: dict[str, list[tuple[float, float]]] = {name: [(START, END * 2)] for name in ACTIONS}
        self.is_up = True
        self.is_quiet = False
        self.filled = 0
        self.last_result: tuple[str, object] = "", ""
        self.tasks = ReconcileQueue(self.agenda, self._reconcile)
        self.deliveries = DeliveryLane(self.deployment)
        self.resources: list[tuple[str, int]] = []
        self.times_left_out: set[Interval] = set()

    @property
    def now(self) -> float:
        """Time of the agenda."""
        return self.agenda.now

    # --- The stack ---

    def _function(self, name: str) -> Callable[[Params, Context], None]:
        def act(params: Params, ctx: Context) -> None:
            if not self.account.is_valid:
                StoreClient(self.bigcommerce).v2.get("/store")
            if not self.is_quiet and self.story.happens(0.02):
                raise ApiUnavailable("503", store_hash=STORE, method="GET", path="/orders", status=503)
            kind, _ = ACTIONS[name]
            at = int(ctx.trigger.created_at or 0)
            effect = Effect(name, (kind, int(params.id)), ctx.trigger.scope, at, self.now, ctx.trigger.kind)
            self.effects.append(effect)
            self.story.note(self.now, "an effect", f"of {name} by {effect.kind}: {effect.resource} {effect.scope}")

        act.__name__ = name
        return act

    def _store(self) -> Store:
        store = self.deployment.store_table.get(STORE)
        assert store is not None
        return store

    def _token(self) -> str:
        credentials = self.deployment.store_table.credentials(STORE)
        return (credentials.token or "") if credentials else ""

    def _connect(self, store_hash: str, kind: str, **_: object) -> Connections:
        assert kind == "catch-up"
        if (status := self._store().status) != "active":
            raise StoreUnavailable(store_hash, f"is {status}")
        return Connections(BigCommerceConnections(lambda _hash: StoreClient(self.bigcommerce), store_hash))

    def _ingest(self, destination: str, scope: str, body: bytes) -> bool:
        if destination.startswith(ELSEWHERE):
            return True
        if not self.is_up:
            return False
        message = queued(body, received_at=self.now, signed_at=int(self.now), delivery_id=f"delivery-{self.now}")
        if scope == EXCEPTIONS:
            self._reconcile(messages.encode(message), 1)
        else:
            self.deployment.post(message)
        return destination in destinations(URL, STORE).all()

    def reconciler(self) -> Reconciler:
        """Make the reconciler of this deployment."""
        deployment = self.deployment
        return Reconciler(
            store_reconciler=StoreReconciler(
                action_scopes=[(action.name, scope) for action in deployment.registry for scope in action.webhooks],
                public_url=URL,
                headers=lambda _store_hash: KEY,
                runs_retention=RETENTION,
                stores=deployment.store_table,
                registrations=deployment.registrations,
                open_gaps=deployment.gaps,
                open_client=lambda _store_hash, _seconds_left: StoreClient(self.bigcommerce),
                restart_catch_up=deployment.catch_up().restart,
                clock=self.agenda,
            ),
            stores=deployment.store_table,
            registrations=deployment.registrations,
            tasks=self.tasks,
            delivery_queue=self.deliveries,
            open_client=lambda _store_hash, _seconds_left: StoreClient(self.bigcommerce),
            catch_up=deployment.catch_up(),
            registry=deployment.registry,
            publish_schedules=lambda: None,
        )

    def _reconcile(self, text: str, receives: int, first_at: float = 0.0) -> None:
        first_at = first_at or self.now
        self.tasks.postponed = None
        result = self.reconciler().receive(text, Receipt("receipt", receives, first_at), lambda: 60.0)
        self._note_result(result.result, dict(result.answer))
        if not result.acknowledged and self.tasks.postponed is not None and receives < MOST_RECEIVES:
            self.agenda.after(self.tasks.postponed, partial(self._reconcile, text, receives + 1, first_at))

    def _note_result(self, result: str, answer: dict[str, Any]) -> None:
        # A refusal that stays is noted once.
        is_news = (result, answer.get("detail")) != self.last_result
        self.last_result = result, answer.get("detail")
        steps = [f"{step['step']} {step['scope']}" for step in answer.get("steps", []) if step["step"] != "keep"]
        gaps = [f"{gap['cause']} {gap['scope']} from {_ago(self.now - gap['since'])}" for gap in answer.get("gaps", [])]
        if steps or gaps or (is_news and result not in ("reconciled", "skipped")):
            progress = self.deployment.states.get(STORE)
            summary = progress.summary() if progress and result in ("caught up", "catching up") else ""
            detail = f"{answer.get('detail', '')} {steps or ''} {gaps or ''} {summary}".strip()
            self.story.note(self.now, f"reconciler: {result}", detail)
        self.times_left_out.update(self.deployment.registrations.get(STORE).left_out)
        if (progress := self.deployment.states.get(STORE)) is not None:
            self._check_reach(progress)

    def _check_reach(self, progress: CatchUpProgress) -> None:
        if progress.since < progress.started_at - RETENTION:
            self.story.breaks("no catch-up reaches beyond the retention of runs", progress.summary())

    # --- Time ---

    def live(self, until: float) -> None:
        """Let time pass, and work on each message when it is visible."""
        while True:
            self._work()
            waits = [message.visible_at for lane in LANES for message in self.deployment.queues[lane].messages]
            at = min([self.agenda.next_at(), *waits])
            if at > until:
                self.agenda.now = until
                return
            if waits and at == min(waits):
                self.agenda.now = max(self.now, at)
            else:
                self.agenda.step()

    def _work(self) -> None:
        for lane in LANES:
            while any(message.visible_at <= self.now for message in self.deployment.queues[lane].messages):
                outcome = self.deployment.work(lane)
                self.story.counts[f"a message: {outcome.result}"] += 1

    def hourly(self) -> None:
        """Let the schedules run, and the tables expire what is old."""
        self.agenda.after(HOUR, self.hourly)
        self._reconcile(encode_task(Task("reconcile", STORE, why="schedule")), 1)
        rows = self.deployment.repository.rows
        if any(not run.has_ended for run in rows.values()):
            self.deployment.timer().tick()
            self.deployment.releases().tick()
        for key in [key for key, run in rows.items() if run.has_ended and run.updated_at < self.now - RETENTION]:
            del rows[key]
            self.story.counts["a run expires"] += 1

    # --- The shop ---

    def trade(self) -> None:
        """Let something happen in the shop, and again later."""
        if self.now < END:
            self.agenda.after(self.story.random.expovariate(1.0) * 0.7 * DAY, self.trade)
        for _ in range(self.story.choose([(1, 8), (3, 1), (6, 0.5)])):
            if self.resources and self.story.happens(0.3):
                kind, number = self.story.random.choice(self.resources[-15:])
                if kind != "customer" and self.bigcommerce.shop.changes[kind, number].modified < int(self.now):
                    self.bigcommerce.happens(kind, number, "updated")
            else:
                kind, number = (
                    self.story.random.choice(["order", "order", "product", "customer"]),
                    len(self.resources) + 1,
                )
                self.resources.append((kind, number))
                self.bigcommerce.happens(kind, number, "created")

    # --- Trouble ---

    def trouble(self) -> None:
        """Let something go wrong, and again later."""
        if self.now >= END:
            return
        self.agenda.after(self.story.random.expovariate(1.0) * 2.5 * DAY, self.trouble)
        acts: list[tuple[Callable[[], None], float]] = [
            (self._block, 3),
            (self._go_down, 3),
            (self._go_down_for_days, 1),
            (self._roll_out_without_an_action, 3),
            (self._others_delete_ours, 2),
            (self._others_switch_ours_off, 1),
            (self._others_fill_a_scope, 1),
            (self._refuse_the_token, 1),
            (self._change_the_account, 1),
            (self._reinstall, 1),
            (self._pause, 1),
            (self._be_busy, 2),
        ]
        self.story.choose(acts)()
        for _ in range(self.story.random.randrange(4)):
            self.agenda.after(self.story.random.random() * HOUR, self.trade_once)

    def trade_once(self) -> None:
        """Let an order be placed or changed."""
        if self.resources and self.story.happens(0.4):
            kind, number = self.story.random.choice(self.resources[-10:])
            if kind != "customer" and self.bigcommerce.shop.changes[kind, number].modified < int(self.now):
                self.bigcommerce.happens(kind, number, "updated")
            return
        self.resources.append(("order", len(self.resources) + 1))
        self.bigcommerce.happens("order", len(self.resources), "created")

    def _block(self) -> None:
        self.bigcommerce.block()
        for _ in range(self.story.random.randrange(4)):
            self.agenda.after(self.story.random.random() * 180, self.trade_once)

    def _go_down(self) -> None:
        self._go_down_for(self.story.random.choice([60.0, 600.0, 3 * HOUR, 20 * HOUR]))

    def _go_down_for_days(self) -> None:
        self._go_down_for(self.story.random.choice([49.0, 60.0, 80.0]) * HOUR)

    def _go_down_for(self, seconds: float) -> None:
        if not self.is_up:
            return
        self.is_up = False
        self.story.note(self.now, "ingest is down", _ago(seconds))
        self.agenda.after(seconds, self._come_up)

    def _come_up(self) -> None:
        self.is_up = True
        self.story.note(self.now, "ingest is up again")

    def _roll_out_without_an_action(self) -> None:
        name = self.story.random.choice(list(ACTIONS))
        if self.deployed[name][-1][1] < self.now or len(list(self.deployment.registry)) < 2:
            return
        since, _ = self.deployed[name][-1]
        self.deployed[name][-1] = since, self.now
        seconds = self.story.random.choice([1200.0, 2 * HOUR, DAY, 5 * DAY])
        self._deploy("a deploy drops an action", name)
        self.agenda.after(seconds, lambda: self._roll_back(name))

    def _roll_back(self, name: str) -> None:
        self.deployed[name].append((self.now, END * 2))
        self._deploy("an action comes back", name)

    def _deploy(self, what: str, name: str) -> None:
        live = [name for name, spans in self.deployed.items() if spans[-1][1] > self.now]
        self.deployment.registry = Registry(self.actions[name] for name in live)
        self.story.note(self.now, what, name)
        self._reconcile(encode_task(Task("reconcile", STORE, why="deploy")), 1)

    def _ours(self) -> list[dict[str, Any]]:
        rows = self.account.hooks.rows.values()
        return [row for row in rows if row["destination"] in destinations(URL, STORE).all()]

    def _others_delete_ours(self) -> None:
        if rows := self._ours():
            row = self.story.random.choice(rows)
            del self.account.hooks.rows[row["id"]]
            self.story.note(self.now, "others delete ours", row["scope"])

    def _others_switch_ours_off(self) -> None:
        if rows := self._ours():
            row = self.story.random.choice(rows)
            row["is_active"] = False
            self.story.note(self.now, "others switch ours off", row["scope"])

    def _others_fill_a_scope(self) -> None:
        scope = self.story.random.choice([scope for _, webhooks in ACTIONS.values() for scope in webhooks])
        for row in self._ours():
            if row["scope"] == scope:
                del self.account.hooks.rows[row["id"]]
        for number in range(10):
            body = {"scope": scope, "destination": f"{ELSEWHERE}/{scope}/{number}", "is_active": True}
            self.account.hooks._create(body)
        self.filled += 1
        days = self.story.random.choice([0.1, 3, 20, 40])
        self.story.note(self.now, "others fill a scope", f"{scope} for {days} days")
        self.agenda.after(days * DAY, lambda account=self.account: self._others_leave(account, scope))

    def _others_leave(self, account: ApiAccount, scope: str) -> None:
        rows = account.hooks.rows
        for number in [
            number for number, row in rows.items() if row["destination"].startswith(f"{ELSEWHERE}/{scope}/")
        ]:
            del rows[number]
        self.filled -= 1
        self.story.note(self.now, "others leave a scope", scope)

    def _refuse_the_token(self) -> None:
        """Refuse the token for a while. Somebody resumes the store afterwards, if it was paused."""
        account = self.account
        if not account.is_valid:
            return
        account.is_valid = False
        seconds = self.story.random.choice([120.0, 900.0, 5 * HOUR])
        self.story.note(self.now, "the token is refused", _ago(seconds))
        self.agenda.after(seconds, lambda: self._accept_the_token(account))

    def _accept_the_token(self, account: ApiAccount) -> None:
        if account is self.account:
            account.is_valid = True
            self.story.note(self.now, "the token is accepted again")
            self.agenda.after(2 * HOUR, self._resume)

    def _resume(self) -> None:
        if self._store().status == "paused" and self.account.is_valid:
            self.deployment.store_table.resume(self._store())
            self.story.note(self.now, "the store is resumed")
            self.tasks.send([Task("reconcile", STORE)])

    def _change_the_account(self) -> None:
        """Give the store another API account. Sometimes the old one was deleted before."""
        if self._store().status == "uninstalled":
            return
        if self.story.happens(0.3):
            self.bigcommerce.close_account(self.account)
        self._delete_old_webhooks()

    def _delete_old_webhooks(self) -> None:
        """Delete the old account's webhooks with its token, as `storehook stores add` does first."""
        answer = self.stores_service().delete_webhooks(STORE)
        if answer.outcome == "retrying":
            self.agenda.after(600.0, self._delete_old_webhooks)
            return
        self.story.note(self.now, "the store gets another API account", answer.outcome)
        self.account = self.bigcommerce.open_account()
        store = replace(self._store(), account="store", installed_at=self.now)
        self.stores_service().add(store, self.account.token, "secret", replaces=True)

    def stores_service(self) -> StoresService:
        """Make the service by which an operator adds a store."""
        return StoresService(
            stores=self.deployment.store_table,
            registrations=self.deployment.registrations,
            catch_ups=self.deployment.states,
            tasks=self.tasks,
            reconciler=self,
            history=cast("RunHistory", None),
            runs_retention=RETENTION,
            clock=self.agenda,
        )

    def ask(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Implement `operations.stores_service.ReconcilerCalls.ask`."""
        return self.reconciler().answer(dict(fields), lambda: 60.0).answer

    def install(self, account: ApiAccount) -> None:
        """Install the app with an API account of its own, as the callback does."""
        self.account = account
        store = replace(self._store().active(), account="app", installed_at=self.now)
        self.deployment.store_table.save(store, account.token)
        self.tasks.send([Task("reconcile", STORE, why="install")])

    def _reinstall(self) -> None:
        """Uninstall the app, and install it again later."""
        if self._store().status == "uninstalled":
            return
        self.bigcommerce.close_account(self.account)
        self.deployment.store_table.uninstall(self._store(), self.now)
        seconds = self.story.random.choice([300.0, 6 * HOUR, 3 * DAY])
        self.story.note(self.now, "the app is uninstalled", f"for {_ago(seconds)}")
        self.agenda.after(seconds, self._install)

    def _install(self) -> None:
        if self._store().status == "uninstalled":
            self.story.note(self.now, "the app is installed again")
            self.install(self.bigcommerce.open_account())

    def _pause(self) -> None:
        if self._store().status == "active":
            self.deployment.store_table.pause(self._store(), Pause("an operator", self.now, "a look"))
            self.story.note(self.now, "an operator pauses the store")
            self.agenda.after(self.story.random.choice([600.0, 10 * HOUR, 4 * DAY]), self._resume)

    def _be_busy(self) -> None:
        self.bigcommerce.is_busy = True
        self.agenda.after(self.story.random.choice([600.0, 6 * HOUR]), self._be_idle)

    def _be_idle(self) -> None:
        self.bigcommerce.is_busy = False

    def calm(self) -> None:
        """End all trouble, and repeat what has failed."""
        self.is_quiet = True
        self.story.note(self.now, "---- all is quiet ----")
        self.bigcommerce.is_busy, self.is_up, self.account.is_valid = False, True, True
        for account in self.bigcommerce.accounts:
            for scope in [scope for _, webhooks in ACTIONS.values() for scope in webhooks]:
                self._others_leave(account, scope)
        if self._store().status == "uninstalled":
            self.install(self.bigcommerce.open_account())
        self._resume()

    def left_out(self, moment: float) -> bool:
        """Return whether storehook ever said that no catch-up covers a time."""
        return any(gap.since <= moment <= gap.until for gap in self.times_left_out)

    def redrive(self) -> None:
        """Repeat all failed runs, as an operator does."""
        for lane, letters in self.deployment.dead_letters.items():
            for letter in letters.messages:
                self.deployment.queues[lane].put(letter.text)
            letters.messages.clear()


def play(seed: int) -> Story:
    """Play the sixty days of a seed."""
    story = Story("sixty-days", seed)
    days = SixtyDays(story)
    days.hourly()
    days.live(START + 10 * 60)
    days.agenda.after(60.0, days.trade)
    days.agenda.after(DAY, days.trouble)
    days.live(END)
    days.calm()
    days.live(END + QUIET)
    days.redrive()
    days.live(END + QUIET + DAY)
    _check(days)
    return story


def _check(days: SixtyDays) -> None:
    effects = defaultdict[tuple[str, tuple[str, int]], list[Effect]](list)
    for effect in days.effects:
        effects[effect.action, effect.resource].append(effect)
    for name, (kind, webhooks) in ACTIONS.items():
        for resource in days.resources:
            if resource[0] == kind:
                events = [event for event in days.bigcommerce.happened if event.resource == resource]
                wanted = [event for event in events if any(covers(scope, event.scope) for scope in webhooks)]
                _check_resource(days, name, events, wanted, effects[name, resource])


def _check_resource(
    days: SixtyDays, name: str, events: list[Happening], wanted: list[Happening], effects: list[Effect]
) -> None:
    text = f"{name} of {[f'{event} at {_time(event.at)}' for event in wanted]}: {[_told(effect) for effect in effects]}"
    # BigCommerce does not say whether a creation fires an update, and its list cannot tell one from the other.
    if len(effects) > (len(wanted) if any(event.verb == "created" for event in wanted) else len(events)):
        days.story.breaks("no event has two effects", text)
    for event in wanted:
        if not _is_due(days, name, event):
            continue
        if not any(effect.at >= event.at - TOLERANCE for effect in effects):
            days.story.breaks("each event has an effect", f"{_time(event.at)}: {text}")
        if event.verb == "created" and not any(effect.scope.endswith("/created") for effect in effects):
            days.story.breaks("an action that wants creations is told of each", text)
    for effect in effects:
        if effect.kind == "catch-up" and effect.when - effect.at > RETENTION + DAY:
            days.story.breaks("no catch-up's effect is older than the retention of runs", text)


def _is_due(days: SixtyDays, name: str, event: Happening) -> bool:
    """Return whether an event must have an effect. Times that were left out on purpose need none."""
    spans = days.deployed[name]
    is_deployed = any(since <= event.at <= until for since, until in spans)
    comes_back = any(event.at < since < event.at + ROLLED_BACK for since, _ in spans)
    return (is_deployed or comes_back) and not days.left_out(event.at)


def _told(effect: Effect) -> str:
    return f"{effect.scope} of {_time(effect.at)} by {effect.kind} at {_time(effect.when)}"


def _time(moment: float) -> str:
    days, seconds = divmod(moment - START, DAY)
    return f"day {days:.0f} {seconds / HOUR:.2f} h"


def _ago(seconds: float) -> str:
    return f"{seconds / HOUR:.2f} h"
