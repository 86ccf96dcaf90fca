"""Contract of every table of runs."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from storehook.queues.message import Message
from storehook.queues.run_key import RunKey
from storehook.runs import run as runs
from storehook.runs.ports import RunRepository
from storehook.runs.run import EARLY, WAITS, Lease, Run
from storehook.saves import SAVED, Conflict

LEASE = Lease(owner="one", now=1_786_447_831.25, until=1_786_447_891.5)


def first_run(owner: str = "one", payload: bytes = b'{"id":1}') -> Run:
    """The first version of a run that no other test knows."""
    key = RunKey("contractstore", secrets.token_hex(20), "sync_order")
    message = Message("contractstore", key.event_id, payload, 1_786_447_831, 1_786_447_831.75, action="sync_order")
    lease = replace(LEASE, owner=owner)
    return runs.first(key, message, scope="store/order/updated", lane="default", lease=lease)


def test_a_run_that_nobody_stored_before_is_stored(repository: RunRepository) -> None:
    assert repository.save(first_run()) == SAVED


def test_a_second_worker_is_shown_the_run_that_is_there(repository: RunRepository) -> None:
    mine = first_run("one")
    repository.save(mine)

    assert repository.save(replace(mine, owner="two")) == Conflict(mine)


def test_saving_the_same_run_twice_is_saving_it_once(repository: RunRepository) -> None:
    run = first_run()
    repository.save(run)

    assert repository.save(run) == SAVED


def test_the_next_version_replaces_the_one_before(repository: RunRepository) -> None:
    run = first_run()
    repository.save(run)
    completed = runs.complete(run, LEASE.now + 1)

    assert repository.save(completed) == SAVED
    assert repository.save(replace(run, owner="two")) == Conflict(completed)


def test_a_version_that_skips_one_is_refused(repository: RunRepository) -> None:
    run = first_run()
    repository.save(run)

    assert repository.save(replace(run, version=3)) == Conflict(run)


def test_a_run_that_is_gone_does_not_come_back_by_its_next_version(repository: RunRepository) -> None:
    completed = runs.complete(first_run(), LEASE.now + 1)

    assert repository.save(completed) == Conflict(completed)
    assert repository.get(completed.key) is None


def test_a_run_that_is_deleted_is_gone_and_another_stays(repository: RunRepository) -> None:
    mine, other = first_run(), first_run()
    for run in (mine, other):
        repository.save(run)

    for _ in range(2):
        repository.delete(mine.key)

    assert (repository.get(mine.key), repository.get(other.key)) == (None, other)


def test_a_stale_version_is_refused(repository: RunRepository) -> None:
    run = first_run()
    repository.save(run)
    newer = replace(run, version=2, owner="two")
    repository.save(newer)

    assert repository.save(runs.complete(run, LEASE.now)) == Conflict(newer)


@pytest.mark.parametrize("payload", [b"", b"not JSON", bytes(range(256)), '{"name":"Zoë ☃"}'.encode()])
def test_every_payload_comes_back_byte_for_byte(repository: RunRepository, payload: bytes) -> None:
    run = first_run(payload=payload)
    repository.save(run)

    assert repository.save(replace(run, owner="two")) == Conflict(run)


def test_a_failed_runs_attempts_come_back_as_they_were(repository: RunRepository) -> None:
    run = first_run()
    repository.save(run)
    failed = runs.fail(run, ValueError("no \ud800 such order"), LEASE.now + 0.125)

    repository.save(failed)

    assert repository.save(replace(run, owner="two")) == Conflict(failed)


def test_of_twenty_workers_that_claim_one_run_at_once_one_gets_it(repository: RunRepository) -> None:
    run = first_run()

    with ThreadPoolExecutor(20) as workers:
        answers = list(workers.map(lambda number: repository.save(replace(run, owner=str(number))), range(20)))

    assert answers.count(SAVED) == 1


def of_generation(run: Run, generation: int, action: str = "sync_order") -> Run:
    """A run of the same event, as it was asked for again."""
    key = replace(run.key, generation=generation, action=action)
    return replace(run, key=key, message=replace(run.message, generation=generation, action=action))


def test_each_generation_is_a_row_of_its_own(repository: RunRepository) -> None:
    first = first_run()
    again = of_generation(first, 1)

    assert (repository.save(first), repository.save(again)) == (SAVED, SAVED)
    assert (repository.get(first.key), repository.get(again.key)) == (first, again)


def test_the_latest_generation_is_found_from_any_of_them(repository: RunRepository) -> None:
    first = first_run()
    every = [of_generation(first, generation) for generation in (0, 1, 9, 10, 100, 999_999, 1_000_000, 10**30)]
    for run in every:
        repository.save(run)
        assert repository.latest(first.key) == run

    assert {repository.latest(run.key) for run in every} == {every[-1]}
    assert [repository.get(run.key) for run in every] == every


@pytest.mark.parametrize("other", ["sync_order2", "sync_order_again", "sync_orde", "sync_orderZ"])
def test_the_latest_generation_is_never_that_of_an_action_with_a_name_alike(
    repository: RunRepository, other: str
) -> None:
    first = first_run()
    repository.save(of_generation(first, 7, action=other))
    assert repository.latest(first.key) is None

    repository.save(first)
    assert repository.latest(first.key) == first


def waiting_run(next_attempt_at: float, state: str = "retrying") -> Run:
    return replace(first_run(), state=state, lease_until=0.0, next_attempt_at=next_attempt_at, due_at=next_attempt_at)


@pytest.mark.parametrize("state", sorted(WAITS))
def test_a_run_that_waits_and_is_due_is_claimed_as_its_next_attempt(repository: RunRepository, state: str) -> None:
    run = waiting_run(LEASE.now, state)
    repository.save(run)
    lease = replace(LEASE, owner="two", alone=False)

    assert repository.claim_due(run.key, lease) == runs.next_attempt(run, lease)
    assert repository.get(run.key) == runs.next_attempt(run, lease)


def test_a_run_that_was_never_attempted_is_claimed_as_its_first_attempt(repository: RunRepository) -> None:
    run = runs.scheduled(first_run(), LEASE.now)
    repository.save(run)

    claimed = repository.claim_due(run.key, LEASE)

    assert claimed is not None
    assert claimed.attempt == 1


@pytest.mark.parametrize("late", [0.0, 0.5, 3600.0])
def test_a_run_is_claimed_within_a_second_of_its_time_and_after_it(repository: RunRepository, late: float) -> None:
    run = waiting_run(LEASE.now + EARLY - late)
    repository.save(run)

    assert repository.claim_due(run.key, replace(LEASE, owner="two")) is not None


@pytest.mark.parametrize(
    "run",
    [
        waiting_run(LEASE.now + EARLY + 0.001),
        first_run(),
        runs.complete(first_run(), LEASE.now),
        runs.fail(first_run(), ValueError(), LEASE.now),
    ],
    ids=["not due", "running", "completed", "failed"],
)
def test_a_run_that_is_not_due_or_does_not_wait_is_not_claimed(repository: RunRepository, run: Run) -> None:
    run = replace(run, version=1)
    repository.save(run)

    assert repository.claim_due(run.key, replace(LEASE, owner="two")) is None
    assert repository.get(run.key) == run


def test_a_run_that_is_not_there_is_not_claimed(repository: RunRepository) -> None:
    assert repository.claim_due(first_run().key, LEASE) is None


def test_claiming_twice_with_one_lease_is_claiming_once(repository: RunRepository) -> None:
    run = waiting_run(LEASE.now)
    repository.save(run)

    first, again = repository.claim_due(run.key, LEASE), repository.claim_due(run.key, LEASE)

    assert first is not None
    assert first == again == repository.get(run.key)


def test_of_twenty_workers_that_are_woken_for_one_run_at_once_one_gets_it(repository: RunRepository) -> None:
    run = waiting_run(LEASE.now)
    repository.save(run)

    with ThreadPoolExecutor(20) as workers:
        claims = list(workers.map(lambda it: repository.claim_due(run.key, replace(LEASE, owner=str(it))), range(20)))

    assert sum(claim is not None for claim in claims) == 1
