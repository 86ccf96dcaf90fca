"""Models: what an author declares about a store's orders, products and so on."""

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Any, overload

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationInfo, field_validator

from storehook.errors import FieldUnknown, RecordDetached, RecordInvalid
from storehook.records import declaration, typed
from storehook.records.binding import Binding, Change, Since, Writer, changed
from storehook.records.rows import Operation
from storehook.records.values import in_utc, same


class Model(BaseModel):
    """A stored object of a store. Subclass it, and get its records from `ctx.records(Order)`.

    Fields are typed by pydantic; floats are refused, since only Decimals are exact. Times are kept in UTC. Creating or
    updating a record calls `run_create` or `run_update`, which save it, and then `on_created` or `on_updated`. Deleting
    it calls `run_delete`, which deletes it, and then `on_deleted`. The first four call `run` and `on_success`, so most
    models need no more than these. `run` may be called again with fresh values when another run saves in between;
    `on_success` is called again when it failed, or when its process died.

    ```python
    from decimal import Decimal
    from storehook import Context, Model

    class Product(Model):
        price: Decimal = Decimal(0)

        def on_success(self, ctx: Context) -> None:
            if self.changed("price"):
                ctx.logger.info("Another price", extra={"product": self.bigcommerce_id, "price": str(self.price)})
    ```
    """

    model_config = ConfigDict(validate_assignment=True, validate_default=True, extra="forbid")

    _binding: Binding | None = PrivateAttr(default=None)

    @property
    def store_hash(self) -> str:
        """The store that it belongs to."""
        return self._bound().key.store_hash

    @property
    def bigcommerce_id(self) -> str:
        """Its id at BigCommerce, as text."""
        return self._bound().key.bigcommerce_id

    @property
    def version(self) -> int:
        """Counts its writes; 0 before the first."""
        return self._bound().version

    @property
    def operation(self) -> Operation | None:
        """In `run` and `on_success`: create, update or delete."""
        return self._bound().operation

    @property
    def stale(self) -> bool:
        """Whether the save was refused, since what is stored has a later source time. The record then has that."""
        return self._bound().stale

    def changed(self, field: str | None = None, *, since: Since = "loaded") -> bool:
        """Whether a field, or any, has another value than before. Values count, not how they are written: 10 is 10.00.

        Args:
            field: the field; None for any.
            since: `loaded`: before this run changed it; in `on_success` and after a retry too. `saved`: as stored.

        Raises:
            FieldUnknown: the model has no such field.

        ```python
        order = ctx.records(Order).upsert(params.id, total="10.00")
        assert order.changed("total") and not order.changed("staff_notes")
        ```
        """
        return bool(self._changed(since)) if field is None else self._known(field) in self._changed(since)

    @overload
    def changes(self, field: str, *, since: Since = "loaded") -> Change | None: ...
    @overload
    def changes(self, field: None = None, *, since: Since = "loaded") -> dict[str, Change]: ...
    def changes(self, field: str | None = None, *, since: Since = "loaded") -> Change | dict[str, Change] | None:
        """What has changed, by field; or how one field has, None if it has not.

        Raises:
            FieldUnknown: the model has no such field.

        ```python
        order = ctx.records(Order).upsert(params.id, total="10.00")
        assert list(order.changes()) == ["total"]
        ```
        """
        found = {name: Change(self._previous(name, since), getattr(self, name)) for name in self._changed(since)}
        return found if field is None else found.get(self._known(field))

    def changed_to(self, field: str, value: object, *, since: Since = "loaded") -> bool:
        """Whether a field has changed, and has this value now.

        Raises:
            FieldUnknown: the model has no such field.
            RecordInvalid: the field cannot have this value.

        ```python
        assert ctx.records(Order).upsert(params.id, total="10.00").changed_to("total", 10)
        ```
        """
        wanted = typed.stored(type(self), self._known(field), value)
        return self.changed(field, since=since) and same(typed.fields_of(self, field)[field], wanted)

    def changed_from(self, field: str, value: object, *, since: Since = "loaded") -> bool:
        """Whether a field has changed, and had this value before.

        Raises:
            FieldUnknown: the model has no such field.
            RecordInvalid: the field cannot have this value.

        ```python
        assert ctx.records(Order).upsert(params.id, total="10.00").changed_from("total", 0)
        ```
        """
        wanted = typed.stored(type(self), self._known(field), value)
        before = self._bound().baselines.of(since)
        return self.changed(field, since=since) and field in before and same(before[field], wanted)

    def save(self) -> None:
        """Save the record; for `run`. What equals the stored record is not written again.

        Raises:
            RecordDetached: no `run` of this record is going on.

        ```python
        class Product(Model):
            name: str = ""

            def run(self, ctx: Context) -> None:
                self.name = self.name.strip()
                self.save()
        ```
        """
        self._writer("save").save(self)

    def delete(self) -> None:
        """Delete the record; for `run_delete`.

        Raises:
            RecordDetached: no `run_delete` of this record is going on.

        ```python
        class Product(Model):
            is_sold: bool = False

            def run_delete(self, ctx: Context) -> None:
                if not self.is_sold:  # what was sold stays
                    self.delete()
        ```
        """
        self._writer("delete").delete(self)

    def run(self, ctx: Any, /) -> None:  # noqa: ARG002 - for those who override it
        """What creating and updating do once the new values are applied: save. Overridden, it must do so too."""
        self.save()

    def run_create(self, ctx: Any, /) -> None:
        """What creating does."""
        self.run(ctx)

    def run_update(self, ctx: Any, /) -> None:
        """What updating does."""
        self.run(ctx)

    def run_delete(self, ctx: Any, /) -> None:  # noqa: ARG002
        """What deleting does. Overridden, it may keep the record by not calling `delete`."""
        self.delete()

    def on_success(self, ctx: Any, /) -> None:
        """What follows when a create or update is durable: side effects, most of all."""

    def on_created(self, ctx: Any, /) -> None:
        """What follows a create."""
        self.on_success(ctx)

    def on_updated(self, ctx: Any, /) -> None:
        """What follows an update."""
        self.on_success(ctx)

    def on_deleted(self, ctx: Any, /) -> None:
        """What follows a delete. The record is as it was."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse names that every model has."""
        super().__init_subclass__(**options)
        declaration.check_names(cls, _RESERVED)

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        """Refuse what could not work later."""
        if cls.__name__ == "Model" and cls.__module__ == __name__:
            return
        declaration.check_types(cls)
        declaration.source_time_of(cls)
        declaration.register(cls)

    @field_validator("*", mode="before")
    @classmethod
    def _read_times(cls, value: object, info: ValidationInfo) -> object:
        return typed.read_time(cls, info.field_name or "", value)

    @field_validator("*", mode="after")
    @classmethod
    def _keep_times_in_utc(cls, value: object) -> object:
        return in_utc(value) if isinstance(value, datetime) else value

    def _bound(self) -> Binding:
        if self._binding is None:
            raise RecordDetached(
                f"This {type(self).__name__} was made by hand and belongs to no store. "
                f"Get one from ctx.records({type(self).__name__})."
            )
        return self._binding

    def _writer(self, method: str) -> Writer:
        if (writer := self._bound().writer) is None:
            name = type(self).__name__
            raise RecordDetached(
                f"{method}() is for {name}.run and its like, while they go on. "
                f"Elsewhere call ctx.records({name}).update(...) or .delete(...)."
            )
        return writer

    def _known(self, field: str) -> str:
        check_known(type(self), [field])
        return field

    def _changed(self, since: Since) -> list[str]:
        return list(changed(self._bound().baselines.of(since), typed.fields_of(self)))

    def _previous(self, name: str, since: Since) -> object:
        before = self._bound().baselines.of(since).get(name)
        try:
            return typed.typed(type(self), name, before)
        except RecordInvalid:
            return before  # from a time when the field had another type


_RESERVED = {name for name in vars(Model) if not name.startswith("_")}


def check_known(model: type[Model], names: Iterable[str]) -> None:
    """Refuse names that are no fields of a model.

    Raises:
        FieldUnknown: the message names the nearest field.
    """
    for name in names:
        if name not in model.model_fields:
            near = get_close_matches(name, model.model_fields, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(model.model_fields) or 'none'}."
            raise FieldUnknown(f"{model.__name__} has no field {name!r}. {hint}")


def bind(record: Model, binding: Binding) -> None:
    """Tell a record what it is in the store."""
    record._binding = binding  # pyright: ignore[reportPrivateUsage]


def binding_of(record: Model) -> Binding:
    """What a record is in the store.

    Raises:
        RecordDetached: it was made by hand.
    """
    return record._bound()  # pyright: ignore[reportPrivateUsage]
