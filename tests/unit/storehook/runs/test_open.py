"""Keys of runs in the index `open`."""

from dataclasses import replace

import pytest
from tests.support.runs import NOW, run

from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.open import PARTS, due_in, held_by, holder_of, open_entry, open_partition, open_partitions
from storehook.runs.run import FINISHED, Run, State


def running() -> Run:
    return replace(run(1, state="running"), attempts=(), lease_until=NOW + 60)


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_run_that_has_ended_well_is_in_none_of_them(state: State) -> None:
    assert open_entry(run(1, state=state)) is None
    assert open_entry(replace(run(1, state=state), due_at=NOW)) is None
    assert open_entry(replace(run(1, state=state), held_by="store/abc123")) is None


def test_a_run_that_its_message_will_wake_is_in_none_of_them() -> None:
    assert open_entry(running()) is None


def test_a_run_that_waits_stands_at_the_time_at_which_the_timer_looks_at_it() -> None:
    waiting = runs.schedule_retry(running(), KeyError(), NOW, after=3600.0)

    assert open_entry(waiting) == (open_partition(due_in(waiting.lane), waiting.key), NOW + 3600)


def test_a_failed_run_is_the_timers_until_its_dead_letter_is_sent_and_then_stands_at_when_it_failed() -> None:
    failed = runs.fail(running(), KeyError(), NOW + 5)

    assert open_entry(failed) == (open_partition(due_in(failed.lane), failed.key), NOW + 5 + runs.LATE)
    assert open_entry(runs.dead_lettered(failed)) == (open_partition("failed", failed.key), NOW + 5)


def test_runs_are_spread_over_all_partitions() -> None:
    found = {open_partition("failed", run(number).key) for number in range(40 * PARTS)}

    assert found == set(open_partitions("failed"))


def test_a_run_has_a_partition_however_odd_its_name() -> None:
    assert open_partition("failed", RunKey("abc123", "\ud800", "sync_order")) in open_partitions("failed")


@pytest.mark.parametrize("holder", ["store/abc123", "lane/long", "action/odd#name"])
def test_a_partition_says_what_holds_its_runs(holder: str) -> None:
    partition = open_partition(held_by(holder), run(1).key)

    assert holder_of(partition) == holder


@pytest.mark.parametrize("partition", [None, "", "failed#03", "due#long#07"])
def test_a_partition_of_what_nothing_holds_says_so(partition: str | None) -> None:
    assert holder_of(partition) is None
