"""Keys of runs in the index `open`."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support.runs import NOW, run

from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.open import (
    FIRST,
    LAST,
    PARTS,
    after_minute,
    after_store,
    due_in,
    first_held,
    held_by,
    holder_of,
    open_entry,
    open_partition,
    open_partitions,
    open_place,
    time_of,
)
from storehook.runs.run import FINISHED, QUESTION, Run, State


def running() -> Run:
    return replace(run(1, state="running"), attempts=(), lease_until=NOW + 60)


def entry(of: Run) -> tuple[str, float] | None:
    partition, place = open_entry(of) or ("", "")
    return (partition, time_of(place)) if place else None


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_run_that_has_ended_well_is_in_none_of_them(state: State) -> None:
    assert open_entry(run(1, state=state)) is None
    assert open_entry(replace(run(1, state=state), due_at=NOW)) is None
    assert open_entry(replace(run(1, state=state), held_by="store/abc123")) is None


def test_a_run_that_its_message_will_wake_is_in_none_of_them() -> None:
    assert open_entry(running()) is None


def test_a_run_that_waits_stands_at_the_time_at_which_the_timer_looks_at_it() -> None:
    waiting = runs.schedule_retry(running(), KeyError(), NOW, after=3600.0)

    assert entry(waiting) == (open_partition(due_in(waiting.lane), waiting.key), NOW + 3600)


def test_a_failed_run_is_the_timers_until_its_dead_letter_is_sent_and_then_stands_at_when_it_failed() -> None:
    failed = runs.fail(running(), KeyError(), NOW + 5)

    assert entry(failed) == (open_partition(due_in(failed.lane), failed.key), NOW + 5 + runs.LATE)
    assert entry(runs.dead_lettered(failed)) == (open_partition("failed", failed.key), NOW + 5)


def test_runs_are_spread_over_all_partitions() -> None:
    found = {open_partition("failed", run(number).key) for number in range(40 * PARTS)}

    assert found == set(open_partitions("failed"))


@pytest.mark.parametrize("kind", [due_in("long"), held_by("action/act"), held_by("lane/long")])
def test_waiting_and_held_runs_of_a_store_are_in_one_partition_and_stores_are_spread_over_all(kind: str) -> None:
    keys = [run(number, store=f"store{store}").key for store in range(40 * PARTS) for number in range(2)]
    found = {
        key.store_hash: {open_partition(kind, other) for other in (key, replace(key, event_id="x"))} for key in keys
    }

    assert all(len(partitions) == 1 for partitions in found.values())
    assert set.union(*found.values()) == set(open_partitions(kind))


def test_the_runs_that_a_store_holds_are_in_its_only_partition() -> None:
    for number in range(40):
        kind = held_by(f"store/store{number}")

        for store in (f"store{number}", "another"):
            assert open_partitions(kind) == (open_partition(kind, run(number, store=store).key),)


def test_places_are_sorted_by_minute_then_by_store_then_by_time() -> None:
    at = NOW // 60 * 60
    order = [(0.0, "a"), (59.5, "a"), (0.25, "b"), (60.0, "a"), (61.0, "a"), (6000.0, "a")]
    places = [open_place("due#long#07", at + seconds, store) for seconds, store in order]

    assert places == sorted(places)
    assert places[1] < after_store(places[0]) < places[2] < after_minute(at) < places[3]
    assert all(FIRST < place < LAST for place in places)


def test_held_runs_are_sorted_by_store_then_by_time() -> None:
    order = [(6000.0, "a"), (0.0, "b"), (59.0, "b"), (61.0, "b"), (0.0, "c")]
    places = [open_place("held#action/act#07", NOW + seconds, store) for seconds, store in order]

    assert places == sorted(places)
    assert places[0] < after_store(places[0]) < first_held(11) < places[1] < after_store(places[1]) < places[4]
    assert [time_of(place) for place in places] == [NOW + seconds for seconds, _ in order]


def test_runs_that_a_question_holds_are_sorted_by_the_minute_of_the_question() -> None:
    order = [(0.0, "b"), (60.0, "a"), (6000.0, "a")]
    held = [runs.ask(run(1, state="running", store=store), "charge", KeyError(), NOW + at) for at, store in order]
    entries = [entry for entry in map(open_entry, held) if entry]

    assert [time_of(place) for _, place in sorted(entries, key=lambda entry: entry[1])] == [NOW + at for at, _ in order]
    assert {holder_of(partition) for partition, _ in entries} == {QUESTION}


def test_failed_runs_are_sorted_by_time_alone() -> None:
    assert open_place("failed#07", NOW + 1, "a") > open_place("failed#07", NOW, "b")


@given(at=st.floats(1e-6, 4e9), store=st.text("abc123", min_size=1))
@example(at=59.9999996, store="a")  # rounded, it is in the next minute
def test_a_place_tells_its_time_to_the_microsecond_and_is_the_same_place_again(at: float, store: str) -> None:
    place = open_place("due#long#07", at, store)

    assert time_of(place) == pytest.approx(at, abs=1e-6)
    assert open_place("due#long#07", time_of(place), store) == place


def test_a_run_has_a_partition_however_odd_its_name() -> None:
    assert open_partition("failed", RunKey("abc123", "\ud800", "sync_order")) in open_partitions("failed")


@pytest.mark.parametrize("holder", ["store/abc123", "lane/long", "action/odd#name"])
def test_a_partition_says_what_holds_its_runs(holder: str) -> None:
    partition = open_partition(held_by(holder), run(1).key)

    assert holder_of(partition) == holder


@pytest.mark.parametrize("partition", [None, "", "failed#03", "due#long#07"])
def test_a_partition_of_what_nothing_holds_says_so(partition: str | None) -> None:
    assert holder_of(partition) is None
