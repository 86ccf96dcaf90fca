"""`storehook runs retry` and `cancel`."""

import re
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest
from tests.support.runs import DAY, run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.operations.runs_service import RunsService
from storehook.queues.message import Message, decode_any
from storehook.queues.run_key import RunKey
from storehook.runs.run import State
from storehook_cli.commands import run_actions

FAILED = 12


@pytest.fixture(autouse=True)
def runs(memory_stack: MemoryStack) -> None:
    """Twelve failed runs, five of another cause, and some that are as they should be."""
    now = time.time()
    for number in range(FAILED):
        memory_stack.has_run(run(number, created_at=now - number, state="failed", error=KeyError("id")))
    for number in range(100, 105):
        memory_stack.has_run(run(number, created_at=now - number, state="failed", error=TimeoutError()))
    states: list[State] = ["completed", "running", "waiting", "scheduled", "retrying", "cancelled"]
    memory_stack.has_run(*(run(200 + index, created_at=now, state=state) for index, state in enumerate(states)))


@pytest.fixture
def fingerprint(memory_stack: MemoryStack) -> str:
    found = memory_stack.ran.rows[RunKey("store1", "event-0", "sync_order")].failure
    assert found
    return found.fingerprint


def sent(memory_stack: MemoryStack) -> list[Message]:
    """Return the messages of the runs that were woken."""
    woken = [decode_any(queued.text) for queued in memory_stack.letters["default"].queue.messages]
    return [memory_stack.ran.rows[RunKey(**asdict(each))].message for each in woken if isinstance(each, RunKey)]


def states(memory_stack: MemoryStack, *numbers: int) -> list[State]:
    return [memory_stack.ran.rows[RunKey("store1", f"event-{number}", "sync_order")].state for number in numbers]


def test_one_run_is_retried_without_a_question(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("runs", "retry", "store1", "event-3", "sync_order")

    assert (done.exit_code, done.output) == (0, "Retried 1 run.\n")
    assert [(each.delivery_id, each.redrives) for each in sent(memory_stack)] == [("event-3", 1)]


def test_a_dry_run_tells_how_many_with_a_sample_and_the_retry_then_does_exactly_those(
    storehook: Storehook, memory_stack: MemoryStack, fingerprint: str
) -> None:
    told = storehook("runs", "retry", "--fingerprint", fingerprint, "--dry-run").output
    before = sent(memory_stack)

    done = storehook("runs", "retry", "--fingerprint", fingerprint, input="y\n")

    assert (f"{FAILED} runs matched." in told, told.count("KeyError"), before) == (True, run_actions.SAMPLE, [])
    assert (done.exit_code, f"Retried {FAILED} runs." in done.output) == (0, True)
    assert {each.delivery_id for each in sent(memory_stack)} == {f"event-{number}" for number in range(FAILED)}


@pytest.mark.parametrize("answer", ["n\n", ""], ids=["no", "nobody answers"])
def test_nothing_is_retried_without_a_yes(storehook: Storehook, memory_stack: MemoryStack, answer: str) -> None:
    done = storehook("runs", "retry", "--state", "failed", input=answer)

    assert (done.exit_code, sent(memory_stack)) == (1, [])


def test_without_a_state_only_failed_runs_are_retried(storehook: Storehook, memory_stack: MemoryStack) -> None:
    storehook("runs", "retry", "--store", "store1", "--yes")

    assert len(sent(memory_stack)) == FAILED + 5


@pytest.fixture
def old(memory_stack: MemoryStack) -> None:
    """Failed runs of one action, from an hour, 30 hours and 20 days ago."""
    ages = {500: DAY / 24, 501: 1.25 * DAY, 502: 20 * DAY}
    failed = (run(n, action="mail", created_at=time.time() - age, state="failed") for n, age in ages.items())
    memory_stack.has_run(*failed)


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    ("words", "events"),
    [
        ((), ["event-500"]),
        (("--state", "failed"), ["event-500"]),
        (("--store", "store1"), ["event-500"]),
        (("--until", "1d"), ["event-501"]),
        (("--since", "2d"), ["event-500", "event-501"]),
        (("--since", "30d"), ["event-500", "event-501", "event-502"]),
    ],
    ids=" ".join,
)
def test_runs_older_than_a_day_are_retried_only_on_request(
    storehook: Storehook, memory_stack: MemoryStack, words: tuple[str, ...], events: list[str]
) -> None:
    storehook("runs", "retry", "--action", "mail", *words, "--yes")

    assert sorted(each.delivery_id for each in sent(memory_stack)) == events


@pytest.mark.usefixtures("old")
def test_the_question_names_the_period_and_how_to_lengthen_it(storehook: Storehook) -> None:
    done = storehook("runs", "retry", "--action", "mail", input="n\n")
    longer = storehook("runs", "retry", "--action", "mail", "--since", "30d", input="n\n")

    assert re.search(r"Retry 1 run created since \S+Z\?", done.output)
    assert re.search(r"Runs created before \S+Z are left out\. To include them: --since 30d", done.stderr)
    assert re.search(r"Retry 3 runs created since \S+Z\?", longer.output)
    assert "left out" not in longer.output


@pytest.mark.usefixtures("old")
def test_a_named_run_is_retried_however_old_it_is(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("runs", "retry", "store1", "event-502", "mail")

    assert (done.exit_code, done.output) == (0, "Retried 1 run.\n")


def test_completed_runs_are_retried_only_again(storehook: Storehook, memory_stack: MemoryStack) -> None:
    refused = storehook("runs", "retry", "store1", "event-200", "sync_order")
    wrong = storehook("runs", "retry", "--state", "completed", "--yes")
    before = sent(memory_stack)

    done = storehook("runs", "retry", "store1", "event-200", "sync_order", "--again")

    assert (refused.exit_code, "--again" in refused.output, wrong.exit_code, before) == (1, True, 2, [])
    assert (done.exit_code, [each.generation for each in sent(memory_stack)]) == (0, [1])


def test_no_more_than_the_maximum_are_retried_the_newest_first(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("runs", "retry", "--state", "failed", "--max", "2", "--yes")

    assert "More than 2 runs match" in done.output
    assert {each.delivery_id for each in sent(memory_stack)} == {"event-0", "event-1"}


def test_no_more_than_the_rate_are_retried_in_a_second(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(run_actions.time, "sleep", pauses.append)

    storehook("runs", "retry", "--state", "failed", "--rate", "5", "--yes")

    assert len(sent(memory_stack)) == FAILED + 5
    assert [round(each, 1) for each in pauses] == [0.0, 1.0, 1.0, 1.0]


def test_that_nothing_matches_is_no_error(storehook: Storehook) -> None:
    done = storehook("runs", "retry", "--fingerprint", "unknown")

    assert (done.exit_code, done.stdout) == (0, "0 runs matched.\n")


@pytest.mark.parametrize("command", ["retry", "cancel"])
@pytest.mark.parametrize("words", [(), ("a", "b", "c", "--store", "abc"), ("a", "b")], ids=str)
def test_either_one_run_or_a_filter_has_to_be_given(storehook: Storehook, command: str, words: tuple[str, ...]) -> None:
    assert storehook("runs", command, *words).exit_code == 2


@pytest.mark.parametrize("command", ["retry", "cancel"])
@pytest.mark.parametrize("event", ["nothing", ""])
def test_a_run_that_nobody_knows_is_an_error(storehook: Storehook, command: str, event: str) -> None:
    done = storehook("runs", command, "store1", event, "sync_order")

    assert (done.exit_code, "storehook runs list" in done.output) == (1, True)


def test_all_that_wait_are_cancelled(storehook: Storehook, memory_stack: MemoryStack) -> None:
    done = storehook("runs", "cancel", "--store", "store1", "--yes")

    assert "Cancelled 3 runs." in done.output
    assert states(memory_stack, 200, 201, 202, 203, 204) == ["completed", "running", *["cancelled"] * 3]


@pytest.mark.parametrize("number", [200, 201])
def test_a_run_that_does_not_wait_cannot_be_cancelled(storehook: Storehook, number: int) -> None:
    done = storehook("runs", "cancel", "store1", f"event-{number}", "sync_order")

    assert (done.exit_code, "can't be cancelled" in done.output) == (1, True)


def test_a_state_that_does_not_wait_is_wrong_usage(storehook: Storehook) -> None:
    assert storehook("runs", "cancel", "--state", "completed").exit_code == 2


@pytest.mark.parametrize(("command", "state"), [("retry", "failed"), ("cancel", "waiting")])
def test_after_ctrl_c_it_says_how_many_runs_it_came_to(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch, command: str, state: State
) -> None:
    memory_stack.has_run(*(run(300 + number, created_at=time.time(), state=state) for number in range(5)))
    act, calls = getattr(RunsService, command), list[int]()

    def interrupted(service: RunsService, keys: Sequence[RunKey], **options: Any) -> Any:
        calls.append(len(keys))
        if len(calls) == 4:
            raise KeyboardInterrupt
        return act(service, keys, **options)

    monkeypatch.setattr(RunsService, command, interrupted)
    monkeypatch.setattr(run_actions, "MAX_RETRIED", 1)

    done = storehook("runs", command, "--state", state, "--max", "5", "--rate", "1000", "--yes")

    assert done.exit_code == 130
    assert "at least 3 of 5 runs. For the rest, run this command again." in done.output
