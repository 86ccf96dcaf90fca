"""Contract of every store of pauses and of the names that have held runs."""

import secrets

import pytest
from tests.support.moto_stack import Cloud  # noqa: TC002

from storehook.aws.pauses import DynamoHeldNames, DynamoPauses
from storehook.runs.pauses import HeldName, HeldNames, Pauses
from storehook.stores.store import Pause
from storehook.testing.memory_waits import MemoryHeldNames, MemoryPauses

PAUSE = Pause("arn:aws:sts::123456789012:assumed-role/Operator/zoë", 1_786_447_831.25, "the printer ☕ is out")


@pytest.fixture(params=["memory", "stack", "moto"])
def pauses(request: pytest.FixtureRequest) -> Pauses:
    if request.param == "memory":
        return MemoryPauses()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoPauses(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


@pytest.fixture(params=["memory", "stack", "moto"])
def names(request: pytest.FixtureRequest) -> HeldNames:
    if request.param == "memory":
        return MemoryHeldNames()
    stack: Cloud = request.getfixturevalue(request.param)
    return DynamoHeldNames(stack.emulator.client("dynamodb"), stack.outputs()["Runs"])


@pytest.fixture
def holder() -> str:
    """A name that no other test knows."""
    return f"action/{secrets.token_hex(5)}"


def test_a_pause_is_told_as_it_was_made(pauses: Pauses, holder: str) -> None:
    pauses.pause(holder, PAUSE)

    assert pauses.all()[holder] == PAUSE
    pauses.resume(holder)


def test_what_is_paused_already_stays_so_by_whom_it_was(pauses: Pauses, holder: str) -> None:
    pauses.pause(holder, PAUSE)
    pauses.pause(holder, Pause("another", PAUSE.at + 60))

    assert pauses.all()[holder] == PAUSE
    pauses.resume(holder)


def test_what_is_resumed_is_paused_no_more_and_the_others_are(pauses: Pauses, holder: str) -> None:
    others = f"{holder}-2"
    pauses.pause(holder, PAUSE)
    pauses.pause(others, PAUSE)
    pauses.resume(holder)

    assert holder not in pauses.all()
    assert others in pauses.all()
    pauses.resume(others)


def test_what_is_not_paused_can_be_resumed(pauses: Pauses, holder: str) -> None:
    pauses.resume(holder)

    assert holder not in pauses.all()


def noted(names: HeldNames, holder: str) -> list[HeldName]:
    return [name for name in names.all() if name.holder == holder]


def test_a_name_is_told_with_its_last_note(names: HeldNames, holder: str) -> None:
    names.note(holder, 1_786_447_831.0)
    names.note(holder, 1_786_447_891.25)

    assert noted(names, holder) == [HeldName(holder, 1_786_447_891.25)]


def test_a_note_that_is_as_it_was_read_can_be_forgotten(names: HeldNames, holder: str) -> None:
    names.note(holder, 1_786_447_831.25)
    names.forget(HeldName(holder, 1_786_447_831.25))

    assert noted(names, holder) == []


def test_a_note_that_was_made_anew_stays(names: HeldNames, holder: str) -> None:
    names.note(holder, 1_786_447_831.25)
    names.note(holder, 1_786_447_891.25)
    names.forget(HeldName(holder, 1_786_447_831.25))

    assert noted(names, holder) == [HeldName(holder, 1_786_447_891.25)]


def test_a_note_that_is_gone_can_be_forgotten(names: HeldNames, holder: str) -> None:
    names.forget(HeldName(holder, 1_786_447_831.25))

    assert noted(names, holder) == []
