"""A model's `run` and what follows it."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import Field
from tests.support.records import Effects, HookContext, HookedModel, Purchase, Shop

from storehook import Context
from storehook.errors import RecordDetached, RecordInvalid
from storehook.records.model import Model


class Stamped(Model):
    """Counts its updates, and is not deleted once it is kept."""

    message: str = ""
    updates: int = 0
    kept: bool = False
    tags: list[Decimal] = Field(default_factory=list)

    def run(self, ctx: Context) -> None:
        assert isinstance(ctx, HookContext)
        if self.operation == "update" and self.changed("message"):
            self.updates += 1
        if self.message == "skip":
            return
        if self.message == "delete":
            self.delete()
        self.tags.append("1.50")  # type: ignore[arg-type]
        self.save()
        assert self.changed("message")
        assert not self.changed(since="saved")
        self.message += " and unsaved"

    def run_delete(self, _ctx: Context) -> None:
        if self.message == "save":
            self.save()
        if not self.kept:
            self.delete()


def test_a_run_may_change_the_record_before_it_saves_it(shop: Shop) -> None:
    shop.records(Stamped).upsert(1, message="a")
    shop.records(Stamped, "run-2").upsert(1, message="b")

    assert shop.records(Stamped).get(1).updates == 1


def test_what_a_run_puts_into_a_list_is_validated_when_it_is_saved(shop: Shop) -> None:
    assert shop.records(Stamped).upsert(1, message="a").tags == [Decimal("1.5")]
    row = shop.row(Stamped, "1")
    assert row is not None
    assert row.fields["tags"] == [Decimal("1.5")], "the number, and not the text that was put in"


class Careless(Model):
    """Puts something into a list that does not belong there."""

    tags: list[Decimal] = Field(default_factory=list)

    def run(self, _ctx: Context) -> None:
        self.tags.append("ten")  # type: ignore[arg-type]
        self.save()


def test_what_a_run_puts_into_a_list_and_could_not_be_read_back_is_refused(shop: Shop) -> None:
    with pytest.raises(RecordInvalid, match=r"(?s)The values do not fit Careless: .*tags"):
        shop.records(Careless).upsert(1)
    assert shop.row(Careless, "1") is None


def test_what_a_run_changes_after_it_has_saved_is_taken_back(shop: Shop) -> None:
    assert shop.records(Stamped).upsert(1, message="a").message == "a"
    assert shop.records(Stamped).get(1).message == "a"


def test_a_run_that_does_not_save_writes_nothing(shop: Shop) -> None:
    record = shop.records(Stamped).upsert(1, message="skip")

    assert (record.version, shop.row(Stamped, "1")) == (0, None)


def test_a_run_that_creates_or_updates_cannot_delete(shop: Shop) -> None:
    with pytest.raises(RecordDetached, match="run cannot delete"):
        shop.records(Stamped).upsert(1, message="delete")


def test_a_run_that_deletes_cannot_save(shop: Shop) -> None:
    shop.records(Stamped).upsert(1, message="x")
    shop.rows.items[("8jbhprizry#Stamped", "1")]["fields"]["message"] = "save"  # type: ignore[attr-defined]

    with pytest.raises(RecordDetached, match="run_delete cannot save"):
        shop.records(Stamped).delete(1)


def test_a_delete_may_be_declined(shop: Shop) -> None:
    shop.records(Stamped).upsert(1, message="a", kept=True)

    assert shop.records(Stamped).delete(1) is None
    assert shop.records(Stamped).find(1) is not None


def test_each_operation_is_followed_by_its_hook(shop: Shop, told: Effects) -> None:
    shop.records(HookedModel, "run-1").upsert(1, message="a")
    shop.records(HookedModel, "run-2").upsert(1, message="b")
    shop.records(HookedModel, "run-3").upsert(1, message="b")
    shop.records(HookedModel, "run-4").delete(1)

    assert [(seen.hook, seen.changes) for seen in told.seen] == [
        ("created", {"message": ("", "a")}),
        ("updated", {"message": ("a", "b")}),
        ("updated", {}),
        ("deleted", {}),
    ]


def test_a_record_that_is_created_with_its_defaults_only_has_no_change(shop: Shop) -> None:
    created = shop.records(Purchase).create(113, total="0.00", tags=[])

    assert (created.operation, created.changes()) == ("create", {})


class Plain(Model):
    """Overrides the general hook only."""

    message: str = ""

    def on_success(self, ctx: Context) -> None:
        assert isinstance(ctx, HookContext)
        CALLS.append((self.operation, self.changed("message"), self.changed("message", since="saved")))


CALLS: list[Any] = []


def test_on_success_follows_creates_and_updates_and_not_deletes(shop: Shop) -> None:
    CALLS.clear()
    shop.records(Plain, "run-1").create(1, message="a")
    shop.records(Plain, "run-2").update(1, message="b")
    shop.records(Plain, "run-3").delete(1)

    assert CALLS == [("create", True, False), ("update", True, False)]


def test_a_model_without_hooks_is_written_once_a_change(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.records(Purchase).upsert(1, message="a")
    row = shop.row(Purchase, "1")

    assert row is not None
    assert (row.version, dict(row.pending)) == (1, {})
    monkeypatch.setattr(type(shop.rows), "put", None)
    assert shop.records(Purchase).delete(1) is not None


class Choosy(Model):
    """Saves only what is worth it."""

    message: str = ""

    def run(self, _ctx: Context) -> None:
        if self.message not in DECLINED:
            self.save()

    def on_success(self, _ctx: Context) -> None:
        CALLS.append((self.message, self.changed()))
        if FAILURES:
            raise FAILURES.pop()


DECLINED: list[str] = []
FAILURES: list[Exception] = []


def test_on_success_does_not_follow_a_run_that_did_not_save(shop: Shop) -> None:
    CALLS.clear()
    DECLINED[:] = ["no"]

    assert shop.records(Choosy).upsert(1, message="no").message == "no"
    assert CALLS == []
    assert shop.row(Choosy, "1") is None


def test_on_success_is_owed_even_if_the_retry_does_not_save(shop: Shop) -> None:
    CALLS.clear()
    DECLINED[:] = ["no"]
    FAILURES.append(ConnectionError())
    with pytest.raises(ConnectionError):
        shop.records(Choosy).upsert(1, message="yes")

    shop.records(Choosy).upsert(1, message="no")

    assert CALLS == [("yes", True), ("yes", True)]
    assert shop.records(Choosy).get(1).message == "yes"


def test_an_attempt_that_goes_on_after_a_failed_hook_owes_what_the_row_says_and_no_more(shop: Shop) -> None:
    FAILURES.append(ConnectionError())
    records = shop.records(Choosy)
    with pytest.raises(ConnectionError):
        records.upsert(1, message="yes")

    assert records.session.owed == {}
    records.upsert(1, message="yes")
    row = shop.row(Choosy, "1")
    assert row is not None
    assert row.pending == {}
