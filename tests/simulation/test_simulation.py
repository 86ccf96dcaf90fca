"""Hundreds of histories, each with its own faults. Every promise is kept in all of them.

`STOREHOOK_HISTORIES=5000 pytest tests/simulation` simulates more of them.
"""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import pytest
from tests.simulation.enqueues import DELAYS
from tests.simulation.faults import POSSIBLE
from tests.simulation.history import run
from tests.support.repository import ROOT

HISTORIES = int(os.environ.get("STOREHOOK_HISTORIES", "300"))

FIRST_SEED = 1_000_000

LEAST = max(1, HISTORIES // 250)
"""The least number of times that each kind of thing must happen. A simulation of fair weather proves nothing."""

ENOUGH = 3
"""Broken histories after which the test stops."""


pytestmark = pytest.mark.timeout(60 + HISTORIES // 2)


@dataclass(frozen=True, slots=True)
class Results:
    """Results of all histories.

    Args:
        counts: the number of times that each kind of thing happened.
        broken: the story of each history that broke a promise.
    """

    counts: Counter[str]
    broken: list[str]

    def rare(self, kinds: list[str]) -> dict[str, int]:
        """Return the kinds that happened less often than they must."""
        return {kind: self.counts[kind] for kind in kinds if self.counts[kind] < LEAST}


@pytest.fixture(scope="module")
def results() -> Results:
    counts: Counter[str] = Counter()
    broken: list[str] = []
    for seed in range(FIRST_SEED, FIRST_SEED + HISTORIES):
        history = run(seed)
        counts.update(history.world.schedule.counts)
        if history.violations:
            broken.append(history.story())
        if len(broken) == ENOUGH:
            break
    return Results(counts, broken)


def test_every_promise_is_kept_in_every_history(results: Results) -> None:
    if results.broken:
        pytest.fail(f"Histories broke a promise. The shortest of the first {ENOUGH}:\n\n{min(results.broken, key=len)}")


def test_every_fault_happens_at_every_effect_that_can_meet_it(results: Results) -> None:
    assert not results.rare([f"{effect}: {fault}" for effect, faults in POSSIBLE.items() for fault in faults])


def test_processes_stall_and_messages_come_twice_late_and_with_outdated_receipts(results: Results) -> None:
    assert not results.rare(
        [
            "stalled beyond its time limit",
            "killed at its time limit",
            "answered too late",
            "the queue stores a message twice",
            "a message is delivered, hidden or not",
            "an accepted event is delivered again",
            "an outdated receipt acts",
            "an outdated receipt does nothing",
            "an outdated receipt is refused",
            "a write finds another version",
            "a suspect starts",
            "the app is uninstalled",
            "the app is installed again",
        ]
    )


def test_all_that_waits_is_met_by_operators_deploys_and_the_limits_of_queues_and_tables(results: Results) -> None:
    assert not results.rare(
        [
            "woken by the timer",
            "a wake-up is lost",
            "a run waits for its lock",
            "a lock is passed on",
            "the queue moves a message that was received too often",
            "the queue lets a message expire",
            "the queue has too many in flight",
            "the table expires a run",
            "the actions are deployed again",
            "operator: retry",
            "operator: again",
            "operator: cancel",
            "events coalesced",
            *(f"enqueued with{out} a key, delayed by {delay:.0f} s" for out in ("", "out") for delay in DELAYS),
        ]
    )


@pytest.mark.parametrize(
    ("thing", "kinds"),
    [
        ("answered", ["200", "401", "503"]),
        ("outcome", ["completed", "retrying", "throttled", "failed", "duplicate"]),
        (
            "outcome",
            ["ignored", "cancelled", "coalesced", "split", "postponed", "fenced", "early", "suspect", "queued", "held"],
        ),
        ("runs", ["completed", "failed", "ignored", "coalesced", "cancelled", "that met no fault"]),
        ("runs failed for", ["ValueError", "KeyError", "Fail", "Retry", "ContentUnreadable", "AttemptLost"]),
    ],
)
def test_every_ending_occurs(results: Results, thing: str, kinds: list[str]) -> None:
    assert not results.rare([f"{thing} {kind}" for kind in kinds])


def test_a_seed_gives_the_same_history_each_time() -> None:
    seeds = range(FIRST_SEED, FIRST_SEED + 3)
    assert [run(seed).story() for seed in seeds] == [run(seed).story() for seed in seeds]


def test_a_seed_gives_the_same_history_in_another_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", str(FIRST_SEED)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1"},  # this process has a random one
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == run(FIRST_SEED).story() + "\n"
