"""A side effect is not lost when its run is tried again, and happens once."""

from dataclasses import dataclass, field

import pytest
from tests.support.records import Effects, HookedModel, ServerError, Shop, attempt, effects, failing


def test_a_write_back_that_failed_once_happens_exactly_once_after_the_retry(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old")
    told.seen.clear()
    told.fail = failing(ServerError())

    assert [attempt(shop, "run-2", "new") for _ in range(2)] == ["failed", "completed"]
    assert told.written_back == ["new"]
    assert told.seen[0].changes == {"message": ("old", "new")}

    attempt(shop, "run-2", "new")
    attempt(shop, "run-3", "new")
    assert told.written_back == ["new"]


@dataclass
class NaiveOrder:
    """Change detection as it is usually done: what is stored is compared with what comes, in each attempt."""

    stored: str = "old"
    written_back: list[str] = field(default_factory=list)

    def attempt(self, message: str) -> str:
        changed, self.stored = message != self.stored, message
        try:
            if changed:
                effects.fail()
                self.written_back.append(message)
        except ServerError:
            return "failed"
        return "completed"


def test_naive_change_detection_loses_that_write_back(told: Effects) -> None:
    order = NaiveOrder()
    told.fail = failing(ServerError())

    assert [order.attempt("new") for _ in range(2)] == ["failed", "completed"]
    assert order.written_back == []


def test_each_retry_sees_what_the_first_attempt_saw(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old", status=1)
    told.seen.clear()
    told.fail = failing(ServerError(), times=5)

    results = [attempt(shop, "run-2", "new", status=2) for _ in range(6)]

    assert results == ["failed"] * 5 + ["completed"]
    assert [seen.changes for seen in told.seen] == [{"message": ("old", "new"), "status": (1, 2)}]


def test_a_create_whose_hook_failed_is_a_create_again(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError())

    assert [attempt(shop, "run-1", "new") for _ in range(2)] == ["failed", "completed"]
    assert [(seen.hook, seen.changes) for seen in told.seen] == [("created", {"message": ("", "new")})]


def test_a_retry_with_newer_values_sees_the_change_from_before_the_run(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old", status=1)
    told.seen.clear()
    told.fail = failing(ServerError())
    attempt(shop, "run-2", "new")

    attempt(shop, "run-2", "newer", status=2)

    assert [seen.changes for seen in told.seen] == [{"message": ("old", "newer"), "status": (1, 2)}]


def test_a_retry_that_finds_the_old_value_again_sees_the_change_back(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old")
    told.seen.clear()
    told.fail = failing(ServerError())
    attempt(shop, "run-2", "new")

    attempt(shop, "run-2", "old")

    assert [seen.changes for seen in told.seen] == [{"message": ("new", "old")}]


def test_a_retry_that_undoes_what_another_run_answered_sees_its_change(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old")
    told.fail = failing(ServerError())
    attempt(shop, "run-2", "new")
    told.seen.clear()
    attempt(shop, "run-3", "answered")

    attempt(shop, "run-2", "old")

    assert told.written_back == ["answered", "old"]


def test_what_other_runs_changed_meanwhile_is_not_the_retrys(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old", status=1)
    told.seen.clear()
    told.fail = failing(ServerError())
    attempt(shop, "run-2", "new")
    attempt(shop, "run-3", "new", status=2)

    attempt(shop, "run-2", "new", status=2)

    assert [seen.changes for seen in told.seen] == [{"status": (1, 2)}, {"message": ("old", "new")}]


def test_another_delivery_of_a_change_does_not_answer_it_while_the_first_is_retried(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError())

    assert attempt(shop, "run-1", "new") == "failed"
    assert attempt(shop, "run-2", "new") == "completed"
    assert told.written_back == []
    assert attempt(shop, "run-1", "new") == "completed"
    assert told.written_back == ["new"]


def test_a_run_that_has_ended_leaves_nothing_in_the_row(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError())
    attempt(shop, "run-1", "new")
    row = shop.row(HookedModel)
    assert row is not None
    assert row.pending["run-1"].operation == "create"

    attempt(shop, "run-1", "new")

    row = shop.row(HookedModel)
    assert row is not None
    assert row.pending == {}


def test_a_delete_whose_hook_failed_is_gone_for_others_and_seen_through_by_its_retry(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old")
    told.seen.clear()
    told.fail = failing(ServerError())
    with pytest.raises(ServerError):
        shop.records(HookedModel, "run-2").delete(113)

    assert shop.records(HookedModel, "run-3").find(113) is None
    assert shop.records(HookedModel, "run-3").delete(113) is None
    assert list(shop.records(HookedModel, "run-3").list()) == []
    assert told.seen == []

    deleted = shop.records(HookedModel, "run-2").delete(113)

    assert deleted is not None
    assert [(seen.hook, seen.message) for seen in told.seen] == [("deleted", "old")]
    assert shop.row(HookedModel) is None


def test_the_retry_of_a_delete_leaves_a_record_that_was_created_since(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old")
    told.seen.clear()
    told.fail = failing(ServerError())
    with pytest.raises(ServerError):
        shop.records(HookedModel, "run-2").delete(113)
    attempt(shop, "run-3", "born again")

    shop.records(HookedModel, "run-2").delete(113)

    assert [(seen.hook, seen.message) for seen in told.seen] == [("created", "born again"), ("deleted", "old")]
    row = shop.row(HookedModel)
    assert row is not None
    assert (row.fields["message"], row.created_by, row.pending) == ("born again", "run-3", {})


def test_two_deletes_that_both_owe_their_hook_are_both_seen_through(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "first")
    told.fail = failing(ServerError(), times=2)
    with pytest.raises(ServerError):
        shop.records(HookedModel, "run-2").delete(113)
    assert attempt(shop, "run-3", "second") == "failed"
    assert attempt(shop, "run-3", "second") == "completed"
    told.fail = failing(ServerError())
    with pytest.raises(ServerError):
        shop.records(HookedModel, "run-4").delete(113)
    told.seen.clear()

    shop.records(HookedModel, "run-4").delete(113)
    assert shop.row(HookedModel) is not None
    shop.records(HookedModel, "run-2").delete(113)

    assert [seen.message for seen in told.seen] == ["second", "first"]
    assert shop.row(HookedModel) is None


def test_a_delete_ends_what_other_runs_owed_for_the_record_before(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError())
    assert attempt(shop, "first", "old") == "failed"
    told.fail = failing(ServerError())
    with pytest.raises(ServerError):
        shop.records(HookedModel, "second").delete(113)
    assert attempt(shop, "third", "born again") == "completed"

    shop.records(HookedModel, "second").delete(113)

    row = shop.row(HookedModel)
    assert row is not None
    assert row.pending == {}
