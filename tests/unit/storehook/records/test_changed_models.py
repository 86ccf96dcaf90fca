"""Records that were stored before their model changed."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, Field
from tests.support.records import ServerError, Shop, failing

from storehook import Context, Model
from storehook.errors import RecordTooLarge, RecordUnreadable
from storehook.records.rows import RecordKey

pytestmark = pytest.mark.usefixtures("unregistered")


def version(**fields: tuple[Any, Any]) -> type[Any]:
    """Declare a version of one model. A field is its type and its default, or `...` if it is required."""
    annotations = {name: of_type for name, (of_type, _) in fields.items()}
    defaults = {name: default for name, (_, default) in fields.items() if default is not ...}
    place = {"__module__": "models", "__qualname__": "Ticket", "on_deleted": Model.on_deleted}
    return type("Ticket", (Model,), {"__annotations__": annotations, **place, **defaults})


@pytest.fixture
def shop() -> Shop:
    """A store with records of the first version."""
    shop = Shop()
    first = version(total=(Decimal, Decimal(0)), note=(str, ""))
    for number in (1, 2, 3):
        shop.records(first, f"run-{number}").upsert(number, total=f"{number}.50", note="kept")
    return shop


RETYPED = {"total": (UUID | None, None), "note": (str, "")}
REQUIRING = {"total": (Decimal, Decimal(0)), "note": (str, ""), "code": (str, ...)}


def test_an_upsert_that_gives_a_retyped_field_replaces_it(shop: Shop) -> None:
    token = uuid4()

    changed = shop.records(version(**RETYPED), "run-9").upsert(1, total=token)

    assert (changed.total, changed.note) == (token, "kept")
    assert changed.changes("total").previous == Decimal("1.50")
    assert vars(shop.records(version(**RETYPED)).get(1)) == vars(changed)


def test_a_retyped_field_that_reads_its_old_form_has_not_changed(shop: Shop) -> None:
    shop.records(version(total=(Decimal, Decimal(0)), note=(str, ""))).upsert(4, note="7")
    retyped = version(total=(Decimal, Decimal(0)), note=(int, 0))

    changed = shop.records(retyped, "run-9").upsert(4, total="9.50")

    assert (changed.note, list(changed.changes())) == (7, ["total"])


def test_an_upsert_that_does_not_give_a_retyped_field_names_it(shop: Shop) -> None:
    with pytest.raises(RecordUnreadable, match=r"Ticket no longer fits.*storehook records migrate Ticket.*total"):
        shop.records(version(**RETYPED), "run-9").upsert(1, note="new")


def test_an_upsert_that_gives_a_new_required_field_adds_it(shop: Shop) -> None:
    changed = shop.records(version(**REQUIRING), "run-9").upsert(1, code="a")

    assert (changed.code, changed.note) == ("a", "kept")
    assert shop.records(version(**REQUIRING)).get(1).code == "a"


def test_a_record_without_a_new_required_field_cannot_be_read(shop: Shop) -> None:
    with pytest.raises(RecordUnreadable, match="The record lacks code"):
        shop.records(version(**REQUIRING)).get(1)
    with pytest.raises(RecordUnreadable, match="The record lacks code"):
        shop.records(version(**REQUIRING), "run-9").upsert(1, note="new")


@pytest.mark.parametrize("fields", [RETYPED, REQUIRING], ids=["retyped", "required"])
def test_a_record_that_cannot_be_read_can_be_deleted(shop: Shop, fields: Any) -> None:
    deleted = shop.records(version(**fields), "run-9").delete(1)

    assert deleted is not None
    assert (deleted.bigcommerce_id, deleted.note) == ("1", "kept")
    assert shop.rows.get(RecordKey(shop.store_hash, "Ticket", "1")) is None


def test_on_deleted_sees_values_that_no_longer_fit_as_they_are_stored(shop: Shop) -> None:
    seen: list[Any] = []

    class Ticket(version(**RETYPED)):
        __module__ = "models"
        __qualname__ = "Ticket"

        def on_deleted(self, _ctx: Context) -> None:
            seen.append((self.bigcommerce_id, self.total, self.note))

    shop.records(Ticket, "run-9").delete(1)

    assert seen == [("1", Decimal("1.50"), "kept")]


def test_a_list_yields_the_rest_and_then_names_the_records_that_cannot_be_read(shop: Shop) -> None:
    second = version(**REQUIRING)
    shop.records(second, "run-8").upsert(2, code="b")
    tickets = shop.records(second).list()

    assert next(tickets).bigcommerce_id == "2"
    with pytest.raises(RecordUnreadable, match=r"list\(\) left out the Ticket records 1, 3\. The first: .*lacks code"):
        next(tickets)


@pytest.mark.parametrize("factory", [uuid4, lambda: str(uuid4()), count().__next__, date.today])
def test_a_new_default_that_varies_is_not_made_up_at_each_get(shop: Shop, factory: Any) -> None:
    tokens = version(note=(str, ""), token=(Any, Field(default_factory=factory)))

    with pytest.raises(RecordUnreadable, match="lacks token"):
        shop.records(tokens).get(1)

    saved = shop.records(tokens, "run-9").upsert(1)

    assert saved.changed("token")
    assert shop.records(tokens).get(1).token == shop.records(tokens).get(1).token


@pytest.mark.parametrize("factory", [list, lambda: ["a"], dict])
def test_a_new_default_that_is_always_the_same_is_read(shop: Shop, factory: Any) -> None:
    tags = version(note=(str, ""), tags=(Any, Field(default_factory=factory)))

    assert shop.records(tags).get(1).tags == factory()
    assert not shop.records(tags, "run-9").upsert(1).changed()


def test_a_new_varying_default_inside_of_a_list_is_not_made_up_at_each_get(shop: Shop) -> None:
    class Line(BaseModel):
        sku: str

    class TokenLine(Line):
        token: UUID = Field(default_factory=uuid4)

    shop.records(version(lines=(list[Line], Field(default_factory=list))), "run-8").upsert(1, lines=[{"sku": "a"}])
    second = version(lines=(list[TokenLine], Field(default_factory=list)))

    with pytest.raises(RecordUnreadable, match=r"lines\.0\.token: Field required"):
        shop.records(second).get(1)


def test_a_delete_by_code_without_on_deleted_keeps_the_row_that_owes_another_runs_on_deleted(shop: Shop) -> None:
    class Ticket(version(note=(str, ""))):
        __module__ = "models"
        __qualname__ = "Ticket"

        def on_deleted(self, _ctx: Context) -> None:
            fail()
            seen.append(self.note)

    fail = failing(ServerError())
    seen: list[str] = []
    with pytest.raises(ServerError):
        shop.records(Ticket, "run-8").delete(1)
    without = version(note=(str, ""))
    shop.records(without, "run-9").create(1, note="born again")

    shop.records(without, "run-10").delete(1)
    shop.records(Ticket, "run-8").delete(1)

    assert seen == ["kept"]


class Large(Model):
    """A large field, whose previous value on_success needs."""

    text: str = ""

    def on_success(self, _ctx: Context) -> None: ...


def test_a_large_field_that_changes_says_why_its_record_has_both_values(shop: Shop) -> None:
    shop.records(Large, "run-8").upsert(1, text="x" * 210_000)

    with pytest.raises(RecordTooLarge, match="keeps both values of a changed field until they have ended: a field of"):
        shop.records(Large, "run-9").upsert(1, text="y" * 210_000)
