"""The timer dies at each start for a quarter of an hour, under load: then all that is due completes, each run once."""

import shutil
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event
from urllib.parse import unquote

import pytest
from tests.support.bundle import ACTIONS, copy_of_bundle, free_port
from tests.support.deployed import Deployed, until
from tests.support.kills import Killer
from tests.support.terminals import quiet_progress
from tests.support.waiting_runs import wait_until

from storehook.queues.run_key import RunKey
from storehook_cli.local.local_stack import LocalStack

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
        attempts: number of attempts that started, by event.
    """

    killed: int
    completed_meanwhile: int
    seconds: float
    expected: set[str]
    effects: set[str]
    attempts: dict[str, int]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Generator[Deployed]:
    """A stack of its own, because no other test can do without a timer for so long."""
    project = copy_of_bundle(tmp_path_factory.mktemp("timerless"))
    shutil.copy(ACTIONS / "note_run.py", project / "functions" / "worker" / "actions")
    local = project / ".local"
    with LocalStack(project, local, aws_port=free_port(), sandbox_port=0, progress=quiet_progress()) as stack:
        deployed = Deployed(stack)
        yield deployed
        deployed.http.close()


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
        attempts=attempts(folder),
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
    return {RunKey.of_run_key(unquote(file.name)).event_id for file in (folder / "effects").iterdir()}


def attempts(folder: Path) -> dict[str, int]:
    """Return the number of attempts that started, by event."""
    started: dict[str, int] = {}
    for line in (folder / "attempts").read_text().splitlines():
        _, what, _, run_key = line.split()
        event_id = RunKey.of_run_key(run_key).event_id
        started[event_id] = started.get(event_id, 0) + (what == "began")
    return started


def test_the_timer_was_away_and_only_it_could_wake_the_waiting_runs(outage: Outage) -> None:
    assert outage.killed >= AWAY / 60
    assert outage.completed_meanwhile == 0


def test_everything_completes_within_a_quarter_of_the_outage(outage: Outage) -> None:
    assert outage.effects == outage.expected
    assert outage.seconds <= AWAY / 4


def test_no_run_starts_again_once_it_has_completed(outage: Outage) -> None:
    assert max(outage.attempts.values()) <= 2  # those that fail once
    assert sum(count == 2 for count in outage.attempts.values()) <= len(outage.expected) / 4
