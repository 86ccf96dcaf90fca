"""`storehook runs list` and `show`."""

import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook.errors import Fail
from storehook.operations.run_answers import STEPS_SHOWN
from storehook.runs.steps import Step
from storehook.testing.memory import MemoryRunRepository

HOUR = 3600.0


def boom() -> KeyError:
    """An error with a traceback."""
    with pytest.raises(KeyError) as raised:
        _ = {}["customer_message"]
    return raised.value


@pytest.fixture(autouse=True)
def runs(memory_stack: MemoryStack) -> None:
    now = time.time()
    memory_stack.has_run(
        run(1, created_at=now - 3 * HOUR),
        run(2, created_at=now - 2 * HOUR, state="failed", error=boom()),
        run(3, created_at=now - HOUR, store="store2", action="sync_product", resource="product/9"),
        run(4, created_at=now - 50 * HOUR),
    )


def listed(storehook: Storehook, *words: str) -> list[str]:
    """The events of the runs that a list shows."""
    done = storehook("runs", "list", *words, "--json")
    assert done.exit_code == 0, done.output
    return [each["event_id"] for each in json.loads(done.stdout)]


def test_the_newest_come_first(storehook: Storehook) -> None:
    assert listed(storehook) == ["event-3", "event-2", "event-1"]


@pytest.mark.parametrize(
    ("words", "events"),
    [
        (("--state", "failed"), ["event-2"]),
        (("--store", "store2"), ["event-3"]),
        (("--scope", "store/order/created"), []),
        (("--action", "sync_product"), ["event-3"]),
        (("--resource", "order/113"), ["event-2", "event-1"]),
        (("--fingerprint", "abc"), []),
        (("--since", "90m"), ["event-3"]),
        (("--until", "150m"), ["event-1"]),
        (("--since", "3d"), ["event-3", "event-2", "event-1", "event-4"]),
        (("--since", "3d", "--limit", "2"), ["event-3", "event-2"]),
    ],
    ids=" ".join,
)
def test_only_what_is_asked_for_is_shown(storehook: Storehook, words: tuple[str, ...], events: list[str]) -> None:
    assert listed(storehook, *words) == events


def test_more_than_one_page_is_read(storehook: Storehook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storehook.operations.runs_service.PAGE", 1)

    assert listed(storehook) == ["event-3", "event-2", "event-1"]


@pytest.fixture
def busy(memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many runs that a list does not look at all of them."""
    now = time.time()
    memory_stack.has_run(*(run(n, created_at=now - 7 * HOUR - n) for n in range(100, 4_100)))
    monkeypatch.setattr("storehook.operations.runs_service.MAX_READ", 3_000)


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["people", "programs"])
def test_a_list_that_has_not_looked_at_all_says_how_far_it_looked(storehook: Storehook, more: tuple[str, ...]) -> None:
    done = storehook("runs", "list", "--store", "store1", "--action", "nothing", *more)

    assert done.exit_code == 0
    assert re.search(r"Searched 4,000 runs, back to \S+Z\. To continue from there: --until \S+Z\n$", done.stderr)
    assert (done.stdout, "No run matches so far." in done.stderr) == (("[]\n", False) if more else ("", True))


@pytest.mark.usefixtures("busy")
def test_what_a_list_has_not_looked_at_is_found_by_what_it_says(storehook: Storehook) -> None:
    told = storehook("runs", "list", "--store", "store1", "--action", "nothing", "--json").stderr.split()

    assert "event-4099" in listed(storehook, "--store", "store1", *told[-2:], "--limit", "100")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("words", [("--state", "failed"), ("--limit", "20")], ids=" ".join)
def test_a_list_that_has_found_what_it_was_to_find_says_nothing_of_how_far_it_looked(
    storehook: Storehook, words: tuple[str, ...]
) -> None:
    assert "Look" not in storehook("runs", "list", *words).output


def test_all_that_has_failed_is_looked_at_however_much_that_is(
    storehook: Storehook, memory_stack: MemoryStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_stack.has_run(*(run(n, created_at=time.time() - n, state="failed", error=boom()) for n in range(10, 15)))
    monkeypatch.setattr("storehook.operations.runs_service.MAX_READ", 1)
    monkeypatch.setattr("storehook.operations.runs_service.PAGE", 1)

    assert listed(storehook, "--state", "failed") == [*(f"event-{n}" for n in range(10, 15)), "event-2"]


def test_a_line_has_what_names_the_run(storehook: Storehook) -> None:
    lines = storehook("runs", "list", "--state", "failed").output.splitlines()

    assert lines[1].split()[:6] == ["failed", "2", "h", "ago", "store1", "event-2"]
    assert "KeyError" in lines[1]


@pytest.mark.parametrize(
    "words",
    [
        *(("--state", "broken"), ("--store", "../abc"), ("--since", "soon"), ("--limit", "0")),
        *(("--since", "999999d"), ("--since", "1969-07-20"), ("--until", "2999-01-01")),
    ],
    ids=" ".join,
)
def test_what_no_run_can_be_is_wrong_usage(storehook: Storehook, words: tuple[str, ...]) -> None:
    assert storehook("runs", "list", *words).exit_code == 2


def test_too_long_a_time_is_an_error_that_says_what_to_ask(storehook: Storehook) -> None:
    done = storehook("runs", "list", "--since", "40d")

    assert (done.exit_code, "more than 31 days. Choose a shorter range, one store" in done.output) == (1, True)


def test_a_line_ends_with_the_message_of_the_error(storehook: Storehook, memory_stack: MemoryStack) -> None:
    error = Fail("no stock of \x1b[31m\nSKU 7 " + "x" * 999)
    memory_stack.has_run(run(5, created_at=time.time(), state="failed", error=error))

    lines = storehook("runs", "list", "--state", "failed").output.splitlines()

    assert lines[0].rstrip().endswith("MESSAGE")
    assert re.search(r"no stock of �\[31m SKU 7 x{100,}…$", lines[1])
    assert lines[2].rstrip().endswith("'customer_message'")


def test_a_run_is_shown_with_its_payload_and_its_error(storehook: Storehook, memory_stack: MemoryStack) -> None:
    (failed,) = [each for each in memory_stack.ran.rows.values() if each.state == "failed"]
    memory_stack.has_run(replace(failed, message=replace(failed.message, payload=b'{"scope":"store/order/updated"}')))

    output = storehook("runs", "show", "store1", "event-2", "sync_order").output

    assert failed.failure
    for text in ('{"scope":"store/order/updated"}', "KeyError: 'customer_message'", failed.failure.fingerprint):
        assert text in output
    assert "in boom" in output


def shown(storehook: Storehook) -> dict[str, Any]:
    return json.loads(storehook("runs", "show", "store1", "event-1", "sync_order", "--json").stdout)


def test_a_program_can_read_it_all(storehook: Storehook) -> None:
    found = shown(storehook)

    assert (found["state"], found["payload"], found["payload_is_text"]) == ("completed", "{}", True)
    assert [each["failure"] for each in found["attempts"]] == [None]


def test_a_run_tells_which_one_covers_it(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = next(each for each in memory_stack.ran.rows.values() if each.key.event_id == "event-1")
    alone = shown(storehook)["covered_by"]
    memory_stack.has_run(replace(before, state="coalesced", covered_by="catch-up-1/sync_order"))

    assert alone is None
    assert shown(storehook)["covered_by"]["event_id"] == "catch-up-1"
    assert "catch-up-1/sync_order" in storehook("runs", "show", "store1", "event-1", "sync_order").output


def test_a_run_shows_its_steps_and_what_it_waits_for(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = next(each for each in memory_stack.ran.rows.values() if each.key.event_id == "event-1")
    memory_stack.has_run(replace(before, waits_for="sleep/nap"))
    memory_stack.steps.put(before.run_key, Step(name="nap", until=1_800_000_000.0, stored_at=1_790_000_001.0))
    memory_stack.steps.put(before.run_key, Step(name="charge", result=f'"{"x" * 5000}"', stored_at=1_790_000_000.0))

    found = shown(storehook)
    printed = storehook("runs", "show", "store1", "event-1", "sync_order").output

    assert [(step["name"], len(step["result"] or ""), step["until"]) for step in found["steps"]] == [
        ("charge", 1001, None),
        ("nap", 0, 1_800_000_000.0),
    ]
    assert (found["waits_for"], found["step_count"]) == ("sleep/nap", 2)
    assert re.search(r"waits for +sleep/nap", printed)
    assert re.search(r"nap +sleep until 2027-01-15T08:00:00Z", printed)


def test_of_many_steps_a_run_shows_the_last(storehook: Storehook, memory_stack: MemoryStack) -> None:
    run_key = next(each.run_key for each in memory_stack.ran.rows.values() if each.key.event_id == "event-1")
    for number in range(STEPS_SHOWN + 3):
        memory_stack.steps.put(run_key, Step(name=f"line {number}", result="1", stored_at=float(number)))

    found = shown(storehook)

    assert (found["steps"][0]["name"], len(found["steps"]), found["step_count"]) == ("line 3", 200, 203)
    assert "without the first 3" in storehook("runs", "show", "store1", "event-1", "sync_order").output


def test_a_run_tells_which_one_asked_for_it(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = next(each for each in memory_stack.ran.rows.values() if each.key.event_id == "event-1")
    alone = shown(storehook)["triggered_by"]
    memory_stack.has_run(replace(before, message=replace(before.message, caller="key:a/b/outer")))

    assert alone is None
    assert shown(storehook)["triggered_by"] == {
        "store_hash": "store1",
        "event_id": "key:a/b",
        "action": "outer",
        "generation": 0,
    }
    assert "key:a/b/outer" in storehook("runs", "show", "store1", "event-1", "sync_order").output


def test_a_payload_that_is_not_text_is_given_in_base64(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = next(each for each in memory_stack.ran.rows.values() if each.key.event_id == "event-1")
    memory_stack.has_run(replace(before, message=replace(before.message, payload=b"\xff")))

    assert (shown(storehook)["payload"], shown(storehook)["payload_is_text"]) == ("/w==", False)
    assert "1 bytes that are not text" in storehook("runs", "show", "store1", "event-1", "sync_order").output


def test_what_a_payload_does_to_a_terminal_is_not_done(storehook: Storehook, memory_stack: MemoryStack) -> None:
    before = next(each for each in memory_stack.ran.rows.values() if each.key.event_id == "event-1")
    memory_stack.has_run(replace(before, message=replace(before.message, payload=b"\x1b]0;owned\x07")))

    assert "\x1b" not in storehook("runs", "show", "store1", "event-1", "sync_order").output


@pytest.mark.parametrize(
    "name", [("store1", "e" * 3_000, "sync_order"), ("store1", "event-1", "")], ids=["long", "empty"]
)
def test_a_name_that_no_run_can_have_is_not_looked_for(
    storehook: Storehook, monkeypatch: pytest.MonkeyPatch, name: tuple[str, str, str]
) -> None:
    monkeypatch.setattr(MemoryRunRepository, "get", lambda *_: pytest.fail("DynamoDB would refuse it"))

    assert storehook("runs", "show", *name).exit_code == 1


def test_a_run_that_nobody_knows_is_an_error_that_says_where_to_look(storehook: Storehook) -> None:
    done = storehook("runs", "show", "store1", "event-1", "no_such_action")

    assert (done.exit_code, "storehook runs list" in done.output) == (1, True)
