"""Twenty thousand waiting runs: the queues contain only runs that are due or being worked on."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice

import pytest
from tests.support.clocks import NOW
from tests.support.deployment import Deployment, declared
from tests.support.memory import MemoryDepths
from tests.support.runs import run
from tests.support.signed_deliveries import STORE, event_body

from storehook.actions.context import Context
from storehook.actions.params import Params
from storehook.errors import Retry, Throttled
from storehook.queues.lanes import MAX_DELAY
from storehook.queues.ports import Depth  # noqa: TC001
from storehook.queues.run_key import RunKey
from storehook.runs.open import open_entry, open_place, time_of
from storehook.runs.ports import Due
from storehook.runs.run import Lease, Run
from storehook.saves import Conflict, Saved
from storehook.testing.memory import MemoryRunRepository
from storehook.timer.timer import SHARES

FIRST_KEY = RunKey("", "", "")
HOUR = 3600.0
MINUTE = 60.0


@dataclass(slots=True)
class IndexedRuns(MemoryRunRepository):
    """A table in memory with a sorted index `open`, which is too large to sort at each tick."""

    entries: dict[str, list[tuple[str, RunKey]]] = field(default_factory=lambda: defaultdict(list))

    def save(self, run: Run) -> Saved | Conflict[Run]:
        """Implement `runs.ports.RunRepository.save`."""
        result = MemoryRunRepository.save(self, run)
        self._note(run.key)
        return result

    def claim_due(self, key: RunKey, lease: Lease) -> Run | None:
        """Implement `runs.ports.RunRepository.claim_due`."""
        claimed = MemoryRunRepository.claim_due(self, key, lease)
        self._note(key)
        return claimed

    def read(self, partition: str, after: Due | str, until: str, limit: int) -> Sequence[Due]:
        """Implement `runs.ports.DueRuns.read`."""
        entries, page = self.entries[partition], list[Due]()
        start = (
            (after, FIRST_KEY) if isinstance(after, str) else (open_place(partition, after.due_at, STORE), after.key)
        )
        for place, key in islice(entries, bisect_right(entries, start), None):
            if place > until or len(page) == limit:
                break
            if open_entry(self.rows[key]) == (partition, place):
                page.append(Due(key, time_of(place), self.rows[key].next_attempt_at, self.rows[key].lane))
        return page

    def move_check(self, due: Due, until: float) -> None:
        """Implement `runs.ports.DueRuns.move_check`."""
        if abs(self.rows[due.key].due_at - due.due_at) < 1e-5:
            self.rows[due.key] = replace(self.rows[due.key], due_at=until)
            self._note(due.key)

    def _note(self, key: RunKey) -> None:
        if entry := open_entry(self.rows[key]):
            insort(self.entries[entry[0]], (entry[1], key))


def well() -> None: ...


def in_an_hour() -> Exception:
    return Retry(after=HOUR)


def in_a_minute() -> Exception:
    return Retry(after=MINUTE)


def throttled() -> Exception:
    return Throttled(after=HOUR)


class World:
    """A deployment with many waiting runs, and consumers that work on its queue.

    Args:
        number: the number of waiting runs.
        seconds: the time from now over which they are due.
        steps: the results of attempts, in turn, again and again. An error is raised, and None succeeds.
        rate: messages per second that consumers work on.
    """

    def __init__(
        self, number: int, seconds: float, steps: Sequence[Callable[[], Exception | None]], rate: int = 100
    ) -> None:
        self.steps, self.rate = cycle(steps), rate
        self.deployment = Deployment(declared(self.act))
        self.deployment.repository = self.table = IndexedRuns()
        self.queue = self.deployment.queues["default"]
        self.depths: list[Depth] = []
        self.messages: list[int] = []
        first = replace(run(store=STORE, action="act", state="retrying"), version=1)
        for place in range(number):
            at, key = NOW + seconds * place / number, RunKey(STORE, f"event-{place}", "act")
            message = replace(first.message, payload=event_body(hash=key.event_id), event_id=key.event_id)
            self.table.save(replace(first, key=key, message=message, next_attempt_at=at, due_at=at))

    def act(self, _params: Params, _ctx: Context) -> None:
        self.look()  # while a message is being worked on
        if error := next(self.steps)():
            raise error

    def look(self) -> None:
        depth = MemoryDepths(self.deployment.queues, self.deployment.dead_letters).of_lane("default")
        self.depths.append(depth)
        self.messages.append(len(self.queue.messages))

    def pass_by(self, minutes: int) -> None:
        """Let a number of ticks pass, one a minute, while the consumers work."""
        timer = replace(self.deployment.timer(), due_runs=self.table)
        end = self.deployment.clock.now + minutes * MINUTE
        while (started_at := self.deployment.clock.now) < end:
            timer.tick()
            self.work(started_at + MINUTE - self.deployment.clock.now)

    def work(self, seconds: float) -> None:
        """Work on visible messages for some seconds, as fast as the consumers can."""
        clock = self.deployment.clock
        for _ in range(round(seconds)):
            clock.now += 1
            self.look()
            visible = sum(message.visible_at <= clock.now for message in self.queue.messages)
            for _ in range(min(visible, self.rate)):
                self.deployment.work()


def test_only_what_is_worked_on_is_in_flight_and_only_what_is_due_soon_has_a_message() -> None:
    world = World(20_000, 20 * HOUR, [well, in_an_hour, throttled, in_a_minute])
    soon = sum(run.next_attempt_at <= NOW + MAX_DELAY for run in world.table.rows.values())

    world.pass_by(minutes=10)

    assert max(depth.in_flight for depth in world.depths) == 1  # it works on one at a time
    assert max(world.messages) <= soon


@pytest.mark.parametrize("number", [5_000, 9_000])
def test_of_what_is_due_all_at_once_a_store_gets_its_share_of_a_tick_however_much_it_is(number: int) -> None:
    world = World(number, 0.0, [well], rate=10)

    world.pass_by(minutes=1)

    assert max(depth.waiting for depth in world.depths) == SHARES[-1]
    assert max(world.messages) == SHARES[-1]
    assert max(depth.in_flight for depth in world.depths) == 1
