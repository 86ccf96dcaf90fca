"""An author's validators run on incoming values, and never on stored ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from html import escape
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID, uuid4

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    computed_field,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_core import core_schema
from tests.support.records import Shop

from storehook import Context, Model
from storehook.errors import ModelInvalid, RecordInvalid

pytestmark = pytest.mark.usefixtures("unregistered")


def cents(amount: str) -> int:
    """Convert an amount, such as "19.90", to cents."""
    return int(Decimal(amount) * 100)


class Invoice(Model):
    """An invoice, with its total in cents."""

    total: Annotated[int, BeforeValidator(cents)] = 0
    note: str = ""


def escaped(value: str) -> str:
    return escape(value)


class Color(Enum):
    RED = "red"


class Cents(Model):
    value: Annotated[int, BeforeValidator(cents)] = 0
    note: str = ""


class CentsOfADecorator(Model):
    value: int = 0
    note: str = ""

    @field_validator("value", mode="before")
    @classmethod
    def _cents(cls, value: Any) -> int:
        return cents(value)


class Stripped(Model):
    value: Annotated[str, AfterValidator(str.strip)] = ""
    note: str = ""


class Escaped(Model):
    value: Annotated[str, AfterValidator(escaped)] = ""
    note: str = ""


class Prefixed(Model):
    value: str = ""
    note: str = ""

    @field_validator("value")
    @classmethod
    def _prefixed(cls, value: str) -> str:
        return f"SKU-{value}"


class Enumerated(Model):
    value: Annotated[Color, BeforeValidator(str.lower)] = Color.RED
    note: str = ""


class WrappedNumber(Model):
    value: Annotated[int, WrapValidator(lambda value, handler: handler(value) + 1)] = 0
    note: str = ""


class PlainCents(Model):
    value: Annotated[int, PlainValidator(cents)] = 0
    note: str = ""


class TokenFactory(Model):
    value: str = ""
    note: str = ""
    token: UUID = Field(default_factory=uuid4)


class ComputedEuros(Model):
    value: Annotated[int, BeforeValidator(cents)] = 0
    note: str = ""
    _seen: list[str] = PrivateAttr(default_factory=list)

    @computed_field
    @property
    def euros(self) -> Decimal:
        return Decimal(self.value) / 100


class Line(BaseModel):
    name: Annotated[str, AfterValidator(escaped)]
    price: int = 0

    @field_validator("price", mode="before")
    @classmethod
    def _cents(cls, value: Any) -> int:
        return cents(value)


class NestedLines(Model):
    value: list[Line] = Field(default_factory=list)
    note: str = ""


class Page[T](BaseModel):
    items: dict[str, T]


class GenericPage(Model):
    value: Page[Line] | None = None
    note: str = ""


class RecursiveParent(Model):
    value: Annotated[str, AfterValidator(escaped)] = ""
    note: str = ""
    parent: "RecursiveParent | None" = None


class CrossAliased(Model):
    value: Annotated[int, BeforeValidator(cents)] = Field(0, alias="note")
    note: str = Field("", alias="value")


class DependsOnAnother(Model):
    note: str = ""
    value: str = ""

    @field_validator("value")
    @classmethod
    def _follow(cls, value: str, info: ValidationInfo) -> str:
        return f"{value}{'!' if 'note' in info.data else '?'}"


class DerivesSlug(Model):
    value: Decimal = Decimal(0)
    note: str = ""
    slug: str = ""

    @model_validator(mode="after")
    def _derive(self) -> Self:
        self.slug = self.note.lower()
        return self


class CentsOfTheWhole(Model):
    value: int = 0
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _cents(cls, data: dict[str, Any]) -> dict[str, Any]:
        return data | {"value": cents(data.get("value", 0))}


class CountsCalls(Model):
    value: int = 0
    note: str = ""
    writes: int = 0

    @model_validator(mode="wrap")
    @classmethod
    def _count(cls, data: Any, handler: Any) -> Self:
        record = handler(data)
        record.writes = record.writes + 1
        return record


type Safe[T] = Annotated[T, AfterValidator(escaped)]


class SafeAlias(Model):
    value: Safe[str] = ""
    note: str = ""


@dataclass
class Party:
    """A plain dataclass, whose annotations are text, as after `from __future__ import annotations`."""

    name: "Annotated[str, AfterValidator(escaped)]"


@dataclass
class Company(Party):
    """A dataclass with an inherited field."""

    size: int = 0


class WithDataclass(Model):
    value: Company | None = None
    note: str = ""


class Titled(BaseModel):
    """A parent with a validator that its subclass inherits."""

    title: str = ""

    @field_validator("title")
    @classmethod
    def _escaped(cls, title: str) -> str:
        return escaped(title)


class Book(Titled):
    """A nested model with field names that schemas use, too."""

    default: str = ""
    type: str = ""
    metadata: Annotated[str, AfterValidator(escaped)] = ""


class InheritedWithin(Model):
    value: Book | None = None
    note: str = ""


class InheritedPrefix(Prefixed):
    """A subclass of a model with a validator."""


@dataclass(frozen=True)
class Case:
    """A model with a validator, a value for its field `value`, and what the field then holds."""

    model: type[Any]
    given: Any
    held: Any


CASES = [
    Case(Cents, "19.90", 1990),
    Case(CentsOfADecorator, "19.90", 1990),
    Case(Stripped, " a ", "a"),
    Case(Escaped, "a & b", "a &amp; b"),
    Case(Prefixed, "7", "SKU-7"),
    Case(Enumerated, "RED", Color.RED),
    Case(WrappedNumber, 1, 2),
    Case(PlainCents, "19.90", 1990),
    Case(TokenFactory, "a", "a"),
    Case(ComputedEuros, "19.90", 1990),
    Case(NestedLines, [{"name": "a & b", "price": "1.50"}], None),
    Case(GenericPage, {"items": {"a": {"name": "a & b", "price": "1.50"}}}, None),
    Case(RecursiveParent, "a & b", "a &amp; b"),
    Case(CrossAliased, "19.90", 1990),
    Case(DependsOnAnother, "a", "a!"),
    Case(DerivesSlug, "19.90", Decimal("19.90")),
    Case(CentsOfTheWhole, "19.90", 1990),
    Case(CountsCalls, 3, 3),
    Case(SafeAlias, "a & b", "a &amp; b"),
    Case(WithDataclass, {"name": "a & b"}, Company("a &amp; b")),
    Case(InheritedWithin, {"title": "a & b", "metadata": "a & b", "default": "&", "type": "&"}, None),
    Case(InheritedPrefix, "7", "SKU-7"),
]
each_validator = pytest.mark.parametrize("case", CASES, ids=lambda case: case.model.__name__)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@each_validator
def test_what_is_stored_reads_back_equal(shop: Shop, case: Case) -> None:
    saved = shop.records(case.model).upsert(1, value=case.given)

    read = shop.records(case.model).get(1)

    assert vars(read) == vars(saved)
    assert case.held is None or read.value == case.held


@each_validator
def test_the_result_of_a_validator_is_stored_once(shop: Shop, case: Case) -> None:
    shop.records(case.model, "run-1").upsert(1, value=case.given)
    first = stored_row(shop, case.model)
    shop.records(case.model, "run-2").upsert(1, value=case.given)
    shop.records(case.model, "run-3").upsert(1, note="packed")
    last = stored_row(shop, case.model)

    assert first.keys() == case.model.model_fields.keys()
    assert last["value"] == first["value"]
    assert not isinstance(case.held, int | Decimal) or first["value"] == case.held


def stored_row(shop: Shop, model: type[Any]) -> Mapping[str, Any]:
    row = shop.row(model, "1")
    assert row is not None
    return row.fields


@each_validator
def test_an_echo_changes_nothing(shop: Shop, case: Case) -> None:
    shop.records(case.model, "run-1").upsert(1, value=case.given)

    echoes = [shop.records(case.model, run).upsert(1, value=case.given) for run in ("run-2", "run-3")]

    assert [(echo.changed(), echo.version) for echo in echoes] == [(False, 1), (False, 1)]


@each_validator
def test_a_change_of_another_field_leaves_the_value(shop: Shop, case: Case) -> None:
    saved = shop.records(case.model, "run-1").upsert(1, value=case.given)

    changed = shop.records(case.model, "run-2").upsert(1, note="packed")

    assert changed.value == saved.value
    assert shop.records(case.model).get(1).value == saved.value
    assert not changed.changed("value")


@each_validator
def test_a_comparison_validates_the_given_value(shop: Shop, case: Case) -> None:
    saved = shop.records(case.model).upsert(1, value=case.given)

    assert saved.changed_to("value", case.given) == saved.changed("value")


class Displayed(Model):
    """Fields with serializers for an API, whose forms could not be read back."""

    at: datetime | None = None
    total: Annotated[Decimal, PlainSerializer(float)] = Decimal(0)
    phone: Annotated[str, PlainSerializer(lambda _phone: "****")] = ""

    @field_serializer("at")
    def _as_a_day(self, at: datetime | None) -> str | None:
        return at.strftime("%d.%m.%Y") if at else None


def test_an_authors_serializers_do_not_change_what_is_stored(shop: Shop) -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)

    saved = shop.records(Displayed).upsert(1, at=noon, total="19.90", phone="555")

    assert (saved.at, saved.total, saved.phone) == (noon, Decimal("19.90"), "555")
    assert vars(shop.records(Displayed).get(1)) == vars(saved)
    assert not shop.records(Displayed, "run-2").upsert(1, at=noon, total="19.90", phone="555").changed()


class Sku(str):
    """A type that has its own validator."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        return core_schema.no_info_after_validator_function(cls, handler(str))


class Typed(Model):
    sku: Annotated[Sku, AfterValidator(lambda sku: Sku(f"SKU-{sku}"))] = Sku("0")


def test_a_validator_that_belongs_to_a_type_reads_stored_values(shop: Shop) -> None:
    shop.records(Typed).upsert(1, sku="7")

    found = shop.records(Typed).get(1).sku

    assert (found, type(found)) == ("SKU-7", Sku)


class Doubling(int):
    """A type that reads its stored form as another value."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        return core_schema.no_info_plain_validator_function(lambda value: cls(value * 2))


class Unstable(Model):
    number: Doubling = Doubling(0)


def test_a_type_that_does_not_read_its_own_stored_form_is_refused_by_name(shop: Shop) -> None:
    with pytest.raises(RecordInvalid, match=r"Unstable\.number would be read back with another value"):
        shop.records(Unstable).upsert(1, number=1)
    assert shop.row(Unstable, "1") is None


class Outside(Model):
    number: Annotated[str, AfterValidator(int)] = "0"


def test_a_validator_whose_result_is_outside_of_the_type_is_refused_by_name(shop: Shop) -> None:
    with pytest.raises(RecordInvalid, match="The values do not fit Outside: number: Input should be a valid string"):
        shop.records(Outside).upsert(1, number="5")


class AssignsInItsRun(Model):
    """Assigns to a field in its run, which only then changes."""

    total: Annotated[int, BeforeValidator(cents)] = 0
    note: str = ""
    slug: str = ""

    @model_validator(mode="after")
    def _derive(self) -> Self:
        self.slug = self.note.lower()
        return self

    def run(self, _ctx: Context) -> None:
        self.note = "Packed"
        self.save()


def test_an_assignment_validates_the_assigned_field_and_derives_others(shop: Shop) -> None:
    record = shop.records(AssignsInItsRun).upsert(1, total="19.90")

    assert (record.total, record.note, record.slug) == (1990, "Packed", "packed")
    assert not shop.records(AssignsInItsRun, "run-2").upsert(1, total="19.90").changed()


def test_a_record_that_was_read_validates_what_is_assigned(shop: Shop) -> None:
    shop.records(Invoice).upsert(1, total="19.90")

    found = shop.records(Invoice).get(1)
    found.note = "packed"
    found.total = "5"  # type: ignore[assignment]

    assert (found.total, found.note) == (500, "packed")


def test_a_model_validator_still_refuses_what_does_not_go_together(shop: Shop) -> None:
    class Priced(Model):
        price: int = 0
        sale_price: int = 0

        @model_validator(mode="after")
        def _check(self) -> Self:
            if self.sale_price > self.price:
                raise ValueError("The sale price is above the price.")
            return self

    shop.records(Priced).upsert(1, price=10, sale_price=5)

    with pytest.raises(RecordInvalid, match="sale price is above"):
        shop.records(Priced).upsert(1, sale_price=11)


def test_an_excluded_field_is_refused_at_its_declaration() -> None:
    class Secretive(BaseModel):
        code: str = Field("", exclude=True)

    with pytest.raises(ModelInvalid, match=r"Excluding\.code has `exclude`.*private attribute"):
        type("Excluding", (Model,), {"__annotations__": {"code": str}, "code": Field("", exclude=True)})
    with pytest.raises(ModelInvalid, match=r"ExcludingSome\.code has `exclude`"):
        type("ExcludingSome", (Model,), {"__annotations__": {"code": str}, "code": Field("", exclude_if=bool)})
    with pytest.raises(ModelInvalid, match=r"Secretive\.code has `exclude`"):
        type("ExcludingWithin", (Model,), {"__annotations__": {"secrets": list[Secretive]}})


class StricterThanItsRecords(Model):
    price: int = 0
    sale_price: int = 0
    _is_strict: ClassVar[bool] = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self._is_strict and self.sale_price > self.price:
            raise ValueError("The sale price is above the price.")
        return self


def test_given_values_may_repair_a_record_that_a_new_model_validator_refuses(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.records(StricterThanItsRecords, "run-1").upsert(1, price=10, sale_price=12)
    monkeypatch.setattr(StricterThanItsRecords, "_is_strict", True)

    repaired = shop.records(StricterThanItsRecords, "run-2").upsert(1, sale_price=9)

    assert (repaired.price, repaired.sale_price, list(repaired.changes())) == (10, 9, ["sale_price"])
    with pytest.raises(RecordInvalid, match="sale price is above"):
        shop.records(StricterThanItsRecords, "run-3").upsert(1, sale_price=11)


def test_an_init_of_a_model_is_refused_at_its_declaration() -> None:
    with pytest.raises(ModelInvalid, match=r"Initialized has an `__init__`.*field or model validator"):

        class Initialized(Model):
            value: int = 0

            def __init__(self, **values: Any) -> None:
                super().__init__(**values | {"value": 1})


class PostInit(Model):
    value: int = 0
    _seen: list[int] = PrivateAttr(default_factory=list)

    def model_post_init(self, _context: Any) -> None:
        self._seen.append(self.value)


def test_a_post_init_may_set_private_attributes(shop: Shop) -> None:
    saved = shop.records(PostInit).upsert(1, value=7)

    assert vars(shop.records(PostInit).get(1)) == vars(saved) == {"value": 7}
    assert shop.records(PostInit).get(1)._seen == [7]


class PostInitOfField(Model):
    value: int = 0

    def model_post_init(self, _context: Any) -> None:
        self.value += 1


def test_a_post_init_that_changes_a_field_is_refused_by_name(shop: Shop) -> None:
    with pytest.raises(RecordInvalid, match=r"PostInitOfField\.value would be read back with another value"):
        shop.records(PostInitOfField).upsert(1, value=7)


def test_a_time_that_does_not_exist_in_utc_is_refused_by_name(shop: Shop) -> None:
    class Dated(Model):
        at: datetime | None = None

    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))

    with pytest.raises(RecordInvalid, match=r"Dated: at: .*cannot be expressed in UTC"):
        shop.records(Dated).upsert(1, at=last)


class Frozen(Model):
    code: str = Field("", frozen=True)


def test_a_frozen_field_is_given_but_not_assigned(shop: Shop) -> None:
    record = shop.records(Frozen).upsert(1, code="a")

    with pytest.raises(ValidationError, match="Field is frozen"):
        record.code = "b"
    assert shop.records(Frozen, "run-2").upsert(1, code="b").code == "b"


class Node(BaseModel):
    """A tree, with all that may be around the fields of a nested model."""

    name: Annotated[str, AfterValidator(escaped)] = ""
    one: int = Field(0, alias="two")
    two: int = Field(0, alias="one")
    at: date | None = None
    inner: "Node | None" = None

    @model_validator(mode="before")
    @classmethod
    def _cents(cls, data: Any) -> Any:
        return data | {"one": cents(data.get("one", "0"))}

    @model_validator(mode="after")
    def _mark(self) -> Self:
        self.name = f"{self.name}!"
        return self

    @field_serializer("at")
    def _as_a_day(self, at: date | None) -> str | None:
        return at.strftime("%d.%m.%Y") if at else None


class Tree(Model):
    root: Node | None = None


def test_a_tree_of_nested_models_reads_back_equal(shop: Shop) -> None:
    given = {"name": "a & b", "one": "19.90", "at": "2026-12-01", "inner": {"name": "<", "one": "1.50"}}

    saved = shop.records(Tree).upsert(1, root=given)

    assert saved.root is not None
    assert (saved.root.name, saved.root.inner and saved.root.inner.name) == ("a &amp; b!", "&lt;!")
    assert saved.root.two == 1990
    assert vars(shop.records(Tree).get(1)) == vars(saved)
    assert not shop.records(Tree, "run-2").upsert(1, root=given).changed()


class Phone:
    """A class that pydantic does not know."""

    def __init__(self, number: str) -> None:
        self.number = number.removeprefix("+")

    def __str__(self) -> str:
        return f"+{self.number}"


class Contact(Model):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    phone: Annotated[Phone, PlainValidator(lambda phone: Phone(str(phone))), PlainSerializer(str)] = Phone("0")


def test_a_plain_validator_and_its_serializer_define_a_type(shop: Shop) -> None:
    shop.records(Contact).upsert(1, phone="+49")

    assert shop.records(Contact).get(1).phone.number == "49"
    assert not shop.records(Contact, "run-2").upsert(1, phone="+49").changed()


class Appends(Model):
    """A model validator that changes a list in place."""

    note: str = ""
    tags: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _append(self) -> Self:
        self.tags.append("seen")
        return self


def test_a_model_validator_that_changes_a_list_in_place_counts_no_echo(shop: Shop) -> None:
    for run, note in (("run-1", "a"), ("run-2", "a"), ("run-3", "b")):
        shop.records(Appends, run).upsert(1, note=note)

    assert shop.records(Appends).get(1).tags == ["seen"]


def test_a_given_value_counts_even_if_a_model_validator_would_also_make_it(shop: Shop) -> None:
    shop.records(CentsOfTheWhole, "run-1").upsert(1, value="19.90")

    changed = shop.records(CentsOfTheWhole, "run-2").upsert(1, value="1990")

    assert (changed.value, changed.changed("value")) == (199_000, True)


def test_a_stored_time_is_read_in_utc(shop: Shop) -> None:
    class Timed(Model):
        at: datetime | None = None

    shop.records(Timed).upsert(1, at="2026-12-01T12:00:00+02:00")
    found = shop.records(Timed).get(1).at

    assert found is not None
    assert found.tzinfo is UTC


def test_a_given_value_is_validated_even_if_it_is_the_stored_object(shop: Shop) -> None:
    shop.records(Cents, "run-1").upsert(1, value="0.19")

    assert shop.records(Cents, "run-2").upsert(1, value=19).value == 1900


class Address(BaseModel):
    city_name: str = Field(alias="city")


class Addressed(Model):
    address: Address | None = None


def test_a_nested_model_takes_the_names_of_bigcommerce_on_create_and_update(shop: Shop) -> None:
    shop.records(Addressed, "run-1").upsert(1, address={"city": "Bern"})

    assert not shop.records(Addressed, "run-2").upsert(1, address={"city": "Bern"}).changed()
    assert shop.records(Addressed, "run-3").upsert(1, address={"city": "Thun"}).address == Address(city="Thun")
