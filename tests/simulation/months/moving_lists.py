"""Lists that move while a catch-up reads them.

Resources change, appear and disappear between two pages. Items have equal times, stand in a wrong order or cannot be
read. The store throttles, processes die, and two workers read at once. Late webhooks arrive before, during and after
the catch-up. In the end each event has had an effect, and no action has run more often than there were events.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.months.story import Died, Story
from tests.support.catch_up import PATHS, CatchUpDeployment, Shop
from tests.support.clocks import NOW
from tests.support.deployment import declared, queued
from tests.support.memory import MemoryCatchUps
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.action import Action
from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.bigcommerce.calls import Call
from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.progress import CatchUpProgress
from storehook.catch_up.work import CatchUp
from storehook.errors import ApiUnavailable, Throttled
from storehook.queues.lanes import LANES
from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.queues.task import Task
from storehook.stores.gaps import Interval, union
from storehook.webhooks.scopes import covers

START = int(NOW) - 100
"""Time of the gap's start."""

DAY = 86_400

TOLERANCE = 10
"""Seconds between two events of a resource of which one effect may tell."""

MOST_TRIES = 400
"""Tries of a catch-up, within which it ends."""

SUBSCRIPTIONS = {
    "order": [
        ("store/order/created",),
        ("store/order/updated",),
        ("store/order/*",),
        ("store/order/created", "store/order/updated"),
    ],
    "product": [("store/product/updated",), ("store/product/*",)],
    "customer": [("store/customer/created",), ("store/customer/updated", "store/customer/created")],
}


@dataclass(frozen=True, slots=True)
class ShopEvent:
    """Event about a resource, at a time by BigCommerce's clock. A lost one may still come, as `late`."""

    kind: str
    number: int
    verb: str
    at: int
    lost: bool

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
        return f"{self.kind}/{self.number} {self.verb} at {self.at - START:+d} s"


@dataclass(frozen=True, slots=True)
class Effect:
    """Successful attempt of an action. Its event happened `at`, and it ran `when`."""

    action: str
    kind: str
    number: int
    scope: str
    at: int
    when: float

    def __str__(self) -> str:
        """Write it as in a story."""
        return f"{self.scope} of {self.at - START:+d} s, {self.when - START:+.0f} s"


class MovingShop(Shop):
    """Lists whose items may stand in a wrong order, or be unreadable.

    Args:
        unreadable: resources whose items lack a date or an id.
        disorder: shuffles two neighbors of a page, perhaps.
    """

    def __init__(self, disorder: Callable[[list[ChangedResource]], None]) -> None:
        super().__init__()
        self.unreadable: dict[tuple[str, int], dict[str, Any]] = {}
        self.disorder = disorder

    def _page(self, call: Call) -> list[ChangedResource]:
        page = super()._page(call)
        self.disorder(page)
        return page

    def _shown(self, change: ChangedResource, call: Call) -> dict[str, Any]:
        return super()._shown(change, call) | self.unreadable.get((change.kind, change.id), {})


@dataclass
class Sends:
    """Lanes with a disturbance before and after each send."""

    inner: Any
    disturb: Callable[[], None]

    def send(self, messages: Sequence[tuple[str, Message | RunKey]], delay: float = 0.0) -> None:
        self.disturb()
        self.inner.send(messages, delay)
        self.disturb()


@dataclass
class Saves:
    """Progress of catch-ups with a disturbance before and after each save."""

    inner: MemoryCatchUps
    disturb: Callable[[], None]

    def get(self, store_hash: str) -> CatchUpProgress | None:
        return self.inner.get(store_hash)

    def save(self, progress: CatchUpProgress) -> bool:
        self.disturb()
        saved = self.inner.save(progress)
        self.disturb()
        return saved


@dataclass
class MovingLists:
    """A store, its events, and the actions that must see them.

    Args:
        late: deliveries of lost events that are still to come.
        gone: deleted resources.
        is_moving: lists and processes are disturbed.
    """

    story: Story
    events: list[ShopEvent] = field(default_factory=list[ShopEvent])
    late: list[ShopEvent] = field(default_factory=list[ShopEvent])
    gone: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    effects: list[Effect] = field(default_factory=list[Effect])
    is_moving: bool = False
    depth: int = 0
    trouble: float = 0.0
    skew: int = 0

    def __post_init__(self) -> None:
        """Make the actions, the resources and their events."""
        random = self.story.random
        self.length = random.choice([3, 12, 60, 600])
        self.trouble = random.choice([0.0, 0.05, 0.2])
        self.skew = random.choice([0, 0, 1])
        self.deployment = CatchUpDeployment(*self._actions(), limit=random.choice([2, 3, 5, 10]))
        self.shop = MovingShop(self._disorder)
        self.deployment.shop = self.shop
        self.deployment.clock.now = self.until
        for kind in SUBSCRIPTIONS:
            for number in range(1, random.choice([0, 1, 4, 12, 25]) + 1):
                self._history(kind, number)
        self._spoil()
        self.deployment.clock.now = self.until
        self.deployment.drain()
        self.deployment.clock.now = self.until

    @property
    def until(self) -> int:
        """Time of the gap's end."""
        return START + self.length

    @property
    def now(self) -> float:
        """Time of the deployment's clock."""
        return self.deployment.clock.now

    def _actions(self) -> Iterator[Action]:
        for kind, options in SUBSCRIPTIONS.items():
            for number, webhooks in enumerate(self.story.random.sample(options, self.story.random.choice([1, 1, 2]))):
                lane = self.story.random.choice(list(LANES))
                yield declared(self._function(f"{kind}_{number}", kind), *webhooks, lane=lane)

    def _function(self, name: str, kind: str) -> Callable[[Params, Context], None]:
        def act(params: Params, ctx: Context) -> None:
            if self.is_moving and not ctx.trigger.final_attempt and self.story.happens(self.trouble):
                raise ValueError("The action fails, and is retried.")
            at = int(ctx.trigger.created_at or 0)
            self.effects.append(Effect(name, kind, int(params.id), ctx.trigger.scope, at, self.now))
            self.story.note(self.now, "an effect", f"of {name} on {kind}/{params.id}: {self.effects[-1]}")

        act.__name__ = name
        return act

    def _history(self, kind: str, number: int) -> None:
        """Let a resource be created and updated. In the gap, each event is lost, at least at first."""
        random = self.story.random
        created = START + random.choice([-50, -1, 0, *[random.randint(0, self.length)] * 3])
        times = sorted(random.randint(created, self.until + 1) for _ in range(random.choice([0, 0, 1, 2])))
        self._happens(kind, number, "created", created)
        for at in times:
            self._happens(kind, number, "updated", at)

    def _happens(self, kind: str, number: int, verb: str, at: int) -> None:
        lost = START <= at <= self.until
        event = ShopEvent(kind, number, verb, at, lost)
        self.events.append(event)
        before = self.shop.changes.get((kind, number))
        self.shop.put(number, at, created=before.created if before else at, kind=kind)
        self.story.note(self.now, "an event is lost" if lost else "an event happens", event)
        if not lost:
            self._deliver(event)
        elif self.story.happens(0.2):
            self.late.append(event)

    def _deliver(self, event: ShopEvent) -> None:
        created_at = event.at + (self.story.random.choice([-1, 0, 1]) if self.skew else 0)
        body = event_body(
            event.scope,
            hash=f"{event.kind}-{event.number}-{event.verb}-{event.at}",
            created_at=created_at,
            data={"type": event.kind, "id": event.number},
        )
        self.deployment.post(queued(body, received_at=self.now, signed_at=int(self.now)))

    def _spoil(self) -> None:
        # A page of which no item can be read ends the resource, so a small page has one at most.
        resources = sorted(self.shop.changes)
        for resource in self.story.random.sample(resources, min(len(resources), self.story.random.choice([0, 0, 1]))):
            self.shop.unreadable[resource] = self.story.random.choice(
                [{"date_modified": None}, {"date_modified": "soon"}, {"id": None}, {"date_created": ""}]
            )
            self.story.note(self.now, "an item is unreadable", f"{resource} {self.shop.unreadable[resource]}")

    # --- Disturbances ---

    def _disorder(self, page: list[ChangedResource]) -> None:
        if self.is_moving and len(page) > 1 and self.story.happens(self.trouble / 2):
            at = self.story.random.randrange(len(page) - 1)
            page[at : at + 2] = page[at + 1], page[at]
            self.story.note(
                self.now, "two items stand in a wrong order", f"{page[at].resource} {page[at + 1].resource}"
            )

    def before_call(self) -> None:
        """Let the store's lists move before a page is read."""
        self.disturb()
        match self.story.choose([("", 20), ("throttled", self.trouble * 20), ("503", self.trouble * 20)]):
            case "throttled" if self.is_moving:
                self.story.note(self.now, "throttled")
                raise Throttled(1.0)
            case "503" if self.is_moving:
                self.story.note(self.now, "answered 503")
                raise ApiUnavailable("503", store_hash=STORE, method="GET", path="/orders", status=503)
            case _:
                pass

    def disturb(self) -> None:
        """Take a disturbance, perhaps."""
        if not self.is_moving or not self.story.happens(0.35):
            return
        self.deployment.clock.pass_by(self.story.random.choice([0, 0.3, 1, 7, 100]))
        if self.story.happens(0.7):
            self._move()
        else:
            self._trouble()

    def _move(self) -> None:
        at, resources = max(self.until + 1, int(self.now)), sorted(self.shop.changes)
        match self.story.choose([("change", 5), ("insert", 2), ("remove", 2), ("late", 4)]):
            case "change" if resources:
                self._happens(*self.story.random.choice(resources), "updated", at)
            case "insert":
                self._happens(self.story.random.choice(list(SUBSCRIPTIONS)), 1000 + len(self.events), "created", at)
            case "remove" if resources:
                resource = self.story.random.choice(resources)
                del self.shop.changes[resource]
                self.gone.add(resource)
                self.story.note(self.now, "a resource is deleted", resource)
            case "late" if self.late:
                self.arrive_late()
            case _:
                pass

    def _trouble(self) -> None:
        match self.story.choose([("work", 5), ("die", self.trouble * 20), ("another worker", self.trouble * 20)]):
            case "work":
                self.work()
            case "die":
                self.story.note(self.now, "a worker dies")
                raise Died
            case "another worker" if not self.depth:
                self.story.note(self.now, "another worker comes between")
                self.depth += 1
                self.attempt(Task("catch-up", STORE))
                self.depth -= 1
            case _:
                pass

    def arrive_late(self) -> None:
        """Deliver a lost event, as a retry of BigCommerce does."""
        event = self.late.pop(self.story.random.randrange(len(self.late)))
        self.story.note(self.now, "a lost event comes late", event)
        self._deliver(event)

    def work(self) -> None:
        """Work on a message that is visible, if there is one."""
        for lane in LANES:
            if any(message.visible_at <= self.now for message in self.deployment.queues[lane].messages):
                outcome = self.deployment.work(lane)
                self.story.note(self.now, f"a message: {outcome.result}")

    def attempt(self, task: Task) -> bool:
        """Let a worker work on the catch-up once. Return whether it says that nothing is left."""
        try:
            done = self._worker().work(task, self.until, self.story.random.choice([21.0, 60.0]))
        except Died:
            return False
        if progress := self.deployment.states.get(STORE):
            self.story.note(self.now, f"the catch-up is {progress.state}", progress.summary())
        return done

    def _worker(self) -> CatchUp:
        plain = self.deployment.catch_up()
        fields = {name: getattr(plain, name) for name in CatchUp.__slots__}
        disturbed = {
            "lanes": Sends(plain.lanes, self.disturb),
            "catch_ups": Saves(self.deployment.states, self.disturb),
        }
        return CatchUp(**fields | disturbed)


def play(seed: int) -> Story:
    """Play the history of a seed."""
    story = Story("moving-lists", seed)
    lists = MovingLists(story)
    while lists.late and story.happens(0.3):
        lists.arrive_late()
    lists.deployment.gaps.change(STORE, lambda before: union(before, [Interval.of(START, lists.until)]))
    lists.shop.meanwhile = lists.before_call
    lists.is_moving = True
    _catch_up(lists)
    _come_to_rest(lists)
    _check(lists)
    return story


def _catch_up(lists: MovingLists) -> None:
    for tries in range(MOST_TRIES):
        if lists.attempt(Task("catch-up", STORE)):
            return
        lists.deployment.clock.pass_by(5.0)
        lists.is_moving = tries < MOST_TRIES // 2
    lists.story.breaks("a catch-up ends", lists.deployment.progress().summary())


def _come_to_rest(lists: MovingLists) -> None:
    lists.is_moving = False
    lists.story.note(lists.now, "---- all is quiet ----")
    if lists.story.happens(0.5):
        lists.deployment.drain()
    while lists.late:
        lists.deployment.clock.pass_by(lists.story.random.choice([1.0, 600.0, DAY / 2]))
        lists.arrive_late()
    lists.deployment.drain()


def _check(lists: MovingLists) -> None:
    story, progress = lists.story, lists.deployment.progress()
    if progress.state != "done" or lists.deployment.gaps.get(STORE):
        story.breaks("a catch-up closes its gap", f"{progress.summary()}, open: {lists.deployment.gaps.get(STORE)}")
    effects = defaultdict[tuple[str, str, int], list[Effect]](list)
    for effect in lists.effects:
        effects[effect.action, effect.kind, effect.number].append(effect)
    for action in lists.deployment.registry:
        for resource in sorted({event.resource for event in lists.events if event.kind in action.name}):
            events = [event for event in lists.events if event.resource == resource and _wants(action, event)]
            _check_resource(lists, action, resource, events, effects[action.name, *resource])
    story.counts["effects"] += len(lists.effects)


def _check_resource(
    lists: MovingLists, action: Action, resource: tuple[str, int], events: list[ShopEvent], effects: list[Effect]
) -> None:
    text = f"{[str(event) for event in events]} had the effects {[str(effect) for effect in effects]}"
    if len(effects) > len(events) + _creation_may_count(action, lists, resource):
        lists.story.breaks("no event has two effects", text)
    for event in events:
        is_readable = resource not in lists.gone | lists.shop.unreadable.keys()
        if (not event.lost or is_readable) and not any(_has_seen(effect, event, lists.skew) for effect in effects):
            lists.story.breaks("each event has an effect", f"{event}: {text}")
        if event.lost and event.verb == "created" and is_readable and not any("created" in e.scope for e in effects):
            lists.story.breaks("an action that wants creations is told of each", f"{event}: {text}")


def _has_seen(effect: Effect, event: ShopEvent, skew: int) -> bool:
    """Return whether an effect tells of an event. One of seconds before tells of it, too, if it ran after the event."""
    return effect.at >= event.at - skew or (effect.at >= event.at - TOLERANCE and effect.when >= event.at + 1)


def _creation_may_count(action: Action, lists: MovingLists, resource: tuple[str, int]) -> bool:
    """Return whether the list cannot tell a creation from an update that the action wants.

    BigCommerce does not say whether a creation fires an update, too.
    """
    kind, _ = resource
    wants_creations = any(covers(pattern, f"store/{kind}/created") for pattern in action.webhooks)
    return not wants_creations


def _wants(action: Action, event: ShopEvent) -> bool:
    return any(covers(pattern, event.scope) for pattern in action.webhooks)


assert set(PATHS.values()) == set(SUBSCRIPTIONS)
