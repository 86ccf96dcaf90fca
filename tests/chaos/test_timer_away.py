"""The timer dies at each start for a quarter of an hour, under load: then all that is due completes, each run once."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

import pytest
from tests.support.deployed import Deployed, until
from tests.support.kills import Killer
from tests.support.run_notes import attempts, effects, noting_stack
from tests.support.waiting_runs import wait_until

from storehook.queues.run_key import RunKey

pytestmark = pytest.mark.timeout(2400)

AWAY = 900.0
"""Seconds for which no process of the timer survives."""
WAITING = 1_000
"""Runs without a message that become due meanwhile. Only the timer can wake them."""
BETWEEN = 1.0
"""Seconds between two deliveries."""
SCOPE = "store/cart/abandoned"


@dataclass(frozen=True)
class Outage:
    """Observations while the timer was away, and afterwards.

    Args:
        killed: number of the timer's processes that died.
        completed_meanwhile: number of the waiting runs that had their effect before the timer was back.
        seconds: time from the end of the outage until the last run had completed.
        expected: events that were delivered, and those of the waiting runs.
        effects: events whose run had its effect.
        attempts: number of attempts that started, by run.
    """

    killed: int
    completed_meanwhile: int
    seconds: float
    expected: set[str]
    effects: set[str]
    attempts: dict[str, int]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Generator[Deployed]:
    """A separate stack, because no other test can do without a timer for so long."""
    with noting_stack(tmp_path_factory.mktemp("timerless")) as deployed:
        yield deployed


@pytest.fixture(scope="module")
def outage(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Outage:
    folder = tmp_path_factory.mktemp("noted")
    (folder / "effects").mkdir()
    killer, over = Killer(deployed, ["Timer"], Random(0)), Event()  # noqa: S311 - it chooses nothing here
    with ThreadPoolExecutor(1) as threads:
        killing = threads.submit(killer.kill_all_until, over)
        try:
            waiting = put_waiting_runs(deployed, folder)
            delivered = deliver_until(deployed, folder, time.time() + AWAY)
        finally:
            over.set()
        killing.result()
    meanwhile, ended_at = events(folder), time.time()
    until(lambda: events(folder) >= waiting | delivered, seconds=AWAY)
    seconds = time.time() - ended_at
    time.sleep(60)  # another tick, which could wake a run that has completed
    return Outage(
        killed=killer.killed["Timer"],
        completed_meanwhile=len(meanwhile & waiting),
        seconds=seconds,
        expected=waiting | delivered,
        effects=events(folder),
        attempts={run_key: sum(note.what == "began" for note in notes) for run_key, notes in attempts(folder).items()},
    )


def put_waiting_runs(deployed: Deployed, folder: Path) -> set[str]:
    """Put runs into the table that become due one after the other during the outage."""
    now = time.time()
    data: dict[str, object] = {"type": "cart", "id": "cart-1", "fails": "never", "folder": str(folder)}
    due = [now + AWAY * number / WAITING for number in range(WAITING)]
    return {wait_until(deployed, at, action="note_run", scope=SCOPE, data=data).key.event_id for at in due}


def deliver_until(deployed: Deployed, folder: Path, ends_at: float) -> set[str]:
    """Deliver one event after the other. Every fourth one fails once, and is retried without the timer."""
    delivered: set[str] = set()
    while time.time() < ends_at:
        fails = "once" if len(delivered) % 4 == 0 else "never"
        data = {"type": "cart", "id": "cart-2", "fails": fails, "folder": str(folder)}
        delivery = deployed.delivery(SCOPE, data)
        deployed.deliver(delivery)
        delivered.add(delivery.id)
        time.sleep(BETWEEN)
    return delivered


def events(folder: Path) -> set[str]:
    """Return the events whose run had its effect."""
    return {RunKey.of_run_key(run_key).event_id for run_key in effects(folder)}


def test_the_timer_was_away_and_only_it_could_wake_the_waiting_runs(outage: Outage) -> None:
    assert outage.killed >= AWAY / 60
    assert outage.completed_meanwhile == 0


def test_everything_completes_within_a_quarter_of_the_outage(outage: Outage) -> None:
    assert outage.effects == outage.expected
    assert outage.seconds <= AWAY / 4


def test_no_run_starts_again_once_it_has_completed(outage: Outage) -> None:
    assert max(outage.attempts.values()) <= 2  # those that fail once
    assert sum(count == 2 for count in outage.attempts.values()) <= len(outage.expected) / 4
