"""Models that cannot work are refused where they are declared."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypedDict

import pytest
from pydantic import BaseModel, Field, Secret, SecretBytes, SecretStr

from storehook.errors import DuplicateModel, ModelInvalid
from storehook.records.declaration import SourceTime, source_time_of
from storehook.records.model import Model

pytestmark = pytest.mark.usefixtures("unregistered")

type Money = float


class Priced(BaseModel):
    price: float


class Nested(BaseModel):
    lines: list[Priced] = Field(default_factory=list)


@dataclass
class Plain:
    price: float


class Typed(TypedDict):
    price: float


FLOATS: list[Any] = [
    float,
    float | None,
    list[float],
    dict[str, list[float | None]],
    Annotated[float, Field(gt=0)],
    Money,
    Priced,
    list[Nested],
    Plain,
    Typed,
]


@pytest.mark.parametrize("annotation", [SecretStr, SecretBytes | None, list[Secret[int]]])
def test_a_secret_anywhere_in_a_model_is_refused(annotation: Any) -> None:
    with pytest.raises(ModelInvalid, match=r"Card\.token has a secret type"):

        class Card(Model):
            token: annotation  # type: ignore[valid-type] - a variable, so that one test does for all


@pytest.mark.parametrize("annotation", FLOATS, ids=str)
def test_a_float_anywhere_in_a_model_is_refused(annotation: Any) -> None:
    with pytest.raises(ModelInvalid, match=r"Refused\.price has a float in its type\. Declare a Decimal"):

        class Refused(Model):
            price: annotation  # type: ignore[valid-type] - a variable, so that one test does for all


def test_a_float_in_a_model_that_is_declared_later_is_refused_then() -> None:
    class Early(Model):
        later: "list[Later]" = Field(default_factory=list)

    class Later(BaseModel):
        price: float

    with pytest.raises(ModelInvalid, match=r"Early\.later has a float"):
        Early.model_rebuild()


def test_models_that_contain_themselves_are_no_trouble() -> None:
    class Category(Model):
        name: str = ""
        children: list["Category"] = Field(default_factory=list)

    assert Category(children=[{"name": "a"}]).children[0].name == "a"  # type: ignore[list-item]


@pytest.mark.parametrize(
    "name",
    [
        "store_hash",
        "bigcommerce_id",
        "version",
        "operation",
        "stale",
        "changed",
        "changes",
        "save",
        "run",
        "on_success",
    ],
)
def test_a_field_cannot_have_the_name_of_what_every_model_has(name: str) -> None:
    with pytest.raises(ModelInvalid, match=rf"Refused\.{name} has a name that every model uses"):
        type("Refused", (Model,), {"__annotations__": {name: str}, name: "", "__module__": __name__})


def test_two_models_cannot_have_one_name() -> None:
    class Cart(Model): ...

    with pytest.raises(DuplicateModel, match=r"Two models are named 'Cart': .*Cart and elsewhere\.Cart\. Rename one"):
        type("Cart", (Model,), {"__module__": "elsewhere"})


def test_a_module_that_is_imported_anew_declares_its_models_anew() -> None:
    declared = [type("Cart", (Model,), {"__module__": "models.cart"}) for _ in range(2)]

    assert declared[0] is not declared[1]


def test_a_model_may_have_a_base_of_its_own() -> None:
    class Base(Model):
        note: str = ""

    class Cart(Base):
        total: Decimal = Decimal(0)

    assert list(Cart.model_fields) == ["note", "total"]


def test_a_source_time_is_found_by_its_type() -> None:
    class Required(Model):
        date_modified: SourceTime

    class Optional(Model):
        date_modified: SourceTime | None = None

    class Inner(BaseModel):
        date_modified: SourceTime

    class Without(Model):
        date_modified: datetime | None = None
        inner: list[Inner] = Field(default_factory=list)

    assert source_time_of(Required) == source_time_of(Optional) == "date_modified"
    assert source_time_of(Without) is None


def test_a_model_has_one_source_time_at_most() -> None:
    with pytest.raises(ModelInvalid, match=r"Refused has several source times: one, two\. Keep one"):

        class Refused(Model):
            one: SourceTime
            two: SourceTime | None = None
