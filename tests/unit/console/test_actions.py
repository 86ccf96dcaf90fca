"""The console's route for the deployed actions."""

from typing import Any

import pytest
from tests.support.clocks import NOW
from tests.support.console_function import ConsoleStack
from tests.support.runs import HOUR, run

from storehook.operations.errors import ReconcilerFailed

SYNC = {"action": "sync_order", "scopes": ["store/order/updated"], "lane": "default"}
OTHER = {"action": "bill", "scopes": [], "lane": "long"}


def test_each_deployed_action_is_told_with_its_runs_of_the_last_day(operated: ConsoleStack) -> None:
    operated.reconciler.answer = {"actions": [SYNC, OTHER]}
    operated.add(
        run(1, created_at=NOW - HOUR, state="failed"),
        run(2, created_at=NOW - 2 * HOUR),
        run(3, created_at=NOW - 30 * HOUR, state="failed"),
        run(4, created_at=NOW - HOUR, action="of_another_deployment"),
    )

    found = operated.get("api/actions").json()["actions"]

    assert found == [
        SYNC | {"last_at": NOW - HOUR, "last_state": "failed", "failed": 1, "capped": False},
        OTHER | {"last_at": None, "last_state": None, "failed": 0, "capped": False},
    ]
    assert operated.reconciler.asked == [{"kind": "actions"}]


def test_why_they_are_not_known_is_told(operated: ConsoleStack) -> None:
    operated.reconciler.error = ReconcilerFailed("ActionImportError", "sync_order.py cannot be imported")

    answer = operated.get("api/actions")

    assert answer.status == 502
    assert "sync_order.py cannot be imported" in answer.json()["message"]


@pytest.mark.parametrize("unknown", [{}, {"actions": [{}]}, {"actions": 5}, {"actions": ["x"]}])
def test_an_answer_of_another_version_is_said_to_be_so(operated: ConsoleStack, unknown: dict[str, Any]) -> None:
    operated.reconciler.answer = unknown

    assert operated.get("api/actions").status == 502
