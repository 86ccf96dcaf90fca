"""The plan: what it does with each webhook, in which order, and how it reads."""

from typing import Any

import pytest
from tests.support.registration import (
    AT,
    AT_OLD,
    CART,
    CREATED,
    ELSEWHERE,
    ORDERS,
    UPDATED,
    kinds,
    owning,
    wanting,
    webhook,
)

from storehook.registration.plan import WebhookPlan, plan
from storehook.registration.webhook import EXCEPTIONS, Webhook, read_webhook, read_webhooks

WATCH = webhook(99, EXCEPTIONS, AT.exceptions)
"""The exceptions' webhook, in order."""


def planned(scopes: list[str], *existing: Webhook, known: tuple[Webhook, ...] = ()) -> WebhookPlan:
    return plan(wanting(*scopes), [*existing, WATCH], owning(*known))


def test_what_is_as_wanted_is_kept() -> None:
    found = planned([UPDATED], webhook(1))

    assert kinds(found.steps) == [("keep", UPDATED), ("keep", EXCEPTIONS)]
    assert found.changes == ()


def test_what_is_not_there_is_created() -> None:
    assert kinds(planned([UPDATED]).changes) == [("create", UPDATED)]


def test_what_is_switched_off_is_reactivated() -> None:
    assert kinds(planned([UPDATED], webhook(1, active=False)).changes) == [("reactivate", UPDATED)]


@pytest.mark.parametrize("headers", [{}, {"x-storehook-key": "stale"}, {"x-other": "canary-key"}])
def test_a_hook_without_the_right_key_is_amended(headers: dict[str, str]) -> None:
    assert kinds(planned([UPDATED], webhook(1, headers=headers)).changes) == [("amend", UPDATED)]


@pytest.mark.parametrize(
    "headers", [{"X-STOREHOOK-KEY": "canary-key"}, {"x-storehook-key": "canary-key", "x-mine": "1"}]
)
def test_neither_case_nor_further_headers_matter(headers: dict[str, str]) -> None:
    assert planned([UPDATED], webhook(1, headers=headers)).changes == ()


def test_a_hook_at_an_older_destination_of_ours_is_re_pointed() -> None:
    old = webhook(1, UPDATED, AT_OLD.webhooks)

    (step,) = planned([UPDATED], old, known=(old,)).changes

    assert (step.kind, step.webhook, step.destination) == ("re-point", old, AT.webhooks)


def test_an_older_destination_counts_for_the_hook_that_was_registered_only() -> None:
    known, other = webhook(1, CART, AT_OLD.webhooks), webhook(2, CREATED, AT_OLD.webhooks)

    assert [step.webhook for step in planned([], known, other, known=(known,)).changes] == [known]


def test_a_hook_that_was_ours_and_was_re_pointed_by_hand_is_nobody_elses_business() -> None:
    before = webhook(1, UPDATED, AT_OLD.webhooks)

    assert kinds(planned([UPDATED], webhook(1, UPDATED, ELSEWHERE), known=(before,)).changes) == [("create", UPDATED)]


@pytest.mark.parametrize(
    "destination",
    [
        ELSEWHERE,
        f"{AT.webhooks}/",
        f"{AT.webhooks}?a=1",
        AT.webhooks.upper(),
        AT.webhooks[:-1],
        "",
        "https://hooks.example.com",
    ],
)
def test_what_goes_to_any_other_destination_is_in_no_step(destination: str) -> None:
    assert kinds(planned([], webhook(1, UPDATED, destination)).steps) == [("keep", EXCEPTIONS)]


def test_what_is_ours_and_not_wanted_is_deleted() -> None:
    assert kinds(planned([UPDATED], webhook(1), webhook(2, CART)).changes) == [("delete", CART)]


def test_of_duplicates_the_active_one_of_the_lowest_id_is_kept_and_the_others_go_first() -> None:
    found = planned([UPDATED], webhook(5), webhook(2, active=False), webhook(4), webhook(9))

    assert [(step.kind, step.webhook and step.webhook.id) for step in found.steps] == [
        ("delete", 2),
        ("delete", 5),
        ("delete", 9),
        ("keep", 4),
        ("keep", 99),
    ]


def test_a_hook_that_is_where_it_belongs_goes_before_one_at_an_older_destination() -> None:
    old = webhook(1, UPDATED, AT_OLD.webhooks)

    found = planned([UPDATED], old, webhook(7, active=False), known=(old,))

    assert [(step.kind, step.webhook and step.webhook.id) for step in found.changes] == [
        ("reactivate", 7),
        ("delete", 1),
    ]


def test_a_wildcard_is_there_before_what_it_covers_goes() -> None:
    assert kinds(planned([ORDERS], webhook(1, CREATED), webhook(2, UPDATED)).changes) == [
        ("create", ORDERS),
        ("delete", CREATED),
        ("delete", UPDATED),
    ]


def test_single_scopes_are_there_before_their_wildcard_goes() -> None:
    assert kinds(planned([CREATED, UPDATED], webhook(1, ORDERS)).changes) == [
        ("create", CREATED),
        ("create", UPDATED),
        ("delete", ORDERS),
    ]


def test_an_exceptions_hook_among_the_webhooks_goes_first_and_comes_last() -> None:
    found = plan(wanting(UPDATED), [webhook(1, EXCEPTIONS, AT.webhooks), webhook(2, CART, AT.exceptions)], owning())

    assert kinds(found.changes) == [
        ("delete", EXCEPTIONS),
        ("create", UPDATED),
        ("delete", CART),
        ("create", EXCEPTIONS),
    ]


def test_an_exceptions_hook_at_an_older_destination_is_re_pointed() -> None:
    old = webhook(1, EXCEPTIONS, AT_OLD.exceptions)

    assert kinds(plan(wanting(), [old], owning(old)).changes) == [("re-point", EXCEPTIONS)]


def test_nothing_wanted_deletes_all_of_ours_and_the_exceptions_hook_with_it() -> None:
    found = plan([], [webhook(1), webhook(2, CART, ELSEWHERE), WATCH], owning())

    assert kinds(found.steps) == [("delete", EXCEPTIONS), ("delete", UPDATED)]


def test_a_plan_reads_as_one_aligned_line_a_step() -> None:
    old = webhook(7, CART, AT_OLD.webhooks)

    assert str(planned([CART, UPDATED], old, webhook(3, CREATED), known=(old,))).splitlines() == [
        f"re-point    store/cart/created            #7 {AT_OLD.webhooks} → {AT.webhooks}",
        f"create      store/order/updated           {AT.webhooks}",
        f"delete      store/order/created           #3 {AT.webhooks}",
        f"keep        store/hook/deliveryException  #99 {AT.exceptions}",
    ]


def test_a_step_as_json_names_what_moves_and_from_where() -> None:
    old = webhook(7, CART, AT_OLD.webhooks)

    assert [step.as_json() for step in planned([CART], old, known=(old,)).steps] == [
        {"step": "re-point", "scope": CART, "destination": AT.webhooks, "id": 7, "from": AT_OLD.webhooks},
        {"step": "keep", "scope": EXCEPTIONS, "destination": AT.exceptions, "id": 99},
    ]


def test_a_plan_never_shows_a_key() -> None:
    found = planned([UPDATED, CART], webhook(1, headers={"x-storehook-key": "canary-stale"}), webhook(2, CREATED))

    assert "canary" not in f"{found} {found!r} {[step.as_json() for step in found.steps]}"


@pytest.mark.parametrize("given", [None, 7, [], {}, {"id": "7"}, {"id": 7, "scope": UPDATED, "destination": None}])
def test_what_is_no_hook_is_read_as_none(given: Any) -> None:
    assert read_webhook(given) is None


def test_a_hook_is_read_whatever_else_it_says() -> None:
    given = {"id": 7, "scope": UPDATED, "destination": ELSEWHERE, "headers": None, "events_history_enabled": False}

    assert read_webhook(given) == Webhook(7, UPDATED, ELSEWHERE, active=False)


def test_a_hook_that_is_listed_twice_counts_once() -> None:
    row = {"id": 7, "scope": UPDATED, "destination": AT.webhooks, "is_active": True, "headers": {}}

    assert [each.id for each in read_webhooks([row, row | {"headers": None}])] == [7]


def test_a_plan_without_a_step_is_no_text() -> None:
    assert str(WebhookPlan(())) == ""
