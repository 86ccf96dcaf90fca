"""A store whose webhooks do not come is told, and why."""

from typing import Any

import pytest

from storehook.operations.store_answers import store_row_answer
from storehook.registration.record import RECORDED_EVERY, BlockedDomain, RegisteredWebhook, Registration
from storehook.stores.store import Account, Status, Store
from storehook_cli.doctor.checks import store_webhooks, stores
from storehook_cli.doctor.findings import Finding, Level

NOW = 1_786_447_831.0
EVERY = 900.0
LATEST = 2 * EVERY + RECORDED_EVERY
HOOK = RegisteredWebhook(1, "store/order/updated", "https://example.com", active=True, since=0)


def registration(**fields: Any) -> Registration:
    """All is well, but for these fields."""
    well: dict[str, Any] = {"webhooks": (HOOK,), "reconciled_at": NOW - EVERY, "outcome": "reconciled"}
    return Registration(**well | fields)


def judged(
    found: Store, registration: Registration, last_delivery_at: float | None = None, every: float | None = EVERY
) -> Finding:
    """Return the finding about a store."""
    row = store_row_answer(found, registration, last_delivery_at, NOW)
    return store_webhooks(row, interval=every, now=NOW, log="sam logs")


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({}, "ok"),
        ({"reconciled_at": NOW - LATEST + 1}, "ok"),
        ({"reconciled_at": NOW - LATEST - 1}, "problem"),
        ({"missing": ("store/cart/*",)}, "problem"),
        ({"webhooks": (RegisteredWebhook(1, "s", "d", active=False, since=0),)}, "problem"),
        ({"blocked": (BlockedDomain("example.com", NOW + 60),)}, "problem"),
        ({"outcome": "unauthorized"}, "problem"),
        ({"outcome": "failed", "detail": "Grant the app its scope"}, "problem"),
    ],
    ids=str,
)
def test_what_keeps_webhooks_away_is_a_problem(fields: dict[str, Any], level: Level) -> None:
    assert judged(Store("abc"), registration(**fields), NOW).level == level


@pytest.mark.parametrize(("installed", "level"), [(NOW - 60, "warning"), (NOW - LATEST - 1, "problem")])
def test_a_store_that_was_never_reconciled_has_some_time_for_it(installed: float, level: Level) -> None:
    assert judged(Store("abc", installed_at=installed), Registration()).level == level


def test_a_paused_store_is_told_with_its_reason_and_the_way_back() -> None:
    found = judged(Store("abc", "paused", reason="moves house"), Registration())

    assert (found.level, found.text, found.advice) == ("warning", "paused: moves house", "storehook stores resume abc")


REMEDIES: dict[Account, str] = {
    "app": "Ask its merchant to reinstall the app",
    "store": "Add it again with a new token: storehook stores add abc",
}


@pytest.mark.parametrize("account", REMEDIES)
@pytest.mark.parametrize("status", ["active", "paused"])
def test_a_store_whose_token_is_refused_needs_a_new_one_as_resuming_alone_does_not_help(
    status: Status, account: Account
) -> None:
    found = judged(Store("abc", status, account=account), registration(outcome="unauthorized"))

    assert (found.level, found.advice) == ("problem", REMEDIES[account])
    assert found.text == f"{status}, and BigCommerce refuses its token. It is tried every hour"


def test_stores_that_are_well_are_counted_and_one_that_has_left_is_neither() -> None:
    healthy = [store_row_answer(Store(f"well{number}"), registration(), None, NOW) for number in range(48)]
    paused = store_row_answer(Store("abc", "paused"), registration(), None, NOW)
    left = store_row_answer(Store("gone", "uninstalled"), Registration(), None, NOW)

    found = list(stores([*healthy, left, paused], interval=EVERY, now=NOW, log="sam logs"))

    assert [(finding.level, finding.check) for finding in found] == [("warning", "store abc"), ("ok", "stores")]
    assert found[-1].text == "48 of 49 have all their webhooks"


def test_without_a_plain_rate_a_reconcile_may_be_two_days_old() -> None:
    levels = [
        judged(Store("abc"), registration(reconciled_at=NOW - days * 86_400), every=None).level for days in (1.9, 2.1)
    ]

    assert levels == ["ok", "problem"]
