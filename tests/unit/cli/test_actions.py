"""`storehook actions list`: the code's actions, with what the stack's runs tell of them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from tests.support.repository import SAMPLES
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

HOUR = 3600.0


@pytest.fixture(autouse=True)
def in_a_project(imported_anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES)


@pytest.fixture
def runs(memory_stack: MemoryStack) -> float:
    """Runs of one action alone; when they were looked at."""
    now = time.time()
    memory_stack.has_run(
        run(1, created_at=now - 2 * HOUR, state="failed"),
        run(2, created_at=now - HOUR, state="retrying"),
        run(3, created_at=now - 3 * HOUR, state="failed"),
        run(4, created_at=now - 30 * HOUR, state="failed"),
        run(5, created_at=now - 4 * HOUR, action="of_another_deployment"),
    )
    return now


def listed(storehook: Storehook) -> dict[str, Any]:
    return {each.pop("action"): each for each in json.loads(storehook("actions", "list", "--json").stdout)}


def test_each_action_of_the_code_is_listed_with_its_runs_of_the_last_day(storehook: Storehook, runs: float) -> None:
    assert listed(storehook) == {
        "sync_order": {
            "scopes": ["store/order/created", "store/order/updated"],
            "lane": "default",
            "last_at": runs - HOUR,
            "last_state": "retrying",
            "failed": 2,
            "capped": False,
        },
        "sync_product": {
            "scopes": ["store/product/created", "store/product/updated", "store/product/deleted"],
            "lane": "default",
            "last_at": None,
            "last_state": None,
            "failed": 0,
            "capped": False,
        },
    }


def test_people_see_how_long_ago_it_was_and_how_it_went(storehook: Storehook, runs: float) -> None:
    lines = storehook("actions", "list").output.splitlines()[1:]

    assert lines[0].split() == [
        *("sync_order", "default", "1", "h", "ago,", "retrying", "2", "store/order/created,", "store/order/updated")
    ]
    assert lines[1].split()[:6] == ["sync_product", "default", "none", "in", "a", "day"]


def test_where_more_has_run_than_is_looked_at_it_is_said(
    storehook: Storehook, runs: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storehook.history.reading.RunHistory.all.__defaults__", (1,))

    assert "or more" in storehook("actions", "list").output


def test_outside_a_project_it_is_said_where_to_go(
    storehook: Storehook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = storehook("actions", "list")

    assert (done.exit_code, "where template.yaml is" in done.output) == (1, True)
