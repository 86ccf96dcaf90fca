"""Changes that an action has missed."""

import json
from dataclasses import replace

import pytest
from tests.support.catch_up import sync_order, sync_product
from tests.support.deployment import declared
from tests.support.signed_deliveries import STORE

from storehook.catch_up.changes import ChangedResource
from storehook.catch_up.coverage import earliest, message, relevant_changes
from storehook.catch_up.pollable import POLLABLE
from storehook.runs.late_runs import TOLERANCE
from storehook.runs.loops import EARLY, Cause, cause_of
from storehook.runs.run import RunSummary, State
from storehook.stores.gaps import Interval
from storehook.webhooks.event import read

ORDERS = POLLABLE["orders"]
SINCE, CREATED, MODIFIED = 100, 150, 200
GAP = Interval(SINCE, MODIFIED)
NEW = ChangedResource("order", 113, CREATED, MODIFIED)
OLD = ChangedResource("order", 113, SINCE - 1, MODIFIED)
BOTH, ONLY_UPDATED, ONLY_CREATED = ("store/order/*",), ("store/order/updated",), ("store/order/created",)


def run(happened_at: float, state: State = "completed", scope: str = "store/order/updated") -> RunSummary:
    return RunSummary("sync_order", state, scope, happened_at)


def replace_run(state: State, **fields: float) -> RunSummary:
    """A run of the earliest event within the tolerance."""
    return replace(run(MODIFIED - TOLERANCE, state), **fields)


def missed(change: ChangedResource, webhooks: tuple[str, ...], *past: RunSummary) -> tuple[str, int] | None:
    """The scope and time of the event that an action is to get."""
    every = relevant_changes(change, ORDERS, [declared(sync_order, *webhooks)], GAP)
    found = [each for want in every if (each := want.missed(past))]
    return (found[0].scope, found[0].at) if found else None


@pytest.mark.parametrize(
    ("change", "webhooks", "event"),
    [
        (OLD, ONLY_UPDATED, ("store/order/updated", MODIFIED)),
        (OLD, BOTH, ("store/order/updated", MODIFIED)),
        (OLD, ONLY_CREATED, None),
        (NEW, ONLY_UPDATED, ("store/order/updated", MODIFIED)),
        (ChangedResource("order", 113, SINCE, MODIFIED), ONLY_CREATED, ("store/order/created", SINCE)),
        (NEW, BOTH, ("store/order/created", MODIFIED)),
        (NEW, ONLY_CREATED, ("store/order/created", CREATED)),
        (NEW, ("store/order/created", "store/order/updated"), ("store/order/created", MODIFIED)),
        (NEW, ("store/order/statusUpdated",), None),
        (NEW, ("store/product/*",), None),
    ],
)
def test_an_action_gets_the_event_that_it_wants(
    change: ChangedResource, webhooks: tuple[str, ...], event: tuple[str, int] | None
) -> None:
    assert missed(change, webhooks) == event


@pytest.mark.parametrize("state", ["running", "retrying", "waiting", "held", "completed", "failed", "coalesced"])
def test_a_run_of_the_change_or_of_a_later_one_covers_it(state: State) -> None:
    assert missed(OLD, ONLY_UPDATED, run(MODIFIED, state)) is None
    assert missed(OLD, ONLY_UPDATED, run(MODIFIED + 1, state)) is None


@pytest.mark.parametrize(
    ("error", "event"), [("StoreUnavailable", ("store/order/updated", MODIFIED)), ("KeyError", None)]
)
def test_a_run_that_failed_because_its_store_could_not_be_called_covers_nothing(
    error: str, event: tuple[str, int] | None
) -> None:
    assert missed(OLD, ONLY_UPDATED, replace(run(MODIFIED, "failed"), error_type=error)) == event


TOUCHED = ChangedResource("order", 113, CREATED, MODIFIED + 1)
"""Created in the gap, and changed after it."""


@pytest.mark.parametrize("webhooks", [BOTH, ONLY_CREATED])
def test_what_was_created_in_the_gap_is_new_however_late_it_was_changed(webhooks: tuple[str, ...]) -> None:
    assert missed(TOUCHED, webhooks) == ("store/order/created", CREATED)
    assert missed(TOUCHED, webhooks, run(MODIFIED + 1)) == ("store/order/created", CREATED)


@pytest.mark.parametrize("seconds", [-TOLERANCE, 0, TOLERANCE])
@pytest.mark.parametrize("webhooks", [BOTH, ONLY_CREATED])
def test_a_run_of_the_creation_covers_it_whatever_the_seconds(webhooks: tuple[str, ...], seconds: int) -> None:
    assert missed(TOUCHED, webhooks, run(CREATED + seconds, scope="store/order/created")) is None
    assert missed(TOUCHED, webhooks, run(CREATED + seconds, scope="store/channel/1/order/created")) is None


@pytest.mark.parametrize(
    ("past", "is_missed"),
    [
        (replace_run("completed", started_at=MODIFIED + 1), False),
        (replace_run("completed", started_at=MODIFIED + 0.9), True),
        (replace_run("running", started_at=MODIFIED + 0.9), True),
        (replace_run("retrying", started_at=MODIFIED), False),
        (replace_run("held"), False),
    ],
)
def test_a_run_of_a_few_seconds_before_covers_a_change_if_it_starts_later(past: RunSummary, is_missed: bool) -> None:
    assert (missed(OLD, ONLY_UPDATED, past) is not None) == is_missed
    assert missed(OLD, ONLY_UPDATED, replace(past, happened_at=MODIFIED - TOLERANCE - 1)) is not None


def test_a_run_that_another_one_covers_covers_nothing_itself() -> None:
    covered = replace(run(MODIFIED, "coalesced"), covered_by="event-1/sync_order")

    assert missed(OLD, ONLY_UPDATED, covered) == ("store/order/updated", MODIFIED)
    assert missed(OLD, ONLY_UPDATED, covered, run(MODIFIED)) is None


@pytest.mark.parametrize("created", [SINCE - 1, MODIFIED + 1])
def test_what_was_created_before_or_after_the_gap_and_changed_after_it_has_its_webhooks(created: int) -> None:
    assert missed(ChangedResource("order", 113, created, MODIFIED + 2), BOTH) is None


@pytest.mark.parametrize("created", [SINCE, MODIFIED])
def test_what_was_created_in_the_first_or_the_last_second_of_the_gap_is_new(created: int) -> None:
    change = ChangedResource("order", 113, created, MODIFIED + 2)

    assert missed(change, BOTH) == ("store/order/created", created)


def test_a_change_after_the_gap_has_its_webhook() -> None:
    assert missed(TOUCHED, ONLY_UPDATED) is None


@pytest.mark.parametrize(
    "past",
    [
        run(MODIFIED - 1),
        run(MODIFIED, "ignored"),
        run(MODIFIED, "cancelled"),
        RunSummary("another_action", "completed", "store/order/updated", MODIFIED),
        run(0.0),
    ],
    ids=["an earlier event", "ignored", "cancelled", "another action", "nobody knows when"],
)
def test_no_other_run_covers_it(past: RunSummary) -> None:
    assert missed(OLD, ONLY_UPDATED, past) == ("store/order/updated", MODIFIED)


def test_a_change_in_the_first_second_of_time_is_missed_too_if_nothing_has_run() -> None:
    assert missed(ChangedResource("order", 113, 0, 0), ONLY_UPDATED) == ("store/order/updated", 0)


def test_a_run_of_an_address_says_nothing_of_the_customer_of_that_number() -> None:
    action = declared(sync_order, "store/customer/*")
    (want,) = relevant_changes(ChangedResource("customer", 5, 0, MODIFIED), POLLABLE["customers"], [action], GAP)

    assert want.missed([run(MODIFIED, scope="store/customer/address/updated")]) is not None
    assert want.missed([run(MODIFIED, scope="store/customer/updated")]) is None


def test_one_that_was_heard_of_when_it_was_new_and_changed_since_is_not_new_again() -> None:
    assert missed(NEW, BOTH, run(CREATED, scope="store/order/created")) == ("store/order/updated", MODIFIED)


def test_an_action_for_new_ones_is_not_run_again_for_a_change_of_one_that_it_has_seen() -> None:
    assert missed(NEW, ONLY_CREATED, run(CREATED, scope="store/order/created")) is None


def test_the_runs_are_asked_for_from_the_creation_on_if_that_matters() -> None:
    actions = [declared(sync_order, *ONLY_UPDATED), declared(sync_product, *ONLY_CREATED)]

    assert earliest(relevant_changes(NEW, ORDERS, actions, GAP)) == CREATED - TOLERANCE
    assert earliest(relevant_changes(NEW, ORDERS, [declared(sync_order, *BOTH)], GAP)) == CREATED - TOLERANCE
    assert earliest(relevant_changes(OLD, ORDERS, actions, GAP)) == MODIFIED - TOLERANCE
    first = relevant_changes(replace(OLD, created=0, modified=0), ORDERS, actions, GAP)
    assert earliest(first) == 0


def test_the_message_is_an_event_as_bigcommerce_would_have_sent_it() -> None:
    (want,) = relevant_changes(OLD, ORDERS, [declared(sync_order, *ONLY_UPDATED)], GAP)
    found = want.missed([])
    assert found is not None

    sent = message(STORE, found, 1000.5)

    body = {
        "producer": f"stores/{STORE}",
        "hash": "catch-up-updated-order-113-200",
        "created_at": 200,
        "store_id": "0",
        "scope": "store/order/updated",
        "data": {"type": "order", "id": 113},
    }
    assert sent.payload == json.dumps(body, separators=(",", ":")).encode()
    assert (sent.kind, sent.action, sent.delivery_id) == ("catch-up", "sync_order", "catch-up-updated-order-113-200")
    assert (sent.store_hash, sent.signed_at, sent.received_at) == (STORE, 1000, 1000.5)


@pytest.mark.parametrize(
    ("past", "event_hash"),
    [
        ((run(MODIFIED, "ignored"),), "catch-up-updated-order-113-200-1"),
        ((run(MODIFIED, "ignored"), run(MODIFIED, "cancelled")), "catch-up-updated-order-113-200-2"),
        ((run(MODIFIED - TOLERANCE, "ignored"),), "catch-up-updated-order-113-200-1"),
        ((run(MODIFIED - TOLERANCE - 1, "ignored"), run(MODIFIED - 50)), "catch-up-updated-order-113-200"),
    ],
)
def test_a_change_that_a_run_could_not_tell_of_gets_another_run(past: tuple[RunSummary, ...], event_hash: str) -> None:
    (want,) = relevant_changes(OLD, ORDERS, [declared(sync_order, *ONLY_UPDATED)], GAP)
    found = want.missed(past)
    assert found is not None

    assert message(STORE, found, 1000.5).delivery_id == event_hash


def test_an_update_in_a_channel_is_missed_by_an_action_of_that_channel_only() -> None:
    actions = [declared(sync_order, f"store/channel/{channel}/order/updated") for channel in (1, 2)]

    (relevant,) = relevant_changes(replace(OLD, channel=2), ORDERS, actions, GAP)

    assert (relevant.action, relevant.updated) == (actions[1], "store/channel/2/order/updated")


def test_the_cause_of_its_run_is_the_change() -> None:
    (want,) = relevant_changes(OLD, ORDERS, [declared(sync_order, *ONLY_UPDATED)], GAP)
    found = want.missed([])
    assert found is not None
    sent = message(STORE, found, 1000.5)

    assert cause_of(sent, read(sent.payload)) == Cause(("order/113",), 200.0 + EARLY)


@pytest.mark.parametrize("past", [(), (run(MODIFIED),)], ids=["nothing has run", "the update has run"])
def test_the_message_of_a_missed_creation_has_the_same_hash_whatever_else_was_missed(
    past: tuple[RunSummary, ...],
) -> None:
    (relevant,) = relevant_changes(NEW, ORDERS, [declared(sync_order, *BOTH)], GAP)
    found = relevant.missed(past)

    assert found is not None
    assert message(STORE, found, 0.0).delivery_id == f"catch-up-created-order-113-{CREATED}"


def test_a_covered_run_does_not_change_the_hash() -> None:
    (relevant,) = relevant_changes(NEW, ORDERS, [declared(sync_order, *ONLY_CREATED)], GAP)
    covered = replace(run(CREATED, "coalesced", "store/order/created"), covered_by="catch-up/sync_order")
    found = relevant.missed([covered])

    assert found is not None
    assert found.unseen == 0
