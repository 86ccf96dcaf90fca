"""`storehook run`: the stack is the user's, whatever actions are there."""

from pathlib import Path
from typing import Any, Self

import pytest
from tests.support.storehook_command import Storehook

from storehook_cli.authoring import checking
from storehook_cli.authoring.checking import Findings
from storehook_cli.commands import local
from storehook_cli.errors import CommandError
from storehook_cli.views.progress import ProgressPrinter


class Stack:
    """A stack that only notes what becomes of it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.continues = False

    def __call__(
        self, *_: Path, aws_port: int, sandbox_port: int, size: int | None, keeps: bool, progress: ProgressPrinter
    ) -> Self:
        self.size, self.keeps = size, keeps
        self.ports, self.progress = (aws_port, sandbox_port), progress
        self.project, self.deployment = Path(), lambda: None
        return self

    def clear(self) -> None:
        self.seen.append("cleared")

    def __enter__(self) -> Self:
        self.seen.append("up")
        return self

    def __exit__(self, *_: object) -> None:
        self.seen.append("down")


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stack:
    """A stack whose demo goes well, of a project with the sample."""
    found = Stack()
    monkeypatch.chdir(tmp_path)
    for name in ("STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(local, "LocalStack", found)
    monkeypatch.setattr(local.signal, "signal", lambda *_: None)
    monkeypatch.setattr(local.demo, "show", lambda stack: stack.seen.append("demo"))
    monkeypatch.setattr(local, "go_live_shown", lambda *_: found.seen.append("live"))
    monkeypatch.setattr(local, "_stay", lambda stack, _: stack.seen.append("stays"))
    monkeypatch.setattr(checking, "check", lambda *_: Findings(actions=("sync_order",)))
    return found


def fail(_: Any) -> None:
    raise CommandError("Action sync_order, attempt 1: KeyError: 'VAT'")


def test_the_stack_stays_up_after_the_demo(storehook: Storehook, stack: Stack) -> None:
    assert (storehook("run").exit_code, stack.seen) == (0, ["up", "demo", "stays", "down"])


@pytest.mark.parametrize(("words", "size"), [((), None), (("--size", "1000"), 1000)])
def test_the_stand_in_store_can_be_of_a_size(
    storehook: Storehook, stack: Stack, words: tuple[str, ...], size: int | None
) -> None:
    storehook("run", "--once", *words)

    assert stack.size == size


@pytest.mark.parametrize("size", ["0", "100001"])
def test_the_stand_in_store_has_the_order_of_the_demo_and_not_too_many(
    storehook: Storehook, stack: Stack, size: str
) -> None:
    assert (storehook("run", "--size", size).exit_code, stack.seen) == (2, [])


def test_once_ends_after_the_demo(storehook: Storehook, stack: Stack) -> None:
    assert (storehook("run", "--once").exit_code, stack.seen) == (0, ["up", "demo", "down"])


def test_the_next_start_continues_without_a_demo_and_deploys_the_code_of_the_folder(
    storehook: Storehook, stack: Stack
) -> None:
    stack.continues = True

    done = storehook("run")

    assert (done.exit_code, stack.keeps, stack.seen) == (0, True, ["up", "live", "stays", "down"])
    assert "Not kept: faults and quotas of the stand-in store. To start empty: " in " ".join(done.output.split())


def test_code_that_does_not_start_after_a_restart_is_told_and_ends_once_with_code_1(
    storehook: Storehook, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.continues = True
    monkeypatch.setattr(local, "go_live_shown", lambda *_: fail(None))

    done = storehook("run", "--once")

    assert (done.exit_code, stack.seen) == (1, ["up", "demo", "down"])
    assert "KeyError: 'VAT'\nThe code of this folder is not live." in done.output


def test_a_size_has_no_effect_on_a_store_that_is_there(storehook: Storehook, stack: Stack) -> None:
    stack.continues = True

    assert "--size has no effect on the store of the last start" in storehook("run", "--size", "1000").output


def test_a_fresh_start_is_cleared_first(storehook: Storehook, stack: Stack) -> None:
    assert (storehook("run", "--fresh").exit_code, stack.seen) == (0, ["cleared", "up", "demo", "stays", "down"])


def test_a_demo_that_fails_is_told_and_the_stack_stays_up(
    storehook: Storehook, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local.demo, "show", fail)

    done = storehook("run")

    assert ("KeyError: 'VAT'" in done.output, stack.seen) == (True, ["up", "stays", "down"])


def test_once_ends_with_code_1_if_the_demo_fails(
    storehook: Storehook, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local.demo, "show", fail)

    assert (storehook("run", "--once").exit_code, stack.seen) == (1, ["up", "down"])


def test_without_the_sample_there_is_no_demo_and_once_ends_well(
    storehook: Storehook, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "check", lambda *_: Findings(actions=("bill",)))

    done = storehook("run", "--once")

    assert (done.exit_code, "no action is named sync_order" in done.output, stack.seen) == (0, True, ["up", "down"])


def test_a_bad_action_is_told_before_anything_is_started(
    storehook: Storehook, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "check", lambda *_: Findings(problem="actions/bill.py:7: SyntaxError"))

    done = storehook("run")

    assert (done.exit_code, "bill.py:7" in done.output, stack.seen) == (1, True, [])


@pytest.mark.parametrize("name", ["STOREHOOK_AWS_PORT", "STOREHOOK_SANDBOX_PORT"])
@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_wrong_usage(storehook: Storehook, stack: Stack, name: str, value: str) -> None:
    done = storehook("run", env={name: value})

    assert (done.exit_code, name in done.output, stack.seen) == (2, True, [])


def test_ports_come_from_the_environment(storehook: Storehook, stack: Stack) -> None:
    storehook("run", "--once", env={"STOREHOOK_AWS_PORT": "4001", "STOREHOOK_SANDBOX_PORT": "4002"})

    assert stack.ports == (4001, 4002)


def test_one_port_for_both_is_wrong_usage(storehook: Storehook, stack: Stack) -> None:
    assert (storehook("run", env={"STOREHOOK_AWS_PORT": "4580"}).exit_code, stack.seen) == (2, [])
