"""Pending changes in a row, of runs whose hooks have not ended. They are bounded, and none is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.records import DAY, RETENTION, Effects, HookedModel, ServerError, Shop, attempt, effects, failing

from storehook.records import pending_changes
from storehook.records.pending_changes import MAX_PENDING, Owner, Write, with_pending
from storehook.records.rows import PendingChange


def test_a_row_whose_every_hook_fails_hands_its_changes_over_and_does_not_grow(shop: Shop, told: Effects) -> None:
    attempt(shop, "first", "message 0", status=0)
    told.seen.clear()
    told.fail = failing(ServerError(), times=100)
    for number in range(1, 101):
        shop.now += 60
        assert attempt(shop, f"run-{number}", f"message {number}") == "failed"
    row = shop.row(HookedModel)
    assert row is not None
    assert len(row.pending) == MAX_PENDING

    runs = [f"run-{number}" for number in range(1, 101)]
    assert {attempt(shop, run, "message 100") for run in runs} == {"completed"}

    row = shop.row(HookedModel)
    assert row is not None
    assert row.pending == {}
    previous = [seen.changes["message"][0] for seen in told.seen if "message" in seen.changes]
    assert len(previous) == MAX_PENDING
    assert "message 0" in previous, "the very first change is still answered for"


def test_a_change_of_a_field_that_only_the_handed_over_run_made_is_seen_by_who_takes_it(
    shop: Shop, told: Effects
) -> None:
    attempt(shop, "first", "old", status=0)
    told.seen.clear()
    told.fail = failing(ServerError(), times=MAX_PENDING)
    attempt(shop, "run-0", "old", status=1)
    for number in range(1, MAX_PENDING):
        shop.now += 1
        attempt(shop, f"run-{number}", f"message {number}")

    assert attempt(shop, "last", "last") == "completed"

    assert told.seen[0].changes == {"message": (f"message {MAX_PENDING - 1}", "last"), "status": (0, 1)}
    assert attempt(shop, "run-0", "last") == "completed"
    assert told.seen[1].changes == {}


def test_whoever_takes_a_creation_over_sees_it_as_one(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError(), times=MAX_PENDING)
    for number in range(MAX_PENDING):
        shop.now += 1
        attempt(shop, f"run-{number}", f"message {number}")

    assert attempt(shop, "last", "last") == "completed"

    assert [(seen.hook, seen.changes) for seen in told.seen] == [("created", {"message": ("", "last")})]


def test_a_change_of_a_run_that_cannot_come_back_is_dropped(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError())
    attempt(shop, "run-1", "new")
    shop.now += RETENTION - 1
    attempt(shop, "run-2", "newer")
    row = shop.row(HookedModel)
    assert row is not None
    assert set(row.pending) == {"run-1"}
    shop.now += DAY

    attempt(shop, "run-3", "newest")

    row = shop.row(HookedModel)
    assert row is not None
    assert row.pending == {}


def test_an_attempt_that_comes_too_late_does_not_settle_what_a_later_one_saved(shop: Shop, told: Effects) -> None:
    attempt(shop, "run-1", "old")
    told.seen.clear()

    def meanwhile() -> None:
        told.fail = failing(ServerError())
        assert attempt(shop, "run-2", "newer") == "failed"

    told.fail = meanwhile
    assert attempt(shop, "run-2", "new") == "completed"
    assert attempt(shop, "run-2", "newer") == "completed"

    assert [seen.changes["message"] for seen in told.seen] == [("old", "new"), ("old", "newer")]


def test_a_delete_is_not_handed_over(shop: Shop, told: Effects) -> None:
    attempt(shop, "first", "old")
    told.fail = failing(ServerError(), times=1 + 2 * MAX_PENDING)
    with pytest.raises(ServerError):
        shop.records(HookedModel, "deletes").delete(113)
    for number in range(2 * MAX_PENDING):
        shop.now += 1
        attempt(shop, f"run-{number}", f"message {number}")
    told.seen.clear()

    shop.records(HookedModel, "deletes").delete(113)

    assert [(seen.hook, seen.message) for seen in told.seen] == [("deleted", "old")]


def test_a_delete_takes_no_change_over(shop: Shop, told: Effects) -> None:
    told.fail = failing(ServerError(), times=MAX_PENDING + 1)
    for number in range(MAX_PENDING):
        shop.now += 1
        attempt(shop, f"run-{number}", f"message {number}")
    with pytest.raises(ServerError):
        shop.records(HookedModel, "deletes").delete(113)

    shop.records(HookedModel, "deletes").delete(113)

    assert [(seen.hook, seen.message) for seen in told.seen] == [("deleted", f"message {MAX_PENDING - 1}")]
    assert shop.row(HookedModel) is None


def test_a_record_that_is_created_anew_owes_nothing_of_its_former_life(shop: Shop, told: Effects) -> None:
    attempt(shop, "first", "old", status=1)
    told.fail = failing(ServerError(), times=2)
    attempt(shop, "run-2", "new", status=2)
    with pytest.raises(ServerError):
        shop.records(HookedModel, "deletes").delete(113)
    told.seen.clear()

    attempt(shop, "run-2", "", status=0)

    assert [(seen.hook, seen.changes) for seen in told.seen] == [("created", {})]


def test_large_changes_are_handed_over_before_they_fill_the_row(shop: Shop, told: Effects) -> None:
    attempt(shop, "first", "old")
    told.fail = failing(ServerError(), times=10)
    for number in range(10):
        shop.now += 1
        attempt(shop, f"run-{number}", str(number) * 90 * 1024)
    told.seen.clear()

    for number in range(10):
        attempt(shop, f"run-{number}", "new")

    previous = [seen.changes["message"][0][:9] for seen in told.seen if "message" in seen.changes]
    assert "old" in previous


def test_a_record_of_250_kb_can_be_deleted(shop: Shop, told: Effects) -> None:
    attempt(shop, "first", "x" * 250 * 1024)
    told.fail = failing(ServerError())
    with pytest.raises(ServerError):
        shop.records(HookedModel, "deletes").delete(113)

    assert shop.records(HookedModel, "deletes").delete(113) is not None
    assert len(told.seen[-1].message) == 250 * 1024


SAVES = st.tuples(
    st.sampled_from(["run-1", "run-2", "run-3", "run-4", "run-5"]),
    st.fixed_dictionaries({}, optional={"message": st.sampled_from("abc"), "status": st.integers(0, 2)}),
    st.booleans(),
)


@given(saves=st.lists(SAVES, max_size=25), few=st.integers(1, 3))
def test_whatever_is_handed_over_the_outside_ends_up_with_what_is_stored(
    saves: list[tuple[str, dict[str, Any], bool]], few: int
) -> None:
    shop, outside = Shop(), {"message": "", "status": 0}

    def save(run: str, values: dict[str, Any], *, fails: bool) -> None:
        effects.__init__()
        effects.fail = failing(ServerError(), times=int(fails))
        shop.now += 1
        try:
            shop.records(HookedModel, run).upsert(113, **values)
        except ServerError:
            return
        for seen in effects.seen:
            outside.update({name: current for name, (_, current) in seen.changes.items()})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pending_changes, "MAX_PENDING", few)
        for run, values, fails in saves:
            save(run, values, fails=fails)
        for run in sorted({run for run, _, _ in saves}):
            save(run, {}, fails=False)

    found = shop.records(HookedModel).find(113)
    assert found is None or found.model_dump() == outside


# --- The decision alone -----------------------------------------------------------------------------------------------

OWNER = Owner("mine", now=10_000.0, retention=50_000.0)
WRITE = Write(
    operation="update", version=9, before={"a": 1}, after={"a": 2, "b": 5}, defaults={"a": 0, "b": 5}, fresh=False
)


def pending(operation: pending_changes.Operation, at: float, **before: int) -> PendingChange:
    return PendingChange(operation, before, dict.fromkeys(before, 3), 4, at)


def test_of_too_many_the_oldest_is_handed_over_whatever_its_name() -> None:
    others = {f"run-{number:02}": pending("update", 1000.0 - number, b=number) for number in range(MAX_PENDING)}

    found = with_pending(others, OWNER, WRITE)

    assert others.keys() - found.keys() == {f"run-{MAX_PENDING - 1:02}"}
    assert found["mine"].before == {"a": 1, "b": MAX_PENDING - 1}
    assert found["mine"].since == {"a": 8, "b": 3}


def test_of_too_many_that_are_as_old_the_first_by_name_is_handed_over() -> None:
    others = {f"run-{number:02}": pending("update", 1000.0, b=number) for number in reversed(range(MAX_PENDING))}

    assert others.keys() - with_pending(others, OWNER, WRITE).keys() == {"run-00"}


def test_where_only_deletes_are_owed_nothing_is_handed_over() -> None:
    others = {f"run-{number}": pending("delete", 1000.0, a=7) for number in range(MAX_PENDING)}

    found = with_pending(others, OWNER, WRITE)

    assert found.keys() == {*others, "mine"}
    assert found["mine"].before == {"a": 1}


def test_whoever_takes_a_creation_over_has_of_its_changes_those_that_the_default_does_not_tell() -> None:
    others = {f"run-{number:02}": pending("create", 1000.0 + number, a=7, b=4) for number in range(MAX_PENDING)}

    mine = with_pending(others, OWNER, WRITE)["mine"]

    assert (mine.operation, mine.before) == ("create", {"b": 4})


def test_a_field_that_the_model_has_no_more_is_not_handed_over() -> None:
    others = {f"run-{number:02}": pending("update", 1000.0 + number, gone=7) for number in range(MAX_PENDING)}

    assert with_pending(others, OWNER, WRITE)["mine"].before == {"a": 1}


def test_a_change_of_a_run_that_has_deleted_before_is_not_merged_with_the_delete() -> None:
    found = with_pending({"mine": pending("delete", 1000.0, a=7)}, OWNER, WRITE)

    assert found["mine"].before == {"a": 1}


def test_a_change_is_kept_until_its_run_cannot_come_back() -> None:
    at = OWNER.now - OWNER.retention

    assert with_pending({"gone": pending("update", at), "here": pending("update", at + 1)}, OWNER, WRITE).keys() == {
        "here",
        "mine",
    }
