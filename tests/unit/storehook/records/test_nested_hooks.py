"""Hooks that change the record they belong to."""

from typing import Any

import pytest
from tests.support.records import Shop

from storehook import Context
from storehook.errors import HookRecursion
from storehook.records.model import Model
from storehook.records.session import MAX_NESTED


class Pushed(Model):
    """Writes a changed message back, and notes in the record that it did."""

    message: str = ""
    pushed: str = ""

    def on_success(self, ctx: Context) -> None:
        happened.append(sorted(self.changes()))
        if self.changed("message"):
            fail_at("before")
            ctx.records(Pushed).update(self.bigcommerce_id, pushed=self.message)
            fail_at("after")

    def on_deleted(self, _ctx: Context) -> None:
        happened.append("deleted")


class Endless(Model):
    """Changes itself whenever it was changed."""

    count: int = 0

    def on_success(self, ctx: Context) -> None:
        ctx.records(Endless).update(self.bigcommerce_id, count=self.count + 1)


class Fleeting(Model):
    """Is deleted as soon as it is there."""

    deletes: bool = True

    def on_success(self, ctx: Context) -> None:
        if self.deletes:
            ctx.records(Fleeting).delete(self.bigcommerce_id)

    def on_deleted(self, _ctx: Context) -> None:
        happened.append("deleted")


happened: list[Any] = []
failures: list[str] = []


def fail_at(place: str) -> None:
    if place in failures:
        failures.remove(place)
        raise ConnectionError


@pytest.fixture(autouse=True)
def nothing_has_happened() -> None:
    happened.clear()
    failures.clear()


def settled(shop: Shop, model: type[Model]) -> dict[str, Any]:
    """The stored fields, once nothing is owed."""
    row = shop.row(model, "1")
    assert row is not None
    assert row.pending == {}
    return dict(row.fields)


def test_a_hook_sees_its_own_change_only_and_not_the_one_around_it(shop: Shop) -> None:
    shop.records(Pushed).upsert(1, message="a")

    assert happened == [["message"], ["pushed"]]
    assert settled(shop, Pushed) == {"message": "a", "pushed": "a"}


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_hook_that_fails_around_its_own_change_sees_everything_again(shop: Shop, place: str) -> None:
    failures.append(place)
    with pytest.raises(ConnectionError):
        shop.records(Pushed).upsert(1, message="a")

    shop.records(Pushed).upsert(1, message="a")

    assert "message" in happened[-2]
    assert settled(shop, Pushed) == {"message": "a", "pushed": "a"}


def test_hooks_that_go_on_changing_their_record_are_stopped(shop: Shop) -> None:
    with pytest.raises(HookRecursion, match=r"The hooks of Endless 1 .* Check changed\(\) first"):
        shop.records(Endless).upsert(1)

    row = shop.row(Endless, "1")
    assert row is not None
    assert row.fields["count"] == MAX_NESTED


def test_a_hook_may_delete_its_record(shop: Shop) -> None:
    shop.records(Fleeting).upsert(1)

    assert happened == ["deleted"]
    assert shop.row(Fleeting, "1") is None
